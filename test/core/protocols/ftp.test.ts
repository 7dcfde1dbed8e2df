import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/core/analysis.ts';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { ftp } from '../../../src/core/protocols/ftp.ts';
import { ftpData } from '../../../src/core/protocols/ftp-data.ts';
import { batchOf } from '../../support/analyse.ts';
import { readPcap } from '../../support/pcap.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const talk = () => new Talk(ftp).server('220 (vsFTPd 3.0.3)\r\n');

describe('the control connection', () => {
  it('says what it is that a client speaks who takes the port for one of TLS', () => {
    // Without a line feed in it, too.
    const hello = `\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03${'r'.repeat(506)}`;
    for (const said of [hello, hello.replace('rr', '\r\n')])
      expect(talk().client(said).verdict).toMatchObject({ kind: 'malformed', reason: 'TLS instead' });
  });

  it('passwords are not told, nor what is no command', () => {
    const t = talk()
      .client('USER me\r\n')
      .server('331 Password?\r\n')
      .client('pass hunter2\r\n', 'hunter2\r\n');
    expect(t.said).toEqual([
      '< 220 (vsFTPd 3.0.3)',
      '> USER me',
      '< 331 Password?',
      '> PASS (not shown)',
      '> unknown command (7 B)',
    ]);
    expect(t.sayings.map(({ role }) => role).slice(0, 3)).toEqual(['event', 'request', 'response']);
  });

  it('replies of several lines are one', () => {
    const t = talk().client('FEAT\r\n').server('211-Features:\r\n EPSV\r\n UTF8\r\n211 End\r\n');
    expect(t.said.at(-1)).toBe('< 211 Features:; EPSV; UTF8; End');
    expect(t.sayings.at(-1)?.fields).toMatchObject({ code: 211, lines: 4 });
  });

  it('a reply that says how a transfer ended answers no further command', () => {
    const t = talk().client('RETR a\r\n').server('150 Here it comes\r\n', '226 Done\r\n').client('NOOP\r\n');
    t.server('200 OK\r\n');
    expect(t.sayings.map(({ role }) => role).slice(1)).toEqual([
      'request',
      'response',
      'event',
      'request',
      'response',
    ]);
  });

  it('a farewell that nobody asked for is no response', () => {
    const t = talk().client('NOOP\r\n').server('200 OK\r\n', '421 Timeout.\r\n');
    expect(t.sayings.map(({ role }) => role)).toEqual(['event', 'request', 'response', 'event']);
    t.gap(0, 10).server('250 To something missing\r\n');
    expect(t.sayings.at(-1)?.role).toBe('response');
  });

  it('a line that is no reply stands for one, and what comes then is told', () => {
    const t = talk().client('SYST\r\n').server('SYST not supported\r\n');
    t.client('QUIT\r\n').server('221 Bye\r\n');
    expect(t.said.slice(2)).toEqual(['< malformed FTP: no reply', '> QUIT', '< 221 Bye']);
    expect(t.sayings.map(({ role }) => role).slice(1)).toEqual([
      'request',
      'response',
      'request',
      'response',
    ]);
    expect(t.sayings[2]?.aside).toEqual({ kind: 'not-understood', reason: 'no reply' });
    expect(t.verdict).toBeNull();
  });

  it('hands over to TLS after AUTH TLS, where it is granted', () => {
    const t = talk().client('AUTH TLS\r\n').server('234 Proceed\r\n');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'tls' });
    expect(talk().client('AUTH TLS\r\n').server('500 No\r\n').client('USER a\r\n').verdict).toBeNull();
  });
});

describe('data connections', () => {
  it.each([
    ['PASV', '227 Entering Passive Mode (10,0,0,5,39,77).', 10_061],
    ['EPSV', '229 Entering Extended Passive Mode (|||6446|)', 6446],
  ])('%s: at the server', (command, reply, port) => {
    const t = talk().client(`${command}\r\n`).server(`${reply}\r\n`);
    expect(t.expected).toEqual([{ at: 1, port, connection: { protocol: 'ftp-data', purpose: '' } }]);
    t.client('RETR a.txt\r\n');
    expect(t.expected[0]?.connection.purpose).toBe('data of RETR a.txt');
  });

  it.each([
    ['PORT 10,0,0,9,39,86', 10_070],
    ['EPRT |2|2001:db8::1|6275|', 6275],
  ])('%s: at the client', (command, port) => {
    const t = talk().client(`${command}\r\n`);
    expect(t.expected).toMatchObject([{ at: 0, port }]);
  });

  it.each(['PORT 10,0,0,9,39', 'PORT 10,0,0,9,300,1', 'EPRT |1|10.0.0.9|99999|', 'PORT 0,0,0,0,0,0'])(
    '%s announces none',
    (command) => {
      expect(talk().client(`${command}\r\n`).expected).toEqual([]);
    },
  );

  it('what they carry is passed over, TLS is handed over', () => {
    expect(new Talk(ftpData).server('a file', '\x16\x03\x01\0\0\0').verdict).toBeNull();
    expect(new Talk(ftpData).client('\x16\x03', '\x01\x02\0\x01').verdict).toMatchObject({ to: 'tls' });
  });
});

describe('joined late', () => {
  const spoken = (turns: readonly (readonly [side: 0 | 1, text: string])[]) =>
    play(
      turns.map(([side, text]) => ({ side, octets: new Uint8Array(Buffer.from(text, 'latin1')) })),
      new ConversationContext(DEFAULT_LIMITS, true),
    );

  it('where only the client is heard, two commands of nothing but FTP tell it', () => {
    const client = turnsOf('ftp', 0).filter(({ side }) => side === 0);
    expect(play(client, new ConversationContext(DEFAULT_LIMITS, true)).protocols).toEqual(['ftp']);
    const { protocols, messages } = spoken(
      ['USER me', 'PASS hunter2', 'SYST', 'TYPE I', 'QUIT'].map((line) => [0, `${line}\r\n`] as const),
    );
    expect(protocols).toEqual(['ftp']);
    expect(messages.map(({ summary }) => summary)).toContain('PASS (not shown)');
    expect(spoken([[0, 'USER me\r\nPASS hunter2\r\nSTAT\r\nLIST\r\nRETR 1\r\n']]).protocols).toEqual([
      'pop3',
    ]);
    expect(spoken([[0, 'USER me\r\nTYPE I\r\nTYPE A\r\n']]).protocols).toEqual([]);
  });

  it.each([
    ['PASS hunter2', '230 Login successful.'],
    ['PASS hunter2', '530 Login incorrect.'],
    ['USER me', '331 Please specify the password.'],
    ['TYPE I', '200 Switching to Binary mode.'],
    ['PWD', '257 "/" is the current directory'],
    ['NOOP\r\nCWD /srv', '200 NOOP ok.\r\n250 Directory changed'],
  ])('%j answered with %j', (command, reply) => {
    const turns = [[0, `${command}\r\n`] as const, [1, `${reply}\r\n`] as const];
    for (const order of [turns, turns.toReversed()]) {
      const { protocols, messages } = spoken(order);
      expect(protocols).toEqual(['ftp']);
      expect(JSON.stringify(messages)).not.toContain('hunter2');
    }
  });

  it.each([
    ['PASS hunter2', '+OK'],
    ['PASS hunter2', '200 Your new password, please.'],
    ['MODE READER', '200 posting allowed'],
    ['NOOP', '250 2.0.0 Ok'],
    ['TYPESETTING', '200 OK'],
    ['PWD', '2575 files'],
  ])('%j answered with %j is not known by it', (command, reply) => {
    expect(
      spoken([
        [0, `${command}\r\n`],
        [1, `${reply}\r\n`],
      ]).protocols,
    ).not.toContain('ftp');
  });

  it('a side that replies is the server, whichever was seen first', () => {
    const { messages, requests, responses } = spoken([
      [0, '331 Password?\r\n'],
      [1, 'PASS hunter2\r\n'],
      [0, '230 Welcome\r\n'],
      [1, 'PASV\r\n'],
    ]);
    expect(messages.map(({ from, summary }) => [from, summary])).toEqual([
      [0, '331 Password?'],
      [1, 'PASS (not shown)'],
      [0, '230 Welcome'],
      [1, 'PASV'],
    ]);
    expect([requests, responses]).toEqual([2, 1]);
  });
});

describe('captured dialogues', () => {
  it.each([
    [2, ['PASS (not shown)', '230 Login successful.', 'PWD']],
    [1, ['331 Username ok, send password.', 'PASS (not shown)', '230 Login successful.']],
  ])('joined late, behind the greeting: stream %i', (stream, first) => {
    const conversation = play(turnsOf('joined-late', stream), new ConversationContext(DEFAULT_LIMITS, true));
    expect(conversation.protocols).toEqual(['ftp']);
    expect(
      said(conversation)
        .slice(0, 3)
        .map(({ summary }) => summary),
    ).toEqual(first);
    expect(JSON.stringify(conversation.messages)).not.toMatch(/geheim|home\.example/);
  });

  it('421 of a server that was tired of waiting is counted as no response', () => {
    const { requests, responses } = play(
      turnsOf('server-farewell', 4),
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect([requests, responses]).toEqual([3, 3]);
  });

  it('a download', () => {
    const conversation = play(turnsOf('ftp', 0), new ConversationContext(DEFAULT_LIMITS, true));
    const { protocols, requests, responses } = conversation;
    expect([protocols, requests, responses]).toEqual([['ftp'], 8, 8]);
    expect(said(conversation).map(({ summary }) => summary)).toContain('226 Transfer complete.');
  });

  it('each data connection is known by what announced it', () => {
    const { linkType, frames } = readPcap(new URL('../../fixtures/ftp.pcap', import.meta.url).pathname);
    const analysis = new Analysis();
    analysis.addInterface({ name: 'test', linkType, snapshotLength: 65_535 });
    analysis.ingest(batchOf(frames), 0, 0);
    const told = analysis.tracker.table
      .list()
      .map(({ id, conversation }) => [id, conversation?.protocols, conversation?.messages[0]?.summary]);
    expect(told.sort(([a], [b]) => Number(a) - Number(b)).map(([, ...rest]) => rest)).toEqual([
      [['ftp'], '220 (vsFTPd 3.0.3)'],
      [['ftp-data'], 'data of RETR f.txt'],
      [['ftp'], '220 (vsFTPd 3.0.3)'],
      [['ftp-data'], 'data of RETR f.txt'],
      [['ftp'], '220 (vsFTPd 3.0.3)'],
      [['ftp-data'], expect.stringMatching(/^data of STOR /)],
    ]);
  });
});
