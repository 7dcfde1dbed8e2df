import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { smtp } from '../../../src/core/protocols/smtp.ts';
import { Talk } from './telling.ts';
import { play, said, type Turn, turnsOf } from './turns.ts';

const talk = () => new Talk(smtp).server('220 mail.example.test ESMTP\r\n');
const fixture = (stream: number) =>
  play(turnsOf('smtp', stream), new ConversationContext(DEFAULT_LIMITS, true));

describe('a session', () => {
  it('says what it is that a client speaks who takes the port for one of TLS', () => {
    // Without a line feed in it, too.
    const hello = `\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03${'r'.repeat(506)}`;
    for (const said of [hello, hello.replace('rr', '\r\n')])
      expect(talk().client(said).verdict).toMatchObject({ kind: 'malformed', reason: 'TLS instead' });
  });

  it('the greeting answers nothing, and replies of several lines are one', () => {
    const t = talk()
      .client('EHLO client.test\r\n')
      .server('250-mail.example.test\r\n250-SIZE 1000\r\n250 8BITMIME\r\n');
    expect(t.said).toEqual([
      '< 220 mail.example.test ESMTP',
      '> EHLO client.test',
      '< 250 mail.example.test; SIZE 1000; 8BITMIME',
    ]);
    expect(t.sayings.map(({ role }) => role)).toEqual(['event', 'request', 'response']);
    expect(t.sayings[2]?.fields).toMatchObject({ code: 250, lines: 3 });
  });

  it('commands in a pipeline, and a message with a line that begins with a full stop', () => {
    const t = talk()
      .client('MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n')
      .server('250 OK\r\n250 OK\r\n354 Go on\r\n');
    t.client('Subject: x\r\n\r\n..\r\ntext\r\n.\r\nQUIT\r\n').server('250 OK\r\n221 Bye\r\n');
    expect(t.said.slice(-4)).toEqual(['> message, 24 B', '> QUIT', '< 250 OK', '< 221 Bye']);
  });

  it('a message that is refused', () => {
    const t = talk().client('DATA\r\n').server('503 No recipients\r\n').client('QUIT\r\n');
    expect(t.said.at(-1)).toBe('> QUIT');
  });

  it('chunks (RFC 3030)', () => {
    const t = talk()
      .client('BDAT 5\r\nhello', 'BDAT 6 LAST\r\nQUIT\r\n', 'QUIT\r\n')
      .server('250 OK\r\n250 OK\r\n');
    expect(t.said.slice(1, 6)).toEqual([
      '> BDAT 5',
      '> chunk of a message, 5 B',
      '> BDAT 6 LAST',
      '> chunk of a message, 6 B',
      '> QUIT',
    ]);
  });

  it('goes on behind a line that is no reply', () => {
    const t = new Talk(smtp).server('220 mx ESMTP\r\n').client('xx\r\n');
    t.server('500 Command unrecognized: "a\nb"\r\n').client('QUIT\r\n').server('221 Bye\r\n');
    expect(t.said.slice(2)).toEqual([
      '< 500 Command unrecognized: "a',
      '< malformed SMTP: no reply',
      '> QUIT',
      '< 221 Bye',
    ]);
    expect(t.sayings.map(({ role }) => role).slice(2)).toEqual(['response', 'event', 'request', 'response']);
  });

  it('LMTP answers for each recipient', () => {
    const t = new Talk(smtp)
      .server('220 store LMTP\r\n')
      .client('LHLO client.test\r\n')
      .server('250 store\r\n');
    t.client('DATA\r\n').server('354 Go on\r\n').client('text\r\n.\r\n').server('250 b OK\r\n452 c full\r\n');
    expect(t.said.slice(-3)).toEqual(['> message, 6 B', '< 250 b OK', '< 452 c full']);
  });
});

describe('secrets', () => {
  it('credentials are not told, in one line or in answer to challenges', () => {
    const t = talk().client('AUTH PLAIN AGEAaHVudGVyMg==\r\n').server('535 No\r\n');
    t.client('AUTH LOGIN\r\n')
      .server('334 VXNlcm5hbWU6\r\n')
      .client('dXNlcg==\r\n')
      .server('334 UGFzc3dvcmQ6\r\n');
    t.client('aHVudGVyMg==\r\n').server('235 OK\r\n').client('RSET\r\n');
    expect(t.said.filter((line) => line.startsWith('>'))).toEqual([
      '> AUTH PLAIN (not shown)',
      '> AUTH LOGIN',
      '> (credentials not shown)',
      '> (credentials not shown)',
      '> RSET',
    ]);
  });

  it('a line that is no known command is not told', () => {
    expect(talk().client('hunter2\r\n').said.at(-1)).toBe('> unknown command (7 B)');
  });
});

describe('STARTTLS', () => {
  it('hands over to TLS once it is granted', () => {
    const t = talk().client('STARTTLS\r\n', '\x16\x03\x01').server('220 Ready\r\n');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'tls' });
  });

  it('and not where it is refused', () => {
    const t = talk().client('STARTTLS\r\n').server('454 Not now\r\n').client('QUIT\r\n');
    expect([t.verdict, t.said.at(-1)]).toEqual([null, '> QUIT']);
  });
});

describe('captured dialogues', () => {
  it('a mail with two recipients', () => {
    const conversation = fixture(0);
    expect([conversation.protocols, conversation.requests, conversation.responses]).toEqual([['smtp'], 7, 7]);
    expect(said(conversation).map(({ summary }) => summary)).toContain('message, 1617 B');
  });

  it('TLS from STARTTLS on', () => {
    const conversation = fixture(1);
    expect(conversation.protocols).toEqual(['smtp', 'tls']);
    expect(conversation.switches).toHaveLength(1);
    expect(conversation.facts).toMatchObject({ tlsVersion: '1.3' });
  });
});

describe('farewells', () => {
  it.each([2, 3])(
    '421 of a server that was tired of waiting is counted as no response: stream %i',
    (stream) => {
      const { messages, requests, responses } = play(
        turnsOf('server-farewell', stream),
        new ConversationContext(DEFAULT_LIMITS, true),
      );
      expect(responses).toBe(requests);
      expect(messages.at(-1)).toMatchObject({ role: 'event', summary: expect.stringMatching(/^421 /) });
    },
  );
});

describe('joined late, or heard from one side only', () => {
  const spoken = (side: 0 | 1, text: string) =>
    play(
      [{ side, octets: new Uint8Array(Buffer.from(text, 'latin1')) }],
      new ConversationContext(DEFAULT_LIMITS, true),
    ).protocols;

  it.each([
    [0, 'MAIL FROM:<a@x>\r\n'],
    [0, 'rcpt to:<b@x>\r\n'],
    [1, '250-mail.example.test Hello\r\n250-SIZE 1000\r\n250 HELP\r\n'],
    [1, '220 store ready\r\n250-store\r\n250-8BITMIME\r\n250 PIPELINING\r\n'],
  ] as const)('side %i: %j', (side, text) => {
    expect(spoken(side, text)).toEqual(['smtp']);
  });

  it.each([
    [0, 'MAIL FROM: someone\r\n'],
    [1, '250-something\r\n250 else\r\n'],
    [1, '220 store ready\r\n250-SIZEABLE\r\n250 OK\r\n'],
  ] as const)('nothing of the kind, side %i: %j', (side, text) => {
    expect(spoken(side, text)).toEqual([]);
  });

  it('TLS behind the reply that grants it, where the client is not seen', () => {
    const { protocols, messages } = play(
      turnsOf('joined-late', 4).map((turn) => ({ ...turn, side: 1 })),
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect(protocols).toEqual(['smtp', 'tls']);
    expect(messages.map(({ summary }) => summary)).toContainEqual(
      expect.stringMatching(/^ServerHello TLS 1.3/),
    );
  });

  it('a side that replies is the server, whichever was seen first', () => {
    const { messages, requests, responses } = play(
      turnsOf('joined-late', 0),
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect(messages.slice(1, -1).map(({ from, summary }) => `${from} ${summary}`)).toEqual([
      '1 MAIL FROM:<a@b>',
      '1 RCPT TO:<x@mx.example>',
      '1 RCPT TO:<y@mx.example>',
      '1 DATA',
      '0 250 2.1.0 Ok',
      '0 250 2.1.5 Ok',
      '0 250 2.1.5 Ok',
      '0 354 End data with <CR><LF>.<CR><LF>',
      '1 message, 28 B',
      '0 250 2.0.0 Ok: queued as 1B56729E048',
      '1 QUIT',
    ]);
    expect([requests, responses]).toEqual([6, 6]);
  });
});

describe('a message whose DATA, or the answer to it, is missing', () => {
  const asks = 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\n';
  const mail = 'Subject: x\r\nHELP wanted: caf\u00e9\r\n\tfolded\r\nHello\r\n\r\nQUIT\r\n.\r\n';
  const begun = () =>
    talk().client('EHLO x\r\n').server('250 x\r\n').client(asks).server('250 OK\r\n250 OK\r\n');
  const requests = (t: Talk) =>
    t.sayings.flatMap(({ role, summary }) => (role === 'request' ? [summary] : [])).slice(3);

  it('DATA: the answer tells that a message comes', () => {
    for (const t of [begun().server('354 Go on\r\n').gap(0, 6), begun().gap(0, 6).server('354 Go on\r\n')]) {
      t.client(mail).server('250 OK\r\n').client('QUIT\r\n');
      expect(requests(t)).toEqual(['message, not all of it captured', 'QUIT']);
      expect(t.sayings.at(-2)).toMatchObject({ role: 'response', summary: '250 OK' });
      expect(t.verdict).toBeNull();
    }
  });

  it('DATA that comes behind its answer is no message: two clocks, or queues, told them apart', () => {
    const t = begun().server('354 Go on\r\n').client('DATA\r\n', `${mail}QUIT\r\n`);
    expect(requests(t)).toEqual(['DATA', 'message, 55 B', 'QUIT']);
    const early = talk().client('EHLO x\r\n').server('250 x\r\n250 OK\r\n250 OK\r\n354 Go on\r\n250 OK\r\n');
    early.client(asks, `DATA\r\n${mail}QUIT\r\n`);
    expect(requests(early)).toEqual(['DATA', 'message, 55 B', 'QUIT']);
  });

  it('the answer: what is no command is the message', () => {
    const t = begun()
      .client('DATA\r\n')
      .gap(1, 11)
      .client(mail)
      .server('250 a\r\n', '250 OK\r\n')
      .client('QUIT\r\n');
    expect(requests(t)).toEqual(['DATA', `message, ${mail.length - 3} B`, 'QUIT']);
  });

  it('a refusal: the next command is one', () => {
    const t = begun().client('DATA\r\n').gap(1, 20).client('RSET\r\n').server('250 a\r\n', '250 OK\r\n');
    expect(requests(t)).toEqual(['DATA', 'RSET']);
  });

  it('both: lines that are no commands are none, up to the full stop', () => {
    const t = begun()
      .gap(1, 11)
      .gap(0, 20)
      .client('of a line\r\nSubject: x\r\nDear all\r\nHELP\r\n', 'x\r\n.\r\nQUIT\r\n');
    expect(requests(t)).toEqual(['message, not all of it captured', 'QUIT']);
    const short = begun().gap(1, 11).gap(0, 20).client('of a line\r\nx\r\n.\r\nQUIT\r\n');
    expect(requests(short)).toEqual(['message, not all of it captured', 'QUIT']);
  });

  it('its end: the answer tells that it is over', () => {
    const t = begun().client('DATA\r\n').server('354 Go on\r\n').client('Subject: x\r\n').gap(0, 100);
    t.server('250 Queued\r\n').client('MAIL FROM:<c@x>\r\n');
    expect(requests(t)).toEqual(['DATA', 'message, not all of it captured', 'MAIL FROM:<c@x>']);
    const late = begun().client('DATA\r\n').server('354 Go on\r\n').client('Subject: x\r\n');
    late.server('250 Queued\r\n').gap(0, 100).client('rest\r\nMAIL FROM:<c@x>\r\n');
    expect(requests(late)).toEqual(['DATA', 'MAIL FROM:<c@x>']);
  });

  it('an octet of it does not matter in the midst of one', () => {
    const t = begun().client('DATA\r\n').server('354 Go on\r\n').client('Subject: x\r\n').gap(0, 100);
    t.client('\r\n.\r\n').server('250 Queued\r\n');
    expect(requests(t)).toEqual(['DATA', 'message, 114 B']);
  });

  it('commands that the server does not know are no message', () => {
    const t = begun().gap(0, 20).client('rest\r\nXONE\r\nXTWO\r\n').server('500 What?\r\n500 What?\r\n');
    t.client('NOOP\r\n');
    expect(requests(t)).toEqual(['NOOP']);
    const whole = begun().client('XONE\r\n').server('500 What?\r\n');
    expect(requests(whole)).toEqual(['unknown command (4 B)']);
  });

  it('answers to challenges are no message', () => {
    const t = begun()
      .client('AUTH LOGIN\r\n')
      .gap(1, 18)
      .client('am9l\r\n')
      .server('334 a\r\n', '334 UGFz\r\n');
    t.client('aHVudGVyMg==\r\n').server('235 OK\r\n').client('NOOP\r\n');
    expect(requests(t)).toEqual(['AUTH LOGIN', 'NOOP']);
  });
});

it.each(['data', '354 '])('a real mail without its %j is no row of commands', (lost) => {
  const turns = turnsOf('smtp', 0);
  const at = turns.findIndex(({ octets }) => Buffer.from(octets).toString().startsWith(lost));
  const { side, octets } = turns[at] as Turn;
  const before = turns.findLastIndex((turn, i) => i < at && turn.side === side);
  const rest = turns.flatMap((turn, i) =>
    i === at ? [] : [i === before ? { ...turn, missing: octets.length } : turn],
  );
  const requests = ({ messages }: Pick<ReturnType<typeof fixture>, 'messages'>) =>
    messages.flatMap(({ from, summary }) => (from === 0 ? [summary.replace(/^message, .*/, 'message')] : []));
  const told = requests(play(rest, new ConversationContext(DEFAULT_LIMITS, true)));
  expect(told).toEqual(requests(fixture(0)).filter((summary) => summary !== lost));
});
