import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { mysql } from '../../../src/core/protocols/mysql.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const number = (value: number, octets: number) =>
  Array.from({ length: octets }, (_, at) => String.fromCharCode(Math.floor(value / 256 ** at) & 0xff)).join(
    '',
  );
const packet = (sequence: number, payload: string) =>
  number(payload.length, 3) + number(sequence, 1) + payload;
/** Packets of one answer, numbered from `first` on. */
const packets = (first: number, ...payloads: string[]) =>
  payloads.map((payload, at) => packet((first + at) & 0xff, payload)).join('');

const DATABASE = 1 << 3;
const COMPRESS = 1 << 5;
const PROTOCOL_41 = 1 << 9;
const TLS = 1 << 11;
const SECURE_CONNECTION = 1 << 15;
const PLUGIN_AUTH = 1 << 19;
const NO_EOF = 1 << 24;
const OPTIONAL_METADATA = 1 << 25;
const QUERY_ATTRIBUTES = 1 << 27;
const USUAL = 1 + PROTOCOL_41 + SECURE_CONNECTION + PLUGIN_AUTH;

const greeting = (capabilities = USUAL, version = '8.4.0') =>
  packet(
    0,
    `\x0a${version}\0${number(77, 4)}abcdefgh\0${number(capabilities & 0xffff, 2)}\x2d\x02\x00${number(
      capabilities >>> 16,
      2,
    )}\x15${'\0'.repeat(10)}${'s'.repeat(12)}\0caching_sha2_password\0`,
  );
const loginHead = (capabilities: number) =>
  `${number(capabilities, 4)}${number(1 << 24, 4)}\x2d${'\0'.repeat(23)}`;
const login = (capabilities = USUAL + DATABASE) =>
  packet(1, `${loginHead(capabilities)}app\0\x07hunter2shop\0caching_sha2_password\0`);
const ok = ({ affected = 0, insertId = 0, status = 2, warnings = 0, info = '' } = {}) =>
  `\0${number(affected, 1)}${number(insertId, 1)}${number(status, 2)}${number(warnings, 2)}${info}`;
const eof = (status = 2) => `\xfe\0\0${number(status, 2)}`;
const okAsEof = (status = 2) => `\xfe\0\0${number(status, 2)}\0\0`;
const error = (code: number, text: string) => `\xff${number(code, 2)}#42000${text}`;
const command = (code: number, rest = '') => packet(0, String.fromCharCode(code) + rest);
const query = (text: string) => command(3, text);
const column = '\x03def and the rest of what a column is';
const row = (...values: string[]) => values.map((value) => number(value.length, 1) + value).join('');

/** Logged in, both sides with these capabilities. */
const opened = (capabilities = USUAL + DATABASE) => {
  const t = new Talk(mysql).server(greeting(capabilities)).client(login(capabilities));
  t.server(packet(2, ok()));
  t.said.length = 0;
  t.sayings.length = 0;
  return t;
};
const rolesOf = ({ sayings }: Talk) => sayings.map(({ role }) => role[0] + role[2]).join(' ');

const octetsOf = (text: string) => {
  const octets = new Uint8Array(Buffer.from(text, 'latin1'));
  return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
};
const identify = (text: string) => mysql.identify(octetsOf(text), 0, octetsOf(''));

const playStream = (stream: number) =>
  play(turnsOf('mysql', stream), new ConversationContext(DEFAULT_LIMITS, true));
const summariesOf = (stream: number) =>
  said(playStream(stream)).map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

describe('real dialogues', () => {
  it('are counted alike where messages are not kept', () => {
    const { requests, responses, messages } = play(
      turnsOf('mysql', 0),
      new ConversationContext(DEFAULT_LIMITS, false),
    );
    expect([requests, responses, messages.length]).toEqual([9, 9, 0]);
  });

  it('log-in, queries, a file of the client, an error', () => {
    const conversation = playStream(0);
    expect([conversation.requests, conversation.responses]).toEqual([9, 9]);
    expect(conversation.facts).toEqual({
      mysqlVersion: '10.11.19-MariaDB-0+deb12u1',
      mysqlConnectionId: 4,
      mysqlUser: 'app',
      mysqlDatabase: 'shop',
    });
    expect(summariesOf(0)).toEqual([
      '< Greeting 10.11.19-MariaDB-0+deb12u1 mysql_native_password',
      '> Login user=app database=shop mysql_native_password',
      '< OK',
      '> SELECT 1',
      '< 1 row (2 B)',
      '> CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40))',
      '< OK',
      "> LOAD DATA LOCAL INFILE 'rows.tsv' INTO TABLE t",
      '< LOCAL INFILE rows.tsv',
      '> file, 23 B',
      '< Progress 2/2, 0 %: End bulk insert',
      '< OK, 3 rows affected',
      "> INSERT INTO t SELECT seq, CONCAT('row ', seq) FROM seq_4_to_400",
      '< OK, 397 rows affected',
      '> SELECT * FROM t ORDER BY id',
      '< 400 rows (4583 B)',
      '> SELECT * FROM absent',
      "< Error 1146 (42S02): Table 'shop.absent' doesn't exist",
      "> PREPARE p FROM 'SELECT name FROM t WHERE id = ?'",
      '< OK',
      '> SET @n = 7',
      '< OK',
      '> EXECUTE p USING @n',
      '< 1 row (6 B)',
      '> Quit',
    ]);
  });

  it('how far a command has come is no error where only the server was captured', () => {
    const progress = packet(2, '\xff\xff\xff\x01\x02\x02\0\0\0\x0fEnd bulk insert');
    const t = new Talk(mysql).server(greeting()).client(login()).server(packet(2, '\0\0\0\x02\0\0\0'));
    const { length } = t.said;
    t.server(progress);
    expect(t.said.slice(length)).toEqual([]);
  });

  it('a wrong password', () => {
    expect(summariesOf(1).at(-1)).toMatch(/^< Error 1045 \(28000\): Access denied for user 'app'@/);
  });
});

describe('log-in', () => {
  it('names who, and shows no password', () => {
    const t = new Talk(mysql).server(greeting()).client(login());
    expect(t.said).toEqual([
      '< Greeting 8.4.0 caching_sha2_password',
      '> Login user=app database=shop caching_sha2_password',
    ]);
    expect(t.facts).toEqual({
      mysqlVersion: '8.4.0',
      mysqlConnectionId: 77,
      mysqlUser: 'app',
      mysqlDatabase: 'shop',
    });
    expect(JSON.stringify(t.sayings)).not.toContain('hunter');
  });

  it('may be carried on by another plugin', () => {
    const t = new Talk(mysql).server(greeting()).client(login());
    t.server(packet(2, '\xfesha256_password\0scramble')).client(packet(3, 'hunter2'));
    t.server(packet(4, '\x01\x04')).client(packet(5, 'hunter2')).server(packet(6, ok()));
    expect(t.said.slice(2)).toEqual([
      '< AuthSwitchRequest sha256_password',
      '> AuthResponse',
      '< AuthMoreData: full authentication',
      '> AuthResponse',
      '< OK',
    ]);
    expect(rolesOf(t)).toBe('ee ee ee ee ee ee ee');
    expect(JSON.stringify(t.sayings)).not.toMatch(/hunter|scramble/);
  });

  it('TLS follows where the client asks for it', () => {
    const t = new Talk(mysql).server(greeting(USUAL + TLS));
    t.client(`${packet(1, loginHead(USUAL + TLS))}\x16\x03\x01`);
    expect(t.said.at(-1)).toBe('> SSLRequest');
    expect(t.verdict).toMatchObject({ kind: 'hand-over', to: 'tls' });
    expect(t.dissection.rests.of(0)?.length).toBe(3);
  });

  it('is not said to be compressed where only the server is seen, who can', () => {
    const turns = turnsOf('joined-late', 3).map((turn) => ({ ...turn, side: 1 as const }));
    const { messages } = play(turns, new ConversationContext(DEFAULT_LIMITS, true));
    expect(messages.slice(1).map(({ summary }) => summary)).toEqual(['OK']);
  });

  describe('compressed packets of which the beginning was not captured', () => {
    const compressed = (sequence: number, inner: string, uncompressed = 0) =>
      number(inner.length, 3) + number(sequence, 1) + number(uncompressed, 3) + inner;
    const zlib = 'x\x9ccb``dd```bNIMc';

    it.each([
      ['as they are', compressed(1, packet(1, ok()))],
      ['made smaller', compressed(1, zlib, 58)],
    ])('are no OK in place of that of the log-in (%s)', (_, answer) => {
      const t = new Talk(mysql).client(login(USUAL + DATABASE + COMPRESS)).server(answer);
      expect(t.said.slice(1)).toEqual(['< compressed from here']);
      expect(t.client(compressed(0, packet(0, '\x03SELECT 1'))).verdict).toBeNull();
    });

    it.each([
      ['as they are', compressed(0, packet(0, '\x03SELECT 1'))],
      ['made smaller by zlib', compressed(0, zlib, 0x103)],
      ['made smaller by Zstandard', compressed(0, '\x28\xb5\x2f\xfd\x20\x00\x00\x00\x00', 0x103)],
    ])('are no command where the log-in was not seen (%s)', (_, command) => {
      const t = new Talk(mysql).server(greeting()).client(command);
      expect(t.said.slice(1)).toEqual(['> compressed from here']);
      expect(t.verdict).toBeNull();
    });
  });

  it('joined where the server answers, it is still the server', () => {
    const t = new Talk(mysql).server(packet(1, ok())).client(packet(0, '\x03begin')).server(packet(1, ok()));
    expect(t.said).toEqual(['> begin', '< OK']);
    expect(t.verdict).toBeNull();
  });

  it('that the server can compress does not mean that the client wants it', () => {
    const offered = USUAL + DATABASE + COMPRESS;
    const t = new Talk(mysql).server(greeting(offered), packet(2, ok()));
    expect(t.said.slice(1)).toEqual(['< OK']);
    t.server(packet(0, error(1927, 'killed')));
    expect(t.said.slice(2)).toEqual(['< Error 1927 (42000): killed']);
  });

  it('what is compressed is said to be, and passed over', () => {
    const t = new Talk(mysql).server(greeting(USUAL + COMPRESS)).client(login(USUAL + COMPRESS));
    t.server(packet(2, ok())).client('\x0d\0\0\0\0\0\0whatever that is').server('\x09\0\0\x01\0\0\0no');
    expect(t.said.slice(2)).toEqual(['< OK', '< compressed from here']);
    expect(t.verdict).toBeNull();
  });

  it('may be refused, at once or in the end', () => {
    expect(new Talk(mysql).server(packet(0, error(1040, 'Too many connections'))).said).toEqual([
      '< Error 1040 (42000): Too many connections',
    ]);
    const t = new Talk(mysql)
      .server(greeting())
      .client(login())
      .server(packet(2, error(1045, 'no')));
    expect(t.said.at(-1)).toBe('< Error 1045 (42000): no');
  });

  it('of before MySQL 4.1', () => {
    const t = new Talk(mysql).server(greeting(1)).client(packet(1, `${number(1, 2)}abcuser\0x`));
    expect(t.said.at(-1)).toBe('> Login user=user');
  });
});

describe('commands', () => {
  it.each([
    ['an end behind the columns', USUAL, eof(), eof()],
    ['no end behind the columns', USUAL + NO_EOF, null, okAsEof()],
  ])('rows, with %s', (_, capabilities, between, last) => {
    const t = opened(capabilities).client(query('SELECT a, b'));
    const inside = [column, column, ...(between === null ? [] : [between]), row('1', 'x'), `\xfb${row('y')}`];
    t.server(packets(1, '\x02', ...inside, last));
    t.client(query('SELECT none')).server(
      packets(1, '\x01', column, ...(between === null ? [] : [between]), last),
    );
    expect(t.said).toEqual(['> SELECT a, b', '< 2 rows (7 B)', '> SELECT none', '< 0 rows']);
    expect(rolesOf(t)).toBe('rq rs rq rs');
    expect(t.sayings[1]?.fields).toEqual({ rows: 2, rowBytes: 7, columns: 2 });
  });

  it('columns that are not described', () => {
    const t = opened(USUAL + NO_EOF + OPTIONAL_METADATA).client(query('SELECT a'));
    t.server(packets(1, '\x00\x01', row('1'), row('2'), okAsEof()));
    expect(t.said.at(-1)).toBe('< 2 rows (4 B)');
  });

  it('several results are one response', () => {
    const t = opened().client(query('CALL p()'));
    const result = (status: number) => ['\x01', column, eof(), row('1'), eof(status)];
    t.server(packets(1, ...result(10), ...result(10), ok({ affected: 4, warnings: 1 })));
    expect(t.said).toEqual(['> CALL p()', '< 1 row (2 B); 1 row (2 B); OK, 4 rows affected, 1 warning']);
    expect(t.sayings[1]?.fields).toMatchObject({ results: 3, rows: 2, rowBytes: 4, affectedRows: 4 });
  });

  it('very many results are told in part', () => {
    const t = opened().client(query('…'));
    t.server(packets(1, ...Array.from({ length: 40 }, () => ok({ status: 10 })), ok({ insertId: 9 })));
    expect(t.said.at(-1)).toBe('< OK; OK; OK; OK; OK; OK; … (+35 more)');
    expect(t.sayings.at(-1)?.fields).toMatchObject({ results: 41, insertId: 9 });
  });

  it('many long results are cut', () => {
    const t = opened().client(query('CALL p()'));
    const long = ok({ status: 10, affected: 250, insertId: 250, warnings: 9 });
    t.server(packets(1, ...Array.from({ length: 6 }, () => long), error(1, 'x'.repeat(400))));
    expect(t.said.at(-1)).toHaveLength(2 + 300);
    expect(t.said.at(-1)?.endsWith('…')).toBe(true);
  });

  it('an error may come instead of rows, or behind some', () => {
    const t = opened()
      .client(query('a'))
      .server(packet(1, error(1064, 'You have an error')));
    t.client(query('b')).server(packets(1, '\x01', column, eof(), row('1'), error(1317, 'interrupted')));
    expect(t.said).toEqual([
      '> a',
      '< Error 1064 (42000): You have an error',
      '> b',
      '< Error 1317 (42000): interrupted',
    ]);
    expect(t.sayings[1]?.fields).toEqual({
      errorCode: 1064,
      sqlState: '42000',
      message: 'You have an error',
    });
  });

  it('attributes before the text of MySQL 8', () => {
    const t = opened().client(query('\0\x01SELECT 1'), query('\x01\x01\0…'));
    expect(t.said).toEqual(['> SELECT 1', '> Query with attributes']);
  });

  it('no attributes, where only the client has said that it would send some', () => {
    const t = new Talk(mysql).client(login(USUAL + DATABASE + QUERY_ATTRIBUTES)).server(packet(2, ok()));
    t.client(query('SELECT 1'));
    expect(t.said.at(-1)).toBe('> SELECT 1');
  });

  it('attributes of every type, more of them than an octet of the bitmap has room for', () => {
    const capabilities = USUAL + DATABASE + QUERY_ATTRIBUTES;
    const values: [type: number, value: string | null][] = [
      [254, '\x0200'],
      [8, '12345678'],
      [3, '1234'],
      [2, '12'],
      [1, '1'],
      [5, '12345678'],
      [4, '1234'],
      [12, '\x041234'],
      [11, '\0'],
      [6, null],
      [253, null],
      [252, `\xfc${number(300, 2)}${'v'.repeat(300)}`],
    ];
    const bitmap = values.reduce((bits, [, value], n) => bits + (value === null ? 1 << n : 0), 0);
    const names = values.map(([type], n) => `${number(type, 1)}\x80${n === 0 ? '\x0btraceparent' : '\x01n'}`);
    const attributes = `\x0c\x01${number(bitmap, 2)}\x01${names.join('')}${values.map(([, value]) => value ?? '').join('')}`;
    const t = opened(capabilities).client(query(`${attributes}SELECT 1`));
    expect(t.said).toEqual(['> SELECT 1']);
    expect(t.sayings[0]?.fields).toEqual({
      command: 'Query',
      attributes: ['traceparent', 'n', 'n', 'n', 'n', 'n', 'n', 'n'],
      query: 'SELECT 1',
    });
    t.client(query('\0\x01\nSELECT 2'), query(`${attributes.slice(0, 200)}`), query(''));
    expect(t.said.slice(1)).toEqual(['> SELECT 2', '> Query with attributes', '> Query with attributes']);
  });

  it('attributes whose end is not looked at, or that end beyond the query', () => {
    const t = opened(USUAL + DATABASE + QUERY_ATTRIBUTES);
    const value = `\xfc${number(5000, 2)}${'v'.repeat(5000)}`;
    t.client(query(`\x01\x01\0\x01\xfe\0\x01n${value}SELECT 1`));
    t.client(query('\x01\x01\0\x01\xfe\0\x01n\x7fSELECT 1'), query('\xfe\xff\xff\xff\xff\xff\xff\x0f\0\x01'));
    expect(t.said).toEqual(['> Query with attributes', '> Query with attributes', '> Query with attributes']);
  });

  it('do not show passwords', () => {
    const t = opened();
    const texts = [
      "CREATE USER a IDENTIFIED BY 'hunter2'",
      'CREATE USER a IDENTIFIED WITH x BY "hunter2" REQUIRE SSL',
      "SET PASSWORD FOR 'a'@'b' = PASSWORD('hunter2')",
      "SET PASSWORD FOR a = 'hunter2'",
      "CHANGE MASTER TO MASTER_PASSWORD='hunter2', MASTER_PORT=1",
    ];
    for (const text of texts) t.client(query(text)).server(packet(1, ok()));
    expect(t.said.filter((text) => text.startsWith('>'))).toEqual([
      "> CREATE USER a IDENTIFIED BY '…'",
      "> CREATE USER a IDENTIFIED WITH x BY '…' REQUIRE SSL",
      "> SET PASSWORD FOR 'a'@'b' = PASSWORD('…')",
      "> SET PASSWORD FOR a = '…'",
      "> CHANGE MASTER TO MASTER_PASSWORD='…', MASTER_PORT=1",
    ]);
  });

  it.each([
    [0x02, 'shop', 'Init DB shop', ok(), 'OK'],
    [0x09, '', 'Statistics', 'Uptime: 3  Threads: 1', 'Uptime: 3  Threads: 1'],
    [0x0d, '', 'Debug', eof(), 'OK'],
    [0x0e, '', 'Ping', ok(), 'OK'],
    [0x11, 'bob\0\0', 'Change User bob', ok(), 'OK'],
    [0x1f, '', 'Reset Connection', ok(), 'OK'],
  ])('%i %s', (code, rest, asked, answer, answered) => {
    const t = opened().client(command(code, rest)).server(packet(1, answer));
    expect(t.said).toEqual([`> ${asked}`, `< ${answered}`]);
    expect(rolesOf(t)).toBe('rq rs');
  });

  it('those that nobody answers are no requests', () => {
    const t = opened().client(command(0x19, number(5, 4)), command(0x01));
    expect(t.said).toEqual(['> Close #5', '> Quit']);
    expect(rolesOf(t)).toBe('ee ee');
  });

  it('columns of a table', () => {
    const t = opened()
      .client(command(4, 't\0%'))
      .server(packets(1, column, column, eof()));
    expect(t.said).toEqual(['> Field List t', `< 2 columns (${2 * column.length} B)`]);
  });

  it('a file whose request was not seen, with more packets than there are numbers', () => {
    const t = new Talk(mysql).client(login(), query('LOAD DATA LOCAL'));
    for (let n = 2; n < 300; n += 1) t.client(packet(n & 0xff, 'r'.repeat(1000)));
    t.client(packet(300 & 0xff, ''), query('select 1'));
    expect(t.said.slice(1)).toEqual(['> LOAD DATA LOCAL', '> file, 298000 B', '> select 1']);
  });

  it('a file of the client, longer than numbers of packets go', () => {
    const t = opened().client(query('LOAD DATA LOCAL')).server(packet(1, '\xfb/tmp/x'));
    for (let n = 2; n < 300; n += 1) t.client(packet(n & 0xff, 'x'.repeat(1000)));
    t.client(packet(300 & 0xff, '')).server(packet(301 & 0xff, ok({ affected: 3 })));
    expect(t.said.slice(1)).toEqual(['< LOCAL INFILE /tmp/x', '> file, 298000 B', '< OK, 3 rows affected']);
    expect(rolesOf(t)).toBe('rq ee ee rs');
  });

  it('packets of 16 MB go on in the next ones', () => {
    const most = 0xffffff;
    const long = new Uint8Array(4 + most).fill(0x78);
    long.set([0xff, 0xff, 0xff, 0, 3]);
    const t = opened().client(long, packet(1, 'xyz'));
    const longRow = new Uint8Array(4 + most).fill(0x79);
    longRow.set([0xff, 0xff, 0xff, 5, 0xfe]);
    t.server(packets(2, '\x01', column, eof()), longRow, packets(6, 'y'.repeat(9), eof()));
    expect(t.said[0]).toHaveLength(2 + 1000);
    expect(t.said.slice(1)).toEqual([`< 1 row (${most + 9} B)`]);
    expect(t.dissection.rests.of(0)).toBeNull();
    t.client(query('SELECT 2')).server(packet(1, ok()));
    expect(t.said.slice(2)).toEqual(['> SELECT 2', '< OK']);
  });
});

describe('prepared statements', () => {
  const prepared = (id: number) => `\0${number(id, 4)}${number(1, 2)}${number(2, 2)}\0\0\0`;

  it.each([
    ['with', [column, column, eof(), column, eof()], USUAL],
    ['without', [column, column, column], USUAL + NO_EOF],
  ])('tell their text, %s ends behind descriptions', (_, descriptions, capabilities) => {
    const t = opened(capabilities).client(command(0x16, 'SELECT ?, ?'));
    t.server(packets(1, prepared(7), ...descriptions));
    const between = capabilities === USUAL ? [eof()] : [];
    const last = capabilities === USUAL ? eof() : okAsEof();
    t.client(command(0x17, `${number(7, 4)}\0${number(1, 4)}`));
    t.server(packets(1, '\x01', column, ...between, '\0\0\x01x', last)).client(command(0x19, number(7, 4)));
    t.client(command(0x17, `${number(7, 4)}\0${number(1, 4)}`));
    expect(t.said).toEqual([
      '> Prepare SELECT ?, ?',
      '< prepared #7, 2 parameters, 1 column',
      '> SELECT ?, ?',
      '< 1 row (4 B)',
      '> Close #7',
      '> Execute #7',
    ]);
    expect(rolesOf(t)).toBe('rq rs rq rs ee rq');
  });

  it('MariaDB executes one before it knows its number', () => {
    const t = opened(USUAL + NO_EOF).client(command(0x16, 'INSERT ?') + command(0x17, '\xff\xff\xff\xff\0'));
    t.server(packets(1, `\0${number(1, 4)}${number(0, 2)}${number(1, 2)}\0\0\0`, column));
    t.server(packet(1, ok({ affected: 1, insertId: 4 })));
    expect(t.said).toEqual([
      '> Prepare INSERT ?',
      '> INSERT ?',
      '< prepared #1, 1 parameter, 0 columns',
      '< OK, 1 row affected, insert id 4',
    ]);
  });

  it('rows may wait behind a cursor', () => {
    const t = opened().client(command(0x17, `${number(1, 4)}\x01${number(1, 4)}`));
    t.server(packets(1, '\x01', column, eof(0x42)));
    t.client(command(0x1c, number(1, 4) + number(2, 4))).server(packets(1, '\0\0a', '\0\0b', eof(0x82)));
    expect(t.said).toEqual(['> Execute #1', '< cursor', '> Fetch #1', '< 2 rows (6 B)']);
  });
});

describe('gaps', () => {
  it('within rows cost nothing but what is missing', () => {
    const t = opened().client(query('SELECT'));
    const text = packets(1, '\x01', column, eof(), row('x'.repeat(200)), row('y'), eof());
    t.server(text.slice(0, 100)).gap(1, 50).server(text.slice(150));
    expect(t.said).toEqual(['> SELECT', '< 2 rows (203 B)']);
  });

  it('over packets: it goes on with the next answer', () => {
    const t = opened().client(query('SELECT 1')).server(packet(1, '\x01')).gap(1, 500).server('and so on');
    t.client(query('SELECT 2')).server(packet(1, ok()));
    expect(t.said).toEqual(['> SELECT 1', '> SELECT 2', '< OK']);
    expect(t.verdict).toBeNull();
  });

  it('of the client: it goes on with the next command', () => {
    const t = opened()
      .client(query('SELECT 1').slice(0, 8))
      .gap(0, 99)
      .client('xyz')
      .client(query('SELECT 2'));
    expect(t.said.at(-1)).toBe('> SELECT 2');
    t.server(packet(1, ok()));
    expect(t.said.at(-1)).toBe('< OK');
  });

  it('before the log-in is seen', () => {
    const t = new Talk(mysql).gap(1, 90).client(login()).gap(1, 11).client(query('SELECT 1'));
    t.server(packet(1, ok()));
    expect(t.said.slice(1)).toEqual(['> SELECT 1', '< OK']);
  });
});

describe('identification', () => {
  it.each([
    ['MySQL', greeting()],
    ['MariaDB', greeting(USUAL, '5.5.5-10.11.6-MariaDB')],
    ['a refusal', packet(0, error(1040, 'Too many connections'))],
    ['a log-in', login()],
    ['the wish for TLS', packet(1, loginHead(USUAL + TLS))],
    ['a query', query('SELECT * FROM t')],
    ['a query in lower case, on several lines', query('update\nt\nset a = 1')],
    ['a short query', query('COMMIT')],
    ['a statement to prepare', command(0x16, 'INSERT INTO t VALUES (?)')],
  ])('%s', (_, text) => {
    expect(identify(text)).toBe('match');
    for (let length = 1; length < text.length; length += 1)
      expect(identify(text.slice(0, length)), `${length}`).toBe('need-more');
  });

  it.each([
    ['a version of letters', greeting(USUAL, 'mysql')],
    ['more behind the greeting', `${greeting()}x`],
    ['a greeting that is no greeting', packet(0, `\x0a8.4.0\0${'x'.repeat(60)}`)],
    ['a usual error', packet(0, error(1064, 'You have an error'))],
    ['a log-in without a name', packet(1, `${loginHead(USUAL)}\x01\x02\x03`)],
    ['another command', command(0x0e)],
    ['no statement', query('selected words')],
    ['more behind a query', `${query('SELECT 1')}x`],
    ['words', 'EHLO mail.example.org\r\n'],
  ])('%s: no', (_, text) => {
    expect(identify(text)).toBe('reject');
  });
});

it('a command of no known kind ends it', () => {
  expect(opened().client(command(0xee)).verdict?.kind).toBe('malformed');
});

it('texts are told without control characters', () => {
  const t = opened()
    .client(query('SELECT \x1b[31m'))
    .server(packet(1, error(1, '\x1b]0;x\x07')));
  expect(t.said).toEqual(['> SELECT ·[31m', '< Error 1 (42000): ·]0;x·']);
});
