import { describe, expect, test } from 'vitest';
import { Analysis } from '../../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const GET = { payload: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' };

describe('who is the client', () => {
  test('the sender of the SYN, whoever is seen first', () => {
    const late = new DialogueBuilder().s('R', { sequence: 90 }).c('S');
    expect(late.connection).toMatchObject({ basis: 'syn', flipped: true });
    expect(late.flags()).toBe('<R >S');
  });

  test('without a SYN the receiver of the SYN+ACK', () => {
    const d = new DialogueBuilder().s('SA').c('A');
    expect(d.connection.basis).toBe('synack');
    expect(d.connection.client.port).toBe(40000);
  });

  test('else whoever was seen first, as a guess', () => {
    const d = new DialogueBuilder().s('PA', { payload: 'hello', sequence: 500, acknowledge: 1 });
    expect(d.connection.basis).toBe('first');
    expect(d.connection.client.port).toBe(80);
  });
});

describe('one pair of endpoints used again', () => {
  test('a SYN with another sequence number is a new connection, and the old one stays as it was', () => {
    const d = new DialogueBuilder().handshake().c('FA').s('FA').c('A').again([77_000, 88_000]).handshake();
    expect(d.connections.map((c) => [c.state, d.flags(c)])).toEqual([
      ['closed', '>S <SA >A >FA <FA >A'],
      ['open', '>S <SA >A'],
    ]);
  });

  test('a SYN sent again is not', () => {
    const d = new DialogueBuilder().c('S').c('S', { sequence: 0 }).s('SA').c('A');
    expect(d.connections).toHaveLength(1);
    expect(d.connection.client.retransmissions).toBe(1);
    expect(d.connection.handshakeNanoseconds).toBeNull();
  });

  test('the same SYN behind an RST is another try of the same connection', () => {
    const d = new DialogueBuilder().c('S').s('RA');
    expect(d.connection.state).toBe('refused');
    d.c('S', { sequence: 0 });
    expect(d.connections.map((c) => c.state)).toEqual(['syn']);
    expect(d.s('SA').c('A').connection).toMatchObject({ state: 'open', closer: null, closedHow: null });
  });
});

describe('what was said', () => {
  test('begins behind a keep-alive with an octet of garbage, where that is seen first', () => {
    const requestsAfter = (bits: string, payload: string) =>
      new DialogueBuilder()
        .c(bits, { sequence: 999, acknowledge: 500, payload })
        .s('A', { sequence: 500, acknowledge: 1000 })
        .c('PA', { sequence: 1000, acknowledge: 500, ...GET }).connection.conversation?.requests ?? 0;
    expect(requestsAfter('A', '\0')).toBe(1);
    // Data of one octet is pushed.
    expect([requestsAfter('PA', '\0'), requestsAfter('A', '\x01'), requestsAfter('A', '\0\0')]).toEqual([
      0, 0, 0,
    ]);
  });

  test('a lost request and its lost response leave the others in pairs', () => {
    const request = (n: number) => `GET /${n} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const d = new DialogueBuilder().handshake();
    for (let n = 0; n < 4; n++) {
      // The second exchange was not captured; no ACK without payload comes between the others.
      if (n === 1) continue;
      const [asked, answered] = [1 + n * request(0).length, 1 + n * response.length];
      d.c('PA', { sequence: asked, acknowledge: answered, payload: request(n) });
      d.s('PA', {
        sequence: answered,
        acknowledge: asked + request(n).length,
        payload: response,
      });
    }
    const { conversation } = d.connection;
    expect(conversation?.messages.map(({ summary, open }) => `${summary} ${open}`)).toEqual([
      'GET /0 HTTP/1.1 1',
      '200 OK 0',
      'GET /2 HTTP/1.1 1',
      '200 OK 0',
      'GET /3 HTTP/1.1 1',
      '200 OK 0',
    ]);
  });
});

describe('completeness is what tshark ends up with', () => {
  const data = { payload: 'x' };
  test.each([
    ['A', (d: DialogueBuilder) => d.c('A'), 0],
    ['PA', (d: DialogueBuilder) => d.c('PA', data), 0],
    ['S', (d: DialogueBuilder) => d.c('S'), 1],
    ['S with data', (d: DialogueBuilder) => d.c('S', data), 9],
    ['PA PA', (d: DialogueBuilder) => d.c('PA', data).c('PA', data), 8],
    ['PA A', (d: DialogueBuilder) => d.c('PA', data).s('A'), 12],
    ['FA RA', (d: DialogueBuilder) => d.c('FA').s('RA'), 52],
    ['F RA', (d: DialogueBuilder) => d.c('F').s('RA'), 36],
    ['S RA', (d: DialogueBuilder) => d.c('S').s('RA'), 37],
    ['S R', (d: DialogueBuilder) => d.c('S').s('R'), 33],
    ['FPA with data, RA with data', (d: DialogueBuilder) => d.c('FPA', data).s('RA', data), 56],
    ['P P without ACK', (d: DialogueBuilder) => d.c('P', data).c('P', data), 0],
    ['SFA SFA', (d: DialogueBuilder) => d.c('SFA').c('SFA', { sequence: 0 }), 18],
  ])('%s', (_name, dialogue, completeness) => {
    expect(dialogue(new DialogueBuilder()).connection.completeness).toBe(completeness);
  });
});

describe('states and the end', () => {
  const states = (d: DialogueBuilder) =>
    `${d.connection.client.state} ${d.connection.server.state} ${d.connection.state}`;

  test('every step of an orderly close by the server', () => {
    const d = new DialogueBuilder().c('S');
    expect(states(d)).toBe('SYN-SENT LISTEN syn');
    expect(states(d.s('SA'))).toBe('SYN-SENT SYN-RECEIVED syn');
    expect(states(d.c('A'))).toBe('ESTABLISHED ESTABLISHED open');
    expect(states(d.s('FA'))).toBe('ESTABLISHED FIN-WAIT-1 half-closed');
    expect(states(d.c('A'))).toBe('CLOSE-WAIT FIN-WAIT-2 half-closed');
    expect(states(d.c('FA'))).toBe('LAST-ACK FIN-WAIT-2 closing');
    expect(states(d.s('A'))).toBe('CLOSED TIME-WAIT closed');
    expect(d.connection.closer).toBe(d.connection.server);
  });

  test('FINs that crossed: both closed', () => {
    const d = new DialogueBuilder().handshake().c('FA').s('FA', { acknowledge: 1 }).c('A').s('A');
    expect(d.connection).toMatchObject({
      closedByBoth: true,
      closer: null,
      closedHow: 'FIN',
      state: 'closed',
    });
    expect(states(d)).toBe('TIME-WAIT TIME-WAIT closed');
  });

  test('a FIN captured late is told as the first one by what the other had acknowledged', () => {
    const d = new DialogueBuilder().handshake().c('FA', { acknowledge: 2 }).s('FA', { acknowledge: 1 });
    expect(d.connection.closer).toBe(d.connection.server);
  });

  test('RST in the middle is an abort, behind a FIN it is not', () => {
    const aborted = new DialogueBuilder().handshake().c('PA', GET).s('RA');
    expect(aborted.connection).toMatchObject({ state: 'reset', closedHow: 'RST' });
    expect(aborted.connection.closer).toBe(aborted.connection.server);
    const tidied = new DialogueBuilder().handshake().s('FA').c('A').c('PA', GET).s('R');
    expect(tidied.connection).toMatchObject({ state: 'closed', closedHow: 'FIN' });
    expect(tidied.connection.closer).toBe(tidied.connection.server);
  });

  test('RST to a SYN refuses; RST of the one who asked does not', () => {
    expect(new DialogueBuilder().c('S').s('RA').connection.state).toBe('refused');
    expect(new DialogueBuilder().c('S').c('R').connection.state).toBe('reset');
    expect(new DialogueBuilder().c('S').s('SA').c('R').connection.state).toBe('reset');
  });
});

describe('sequence numbers', () => {
  test('data sent again is counted once each time, also across the wrap', () => {
    const d = new DialogueBuilder({ initial: [2 ** 32 - 5, 2 ** 31 - 3] }).handshake();
    d.c('PA', { payload: '0123456789' })
      .c('PA', { payload: '0123456789', sequence: 1 })
      .c('PA', { payload: 'abc' });
    expect(d.connection.client.retransmissions).toBe(1);
    expect(d.connection.client.payloadBytes).toBe(23);
  });

  test('the handshake took from the SYN to the ACK', () => {
    const d = new DialogueBuilder().c('S').s('SA', { after: 40_000 }).c('A', { after: 2_000 });
    expect(d.connection.handshakeNanoseconds).toBe(42_000);
  });
});

describe('limits', () => {
  const limits = { ...DEFAULT_LIMITS, connections: 3 };

  test('fewer connections are kept from when memory is short', () => {
    const analysis = new Analysis({ limits: DEFAULT_LIMITS, keepDialogues: true });
    const open = (port: number) => new DialogueBuilder({ analysis, clientPort: port }).handshake();
    for (let port = 1000; port < 1016; port++) open(port);
    const { tracker } = analysis;
    tracker.keepFewer(1 / 8);
    expect([tracker.table.size, tracker.connectionsLetGo]).toEqual([14, 2]);
    expect(tracker.table.list()[0]?.client.port).toBe(1002);
    open(2000);
    expect([tracker.table.size, tracker.connectionsLetGo]).toEqual([14, 3]);
    for (let times = 0; times < 100; times++) tracker.keepFewer(1 / 8);
    expect(tracker.table.size).toBe(1);
  });

  test('and more again once it is not, up to the limit', () => {
    const analysis = new Analysis({ limits: { ...DEFAULT_LIMITS, connections: 20 }, keepDialogues: true });
    const open = (port: number) => new DialogueBuilder({ analysis, clientPort: port }).handshake();
    for (let port = 1000; port < 1016; port++) open(port);
    const { tracker } = analysis;
    tracker.keepFewer(1 / 8);
    tracker.keepMore(1 / 16);
    for (let port = 2000; port < 2016; port++) open(port);
    expect(tracker.table.size).toBe(15);
    for (let times = 0; times < 20; times++) tracker.keepMore(1 / 16);
    for (let port = 3000; port < 3016; port++) open(port);
    expect(tracker.table.size).toBe(20);
  });

  test('past the limit connections that are over go first, the longest silent one before others', () => {
    const analysis = new Analysis({ limits, keepDialogues: true });
    const left: number[] = [];
    analysis.tracker.onLeave = (c) => left.push(c.id);
    const on = (clientPort: number) => new DialogueBuilder({ analysis, clientPort });
    const first = on(1).handshake();
    on(2).c('S').s('RA');
    on(3).handshake();
    on(4).handshake();
    expect(left).toEqual([1]);
    // The order of activity is kept to the second.
    first.c('PA', { ...GET, after: 1_000_000_000 });
    on(5).handshake();
    expect(left).toEqual([1, 2]);
    expect(analysis.counters).toMatchObject({ connectionsSeen: 5, connectionsKept: 3, connectionsLetGo: 2 });
    expect(first.connections.map((c) => c.id)).toEqual([0, 3, 4]);
  });

  test('twenty thousand connections through a small table leave nothing behind', () => {
    const analysis = new Analysis({
      limits: { ...limits, connections: 50, segments: 200 },
      keepDialogues: true,
    });
    for (let i = 0; i < 20_000; i++)
      new DialogueBuilder({ analysis, clientPort: 1024 + (i % 60_000), initial: [i, i] })
        .c('S')
        .s('SA')
        .c('A');
    expect(analysis.counters).toMatchObject({
      connectionsSeen: 20_000,
      connectionsKept: 50,
      connectionsLetGo: 19_950,
    });
    expect(analysis.tracker.segments.fill).toBeLessThanOrEqual(1);
    for (const c of new DialogueBuilder({ analysis }).connections) expect(c.packets).toBe(3);
  });

  test('a table of few connections has room for the control bits of long ones', () => {
    const few = { ...DEFAULT_LIMITS, connections: 4 };
    const { counters, tracker } = analyse('wrk-keepalive', { limits: few, keepDialogues: false });
    const flags = tracker.table.list().map((c) => tracker.runs.text(c, c.flipped));
    const all = analyse('wrk-keepalive').tracker;
    expect(flags).toEqual(all.table.list().map((c) => all.runs.text(c, c.flipped)));
    expect(counters.controlBitsLetGo).toBe(0);
  });

  test('without room for segments the longest silent connections lose theirs, and that is counted', () => {
    const analysis = new Analysis({
      limits: { ...limits, connections: 1000, segments: 64 },
      keepDialogues: true,
    });
    for (let i = 0; i < 20; i++) new DialogueBuilder({ analysis, clientPort: 1024 + i }).handshake();
    const { connections } = new DialogueBuilder({ analysis });
    expect(connections.at(-1)?.segmentsKept).toBe(3);
    expect(connections[0]).toMatchObject({ segmentsKept: 0, segmentsFirstOrdinal: 3 });
    expect(analysis.counters.segmentsLetGo).toBe(
      60 - connections.reduce((sum, c) => sum + c.segmentsKept, 0),
    );
  });
});
