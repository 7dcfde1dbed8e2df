import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import type { Conversation } from '../../../src/core/conversation/conversation.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { DISSECTORS } from '../../../src/core/protocols/index.ts';
import { SIGNATURES } from '../../../src/core/protocols/signatures.ts';
import { converse, readStreams } from '../../support/streams.ts';
import { cutAt, octetByOctet, play, said, type Turn, turnsOf } from './turns.ts';

/** Real dialogues in which each protocol is spoken: a fixture, and which of its streams. */
const DIALOGUES: Readonly<Record<string, readonly (readonly [fixture: string, stream: number])[]>> = {
  http: [
    ['http-close', 0],
    ['http-keepalive-session', 0],
    ['chunked', 0],
    ['chunked', 1],
    ['http-ipv6', 0],
    ['h2c-upgrade-close', 0],
    ['h2c-upgrade', 1],
    ['reset-mid-stream', 2],
    ['body-cut-short', 1],
    ['body-cut-short', 5],
    ['ajax', 1],
    ['http-gzip', 0],
    ['proxied', 4],
  ],
  http2: [
    ['h2c-prior-knowledge', 0],
    ['h2c-prior-knowledge', 1],
    ['h2c-upgrade', 0],
    ['h2c-upgrade', 1],
    ['grpc', 1],
    ['grpc', 2],
    ['grpc', 5],
  ],
  mysql: [
    ['mysql', 0],
    ['mysql', 1],
    ['mysql', 2],
  ],
  postgresql: [
    ['postgres', 0],
    ['postgres', 1],
    ['postgres', 2],
    ['postgres', 4],
    ['postgres', 5],
    ['postgres', 6],
    ['postgres-replication', 0],
    ['postgres-replication', 1],
    ['postgres-tls', 0],
  ],
  'proxy-protocol': [
    ['proxied', 0],
    ['proxied', 1],
    ['proxied', 2],
    ['proxied', 3],
  ],
  tls: [
    ['https', 0],
    ['https', 2],
    ['https', 3],
    ['https', 5],
    ['wss', 0],
    ['tls-alerts', 0],
    ['tls-alerts', 4],
    ['tls-alerts', 5],
    ['tls-resumption', 0],
    ['tls-resumption', 1],
    ['tls-resumption', 3],
    ['tls-early-data', 1],
    ['tls-version-2-hello', 0],
    ['tls-version-2-hello', 1],
  ],
  dns: [
    ['dns', 0],
    ['dns', 1],
  ],
  ftp: [
    ['ftp', 0],
    ['ftp', 2],
    ['ftp', 4],
  ],
  mqtt: [
    ['mqtt', 0],
    ['mqtt', 1],
    ['mqtt', 2],
    ['mqtt-late', 0],
    ['mqtt-late', 2],
  ],
  redis: [
    ['redis', 0],
    ['redis', 2],
    ['redis', 3],
    ['redis', 4],
    ['redis', 7],
    ['redis-replication', 1],
    ['redis-replication', 4],
    ['redis-replication', 5],
  ],
  smtp: [
    ['smtp', 0],
    ['smtp', 1],
  ],
  socks: [
    ['socks', 0],
    ['socks', 1],
    ['socks', 2],
    ['socks', 3],
    ['socks', 5],
    ['socks', 6],
    ['socks', 7],
  ],
  ssh: [
    ['ssh', 0],
    ['ssh', 1],
  ],
  // Of these only lines are told.
  beanstalk: [['lines', 9]],
  imap: [
    ['lines', 0],
    ['lines', 1],
    ['lines', 2],
  ],
  irc: [
    ['lines', 11],
    ['lines', 12],
  ],
  managesieve: [['recognised', 4]],
  fastcgi: [['gateways', 0]],
  uwsgi: [['gateways', 1]],
  scgi: [['gateways', 2]],
  memcached: [['lines', 8]],
  nats: [
    ['lines', 5],
    ['lines', 6],
    ['lines', 7],
  ],
  pop3: [
    ['lines', 3],
    ['lines', 4],
  ],
  stomp: [['lines', 10]],
  websocket: [
    ['websocket-echo', 1],
    ['websocket-unclosed', 0],
    ['websocket-browser', 3],
    ['websocket-browser', 4],
  ],
};

/** Fixtures in which protocols of our list are spoken, and which ones; nothing may be recognised in the others. */
const SPOKEN: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      'ajax',
      'blackhole',
      'body-cut-short',
      'body-until-close',
      'browser-keepalive',
      'captured-twice',
      'chunked',
      'download',
      'ecn',
      'event-stream',
      'event-stream-left',
      'expect-refused',
      'expect-unanswered',
      'far-close',
      'h2c-upgrade-close',
      'head-cut-short',
      'http-close',
      'http-close-any',
      'http-close-client-first',
      'http-gzip',
      'http-ipv6',
      'http-keepalive-oneshot',
      'http-keepalive-session',
      'http-liberties',
      'http2-only',
      'keep-alive-race',
      'lookalikes',
      'large-packets-lost',
      'multipath',
      'newer',
      'openings',
      'doubled',
      'loss',
      'loss-server',
      'no-answer',
      'no-final-response',
      'pool-race',
      'refused',
      'reordered',
      'reset-after-response',
      'reset-by-whom',
      'reset-mid-stream',
      'response-left',
      'secrets',
      'self-connected',
      'tfo',
      'unanswered',
      'upload',
      'window-limited',
      'syn-lost',
      'wrk-close',
      'wrk-keepalive',
    ].map((fixture) => [fixture, ['http']]),
  ),
  grpc: ['grpc', 'http2'],
  'grpc-stream': ['grpc', 'http2'],
  'h2c-prior-knowledge': ['http2'],
  'h2c-upgrade': ['http', 'http2'],
  'http2-not-found': ['http', 'http2'],
  'http2-long-fields': ['http2'],
  'http2-times': ['http2'],
  // TLS 1.2 tells that it carries HTTP/2.
  'http2-to-http1': ['http2'],
  https: ['http', 'http2', 'tls'],
  'tls-cut-short': ['tls'],
  'tls-decrypted': ['ftp', 'http', 'http2', 'imap', 'mysql', 'postgresql', 'smtp', 'tls'],
  'tls-suites': ['tls'],
  mysql: ['mysql'],
  postgres: ['postgresql'],
  'postgres-replication': ['postgresql'],
  'postgres-tls': ['postgresql', 'tls'],
  dns: ['dns'],
  'behind-the-end': ['http', 'http2', 'websocket'],
  faults: ['http', 'http2', 'websocket'],
  'dns-update': ['dns'],
  'faults-answered': ['mysql', 'postgresql', 'tls'],
  ftp: ['ftp'],
  gateways: ['fastcgi', 'scgi', 'uwsgi'],
  'idle-farewell': ['http2', 'tls'],
  'idle-http2': ['http2', 'tls'],
  'joined-late': ['ftp', 'mysql', 'smtp', 'tls'],
  'kafka-late': ['kafka'],
  lines: ['beanstalk', 'imap', 'irc', 'memcached', 'nats', 'pop3', 'stomp'],
  mqtt: ['mqtt'],
  'mqtt-late': ['mqtt'],
  'mqtt-will': ['mqtt'],
  recognised: ['jdwp', 'managesieve', 'openflow', 'rmi', 'stun'],
  redis: ['redis'],
  'redis-replication': ['redis'],
  'server-farewell': ['ftp', 'mysql', 'postgresql', 'smtp'],
  smtp: ['smtp', 'tls'],
  socks: ['http', 'socks', 'tls'],
  // One of them is an HTTP request to an SSH server.
  ssh: ['http', 'ssh'],
  'ssh-refused': ['ssh'],
  'websocket-browser': ['http', 'websocket'],
  'websocket-echo': ['http', 'websocket'],
  'websocket-http2': ['http2'],
  'websocket-unclosed': ['http', 'websocket'],
  proxied: ['http', 'proxy-protocol', 'tls'],
  'tls-alerts': ['tls'],
  'tls-close-race': ['smtp', 'tls'],
  'tls-early-data': ['tls'],
  'tls-download': ['tls'],
  'tls-ends': ['tls'],
  'tls-old-versions': ['tls'],
  'tls-version-2-hello': ['tls'],
  'tls-psk': ['tls'],
  'tls-resumption': ['tls'],
  wss: ['tls'],
};

const FIXTURES = readdirSync(new URL('../../fixtures', import.meta.url))
  .filter((file) => file.endsWith('.pcap'))
  .map((file) => file.slice(0, -'.pcap'.length));

/** Longer dialogues are not cut at each octet, but at this many places. */
const CUTS = 1500;
const MUTATIONS = 150;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

const newContext = (limits = {}) => new ConversationContext({ ...DEFAULT_LIMITS, ...limits }, true);

/** Pseudorandom numbers from 0 to `below` - 1, the same ones for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function expectClean(conversation: Conversation): void {
  const texts = JSON.stringify(
    [said(conversation), conversation.facts, conversation.protocols],
    (_, value) => {
      if (typeof value === 'string') expect(value).not.toMatch(CONTROL);
      return value;
    },
  );
  expect(texts.length).toBeLessThan(10_000_000);
}

/** Plays turns, whatever they are, and expects no more than that nothing breaks. */
function survive(turns: readonly Turn[]): void {
  const context = newContext({ messageOctets: 20_000, messagesPerConnection: 200 });
  const conversation = play(turns, context);
  expect(context.dissectorFailures).toBe(0);
  expect(context.budget.octetsHeld).toBe(0);
  expect(conversation.messages.length).toBeLessThanOrEqual(200);
  expectClean(conversation);
}

function mutate(turns: readonly Turn[], random: (below: number) => number): Turn[] {
  const poison = [0x00, 0x0a, 0x0d, 0x1b, 0x20, 0x3a, 0x7f, 0x80, 0x9b, 0xff];
  return turns.flatMap((turn) => {
    const octets = [...turn.octets.subarray(0, 4000)];
    for (let n = random(4); n > 0; n -= 1) {
      const at = random(octets.length);
      const change = random(4);
      if (change === 0) octets[at] = poison[random(poison.length)] as number;
      else if (change === 1) octets[at] = random(256);
      else if (change === 2) octets.splice(at, random(8));
      else octets.splice(at, 0, ...octets.slice(at, at + random(8)));
    }
    if (random(10) === 0) return [];
    const missing = random(10) === 0 ? random(300) : 0;
    return [{ side: random(20) === 0 ? 1 : turn.side, octets: Uint8Array.from(octets), missing }];
  });
}

it('every protocol of the list has real dialogues here', () => {
  const announced = ['ftp-data'];
  // What is only recognised has dialogues of its own, beside its table.
  const recognised = SIGNATURES.map(({ name }) => name).filter((name) => !(name in DIALOGUES));
  expect([...Object.keys(DIALOGUES), ...announced, ...recognised].sort()).toEqual(
    DISSECTORS.map(({ name }) => name).sort(),
  );
});

it('names and titles are unique, and each says where it is specified', () => {
  expect(new Set(DISSECTORS.map(({ name }) => name)).size).toBe(DISSECTORS.length);
  expect(new Set(DISSECTORS.map(({ title }) => title)).size).toBe(DISSECTORS.length);
  for (const { name, reference } of DISSECTORS) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(reference).not.toBe('');
  }
});

describe.each(Object.entries(DIALOGUES))('%s', (name, dialogues) => {
  describe.each(dialogues)('%s, stream %d', (fixture, stream) => {
    const turns = turnsOf(fixture, stream);
    const total = turns.reduce((sum, { octets }) => sum + octets.length, 0);
    const whole = play(turns, newContext());

    it('is recognised', () => {
      expect(whole.protocols).toContain(name);
      expect(whole.messages.filter(({ protocol }) => protocol === name).length).toBeGreaterThan(0);
      expectClean(whole);
    });

    it('says the same wherever it is cut', () => {
      const step = Math.max(1, Math.floor(total / CUTS));
      for (let at = 1; at < total; at += step) {
        const cut = play(cutAt(turns, at), newContext());
        expect(said(cut), `cut at ${at}`).toEqual(said(whole));
        expect(cut.facts).toEqual(whole.facts);
      }
    });

    it('says the same octet by octet', () => {
      const context = newContext();
      const slow = play(octetByOctet(turns), context);
      expect(said(slow)).toEqual(said(whole));
      expect(slow.facts).toEqual(whole.facts);
      expect(context.budget.octetsHeld).toBe(0);
    });

    it('survives that one side is not seen', () => {
      for (const side of [0, 1]) survive(turns.filter((turn) => turn.side === side));
    });

    it('survives gaps', () => {
      for (const [index, turn] of turns.entries()) {
        const { side, octets } = turn;
        const there = Math.floor(octets.length / 2);
        for (const kept of [0, Math.min(1, there), there]) {
          const cut: Turn = { side, octets: octets.subarray(0, kept), missing: octets.length - kept };
          survive(turns.with(index, cut));
        }
        survive(turns.slice(index));
      }
      survive(
        turns.map((turn) => ({ ...turn, octets: turn.octets.subarray(0, 30), missing: turn.octets.length })),
      );
    });

    it('survives mutations', () => {
      const random = randomFrom(stream + 1);
      for (let n = 0; n < MUTATIONS; n += 1) survive(mutate(turns, random));
    });

    it('lets no control character through, wherever one stands', () => {
      for (const control of [0x00, 0x0a, 0x1b, 0x7f, 0x9b, 0xc2]) {
        for (let from = 0; from < 7; from += 1) {
          survive(
            turns.map(({ side, octets }) => ({
              side,
              octets: octets
                .slice(0, 2000)
                .map((octet, at) => (at > 16 && at % 7 === from ? control : octet)),
            })),
          );
        }
      }
    });
  });
});

describe('captures of other protocols', () => {
  it.each(FIXTURES)('%s: only what is spoken is recognised', (fixture) => {
    const context = newContext();
    const spoken = new Set<string>();
    for (const segments of readStreams(fixture)) {
      const conversation = converse(segments, context);
      for (const protocol of conversation.protocols) spoken.add(protocol);
      conversation.release();
    }
    expect([...spoken].sort()).toEqual(SPOKEN[fixture] ?? []);
    expect(context.dissectorFailures).toBe(0);
    expect(context.budget.octetsHeld).toBe(0);
    expect(context.messagesKept).toBe(0);
  });
});
