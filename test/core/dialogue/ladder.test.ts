import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { MARK_NAMES } from '../../../src/core/tcp/marks.ts';
import type { LadderEntry } from '../../../src/core/view/snapshot.ts';
import { controlBitLetters, SYN } from '../../../src/core/wire/control-bits.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

/** An entry in one short line. */
function line(e: LadderEntry, withMarks = false): string {
  switch (e.kind) {
    case 'segment': {
      const times = e.count > 1 ? ` x${e.count}` : '';
      const said = e.said === null || e.said.startsWith('mss') ? '' : ` "${e.said}"`;
      const marks = withMarks ? markText(e.marks) : '';
      return `${e.from === 0 ? 'C' : 'S'} ${controlBitLetters(e.controlBits)}${e.payloadBytes ? ` ${e.payloadBytes}` : ''}${times}${said}${marks}`;
    }
    case 'said':
      return `also "${e.said}"`;
    case 'remark':
      return `! ${e.code}`;
    case 'icmp': {
      const mtu = e.nextHopMtu === null ? '' : `, at most ${e.nextHopMtu}`;
      return `ICMP to ${e.about === 0 ? 'C' : 'S'} x${e.count}: ${e.text}${mtu}${e.refuses ? ', refused' : ''}`;
    }
    case 'silence':
      return `silent ${Math.round(e.durationNanoseconds / 1e8) / 10} s`;
    case 'switch':
      return `now ${e.to}`;
    case 'omitted':
      return `omitted ${e.segments}`;
    case 'ended':
      return `end: ${e.text}`;
  }
}
function markText(marks: number): string {
  const names = MARK_NAMES.filter((_, bit) => marks & (1 << bit));
  return names.length === 0 ? '' : ` {${names.join(' ')}}`;
}

const ladder = (analysis: Analysis, id = 0, fold = true) =>
  analysis.dialogueOf(id, fold)?.entries.map((e) => line(e)) ?? [];
const marked = (analysis: Analysis, id = 0, fold = true) =>
  analysis.dialogueOf(id, fold)?.entries.map((e) => line(e, true)) ?? [];

describe('real dialogues read as they were', () => {
  test('http-close', () => {
    expect(ladder(analyse('http-close'))).toEqual([
      'C S',
      'S SA',
      'C A',
      'C PA 136 "GET / HTTP/1.1  Connection: close"',
      'S A',
      'S PA 1615 "200 OK  Connection: close"',
      'C A',
      'S FA',
      'C FA',
      'S A',
      'end: S closed first (FIN), then C',
    ]);
  });

  test('half-close: nobody knows the protocol, and yet one reads what was asked', () => {
    const analysis = analyse('half-close');
    expect(ladder(analysis).slice(3, 8)).toEqual([
      'C PA 11 ""A question""',
      'S A',
      'C FA',
      'S PA 22 ""line 0 after your FIN""',
      'C A',
    ]);
    const [asked] = analysis.dialogueOf(0, true)?.entries.slice(3) ?? [];
    expect(asked).toMatchObject({ protocol: null, quote: 'A question' });
    expect(analysis.matching('text:"A question"').connections.map(({ id }) => id)).toEqual([0]);
  });

  test('simultaneous: a SYN+ACK that agrees for the first time is not sent again', () => {
    expect(marked(analyse('simultaneous')).slice(0, 5)).toEqual([
      'C S',
      'S S',
      'C SA',
      'S SA',
      'C A {WINDOW-UPDATE}',
    ]);
    const twice = new DialogueBuilder()
      .c('S')
      .s('S')
      .s('SA', { sequence: 0 })
      .s('SA', { sequence: 0, after: 1.1e9 });
    expect(marked(twice.analysis).slice(0, 5)).toEqual([
      'C S',
      'S S',
      'S SA',
      'silent 1.1 s',
      'S SA {RETX TIMEOUT}',
    ]);
  });

  test('openings: each SYN has its own options, and a SYN+ACK that was doubled on its way is not sent again', () => {
    const analysis = analyse('openings');
    const saidOf = (id: number) =>
      analysis
        .dialogueOf(id, true)
        ?.entries.flatMap((e) => (e.kind === 'segment' && e.controlBits & SYN ? [e.said] : []));
    expect(saidOf(0)).toEqual([
      'mss 1460  tfo request  wscale 10  sack  ts',
      'mss 1460  tfo cookie  wscale 10  sack  ts',
      'mss 1460  tfo cookie  wscale 10  sack  ts',
    ]);
    expect(saidOf(1)).toEqual([
      'GET /1 HTTP/1.1',
      'mss 1460  wscale 10  sack  ts',
      'mss 1460  wscale 10  sack  ts',
    ]);
    expect(marked(analysis, 0)[3]).toBe('S SA {DOUBLE}');
  });

  test('newer: what is said on a newer connection, whose SYN was not seen', () => {
    const analysis = analyse('newer');
    for (const id of [0, 1, 2]) {
      expect(ladder(analysis, id).filter((text) => /GET|204/.test(text))).toEqual([
        'C PA 30 "GET /old HTTP/1.1"',
        'S PA 33 "204 No Content"',
        'C PA 30 "GET /new HTTP/1.1"',
        'S PA 33 "204 No Content"',
      ]);
      // None of them is marked, nor remarked on.
      expect(marked(analysis, id).filter((text) => /[{!]/.test(text))).toEqual([]);
      expect(analysis.dialogueOf(id, true)?.protocols).toEqual(['HTTP']);
    }
  });

  test('simultaneous: who is the client does not change who said what', () => {
    expect(ladder(analyse('simultaneous')).filter((text) => text.includes('hello'))).toEqual([
      'C PA 19 ""hello from 10.9.0.1""',
      'S PA 19 ""hello from 10.9.0.2""',
    ]);
  });

  test('http-keepalive-session: five exchanges, a silence, and the server closes', () => {
    const entries = ladder(analyse('http-keepalive-session'));
    expect(entries.filter((e) => e.includes('"')).map((e) => e.replace(/.*"(.*)"/, '$1'))).toEqual([
      'GET /1.html HTTP/1.1  Connection: keep-alive',
      '200 OK  Keep-Alive: timeout=2',
      'GET /2.html HTTP/1.1  Connection: keep-alive',
      '200 OK  Keep-Alive: timeout=2',
      'HEAD /3.html HTTP/1.1  Connection: keep-alive',
      '200 OK  Keep-Alive: timeout=2',
      'POST /post HTTP/1.1  Connection: keep-alive',
      '200 OK  Keep-Alive: timeout=2',
      'GET /absent HTTP/1.1  Connection: keep-alive',
      '404 Not Found  Keep-Alive: timeout=2',
    ]);
    expect(entries.slice(-8)).toEqual([
      'silent 2 s',
      'S FA',
      '! server-idle-timeout',
      'C A',
      'C FA',
      '! half-closed',
      'S A',
      'end: S closed first (FIN), then C',
    ]);
  });

  test('h2c-upgrade: what came in one segment with the 101 is HTTP/2, and stands behind the switch', () => {
    const entries = ladder(analyse('h2c-upgrade'), 1);
    const at = entries.indexOf('now HTTP/2');
    expect(entries[at - 1]).toBe('S PA 148 "101 Switching Protocols  Upgrade: h2c"');
    expect(entries[at + 1]).toMatch(/^also "SETTINGS MAX_CONCURRENT_STREAMS/);
    expect(entries.filter((e) => e.startsWith('now'))).toHaveLength(1);
  });

  test('a tunnel: what is in it stands behind the switch', () => {
    const entries = ladder(analyse('socks'), 0);
    const at = entries.indexOf('now HTTP');
    expect(entries[at - 1]).toBe('S PA 10 "succeeded"');
    expect(entries[at + 1]).toBe('C PA 79 "GET / HTTP/1.1"');
  });

  test('proxied: header and request come in one segment, with the switch between them', () => {
    const entries = ladder(analyse('proxied'), 3);
    const at = entries.indexOf('now HTTP');
    expect(entries[at - 1]).toMatch(/PROXY LOCAL/);
    expect(entries[at + 1]).toBe('also "HEAD / HTTP/1.0"');
  });

  test('websocket-echo: the switch stands behind the 101, and frames are told', () => {
    const entries = ladder(analyse('websocket-echo'));
    const at = entries.indexOf('now WebSocket');
    expect(entries[at - 1]).toBe('S PA 203 "101 Switching Protocols  Upgrade: websocket"');
    expect(entries.slice(at).join(' ')).toMatch(/TEXT .*PING.*PONG.*CLOSE 1000.*CLOSE 1000.*S closed first/);
  });

  test('refused and reset', () => {
    expect(ladder(analyse('refused'))).toEqual([
      'C S',
      'S RA',
      '! refused',
      'end: S refused the connection to port 18200 (RST)',
    ]);
    expect(ladder(analyse('reset-mid-stream'), 3).slice(-4)).toEqual([
      'C PA 7',
      '! request-on-closing-connection',
      'S R',
      'end: S closed first (FIN); S sent RST for what came after',
    ]);
  });
});

describe('packets that were captured twice', () => {
  const analysis = analyse('captured-twice');

  test('folded, each is there once', () => {
    expect(marked(analysis).slice(0, 7)).toEqual([
      'C S',
      '! captured-twice',
      'S SA',
      'C A',
      'C PA 28 "GET /0 HTTP/1.1"',
      'S A',
      'S PA 3041 "200 OK"',
    ]);
  });

  test('unfolded, the copies are told from what was sent again', () => {
    expect(marked(analysis, 0, false).slice(0, 9)).toEqual([
      'C S',
      '! captured-twice',
      'C S {COPY}',
      'S SA',
      'S SA {COPY}',
      'C A',
      'C A {COPY}',
      'C PA 28 "GET /0 HTTP/1.1"',
      'C PA 28 {COPY}',
    ]);
    const entries = analysis.dialogueOf(0, false)?.entries ?? [];
    const agreed = entries.find((e) => e.kind === 'segment' && controlBitLetters(e.controlBits) === 'SA');
    expect(agreed).toMatchObject({ nanoseconds: 76_363, sinceNanoseconds: 76_363 });
  });
});

test('ICMP errors stand where the first of them came, with the remark on them', () => {
  const analysis = analyse('icmp-open');
  expect(ladder(analysis, 0).slice(6, 10)).toEqual([
    'S A 1448',
    'ICMP to S x3: packet too big, at most 1300',
    '! packet-too-big',
    'S PA 656',
  ]);
  expect(ladder(analysis, 1).slice(7, 12)).toEqual([
    'C PA 5',
    'ICMP to C x19: host unreachable',
    '! icmp-unreachable',
    'C PA 5',
    '! retransmission-timeout',
  ]);
  expect(ladder(analyse('syn-timeout'), 1)).toEqual([
    'C S',
    'ICMP to C x1: host administratively prohibited, refused',
    '! refused',
    'end: refused: host administratively prohibited (ICMP)',
  ]);
});

describe('folding', () => {
  const bulk = (gap: number) => {
    const d = new DialogueBuilder().handshake();
    for (let i = 0; i < 5; i++)
      d.s('PA', { payload: 'lines\n'.repeat(20).slice(-100), after: gap }).c('A', { after: 1000 });
    return d;
  };

  test('data of one side and the ACKs for it are one entry each, and unfolded they are all there', () => {
    const d = bulk(1000);
    expect(ladder(d.analysis)).toEqual(['C S', 'S SA', 'C A', 'S PA 500 x5 ""nes" …"', 'C A x5']);
    expect(ladder(d.analysis, 0, false)).toHaveLength(13);
  });

  test('a stall is never folded away', () => {
    expect(ladder(bulk(40_000_000).analysis)).toHaveLength(13);
  });

  test('a small window that is full again and again is told once', () => {
    const entries = marked(analyse('zero-window'));
    expect(entries.filter((entry) => entry.includes('WINDOW-FULL'))).toEqual([
      'C A 4096 {WINDOW-FULL}',
      'C A 4096 {RETX WINDOW-FULL}',
      'C A 4096 {WINDOW-FULL}',
      'C PA 77824 x13 {WINDOW-FULL}',
    ]);
  });

  test('duplicate ACKs for one gap are counted in one entry, apart from those that are none', () => {
    const entries = marked(analyse('loss'));
    const at = entries.findIndex((entry) => entry.includes('DUP-ACK'));
    expect(entries.slice(at - 3, at + 1)).toEqual([
      'S PA 1448 {GAP-BEFORE}',
      'C A {WINDOW-UPDATE}',
      'S PA 21720 x15',
      'C A x15 {DUP-ACK}',
    ]);
    expect(marked(analyse('loss'), 0, false).filter((entry) => entry.includes(' x'))).toEqual([]);
  });

  test('a mark never comes upon a message that had none, and a quiet one is told only where all have it', () => {
    const entries = marked(analyse('upload'));
    const said = entries.filter((entry) => entry.includes('"'));
    expect(said.join()).not.toContain('{');
    for (const entry of entries) if (entry.includes(' x')) expect(entry).not.toContain('WINDOW-UPDATE');
  });

  test('what was sent again, and FINs, stand for themselves', () => {
    const d = bulk(1000)
      .s('PA', { payload: 'x'.repeat(100), sequence: 401 })
      .s('FA', { payload: 'y' });
    expect(ladder(d.analysis).slice(-4)).toEqual([
      'S PA 100',
      '! spurious-retransmission',
      'S FA 1',
      'end: S has closed (FIN); C may still send',
    ]);
  });
});

test('segments that were let go were no silence', () => {
  const limits = { ...DEFAULT_LIMITS, segmentsPerConnection: 32 };
  const d = new DialogueBuilder({ limits }).handshake();
  for (let i = 0; i < 100; i++) d.c('PA', { payload: 'ab', after: 0.5e9 }).s('A');
  const entries = d.analysis.dialogueOf(0, false)?.entries ?? [];
  const at = entries.findIndex(({ kind }) => kind === 'omitted');
  expect(at).toBeGreaterThan(0);
  expect(entries[at + 1]).toMatchObject({ kind: 'segment', sinceNanoseconds: null });
  expect(entries.some(({ kind }) => kind === 'silence')).toBe(false);
});

test('sequence and acknowledgment numbers are relative, windows scaled where both agreed', () => {
  const entries = analyse('http-close').dialogueOf(0, true)?.entries ?? [];
  expect(entries.slice(0, 6)).toMatchObject([
    { sequenceNumber: 0, acknowledgmentNumber: null },
    { sequenceNumber: 0, acknowledgmentNumber: 1 },
    { sequenceNumber: 1, acknowledgmentNumber: 1 },
    { sequenceNumber: 1, acknowledgmentNumber: 1, payloadBytes: 136 },
    { sequenceNumber: 1, acknowledgmentNumber: 137 },
    { sequenceNumber: 1, acknowledgmentNumber: 137 },
  ]);
  const [syn, , ack] = entries as readonly { window: number }[];
  expect(syn.window).toBeLessThanOrEqual(65535);
  expect(ack.window % 1024).toBe(0);
});
