import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { Conversation } from '../../../src/core/conversation/conversation.ts';
import { ExpectedConnections } from '../../../src/core/conversation/expected-connections.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';

const end = (word3: number, port: number) => ({ word0: 0, word1: 0, word2: 0, word3, port });
const data = (purpose = '') => ({ protocol: 'ftp-data', purpose });

function say(context: ConversationContext, client: ReturnType<typeof end>, server: ReturnType<typeof end>) {
  const conversation = new Conversation(context, client, server);
  const octets = new Uint8Array(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  const at = { seconds: 0, nanoseconds: 0, ordinal: 0 };
  conversation.segment(1, 0, octets, new DataView(octets.buffer), 0, octets.length, octets.length, at);
  return conversation;
}

describe('announced connections', () => {
  it('are known by the end to which they are opened, once', () => {
    const expected = new ExpectedConnections();
    expected.add(end(1, 21), 5000, data('a'));
    expect(expected.take(end(2, 1), end(1, 5001))).toBeNull();
    expect(expected.take(end(1, 1), end(2, 5000))).toBeNull();
    expect(expected.take(end(2, 1), end(1, 5000))).toEqual(data('a'));
    expect(expected.take(end(2, 1), end(1, 5000))).toBeNull();
  });

  it('by whichever end is taken for the server', () => {
    const expected = new ExpectedConnections();
    expected.add(end(1, 21), 5000, data());
    expect(expected.take(end(1, 5000), end(2, 20))).toEqual(data());
  });

  it('are not remembered without bound', () => {
    const expected = new ExpectedConnections();
    for (let port = 1; port <= 5000; port += 1) expected.add(end(1, 21), port, data());
    expect(expected.take(end(2, 1), end(1, 1))).toBeNull();
    expect(expected.take(end(2, 1), end(1, 5000))).toEqual(data());
  });

  it('speak what was announced, and say what for, whatever their octets look like', () => {
    const context = new ConversationContext(DEFAULT_LIMITS, true);
    const control = new Conversation(context, end(2, 40_000), end(1, 21));
    const announced = data();
    control.expectConnection(1, 5000, announced);
    announced.purpose = 'data of RETR a';
    const conversation = say(context, end(2, 40_001), end(1, 5000));
    expect(conversation.protocols).toEqual(['ftp-data']);
    expect(conversation.messages.map(({ from, role, summary }) => [from, role, summary])).toEqual([
      [1, 'event', 'data of RETR a'],
    ]);
    expect(say(context, end(2, 40_002), end(1, 5000)).protocols).toEqual(['http']);
    expect(context.budget.octetsHeld).toBe(0);
  });
});
