import { describe, expect, test } from 'vitest';
import { SHIFT_UNUSED } from '../../../../src/core/tcp/analysis/analysed-end.ts';
import { noteWindowScaling } from '../../../../src/core/tcp/analysis/window-rules.ts';
import { Endpoint } from '../../../../src/core/tcp/endpoint.ts';
import { ACK, SYN } from '../../../../src/core/wire/control-bits.ts';
import { createTcpOptions } from '../../../../src/core/wire/tcp-options.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { lastMarks, marksOf } from '../../../support/marks.ts';

const TEN = '0123456789';

describe('windows', () => {
  test('a window of zero counts, but not of SYN, FIN and RST', () => {
    const d = new DialogueBuilder().c('S', { window: 0 }).s('SA').c('A').s('A', { window: 0 });
    expect(marksOf(d)).toEqual(['', '', '', 'ZERO-WINDOW']);
    d.s('FA', { window: 0 }).c('RA', { window: 0 });
    expect(d.connection.server.zeroWindows).toBe(1);
    expect(d.connection.client.zeroWindows).toBe(0);
  });

  test('a segment that reaches the edge of the window fills it', () => {
    const d = new DialogueBuilder().c('S').s('SA', { window: 20 }).c('A');
    expect(lastMarks(d.c('PA', { payload: TEN }))).toBe('');
    expect(lastMarks(d.c('PA', { payload: TEN }))).toBe('WINDOW-FULL');
    expect(d.connection.client.counts.windowFull).toBe(1);
  });

  test('without a SYN nobody knows how the window is scaled', () => {
    const d = new DialogueBuilder().s('A', { window: 10 }).c('PA', { payload: TEN });
    expect(lastMarks(d)).toBe('');
  });

  test('an opening window is an update', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A', { window: 0 }).s('A');
    expect(marksOf(d).slice(-2)).toEqual(['ZERO-WINDOW', 'WINDOW-UPDATE']);
  });
});

describe('scaling', () => {
  const offer = (shift: number) => ({ ...createTcpOptions(), windowShift: shift });
  const agreed = (syn: number, synAck: number) => {
    const client = new Endpoint(0, 0, 0, 0, 80);
    const server = new Endpoint(0, 0, 0, 0, 80);
    noteWindowScaling(client, server, SYN, offer(syn));
    noteWindowScaling(server, client, SYN | ACK, offer(synAck));
    return [client.windowShift, server.windowShift];
  };

  test('holds only where both offer it', () => {
    expect(agreed(7, 10)).toEqual([7, 10]);
    expect(agreed(7, -1)).toEqual([SHIFT_UNUSED, SHIFT_UNUSED]);
    expect(agreed(-1, 10)).toEqual([SHIFT_UNUSED, SHIFT_UNUSED]);
  });
});

describe('probes', () => {
  const closed = () => new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A', { window: 0 });

  test('one new octet into a closed window, and its answer', () => {
    const d = closed().c('A', { payload: 'x' }).s('A', { acknowledge: 11, window: 0 });
    expect(marksOf(d).slice(-2)).toEqual(['WINDOW-PROBE', 'ZERO-WINDOW+WINDOW-PROBE-ACK']);
    expect(d.connection.client.counts).toMatchObject({ windowProbes: 1, keepAliveForms: 0 });
  });

  test('the last octet once more into a closed window: no keep-alive, though Wireshark counts it so', () => {
    const d = closed().c('A', { sequence: 10 });
    expect(lastMarks(d)).toBe('WINDOW-PROBE');
    expect(d.connection.client.counts).toMatchObject({ windowProbes: 1, keepAlives: 0, keepAliveForms: 1 });
  });

  test('the same to an idle peer is a keep-alive, and is answered', () => {
    for (const payload of ['', 'x']) {
      const d = new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A');
      d.c('A', { sequence: 10, payload }).s('A');
      expect(marksOf(d).slice(-2)).toEqual(['KEEP-ALIVE', 'KEEP-ALIVE-ACK']);
      expect(d.connection.client.counts).toMatchObject({ keepAlives: 1, retransmissions: 0 });
    }
  });

  test('one octet that was not acknowledged yet is sent again, though Wireshark counts a keep-alive', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', { payload: 'x' })
      .c('PA', { payload: 'x', sequence: 1 });
    expect(lastMarks(d)).toBe('RETX');
    expect(d.connection.client.counts).toMatchObject({
      keepAlives: 0,
      keepAliveForms: 1,
      retransmissions: 0,
    });
  });

  test('SYN, FIN and RST are never probes', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A').c('RA', { sequence: 10 });
    expect(lastMarks(d)).toBe('');
  });
});
