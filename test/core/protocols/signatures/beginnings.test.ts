import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../../src/core/conversation/context.ts';
import { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { DEFAULT_LIMITS } from '../../../../src/core/limits.ts';
import { octetsOf } from './octets.ts';

type Said = readonly [who: 'client' | 'server', text: string];

/** What is spoken where `synchronized` sides were captured from their SYN on. */
function spoken(dialogue: readonly Said[], synchronized: readonly (0 | 1)[] = [0, 1]): readonly string[] {
  const conversation = new Conversation(new ConversationContext(DEFAULT_LIMITS, true));
  const next: [number, number] = [1, 1];
  for (const side of [0, 1] as const) conversation.expect(side, 1, synchronized.includes(side));
  for (const [ordinal, [who, text]] of dialogue.entries()) {
    const side = who === 'client' ? 0 : 1;
    const octets = octetsOf(text);
    const view = new DataView(octets.buffer);
    const at = { seconds: 0, nanoseconds: 0, ordinal };
    conversation.segment(side, next[side], octets, view, 0, octets.length, octets.length, at);
    next[side] += octets.length;
  }
  conversation.close();
  return conversation.protocols;
}

const client = (text: string): Said => ['client', text];
const server = (text: string): Said => ['server', text];

describe('what is missing behind a captured SYN', () => {
  /** The server's greeting, of which so many octets were captured, and what the client says to it. */
  function answered(greeting: string, captured: number, command: string): readonly string[] {
    const conversation = new Conversation(new ConversationContext(DEFAULT_LIMITS, true));
    for (const side of [0, 1] as const) conversation.expect(side, 1, true);
    const at = (ordinal: number) => ({ seconds: 0, nanoseconds: 0, ordinal });
    const said = octetsOf(greeting);
    const asked = octetsOf(command);
    if (captured > 0)
      conversation.segment(1, 1, said, new DataView(said.buffer), 0, captured, said.length, at(0));
    conversation.segment(0, 1, asked, new DataView(asked.buffer), 0, asked.length, asked.length, at(1));
    conversation.acknowledged(1, 1 + said.length, at(2));
    const reply = octetsOf('250 mx.example hello\r\n');
    if (captured === 0)
      conversation.segment(
        1,
        1 + said.length,
        reply,
        new DataView(reply.buffer),
        0,
        reply.length,
        reply.length,
        at(3),
      );
    conversation.close();
    return conversation.protocols;
  }

  it('leaves open who spoke first, even where that is known only later', () => {
    expect(answered('220 mx.example\r\n', 0, 'EHLO me.example\r\n')).toEqual(['smtp']);
    expect(answered('INFO {}\r\n', 0, 'CONNECT {"verbose":false}\r\n')).toEqual(['nats']);
    expect(answered(':irc.example NOTICE * :x\r\n', 0, 'JOIN #a\r\n')).toEqual(['irc']);
  });

  it('may be the rest of a greeting, to which a command fits', () => {
    expect(answered('* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n', 14, 'a1 CAPABILITY\r\n')).toEqual(['imap']);
    expect(answered('+OK ready <1.2@mail.example>\r\n', 14, 'USER bob\r\n')).toEqual(['pop3']);
    expect(answered('200 news.example posting ok\r\n', 14, 'MODE READER\r\n')).toEqual(['nntp']);
  });

  it('may be data behind a line, where what answers it fits', () => {
    expect(answered(`set k 0 0 300\r\n${'x'.repeat(300)}`, 40, 'STORED\r\n')).toEqual(['memcached']);
  });

  it('a greeting of news need not say so where the client asks what it can do', () => {
    expect(answered('200 news.example ready\r\n', 24, 'CAPABILITIES\r\n')).toEqual(['nntp']);
  });
});

describe('who spoke first behind a captured SYN', () => {
  it.each([
    ['smtp', [client('HELO client7\n'), server('WELCOME client7\n'), client('GET temp\n')]],
    ['smtp', [client('HELO client7\n'), client('GET temp\n')]],
    ['imap', [server('HomeCtl 1.0\r\n'), client('fan1 IDLE\r\n'), server('OK fan1\r\n')]],
    ['imap', [client('SW1 CLOSE\r\n'), server('ACK\r\n')]],
    ['imap', [client('config=error 0\n'), server('* OK config\n')]],
    ['pop3', [client('HELLO 1\n'), server('+OK welcome bob\n'), client('MOVE 3\n')]],
    ['pop3', [client('UIDL 5\n'), server('x\n')]],
    ['nntp', [client('GROUP sales.eu\n'), server('OK\n')]],
    ['ftp', [client('PORT 3 ON\r\n'), server('200 OK\r\n')]],
    ['ftp', [server('220 track\r\n'), client('AUTH read=12\r\n')]],
    ['nats', [client('CONNECT {"verbose":false}\n'), server('OK {"id":5}\n')]],
    ['xmpp', [client('<message to="bob">hi there</message>'), server('<ack id="1"/>')]],
    ['redis', [server('+OK\r\n'), client('FLUSHALL\r\n'), server('OK\r\n')]],
    // The control port of Tor.
    [
      'smtp',
      [client('PROTOCOLINFO 1\r\n'), server('250-PROTOCOLINFO 1\r\n250-AUTH METHODS=NULL\r\n250 OK\r\n')],
    ],
    ['dcerpc', [client('\x05\0\0\0\0\0\0\0\0\x18\0\0\0\0\0\x01\0\0\0\0\0\0\0\0')]],
  ] as const)('is not that of %s: %j', (name, dialogue) => {
    expect(spoken(dialogue)).not.toContain(name);
  });

  it.each([
    ['smtp', [server('220 mail.example.org\r\n'), client('HELO me.example.org\r\n')]],
    // Sent before its time, as those do who send what nobody wants.
    ['smtp', [client('HELO me.example.org\r\n'), server('220 mail.example.org\r\n')]],
    ['smtp', [client('EHLO me.example.org\r\nMAIL FROM:<a@b>\r\n')]],
    ['imap', [server('* OK ready\r\n'), client('a1 LOGIN joe pw\r\n')]],
    ['pop3', [server('+OK\r\n'), client('USER joe\r\n')]],
    ['nntp', [server('200 news.example.org\r\n'), client('MODE READER\r\n')]],
    ['ftp', [server('220 ready\r\n'), client('AUTH TLS\r\n')]],
    ['nats', [server('INFO {"server_id":"N","version":"2"}\r\n'), client('CONNECT {}\r\n')]],
    ['redis', [client('FLUSHALL\r\n'), server('+OK\r\n')]],
    ['stomp', [client('CONNECT\nhost:/\nAuthorization:Bearer x\nclient_id:7\n\n\0'), server('ERROR\n\n\0')]],
  ] as const)('is that of %s: %j', (name, dialogue) => {
    expect(spoken(dialogue)).toEqual([name]);
  });

  it('is not known of a capture that began later, or lacks a side', () => {
    const dialogue = [client('a1 UID FETCH 1:* (FLAGS)\r\n')];
    for (const synchronized of [[], [0], [1]] as const)
      expect(spoken(dialogue, synchronized)).toEqual(['imap']);
    expect(spoken(dialogue)).toEqual([]);
  });
});
