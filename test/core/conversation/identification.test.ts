import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { Conversation } from '../../../src/core/conversation/conversation.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const end = (port: number) => ({ word0: 0, word1: 0, word2: 0, word3: 0x7f000001, port });

/** A conversation between these ports in which each side sends one thing, and which is over then. */
function conversationOf(
  clientPort: number,
  serverPort: number,
  texts: readonly [string, string],
): Conversation {
  const context = new ConversationContext(DEFAULT_LIMITS, true);
  const conversation = new Conversation(context, end(clientPort), end(serverPort));
  for (const [side, text] of texts.entries()) {
    const octets = new Uint8Array(Buffer.from(text, 'latin1'));
    const at = { seconds: 0, nanoseconds: 0, ordinal: side };
    conversation.segment(
      side as 0 | 1,
      1,
      octets,
      new DataView(octets.buffer),
      0,
      octets.length,
      octets.length,
      at,
    );
  }
  conversation.close();
  expect(context.budget.octetsHeld).toBe(0);
  return conversation;
}

describe('where the octets alone do not tell', () => {
  const GREETING = '220 mail.example.test\r\n';

  it('the port breaks the tie, and it is told as a guess, not as what is spoken', () => {
    const conversation = conversationOf(40_000, 25, ['', GREETING]);
    expect(conversation.protocols).toEqual([]);
    expect(conversation.facts).toEqual({ guess: 'SMTP, by its port' });
    expect(conversationOf(40_000, 21, ['', GREETING]).facts).toEqual({ guess: 'FTP, by its port' });
  });

  it('the port of the client counts where that of the server tells nothing', () => {
    expect(conversationOf(25, 40_000, ['', GREETING]).facts).toEqual({ guess: 'SMTP, by its port' });
  });

  it('a port alone is no guess', () => {
    expect(conversationOf(40_000, 25, ['', 'hello there\r\n']).facts).toEqual({});
    expect(conversationOf(40_000, 8025, ['', GREETING]).facts).toEqual({});
    expect(conversationOf(40_000, 25, ['', '']).facts).toEqual({});
  });

  it('there is no guess about what is known', () => {
    const conversation = conversationOf(40_000, 25, ['', '220 mail.example.test ESMTP\r\n']);
    expect(conversation.protocols).toEqual(['smtp']);
    expect(conversation.facts.guess).toBeUndefined();
  });
});

describe('who spoke first', () => {
  const greeting = '* OK IMAP4rev1 ready.\r\n';

  it.each([
    ['imap', 1 + greeting.length],
    ['', 1],
  ])('is not known where what was acknowledged is captured later: %s', (protocols, acknowledge) => {
    const d = new DialogueBuilder({ serverPort: 20_143 }).handshake();
    d.c('PA', { payload: 'a1 CAPABILITY\r\n', acknowledge }).s('PA', { payload: greeting });
    expect(d.connection.conversation?.protocols.join()).toBe(protocols);
  });
});
