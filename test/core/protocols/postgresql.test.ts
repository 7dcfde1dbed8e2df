import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { postgresql } from '../../../src/core/protocols/postgresql.ts';
import { analyse } from '../../support/analyse.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const int16 = (value: number) => String.fromCharCode((value >> 8) & 0xff, value & 0xff);
const int32 = (value: number) => int16(value >>> 16) + int16(value & 0xffff);
/** A message with a type; without one where that is empty. */
const message = (type: string, body = '') => type + int32(body.length + 4) + body;
const startup = (...texts: string[]) => message('', `${int32(0x30000)}${texts.join('\0')}\0\0`);
const code = (value: number, rest = '') => message('', int32(value) + rest);
const sslRequest = code(80_877_103);

const query = (text: string) => message('Q', `${text}\0`);
const parse = (name: string, text: string) => message('P', `${name}\0${text}\0${int16(0)}`);
const bind = (statement: string) => message('B', `\0${statement}\0${int16(0)}${int16(0)}${int16(0)}`);
const execute = message('E', `\0${int32(0)}`);
const sync = message('S');
const done = (tag: string) => message('C', `${tag}\0`);
const row = (...values: string[]) =>
  message('D', int16(values.length) + values.map((value) => int32(value.length) + value).join(''));
const columns = (...names: string[]) =>
  message('T', int16(names.length) + names.map((name) => `${name}\0${'\0'.repeat(18)}`).join(''));
const ready = (status = 'I') => message('Z', status);
const failure = (text: string, severity = 'ERROR') =>
  message('E', `S${severity}\0C42601\0M${text}\0F\0L12\0\0`);

const rolesOf = ({ sayings }: Talk) => sayings.map(({ role }) => role[0] + role[2]).join(' ');
const opened = () => new Talk(postgresql).client(startup('user', 'u'));

const octetsOf = (text: string) => {
  const octets = new Uint8Array(Buffer.from(text, 'latin1'));
  return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
};
const identify = (text: string, other = '') => postgresql.identify(octetsOf(text), 0, octetsOf(other));

const summariesOf = (stream: number) => {
  const conversation = play(turnsOf('postgres', stream), new ConversationContext(DEFAULT_LIMITS, true));
  return said(conversation).map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);
};

describe('real dialogues', () => {
  it('are counted alike where messages are not kept', () => {
    const { requests, responses, messages } = play(
      turnsOf('postgres', 0),
      new ConversationContext(DEFAULT_LIMITS, false),
    );
    expect([requests, responses, messages.length]).toEqual([12, 12, 0]);
  });

  it('queries, COPY both ways, an error and a notification, each answered once', () => {
    const conversation = play(turnsOf('postgres', 0), new ConversationContext(DEFAULT_LIMITS, true));
    expect([conversation.requests, conversation.responses]).toEqual([12, 12]);
    expect(conversation.facts).toMatchObject({
      postgresqlUser: 'postgres',
      postgresqlDatabase: 'postgres',
      postgresqlVersion: '15.18 (Debian 15.18-0+deb12u1)',
      postgresqlProcessId: 14763,
    });
    expect(summariesOf(0)).toEqual([
      '> StartupMessage user=postgres database=postgres application=psql',
      '< AuthenticationSASL SCRAM-SHA-256',
      '> SASLInitialResponse SCRAM-SHA-256',
      '< AuthenticationSASLContinue',
      '> SASLResponse',
      '< AuthenticationOk',
      '< ReadyForQuery',
      '> SELECT 1 AS one;',
      '< SELECT 1 (7 B)',
      '> CREATE TABLE t (id int PRIMARY KEY, name text);',
      '< CREATE TABLE',
      '> COPY t FROM STDIN;',
      '< CopyInResponse, 2 columns',
      '> CopyDone, 26 B',
      '< COPY 3',
      '> BEGIN;',
      '< BEGIN',
      "> INSERT INTO t SELECT n, 'row ' || n FROM generate_series(4, 400) AS n;",
      '< INSERT 0 397',
      '> COMMIT;',
      '< COMMIT',
      '> SELECT * FROM t ORDER BY id;',
      '< SELECT 400 (7783 B)',
      '> SELECT 1 / 0;',
      '< ERROR 22012: division by zero',
      '> COPY t TO STDOUT;',
      '< CopyOutResponse, 2 columns',
      '< COPY 400 (4583 B)',
      '> LISTEN news;',
      '< LISTEN',
      "> NOTIFY news, 'hello';",
      '< NotificationResponse news "hello"',
      '< NOTIFY',
      '> SELECT pg_sleep(0.3);',
      '< SELECT 1 (6 B)',
      '> Terminate',
    ]);
  });

  it('rows are counted, with their columns', () => {
    const { messages } = play(turnsOf('postgres', 0), new ConversationContext(DEFAULT_LIMITS, true));
    expect(messages.find(({ summary }) => summary.startsWith('SELECT 400'))).toMatchObject({
      role: 'response',
      fields: { rows: 400, rowBytes: 7783, columns: 2, columnNames: ['id', 'name'], transaction: 'idle' },
    });
  });

  it('an execution tells the text that was prepared before', () => {
    expect(summariesOf(4).slice(7)).toEqual([
      '> Parse P_0: SELECT name FROM t WHERE id = 7;',
      '< ParseComplete',
      ...Array.from({ length: 3 }, () => ['> SELECT name FROM t WHERE id = 7;', '< SELECT 1 (11 B)']).flat(),
      '> Terminate',
    ]);
  });

  it('rows in several segments are timed from the first one', () => {
    const { tracker } = analyse('postgres', { limits: DEFAULT_LIMITS, keepDialogues: true });
    const { exchanges } = tracker.table.list()[0]?.conversation ?? {};
    expect(exchanges).toMatchObject({ done: 12, timed: 12, open: 0, longestTransferNanoseconds: 115_000 });
  });

  it('a wrong password, and a cancelled query', () => {
    expect(summariesOf(2).at(-1)).toBe('< FATAL 28P01: password authentication failed for user "postgres"');
    expect(summariesOf(5).at(-2)).toBe('< ERROR 57014: canceling statement due to user request');
    expect(summariesOf(6)).toEqual(['> CancelRequest process 14780']);
  });

  it('TLS follows where the server agrees to it', () => {
    const { protocols, messages } = play(
      turnsOf('postgres-tls', 0),
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect(protocols).toEqual(['postgresql', 'tls']);
    expect(messages.slice(0, 3).map(({ protocol, summary }) => [protocol, summary])).toEqual([
      ['postgresql', 'SSLRequest'],
      ['postgresql', 'S: TLS from here'],
      ['tls', 'ClientHello db.example.test'],
    ]);
  });
});

describe('the beginning', () => {
  it('encryption may be refused, and something else may be asked for', () => {
    const t = new Talk(postgresql).client(code(80_877_104)).server('N').client(sslRequest).server('N');
    t.client(startup('user', 'u', 'database', 'd', 'replication', 'true', 'application_name', 'a'));
    expect(t.said).toEqual([
      '> GSSENCRequest',
      '< N: no encryption',
      '> SSLRequest',
      '< N: no encryption',
      '> StartupMessage user=u database=d replication=true application=a',
    ]);
    expect(t.verdict).toBeNull();
  });

  it('an answer to a request for encryption is told with the segment that brings it', () => {
    const { messages } = play(turnsOf('postgres-tls', 0), new ConversationContext(DEFAULT_LIMITS, true));
    expect(messages.slice(0, 2).map(({ ordinal, summary }) => `${ordinal} ${summary}`)).toEqual([
      '0 SSLRequest',
      '1 S: TLS from here',
    ]);
  });

  it('S hands over to TLS, what the client has sent already too', () => {
    const t = new Talk(postgresql).client(`${sslRequest}\x16\x03\x01`).server('S');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'tls' });
    expect(t.dissection.rests.of(0)?.length).toBe(3);
  });

  it('what GSSAPI encrypts is passed over', () => {
    const t = new Talk(postgresql).client(code(80_877_104)).server('G').client('\x00\x00\x00\x05abcde');
    expect(t.said).toEqual(['> GSSENCRequest', '< G: GSSAPI encryption from here']);
    expect(t.verdict).toBeNull();
  });

  it('joined at the refusal of TLS: that is no notice, and stands before the log-in', () => {
    const turns = turnsOf('postgres', 1).slice(1);
    expect(Buffer.from(turns[0]?.octets ?? []).toString()).toBe('N');
    const { messages } = play(turns, new ConversationContext(DEFAULT_LIMITS, true));
    expect(messages.slice(0, 3).map(({ ordinal, summary }) => `${ordinal} ${summary}`)).toEqual([
      '0 N: no encryption',
      '1 StartupMessage user=postgres database=postgres application=psql',
      '2 AuthenticationSASL SCRAM-SHA-256',
    ]);
  });

  it('an answer that was not captured shows in what follows', () => {
    const t = new Talk(postgresql).client(sslRequest).gap(1, 1).client('\x16\x03\x01\x00\x05');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'tls' });
    const plain = new Talk(postgresql).client(sslRequest).gap(1, 1).client(startup('user', 'u'));
    expect(plain.said.at(-1)).toBe('> StartupMessage user=u');
  });

  it.each([
    [3, 'AuthenticationCleartextPassword', 'PasswordMessage'],
    [5, 'AuthenticationMD5Password', 'PasswordMessage'],
    [7, 'AuthenticationGSS', 'GSSResponse'],
    [10, 'AuthenticationSASL', 'SASLInitialResponse'],
    [11, 'AuthenticationSASLContinue', 'SASLResponse'],
  ])('authentication %d: what the client answers is named and not shown', (kind, asked, answered) => {
    const t = opened()
      .server(message('R', `${int32(kind)}\0\0\0\0`))
      .client(message('p', 'hunter2\0'));
    expect(t.said.slice(1)).toEqual([`< ${asked}`, `> ${answered}`]);
    expect(JSON.stringify(t.sayings)).not.toContain('hunter');
  });

  it('a server that cannot take more says so before anything is asked', () => {
    const t = opened().server(failure('too many clients', 'FATAL'));
    expect(t.said.at(-1)).toBe('< FATAL 42601: too many clients');
    expect(rolesOf(t)).toBe('ee ee');
  });
});

describe('queries', () => {
  it('that are sent together are answered one by one', () => {
    const t = opened().client(query('SELECT 1'), query('SELECT 2'));
    t.server(row('1') + done('SELECT 1') + ready() + row('2') + done('SELECT 1') + ready());
    expect(rolesOf(t)).toBe('ee rq rq rs rs');
  });

  it('of several statements are one request', () => {
    const t = opened().client(query('BEGIN; SELECT 1; SELECT 1; COMMIT'));
    t.server(done('BEGIN') + row('1') + done('SELECT 1') + row('1') + done('SELECT 1') + done('COMMIT'));
    t.server(ready());
    expect(t.said.at(-1)).toBe('< BEGIN, SELECT 1 ×2, COMMIT (14 B)');
  });

  it('with many long answers are cut', () => {
    const t = opened().client(query('…'));
    for (let n = 0; n < 6; n += 1) t.server(done(`${n}${'x'.repeat(58)}`));
    t.server(ready());
    expect(t.said.at(-1)).toHaveLength(2 + 300);
    expect(t.said.at(-1)?.endsWith('…')).toBe(true);
  });

  it('of very many statements are told in part', () => {
    const t = opened().client(query('…'));
    for (let n = 0; n < 50; n += 1) t.server(done(`INSERT 0 ${n}`));
    t.server(ready());
    expect(t.said.at(-1)).toBe(
      '< INSERT 0 0, INSERT 0 1, INSERT 0 2, INSERT 0 3, INSERT 0 4, INSERT 0 5, … (+44 more)',
    );
  });

  it('stand on one line, and end where they are too long', () => {
    const t = opened().client(query(`SELECT\n\t1,\r\n  2`), query(`SELECT ${'x'.repeat(5000)}`));
    expect(t.said[1]).toBe('> SELECT 1, 2');
    expect(t.said[2]).toHaveLength(2 + 1000);
    expect(t.said[2]?.endsWith('…')).toBe(true);
  });

  it('do not show passwords', () => {
    const t = opened();
    for (const text of [
      "ALTER ROLE u PASSWORD 'hunter''2' LOGIN",
      'CREATE ROLE u ENCRYPTED PASSWORD $x$hunter$$2$x$ LOGIN',
      "CREATE ROLE u PASSWORD E'hunter\\'2' LOGIN",
      "CREATE SUBSCRIPTION s CONNECTION 'host=h password=hunter2 user=u'",
      `ALTER ROLE u PASSWORD 'hunter${'2'.repeat(300)}`,
    ])
      t.client(query(text));
    expect(t.said.slice(1)).toEqual([
      "> ALTER ROLE u PASSWORD '…' LOGIN",
      "> CREATE ROLE u ENCRYPTED PASSWORD '…' LOGIN",
      "> CREATE ROLE u PASSWORD '…' LOGIN",
      "> CREATE SUBSCRIPTION s CONNECTION 'host=h password=… user=u'",
      "> ALTER ROLE u PASSWORD '…'",
    ]);
    expect(JSON.stringify(t.sayings)).not.toContain('hunter');
  });

  it('an error is the response, and what is open has failed', () => {
    const t = opened().client(query('SELEC'));
    t.server(failure('syntax error'), ready('E'));
    expect(t.said.slice(2)).toEqual(['< ERROR 42601: syntax error', '< ReadyForQuery, transaction failed']);
    expect(rolesOf(t)).toBe('ee rq rs ee');
    expect(t.sayings[2]?.fields).toEqual({
      severity: 'ERROR',
      sqlState: '42601',
      message: 'syntax error',
    });
  });

  it('a notice is no response', () => {
    const t = opened().client(query('x'));
    t.server(message('N', 'SWARNING\0C01000\0Mcareful\0\0'), done('DO') + ready('T'));
    expect(t.said.slice(2)).toEqual(['< WARNING 01000: careful', '< DO']);
    expect(rolesOf(t)).toBe('ee rq ee rs');
    expect(t.sayings.at(-1)?.fields).toEqual({ transaction: 'open' });
  });

  it('COPY that the client gives up', () => {
    const t = opened()
      .client(query('COPY t FROM STDIN'))
      .server(message('G', `\0${int16(1)}${int16(0)}`));
    t.client(message('d', 'x'.repeat(70_000)), message('f', 'no more\0'));
    t.server(failure('COPY from stdin failed: no more') + ready());
    expect(t.said.slice(2)).toEqual([
      '< CopyInResponse, 1 column',
      '> CopyFail: no more',
      '< ERROR 42601: COPY from stdin failed: no more',
    ]);
    expect(t.dissection.rests.of(0)).toBeNull();
  });

  it('streaming replication is granted with an answer, and what both sides copy has no end of its own', () => {
    const t = opened()
      .client(query('START_REPLICATION 0/4000000'))
      .server(message('W', `\0${int16(0)}`));
    t.server(message('d', 'w'.repeat(30))).client(message('d', 'r'.repeat(34)), message('c'));
    t.server(message('c'), done('START_STREAMING') + done('START_REPLICATION') + ready());
    t.client(query('SHOW x')).server(done('SHOW') + ready());
    expect(t.sayings.slice(1).map(({ role, summary }) => [role, summary])).toEqual([
      ['request', 'START_REPLICATION 0/4000000'],
      ['response', 'CopyBothResponse'],
      ['event', 'CopyDone, 34 B'],
      ['event', 'CopyDone, 30 B'],
      ['event', 'START_STREAMING, START_REPLICATION'],
      ['request', 'SHOW x'],
      ['response', 'SHOW'],
    ]);
  });

  it.each([0, 1])('a real one is answered once, and took no time to be sent: stream %i', (stream) => {
    const context = new ConversationContext(DEFAULT_LIMITS, true);
    const { requests, responses, exchanges } = play(turnsOf('postgres-replication', stream), context);
    expect(responses).toBe(requests);
    expect(exchanges?.longestTransferNanoseconds).toBe(0);
  });

  it('what was streamed is told where the server ends without a word', () => {
    const t = opened()
      .client(query('START_REPLICATION SLOT s'))
      .server(message('W', `\0${int16(0)}`));
    t.server(message('d', 'w'.repeat(30)))
      .client(message('X'))
      .end(1);
    expect(t.said.at(-1)).toBe('< CopyData, 30 B');
  });

  it('an empty one, a function call, and a portal of which only a part is fetched', () => {
    const t = opened().client(query(''), message('F', int32(1)));
    t.server(message('I') + ready() + message('V', int32(-1)) + ready());
    t.client(parse('', 'SELECT 9') + bind('') + execute + sync);
    t.server(message('1') + message('2') + row('9') + message('s') + ready());
    expect(t.said.slice(1)).toEqual([
      '> Query',
      '> FunctionCall',
      '< EmptyQueryResponse',
      '< FunctionCallResponse',
      '> SELECT 9',
      '< PortalSuspended (7 B)',
    ]);
  });
});

it('joined where more of a cursor is fetched, it is the client who asks', () => {
  const fetch = message('E', `C_6\0${int32(7)}`) + sync;
  const t = new Talk(postgresql).client(fetch).server(row('33') + message('s') + ready('T'));
  expect(t.said).toEqual(['> Execute C_6', '< PortalSuspended (8 B)']);
  expect(t.verdict).toBeNull();
});

describe('prepared statements', () => {
  it('Parse to Sync is one request', () => {
    const t = opened().client(parse('', 'SELECT $1'), bind(''), message('D', 'P\0'), execute, sync);
    t.server(message('1') + message('2') + columns('a', 'b') + row('1', 'x') + done('SELECT 1') + ready());
    expect(t.said.slice(1)).toEqual(['> SELECT $1', '< SELECT 1 (12 B)']);
    expect(rolesOf(t)).toBe('ee rq rs');
    expect(t.sayings[2]?.fields).toMatchObject({ columns: 2, columnNames: ['a', 'b'], rows: 1 });
  });

  it('several executions up to one Sync are one request', () => {
    const t = opened()
      .client(parse('s', 'INSERT') + sync)
      .server(message('1') + ready());
    t.client((bind('s') + execute).repeat(3) + sync);
    t.server((message('2') + done('INSERT 0 1')).repeat(3) + ready());
    expect(t.said.slice(1)).toEqual([
      '> Parse s: INSERT',
      '< ParseComplete',
      '> INSERT ×3',
      '< INSERT 0 1 ×3',
    ]);
  });

  it('the statement that a driver sends along with BEGIN is told, and every other one', () => {
    const run = (text: string) => parse('', text) + bind('') + execute;
    const t = opened().client(run('BEGIN') + run('SELECT 1;') + run('SELECT 1;') + run('COMMIT') + sync);
    t.server(message('1') + message('2') + done('BEGIN') + ready());
    expect(t.said[1]).toBe('> BEGIN; SELECT 1; ×2; COMMIT');
    expect(t.sayings[1]?.fields).toEqual({ query: 'BEGIN; SELECT 1; COMMIT', executions: 4 });
  });

  it('of more statements than a row has room for the first ones are told', () => {
    const run = (text: string) => parse('', text) + bind('') + execute;
    const texts = [1, 2, 3, 4, 5, 6, 7, 7, 6].map((n) => `SELECT ${n}`);
    const t = opened().client(texts.map(run).join('') + sync);
    const told = 'SELECT 1; SELECT 2; SELECT 3; SELECT 4; SELECT 5; SELECT 6; … (+3 more)';
    expect(t.said[1]).toBe(`> ${told}`);
    expect(t.sayings[1]?.fields).toEqual({ query: told, executions: 9 });
    t.server(ready()).client(run('x'.repeat(900)) + run('y'.repeat(900)) + sync);
    expect(t.said.at(-1)).toBe(`> ${'x'.repeat(900)}; ${'y'.repeat(97)}…`);
    expect(t.sayings.at(-1)?.fields.query).toHaveLength(1000);
  });

  it('are remembered up to so many characters in all: of the oldest, how they begin', () => {
    const t = opened();
    for (let n = 100; n < 300; n += 1) t.client(parse(`s${n}`, `SELECT ${n} ${'x'.repeat(600)}`));
    t.client(bind('s299') + execute + sync, bind('s100') + execute + sync);
    expect(t.said.slice(-2)).toEqual([`> SELECT 299 ${'x'.repeat(600)}`, `> SELECT 100 ${'x'.repeat(144)}…`]);
  });

  it('what stands before a Flush is a request at once, and its Sync no other', () => {
    const t = opened().client(parse('', 'SELECT 1') + bind('') + execute + message('H'));
    t.server(message('1') + message('2') + row('1') + done('SELECT 1'))
      .client(sync)
      .server(ready());
    expect(t.said.slice(1)).toEqual(['> SELECT 1', '< SELECT 1 (7 B)']);
    expect(rolesOf(t)).toBe('ee rq rs');
  });

  it('one that was closed, or never seen, is told by its name', () => {
    const t = opened().client(parse('s', 'SELECT 1') + message('C', 'Ss\0') + sync);
    t.client(bind('s') + execute + sync, message('D', 'Ss\0') + sync);
    expect(t.said.slice(2)).toEqual(['> Execute s', '> Describe statement s']);
  });

  it('of too many, the oldest are forgotten', () => {
    const t = opened();
    for (let n = 0; n < 300; n += 1) t.client(parse(`s${n}`, `SELECT ${n}`) + sync);
    t.client(bind('s0') + execute + sync, bind('s299') + execute + sync);
    expect(t.said.slice(-2)).toEqual(['> Execute s0', '> SELECT 299']);
  });
});

describe('gaps', () => {
  it('within rows cost nothing but their count', () => {
    const t = opened().client(query('SELECT'));
    const rows = row('x'.repeat(1000)).repeat(3);
    t.server(columns('a') + rows.slice(0, 500))
      .gap(1, 300)
      .server(rows.slice(800) + done('SELECT 3') + ready());
    expect(t.said.at(-1)).toMatch(/^< SELECT 3/);
    expect(rolesOf(t)).toBe('ee rq rs');
  });

  it('over messages: it goes on where ReadyForQuery ends what comes', () => {
    const t = opened().client(query('SELECT')).server(columns('a')).gap(1, 5000);
    t.server(`xyz${'D'.repeat(40)}`).server(`${'x'.repeat(9)}${done('SELECT 7')}${ready()}`);
    expect(t.said.at(-1)).toBe('< SELECT 7');
    t.client(query('SELECT 2')).server(row('2') + done('SELECT 1') + ready());
    expect(t.said.at(-1)).toBe('< SELECT 1 (7 B)');
  });

  it('of the client: it goes on with the next whole query', () => {
    const t = opened().client(query('SELECT 1').slice(0, 9)).gap(0, 100).client(query('SELECT 2'));
    expect(t.said.at(-1)).toBe('> SELECT 2');
    expect(t.verdict).toBeNull();
  });
});

describe('identification', () => {
  it.each([
    ['StartupMessage', startup('user', 'u'), ''],
    ['StartupMessage of version 3.2', message('', `${int32(0x30002)}user\0u\0\0`), ''],
    ['SSLRequest', sslRequest, ''],
    ['CancelRequest', code(80_877_102, 'abcdefgh'), ''],
    ['SCRAM', message('R', `${int32(10)}SCRAM-SHA-256\0\0`), ''],
    ['AuthenticationOk', message('R', int32(0)) + message('S', 'server_version\x0016.1\0'), ''],
    ['a query and its answer', query('SELECT 1'), done('SELECT 1') + ready()],
    [
      'a query and the beginning of its rows',
      query('SELECT 1'),
      columns('a') + row('1').repeat(9) + row('2').slice(0, 6),
    ],
    ['an answer and its query', done('SELECT 1') + ready(), query('SELECT 1')],
    ['Bind to Sync', bind('s') + execute + sync, message('2') + done('UPDATE 1') + ready()],
  ])('%s', (_, text, other) => {
    expect(identify(text, other)).toBe('match');
    for (let length = 1; length < text.length; length += 1)
      expect(identify(text.slice(0, length), other), `${length}`).not.toBe('reject');
  });

  it.each([
    ['nothing but zeros', '\0'.repeat(20)],
    ['a StartupMessage without a user', startup('database', 'd')],
    ['another version', message('', `${int32(0x20000)}user\0u\0\0`)],
    ['a query that goes on behind its NUL', message('Q', 'SELECT\0x\0'), done('SELECT') + ready()],
    ['words', 'QUIT\r\n'],
    ['more words', 'RSET\r\n'],
    ['HTTP', 'POST / HTTP/1.1\r\n'],
  ])('%s: no', (_, text, other = '') => {
    expect(identify(text, other)).toBe('reject');
  });

  it('a query without an answer may be anything', () => {
    expect(identify(query('SELECT 1'))).toBe('need-more');
    expect(identify(query('SELECT 1'), 'HTTP/1.1 200 OK\r\n')).toBe('need-more');
  });
});

it('messages of no known type end it', () => {
  expect(opened().client('\x7f\x00\x00\x00\x04').verdict?.kind).toBe('malformed');
  expect(opened().server(message('Z', 'II')).verdict?.kind).toBe('malformed');
});

it('texts are told without control characters', () => {
  const t = opened().client(query('SELECT \x1b[31m')).server(message('N', 'SNOTICE\0Ma\x1b]0;x\x07\0\0'));
  expect(t.said.slice(1)).toEqual(['> SELECT ·[31m', '< NOTICE: a·]0;x·']);
});
