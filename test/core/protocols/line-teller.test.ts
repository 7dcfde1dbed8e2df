import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import type { Dissector } from '../../../src/core/protocols/dissector.ts';
import { SIGNATURES } from '../../../src/core/protocols/signatures.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const named = (wanted: string) => SIGNATURES.find(({ name }) => name === wanted) as Dissector;
const talk = (name: string) => new Talk(named(name));

const fixture = (stream: number) =>
  said(play(turnsOf('lines', stream), new ConversationContext(DEFAULT_LIMITS, true))).map(
    ({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`,
  );

describe('dialogues of real programs read as conversations', () => {
  it('Dovecot and imaplib, with a message that is stored', () => {
    const tags = fixture(0).map((line) => line.replace(/^(. )[A-P]{4}(?=\d)/, '$1A'));
    expect(tags.slice(3)).toEqual([
      '< A0 OK Pre-login capabilities listed, post-login capabilities have more.',
      '> A1 LOGIN bob (not shown)',
      expect.stringMatching(/^< \* CAPABILITY IMAP4rev1 SASL-IR .*…$/),
      '< A1 OK Logged in',
      '> A2 APPEND INBOX {84}',
      '< + OK',
      '> data, 84 B',
      expect.stringMatching(/^< A2 OK \[APPENDUID \d+ 1\] Append completed/),
      '> A3 SELECT INBOX',
      '< * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft), 6 more lines',
      expect.stringMatching(/^< A3 OK \[READ-WRITE\] Select completed/),
      '> A4 SEARCH ALL',
      '< * SEARCH 1',
      expect.stringMatching(/^< A4 OK Search completed/),
      '> A5 FETCH 1 (FLAGS BODY[])',
      '< * 1 FETCH (FLAGS (\\Seen \\Recent) BODY[] {84}',
      expect.stringMatching(/^< A5 OK Fetch completed/),
      '> A6 STORE 1 +FLAGS (\\Seen)',
      expect.stringMatching(/^< A6 OK Store completed/),
      '> A7 SELECT Nowhere',
      '< * OK [CLOSED] Previous mailbox closed.',
      expect.stringMatching(/^< A7 NO Mailbox doesn't exist: Nowhere/),
      '> A8 LOGOUT',
      '< * BYE Logging out',
      expect.stringMatching(/^< A8 OK Logout completed/),
    ]);
  });

  it('Dovecot and curl, by POP3', () => {
    expect(fixture(4)).toEqual([
      '< +OK Dovecot (Debian) ready.',
      '> CAPA',
      '< +OK, 9 more lines',
      '> AUTH PLAIN',
      '< +',
      '> (credentials not shown)',
      '< +OK Logged in.',
      '> RETR 1',
      '< +OK 84 octets, 8 more lines',
      '> QUIT',
      '< +OK Logging out.',
    ]);
  });

  it('memcached, with values that are like lines, and others that are no text', () => {
    expect(fixture(8).slice(0, 8)).toEqual([
      '> set greeting 0 60 21',
      '< STORED',
      '> get greeting',
      '< VALUE greeting 0 21, 1 more line',
      '> set blob 4 60 11',
      '< STORED',
      '> get blob',
      '< VALUE blob 4 11, 1 more line',
    ]);
  });

  it('RabbitMQ and stompit', () => {
    expect(fixture(10)).toEqual([
      '> CONNECT, 7 more lines',
      '< CONNECTED, 6 more lines',
      '> SUBSCRIBE',
      '> destination:/queue/lines, 4 more lines',
      '> SEND',
      '> destination:/queue/lines, 4 more lines',
      '< MESSAGE, 1 more line',
      '< destination:/queue/lines, 7 more lines',
      '> DISCONNECT, 3 more lines',
      '< RECEIPT, 3 more lines',
    ]);
  });

  it('ngIRCd and sic', () => {
    expect(fixture(12).filter((line) => line.startsWith('>'))).toEqual([
      '> PASS (not shown), 2 more lines',
      '> JOIN #lunch',
      '> PRIVMSG #lunch :lunch?',
      '> OPER root (not shown)',
      '> QUIT :bye',
    ]);
  });

  it('no password is told of any of them', () => {
    const plain = Buffer.from('\0bob\0hunter2').toString('base64');
    for (let stream = 0; stream < 13; stream += 1) {
      const told = fixture(stream).join('\n');
      expect(told).not.toMatch(/hunter2|wrong|passcode/);
      expect(told).not.toContain(plain);
    }
  });
});

describe('secrets', () => {
  it.each([
    ['imap', 'a1 LOGIN "joe \\"x\\" doe" hunter2', 'a1 LOGIN "joe \\"x\\" doe" (not shown)'],
    ['imap', 'a1 login joe', 'a1 login (not shown)'],
    ['imap', 'a1 AUTHENTICATE PLAIN AGpvZQBodW50ZXIy', 'a1 AUTHENTICATE PLAIN (not shown)'],
    ['pop3', 'pass hunter2 and more', 'pass (not shown)'],
    ['pop3', 'APOP joe c4c9334bac560ecc979e58001b3e22fb', 'APOP joe (not shown)'],
    ['nntp', 'AUTHINFO PASS hunter2', 'AUTHINFO PASS (not shown)'],
    ['nntp', 'AUTHINFO SASL PLAIN AGpvZQBodW50ZXIy', 'AUTHINFO SASL PLAIN (not shown)'],
    ['managesieve', 'AUTHENTICATE "PLAIN" "AGpvZQBodW50ZXIy"', 'AUTHENTICATE "PLAIN" (not shown)'],
    ['managesieve', '"AGpvZQBodW50ZXIy"', '(credentials not shown)'],
    ['irc', 'AUTHENTICATE PLAIN', 'AUTHENTICATE PLAIN'],
    ['irc', 'AUTHENTICATE AGpvZQBodW50ZXIy', 'AUTHENTICATE (not shown)'],
    ['irc', 'PRIVMSG NickServ :IDENTIFY hunter2', 'PRIVMSG NickServ (not shown)'],
    ['irc', 'NS IDENTIFY hunter2', 'NS (not shown)'],
    ['irc', 'JOIN #lunch hunter2', 'JOIN #lunch (not shown)'],
    ['irc', ':joe!j@h JOIN #lunch joe :Joe', ':joe!j@h JOIN #lunch joe :Joe'],
    ['irc', ':joe!j@h MODE #lunch +ik hunter2', ':joe!j@h MODE #lunch +ik (not shown)'],
    ['irc', 'PRIVMSG #lunch :who is NickServ?', 'PRIVMSG #lunch :who is NickServ?'],
    ['rtsp', 'PLAY rtsp://joe:hunter2@example.org/ RTSP/1.0', 'PLAY rtsp://joe (not shown)'],
    ['rtsp', 'PLAY rtsp://example.org:554/ RTSP/1.0', 'PLAY rtsp://example.org:554/ RTSP/1.0'],
    ['irc', 'PRIVMSG #lunch :http://joe:hunter2@h/?key=1', 'PRIVMSG #lunch :http://…@h/?key=1'],
    ['stomp', 'destination:/queue/a?token=hunter2', 'destination:/queue/a?token=…'],
    ['sip', 'Authorization: Basic am9lOmh1bnRlcjI=', 'Authorization: (not shown)'],
    ['nats', 'CONNECT {"user":"joe","pass":"hunter2"}', 'CONNECT (not shown)'],
    ['nats', 'CONNECT {"verbose":false}', 'CONNECT {"verbose":false}'],
    ['stomp', 'passcode:hunter2', 'passcode: (not shown)'],
    ['mpd', 'password hunter2', 'password (not shown)'],
    ['cvs', 'Ay=0=a%0bZ', '(credentials not shown)'],
    ['cvs', 'Argument -m', 'Argument -m'],
  ])('%s: %s', (name, line, told) => {
    expect(talk(name).client(`${line}\r\n`).said).toEqual([`> ${told}`]);
  });

  it('what answers a challenge is none, unless it is known to be harmless', () => {
    const login = talk('nntp').client('AUTHINFO SASL CRAM-MD5\r\n').server('383 PDEy\r\n').client('am9l\r\n');
    expect(login.server('281 welcome\r\n').client('am9l\r\n').said).toEqual([
      '> AUTHINFO SASL CRAM-MD5',
      '< 383 PDEy',
      '> (credentials not shown)',
      '< 281 welcome',
      '> am9l',
    ]);
    const idle = talk('imap').client('a1 IDLE\r\n').server('+ idling\r\n').client('DONE\r\n');
    expect(idle.said.at(-1)).toBe('> DONE');
  });

  it('literals of a log-in are passed over, even where nobody agreed to them before', () => {
    const t = talk('imap').client('a1 LOGIN {3}\r\n').server('+ go on\r\n').client('joe {7}\r\n');
    t.server('+ go on\r\n').client('hunter2\r\n').server('a1 OK hello\r\n').client('a2 NOOP\r\n');
    expect(t.said).toEqual([
      '> a1 LOGIN (not shown)',
      '< + go on',
      '> data, 3 B',
      '< + go on',
      '> data, 7 B',
      '< a1 OK hello',
      '> a2 NOOP',
    ]);
  });

  it('an answer whose challenge was not seen is none either', () => {
    expect(talk('pop3').client('AUTH PLAIN\r\n').gap(1, 4).client('AGpvZQBodW50ZXIy\r\n').said).toEqual([
      '> AUTH PLAIN',
      '> (credentials not shown)',
    ]);
    expect(talk('pop3').client('AGpvZQBodW50ZXIy\r\n').said).toEqual(['> (credentials not shown)']);
  });
});

describe('stretches', () => {
  it('a line behind a pause is told, and one that the protocol has told anywhere', () => {
    const t = talk('irc').server(':a 001 b :Welcome\r\n:a 002 b :x\r\n', ':a 003 b :y\r\n');
    t.server(':c PRIVMSG #d :hi\r\n:c JOIN #e\r\n');
    t.seconds = 2;
    t.server(':c QUIT\r\n');
    expect(t.said).toEqual([
      '< :a 001 b :Welcome, 2 more lines',
      '< :c PRIVMSG #d :hi, 1 more line',
      '< :c QUIT',
    ]);
    expect(t.sayings.map(({ noteCharacters }) => noteCharacters)).toEqual([14, 13, undefined]);
    expect(t.sayings.every(({ role }) => role === 'event')).toBe(true);
  });

  it('how many lines follow is not put behind another line where that one was let go', () => {
    const context = new ConversationContext({ ...DEFAULT_LIMITS, messagesPerConnection: 2 }, true);
    expect(said(play(turnsOf('lines', 4), context)).map(({ summary }) => summary)).toEqual([
      '+OK Dovecot (Debian) ready.',
      'CAPA',
    ]);
  });

  it('a literal that the server refuses is not waited for', () => {
    const t = talk('imap').client('a1 APPEND x {99}\r\n').server('a1 NO no room\r\n').client('a2 NOOP\r\n');
    expect(t.said.at(-1)).toBe('> a2 NOOP');
  });

  it('behind a gap it goes on with the next whole line', () => {
    const t = talk('pop3').server('+OK read').gap(1, 100).server('y\r\n+OK 1\r\nx\r\n');
    expect(t.said).toEqual(['< POP3', '< +OK 1, 1 more line']);
    const body = talk('memcached')
      .client('set k 0 0 500\r\nabc')
      .gap(0, 400)
      .client(`${'x'.repeat(97)}\r\nget k\r\n`);
    expect(body.said).toEqual(['> set k 0 0 500, 1 more line']);
  });

  it('what is no text is passed over, and told once by name', () => {
    const t = talk('gearman').client('\0REQ\0\0\0\x10\0\0\0\0').server('\0RES\0\0\0\x10\0\0\0\0\n\nabc\n');
    expect(t.client('status\n').server('\xff\xfe\xfd\xfc ab\n').said).toEqual(['> Gearman', '> status']);
    const rsync = talk('rsync').client('@RSYNCD: 31.0\n').server('@RSYNCD: 31.0\n').client('-v\0.\0\n');
    expect(rsync.server('abc\n').client('def\n').said).toEqual(['> @RSYNCD: 31.0', '< @RSYNCD: 31.0']);
  });

  it('control characters within a text do not make it none', () => {
    expect(talk('irc').client('PRIVMSG #a :\x01ACTION waves\x01\r\n').said).toEqual([
      '> PRIVMSG #a :·ACTION waves·',
    ]);
  });

  it('lines are cut, and none is waited for without end', () => {
    const t = talk('imap').server(`* OK ${'x'.repeat(5000)}`);
    expect(t.said[0]).toMatch(/^< \* OK x{154}…$/);
  });

  it('TLS begins behind a line that was not complete', () => {
    const t = talk('imap')
      .server('* OK ready\r\n')
      .client('a1 STARTTLS\r\n')
      .server('a1 OK\r\n')
      .client('a2');
    t.client(Uint8Array.of(0x16, 3, 1, 0, 5, 1, 0, 0, 0, 0));
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'tls' });
  });

  it('where nothing is kept, only the name is told', () => {
    const t = new Talk(named('imap'), {}, false).server('* OK ready\r\n').client('a1 NOOP\r\n').end(0);
    expect(t.said).toEqual(['< IMAP']);
  });
});
