import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { redis } from '../../../src/core/protocols/redis.ts';
import { Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const talk = () => new Talk(redis);
const command = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
const fixture = (stream: number) =>
  play(turnsOf('redis', stream), new ConversationContext(DEFAULT_LIMITS, true));

describe('commands and replies', () => {
  it('of each type of RESP2 and RESP3', () => {
    const t = talk().client(...Array.from({ length: 14 }, () => command('GET', 'a key')));
    t.server(
      '+OK\r\n',
      '-WRONGTYPE no list\r\n',
      ':-12\r\n',
      '$5\r\nhello\r\n',
      '$-1\r\n',
      '$0\r\n\r\n',
      '*-1\r\n',
    );
    t.server('*0\r\n', '*2\r\n:1\r\n*1\r\n$1\r\nx\r\n', '_\r\n', '#t\r\n', ',3.5\r\n', '%1\r\n+a\r\n:1\r\n');
    t.server('|1\r\n+ttl\r\n:9\r\n$1\r\nv\r\n');
    expect(t.said[0]).toBe('> GET "a key"');
    expect(t.said.slice(14)).toEqual([
      '< +OK',
      '< -WRONGTYPE no list',
      '< (integer) -12',
      '< "hello"',
      '< (nil)',
      '< ""',
      '< (nil)',
      '< (empty array)',
      '< (array of 2) (integer) 1 (array of 1) "x"',
      '< (nil)',
      '< (true)',
      '< (double) 3.5',
      '< (map of 1) +a (integer) 1',
      '< (attribute of 1) +ttl (integer) 9 "v"',
    ]);
    expect(t.sayings[15]?.fields).toEqual({ type: 'error', error: 'WRONGTYPE' });
    expect(t.verdict).toBeNull();
  });

  it('in words on a line', () => {
    const t = talk().client('SET greeting hello\r\n\r\nGET greeting\n').server('+OK\r\n$5\r\nhello\r\n');
    expect(t.said).toEqual(['> SET greeting hello', '> GET greeting', '< +OK', '< "hello"']);
    expect(t.sayings[0]?.fields).toEqual({ command: 'SET', arguments: 2 });
  });

  it('a transaction', () => {
    const t = talk().client(command('MULTI'), command('INCR', 'a'), command('EXEC'));
    t.server('+OK\r\n+QUEUED\r\n*1\r\n:1\r\n');
    expect(t.said.slice(3)).toEqual(['< +OK', '< +QUEUED', '< (array of 1) (integer) 1']);
    expect(t.sayings.map(({ role }) => role).slice(3)).toEqual(['response', 'response', 'response']);
  });

  it('of long strings only a beginning is looked at', () => {
    const t = talk().client(command('SET', 'k', 'v'.repeat(100_000)));
    expect(t.said[0]).toMatch(/^> SET k v+… \(100000 B\)$/);
  });
});

describe('secrets', () => {
  it.each([
    [['AUTH', 'hunter2'], 'AUTH (not shown)'],
    [['AUTH', 'user', 'hunter2'], 'AUTH (not shown)'],
    [['HELLO', '3', 'AUTH', 'user', 'hunter2'], 'HELLO 3 AUTH (not shown)'],
    [['CONFIG', 'SET', 'requirepass', 'hunter2'], 'CONFIG SET requirepass (not shown)'],
    [['ACL', 'SETUSER', 'user', '>hunter2'], 'ACL SETUSER (not shown)'],
  ])('%j', (words, summary) => {
    expect(talk().client(command(...words)).said).toEqual([`> ${summary}`]);
    expect(talk().client(`${words.join(' ')}\r\n`).said).toEqual([`> ${summary}`]);
  });
});

describe('what is sent without a request', () => {
  it('pushes of RESP3 and messages of channels are events', () => {
    const t = talk().client(command('SUBSCRIBE', 'news'));
    t.server(
      '*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n',
      '*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n',
    );
    t.server('>2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n');
    expect(t.sayings.map(({ role }) => role)).toEqual(['request', 'response', 'event', 'event']);
    expect(t.said[3]).toBe('< push +invalidate (array of 1) "k"');
    expect(t.said[2]).toBe('< (array of 3) "message" "news" "hi"');
  });
});

describe('subscriptions', () => {
  const roles = (t: Talk) => t.sayings.filter(({ from }) => from === 1).map(({ role }) => role);

  it('a push of RESP3 that confirms answers the command', () => {
    const t = talk().client(command('SUBSCRIBE', 'a', 'b'), command('GET', 'k'));
    t.server('>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n', '>3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n');
    t.server('>3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n', '$1\r\nv\r\n', '$1\r\nx\r\n');
    expect(roles(t)).toEqual(['response', 'event', 'event', 'response', 'event']);
  });

  it('of several channels of RESP2 the first confirmation answers', () => {
    const t = talk().client(command('SUBSCRIBE', 'a', 'b'), command('UNSUBSCRIBE'), command('PING'));
    for (const [what, left] of [
      ['subscribe', 1],
      ['subscribe', 2],
      ['unsubscribe', 1],
      ['unsubscribe', 0],
    ] as const)
      t.server(`*3\r\n$${what.length}\r\n${what}\r\n$1\r\na\r\n:${left}\r\n`);
    t.server('+PONG\r\n');
    expect(roles(t)).toEqual(['response', 'event', 'response', 'event', 'response']);
  });

  it('one that is refused is answered by that', () => {
    const t = talk()
      .client(command('SUBSCRIBE', 'a', 'b'), command('PING'))
      .server('-NOPERM no\r\n', '+PONG\r\n', '+x\r\n');
    expect(roles(t)).toEqual(['response', 'response', 'event']);
  });
});

describe('commands without a reply', () => {
  it('CLIENT REPLY SKIP, and the one behind it', () => {
    const t = talk()
      .client(command('CLIENT', 'REPLY', 'SKIP'), 'GET a\r\n', 'PING\r\n')
      .server('+PONG\r\n');
    expect(t.sayings.map(({ role }) => role)).toEqual(['event', 'event', 'request', 'response']);
  });

  it('CLIENT REPLY OFF, and all up to ON', () => {
    const t = talk().client(
      'client reply off\r\nGET a\r\nCLIENT REPLY SKIP\r\nGET a\r\nclient reply on\r\nGET a\r\n',
    );
    expect(t.sayings.map(({ role }) => role)).toEqual([
      'event',
      'event',
      'event',
      'event',
      'request',
      'request',
    ]);
  });
});

describe('replication', () => {
  const MARK = `${'aab'.repeat(13)}c`;
  const granted = (words: string[]) =>
    talk()
      .client(command(...words))
      .server(`\n\n+FULLRESYNC ${MARK} 0\r\n`);

  it('a snapshot up to a mark, octet by octet, then commands', () => {
    const t = granted(['PSYNC', '?', '-1']);
    for (const octet of `\n$EOF:${MARK}\r\nREDIS\0*9\r\naabaab${MARK}${command('SET', 'k', 'v')}`)
      t.server(octet);
    t.client(command('REPLCONF', 'ACK', '1')).server(command('REPLCONF', 'GETACK', '*'));
    expect(t.said.slice(2)).toEqual(['< RDB, 16 B', '< SET k v', '> REPLCONF ACK 1', '< REPLCONF GETACK *']);
    expect(t.sayings.map(({ role }) => role)).toEqual([
      'request',
      'response',
      'event',
      'event',
      'event',
      'event',
    ]);
    expect(t.verdict).toBeNull();
  });

  it('a snapshot of a length, of which octets are missing', () => {
    const t = granted(['PSYNC', '?', '-1'])
      .server('$100\r\nREDIS')
      .gap(1, 90)
      .server(`12345${command('PING')}`);
    expect(t.said.slice(2)).toEqual(['< RDB, 100 B', '< PING']);
  });

  it('behind more missing octets than that it goes on with a command', () => {
    const t = granted(['PSYNC', '?', '-1'])
      .server('$100\r\nREDIS')
      .gap(1, 110)
      .server(`rest\r\n${command('PING')}`);
    expect(t.said.slice(2)).toEqual(['< PING']);
  });

  it('a snapshot up to a mark that is missing ends where commands alone come', () => {
    const t = granted(['PSYNC', '?', '-1']);
    t.server(`$EOF:${MARK}\r\nREDIS`)
      .gap(1, 100)
      .server('*1 more of it', `${command('PING')}*9`);
    expect(t.said.slice(2)).toEqual([]);
    t.server(command('PING')).server(command('SET', 'k', 'v'));
    expect(t.said.slice(2)).toEqual(['< RDB, not all of it captured', '< PING', '< SET k v']);
    expect(t.sayings[2]?.fields).toEqual({ incomplete: true });
    const found = granted(['PSYNC', '?', '-1'])
      .server(`$EOF:${MARK}\r\nREDIS`)
      .gap(1, 100)
      .server(`rest${MARK}${command('PING')}`);
    expect(found.said.slice(2)).toEqual(['< RDB, 109 B', '< PING']);
  });

  it('SYNC is answered by the snapshot, or refused', () => {
    const t = talk().client('SYNC\r\n').server('\n$5\r\nREDIS', command('PING'));
    expect(t.sayings.map(({ role, summary }) => [role, summary])).toEqual([
      ['request', 'SYNC'],
      ['response', 'RDB, 5 B'],
      ['event', 'PING'],
    ]);
    const refused = talk()
      .client('SYNC\r\n')
      .server('-NOMASTERLINK no\r\n')
      .client('PING\r\n')
      .server('+PONG\r\n');
    expect(refused.sayings.map(({ role }) => role)).toEqual(['request', 'response', 'request', 'response']);
  });

  it('what is no snapshot is not taken for one', () => {
    const t = granted(['PSYNC', '?', '-1']).server(`$${'9'.repeat(60)}\r\n`);
    expect(t.verdict?.kind).toBe('malformed');
  });
});

describe('what cannot be', () => {
  it.each(['*x\r\n', '$5\r\nhello\r\n*-2\r\n', ':12\n', '\0'])('%j', (text) => {
    const t = talk().client(command('PING')).server(text);
    expect(t.verdict?.kind).toBe('malformed');
  });

  it('after missing octets it goes on with the next command', () => {
    const t = talk().client(command('PING')).server('+PONG\r\n').gap(0, 100);
    t.client(`\r\nrest\r\n${command('ECHO', 'again')}`);
    expect(t.said.at(-1)).toBe('> ECHO again');
  });
});

describe('identification', () => {
  const span = (text: string) => {
    const octets = new Uint8Array(Buffer.from(text, 'latin1'));
    return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
  };
  const identify = (first: string, other = '') => redis.identify(span(first), 0, span(other));

  it.each([
    ['*1\r\n$4\r\nPING\r\n', '', 'match'],
    ['>3\r\n$7\r\nmessage\r\n', '', 'match'],
    ['*1\r\n$4\r\nPI', '', 'need-more'],
    ['*1\r\n$4\r\n\0\0\0\0\r\n', 'other', 'reject'],
    ['*1\r\n+PING\r\n', 'KEYS *\r\n', 'match'],
    ['GET temp\r\n', '-ERROR no sensor\r\n', 'reject'],
    ['GET temp\r\n', '-ERR wrong number of arguments\r\n', 'match'],
    ['INFO\r\n', ':12\r\n', 'reject'],
    ['PING\r\n', '', 'need-more'],
    ['PING\r\n', '+PONG\r\n', 'match'],
    ['+PONG\r\n', 'PING\r\n', 'match'],
    ['PING\r\n', '+OK\r\n', 'reject'],
    ['SET a b\r\n', '+OK\r\n', 'match'],
    ['PUBLISH news "hello there"\r\n', ':2\r\n', 'match'],
    ['PUBLISH news "hello there"\r\n', '+OK\r\n', 'reject'],
    ['GET\r\n', '', 'reject'],
    ['hello there\r\n', 'hello\r\n', 'reject'],
    ['USER me\r\n', '+OK\r\n', 'reject'],
  ])('%j answered by %j: %s', (first, other, answer) => {
    expect(identify(first, other)).toBe(answer);
  });
});

describe('captured dialogues', () => {
  it.each([0, 1, 2, 3, 4, 5])(
    'as many responses as requests with subscriptions and replicas: stream %i',
    (stream) => {
      const conversation = play(
        turnsOf('redis-replication', stream),
        new ConversationContext(DEFAULT_LIMITS, true),
      );
      expect(conversation.responses).toBe(conversation.requests);
      expect(conversation.exchanges?.open).toBe(0);
      expect(
        said(conversation)
          .map(({ summary }) => summary)
          .join(),
      ).not.toContain('malformed');
    },
  );

  it('joined late, a push or a message first: who asks is told by the octets', () => {
    for (const first of ['>', '*']) {
      const octets = (text: string) => new Uint8Array(Buffer.from(text));
      const message = `${first}3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n`;
      const conversation = play(
        [
          { side: 0, octets: octets(message) },
          { side: 1, octets: octets(command('GET', 'a')) },
          { side: 0, octets: octets('$1\r\n1\r\n') },
        ],
        new ConversationContext(DEFAULT_LIMITS, true),
      );
      expect(conversation.messages.map(({ from, role }) => [from, role])).toEqual([
        [0, 'event'],
        [1, 'request'],
        [0, 'response'],
      ]);
    }
  });

  it('joined late, a reply first: replies are found again', () => {
    const turns = turnsOf('redis-replication', 0).slice(1);
    const conversation = play(
      turns.map(({ side, octets }) => ({ side: side === 0 ? 1 : 0, octets })),
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect(conversation.messages.slice(0, 4).map(({ from, summary }) => `${from} ${summary}`)).toEqual([
      '1 SUBSCRIBE c1',
      '0 push "subscribe" "c1" (integer) 1',
      '1 GET a',
      '0 "2"',
    ]);
  });

  it('redis-cli', () => {
    const conversation = fixture(0);
    expect(conversation.protocols).toEqual(['redis']);
    expect([conversation.requests, conversation.responses]).toEqual([9, 9]);
    const summaries = said(conversation).map(({ summary }) => summary);
    expect(summaries.slice(2, 10)).toEqual([
      'PING',
      '+PONG',
      'SET a 1',
      '+OK',
      'INCR a',
      '(integer) 2',
      'GET a',
      '"2"',
    ]);
  });

  it('a thousand commands in a pipeline, and the ECHO with which redis-cli ends it', () => {
    const conversation = fixture(1);
    expect([conversation.requests, conversation.responses]).toEqual([1001, 1001]);
    expect(said(conversation)[2000]?.summary).toMatch(/^(ECHO|")/);
  });

  it('commands in words', () => {
    expect(said(fixture(2)).map(({ summary }) => summary)).toEqual(['PING', 'QUIT', '+PONG', '+OK']);
  });

  it('three messages of a channel without a request', () => {
    const conversation = fixture(3);
    expect([conversation.requests, conversation.responses]).toEqual([1, 1]);
    expect(said(conversation).filter(({ role }) => role === 'event')).toHaveLength(3);
  });
});
