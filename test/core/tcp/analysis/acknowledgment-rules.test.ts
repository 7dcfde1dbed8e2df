import { describe, expect, test } from 'vitest';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { lastMarks, marksOf } from '../../../support/marks.ts';

const TEN = '0123456789';

describe('duplicate ACKs', () => {
  test('the same numbers and window, and nothing else', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A').s('A').s('A');
    expect(marksOf(d).slice(-3)).toEqual(['', 'DUP-ACK', 'DUP-ACK']);
    expect(d.connection.server.counts.duplicateAcks).toBe(2);
  });

  test('another window, data, SYN, FIN or RST make it something else', () => {
    const d = () => new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A');
    expect(lastMarks(d().s('A', { window: 999 }))).toBe('WINDOW-UPDATE');
    for (const bits of ['FA', 'RA']) expect(lastMarks(d().s(bits))).toBe('');
    expect(lastMarks(d().s('PA', { payload: 'x' }))).toBe('');
  });

  test('the ACK of the handshake is none', () => {
    expect(marksOf(new DialogueBuilder().handshake())).toEqual(['', '', '']);
  });
});

describe('keep-alives', () => {
  test('those that cross are each answered, though not in the order of what is seen', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('PA', { payload: TEN }).c('A');
    d.c('A', { sequence: 10 }).s('A', { sequence: 10 }).c('A').s('A');
    expect(marksOf(d).slice(-4)).toEqual(['KEEP-ALIVE', 'KEEP-ALIVE', 'KEEP-ALIVE-ACK', 'KEEP-ALIVE-ACK']);
    // As tshark counts.
    expect(d.connection.server.counts).toMatchObject({ duplicateAcks: 1, keepAlives: 1 });
    expect(lastMarks(d.s('A'))).toBe('DUP-ACK');
  });
});

describe('what was not seen', () => {
  test('is told by a gap before a segment', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN, sequence: 21 });
    expect(lastMarks(d)).toBe('GAP-BEFORE');
    expect(d.connection.client.gaps).toBe(20);
    expect(lastMarks(d.c('PA', { payload: TEN }))).toBe('');
  });

  test('an RST with a number ahead tells of no gap', () => {
    const d = new DialogueBuilder().handshake().c('R', { sequence: 700 });
    expect(lastMarks(d)).toBe('');
    expect(d.connection.client.gaps).toBe(0);
  });

  test('and by an ACK, once', () => {
    const d = new DialogueBuilder().handshake().s('A', { acknowledge: 31 });
    expect(lastMarks(d)).toBe('ACKED-UNSEEN');
    expect(d.connection.client.gaps).toBe(30);
    expect(lastMarks(d.s('A', { acknowledge: 41 }))).toBe('');
    expect(d.connection.client.gaps).toBe(40);
  });

  test('a late segment fills the gap', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN, sequence: 11 });
    expect(d.connection.client.gaps).toBe(10);
    expect(d.c('PA', { payload: TEN, sequence: 1 }).connection.client.gaps).toBe(0);
  });

  test('of an end that was never seen the acknowledgments tell how much it sent', () => {
    const d = new DialogueBuilder().c('S').c('A', { acknowledge: 1 });
    d.c('A', { acknowledge: 101 }).c('A', { acknowledge: 301 });
    expect(d.connection.server.gaps).toBe(300);
  });

  test('one number more than was seen is taken for a FIN', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN }).s('A', { acknowledge: 12 });
    expect(d.connection.client.gaps).toBe(0);
  });

  test('nothing is where new data comes behind what is sent again', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: TEN });
    expect(lastMarks(d.c('PA', { payload: `${TEN}more`, sequence: 1, after: 600e6 }))).toBe('RETX+TIMEOUT');
    expect(lastMarks(d.s('A'))).toBe('');
    expect(d.connection.client.gaps).toBe(0);
  });

  test('nothing is behind a keep-alive with which the capture begins', () => {
    const d = new DialogueBuilder().c('A', { sequence: 99, acknowledge: 1 });
    expect(lastMarks(d.s('A', { acknowledge: 100, sequence: 1 }))).toBe('');
    expect(lastMarks(d.c('PA', { sequence: 100, payload: TEN }))).toBe('');
    expect(d.connection.client.gaps).toBe(0);
  });

  test('behind any other ACK one octet is missing', () => {
    const d = new DialogueBuilder().handshake().c('PA', { sequence: 2, payload: TEN });
    expect(lastMarks(d)).toBe('GAP-BEFORE');
    expect(d.connection.client.gaps).toBe(1);
  });
});
