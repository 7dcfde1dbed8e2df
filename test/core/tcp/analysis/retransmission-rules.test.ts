import { describe, expect, test } from 'vitest';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';
import { lastMarks, marksOf } from '../../../support/marks.ts';

const MILLISECOND = 1_000_000;
const TEN = '0123456789';

/** A handshake of 100 ms, then `count` segments of ten octets from the client, 1 µs apart. */
function sending(count: number): DialogueBuilder {
  const d = new DialogueBuilder().c('S').s('SA', { after: 50 * MILLISECOND });
  d.c('A', { after: 50 * MILLISECOND });
  for (let i = 0; i < count; i++) d.c('PA', { payload: TEN });
  return d;
}

describe('sent again', () => {
  test('the newest data once more is a retransmission, however soon', () => {
    const d = sending(2).c('PA', { payload: TEN, sequence: 11 });
    expect(lastMarks(d)).toBe('RETX');
    expect(d.connection.client.counts).toMatchObject({ retransmissions: 1, outOfOrder: 0 });
  });

  test('after a silence of 200 ms the timer did it', () => {
    expect(lastMarks(sending(2).c('PA', { payload: TEN, sequence: 1, after: 201 * MILLISECOND }))).toBe(
      'RETX+TIMEOUT',
    );
    expect(lastMarks(sending(2).c('PA', { payload: TEN, sequence: 1, after: 199 * MILLISECOND }))).toBe(
      'RETX',
    );
  });

  test('what follows a timeout, as ACKs come in, was not sent by the timer', () => {
    const again = (d: DialogueBuilder, sequence: number, after: number) =>
      d.c('PA', { payload: TEN, sequence, after });
    const d = again(sending(5), 1, 300 * MILLISECOND);
    expect(lastMarks(d)).toBe('RETX+TIMEOUT');
    d.s('A', { acknowledge: 11, after: 100 * MILLISECOND });
    expect(lastMarks(again(d, 11, 1 * MILLISECOND))).toBe('RETX');
    expect(lastMarks(again(d, 21, 50_000))).toBe('RETX');
    // On a long path, each burst comes a round trip after the one before, in answer to an ACK.
    d.s('A', { acknowledge: 21, after: 290 * MILLISECOND });
    expect(lastMarks(again(d, 31, 1 * MILLISECOND))).toBe('RETX');
  });

  test('the timer did it, too, where both talk all the while', () => {
    const d = sending(1);
    for (let i = 0; i < 35; i++)
      d.s('PA', { payload: TEN, acknowledge: 1, after: 9 * MILLISECOND }).c('A', { after: MILLISECOND });
    const again = () => lastMarks(d.c('PA', { payload: TEN, sequence: 1, after: MILLISECOND }));
    expect(again()).toBe('RETX+TIMEOUT');
    expect(again()).toBe('RETX');
  });

  test('a handshake whose first answer was lost tells nothing of how long the path is', () => {
    const d = new DialogueBuilder()
      .c('S')
      .s('SA')
      .s('SA', { sequence: 0, after: 1000 * MILLISECOND })
      .c('A');
    d.c('PA', { payload: TEN }).c('PA', { payload: TEN, sequence: 1, after: 220 * MILLISECOND });
    expect(lastMarks(d)).toBe('RETX+TIMEOUT');
  });

  test('the timer sends what is first, a loss probe what is last', () => {
    const again = (sequence: number) =>
      lastMarks(
        sending(3)
          .s('A', { acknowledge: 11 })
          .c('PA', { payload: TEN, sequence, after: 300 * MILLISECOND }),
      );
    expect(again(11)).toBe('RETX+TIMEOUT');
    expect(again(21)).toBe('RETX+LOSS-PROBE');
    const middle = sending(4).s('A', { acknowledge: 11 });
    expect(lastMarks(middle.c('PA', { payload: TEN, sequence: 21, after: 300 * MILLISECOND }))).toBe('RETX');
  });

  test('SYN and FIN count as well', () => {
    expect(marksOf(new DialogueBuilder().c('S').c('S', { sequence: 0 }))).toEqual(['', 'RETX']);
    const d = sending(1).c('FA').c('FA', { sequence: 11 });
    expect(lastMarks(d)).toBe('RETX');
    expect(lastMarks(sending(0).s('SA', { sequence: 0 }))).toBe('RETX');
  });

  test('what the timer sends is not missed where its ACK was seen, though it has no octets', () => {
    const again = { sequence: 0, after: 1000 * MILLISECOND };
    const d = new DialogueBuilder().c('S').s('SA').s('SA', again).c('A').s('SA', again);
    expect(marksOf(d)).toEqual(['', '', 'RETX+TIMEOUT', '', 'RETX+SPURIOUS']);
    // Counted as by Wireshark, whose rule goes by octets.
    expect(d.connection.server.counts).toMatchObject({ retransmissions: 2, spuriousRetransmissions: 0 });
    const closing = sending(0)
      .c('FA')
      .s('A')
      .c('FA', { sequence: 1, after: 300 * MILLISECOND });
    expect(lastMarks(closing)).toBe('RETX+SPURIOUS');
  });

  test('a SYN is sent again though an RST had another number in between', () => {
    const d = new DialogueBuilder().c('S').c('R', { sequence: 500 }).c('S', { sequence: 0 });
    expect(lastMarks(d)).toBe('RETX');
  });

  test('what was acknowledged before is spurious', () => {
    const d = sending(2)
      .s('A')
      .c('PA', { payload: TEN, sequence: 1, after: 500 * MILLISECOND });
    expect(lastMarks(d)).toBe('RETX+SPURIOUS');
    expect(d.connection.client.counts).toMatchObject({ retransmissions: 1, spuriousRetransmissions: 1 });
  });

  test('what comes for the first time, right behind the ACK for it, is late', () => {
    const d = new DialogueBuilder().handshake().s('A', { acknowledge: 11 });
    expect(lastMarks(d.c('PA', { payload: TEN, after: 50_000 }))).toBe('OUT-OF-ORDER');
    expect(d.connection.client).toMatchObject({ gaps: 0, timedUntil: null });
    expect(d.connection.client.counts).toMatchObject({ retransmissions: 1, spuriousRetransmissions: 1 });
  });

  test('but not once a timer may have run out: then the capture lacks the first one', () => {
    const d = new DialogueBuilder().handshake().s('A', { acknowledge: 11 });
    expect(lastMarks(d.c('PA', { payload: TEN, after: 250 * MILLISECOND }))).toBe('RETX+SPURIOUS');
  });

  test('an ACK or an RST with an old number is none', () => {
    const d = sending(2).c('A', { sequence: 1 }).c('RA', { sequence: 1 });
    expect(d.connection.client.retransmissions).toBe(0);
  });

  test('data behind a probe of one octet is new', () => {
    const d = sending(1).s('A').c('PA', { payload: TEN, sequence: 10 });
    expect(lastMarks(d)).toBe('');
  });
});

describe('fast', () => {
  const duplicates = (count: number) => {
    const d = sending(4).s('A', { acknowledge: 11 });
    for (let i = 0; i < count; i++) d.s('A', { acknowledge: 11 });
    return d;
  };

  test('two duplicate ACKs and less than 20 ms make it so', () => {
    const again = { payload: TEN, sequence: 11, after: 19 * MILLISECOND };
    const d = duplicates(2).c('PA', again);
    expect(lastMarks(d)).toBe('RETX+FAST');
    expect(d.connection.client.counts).toMatchObject({ retransmissions: 1, fastRetransmissions: 1 });
    for (const other of [
      duplicates(1).c('PA', again),
      duplicates(2).c('PA', { ...again, after: 20 * MILLISECOND }),
      duplicates(2).c('PA', { ...again, sequence: 21 }),
    ])
      expect(other.connection.client.counts).toMatchObject({ fastRetransmissions: 0 });
  });

  test('where segments of the one who acknowledges are missing, its duplicate ACKs may be among them', () => {
    const d = sending(1).s('PA', { payload: TEN, sequence: 1, acknowledge: 1 });
    d.c('FA', { acknowledge: 500 }).c('FA', { sequence: 11, acknowledge: 500 });
    expect(lastMarks(d)).toBe('RETX');
    const same = sending(1).s('A', { acknowledge: 11 }).c('FA', { acknowledge: 500 });
    expect(lastMarks(same.c('FA', { sequence: 11, acknowledge: 500 }))).toBe('RETX+FAST');
  });
});

describe('out of order', () => {
  test('what is late by less than the handshake took', () => {
    const late = (after: number) =>
      sending(1).c('PA', { payload: TEN, sequence: 21 }).c('PA', { payload: TEN, sequence: 11, after });
    const d = late(99 * MILLISECOND);
    expect(marksOf(d).slice(-2)).toEqual(['GAP-BEFORE', 'OUT-OF-ORDER']);
    expect(d.connection.client.counts).toMatchObject({ retransmissions: 0, outOfOrder: 1 });
    expect(lastMarks(late(101 * MILLISECOND))).toBe('RETX');
  });

  test('what is there already is sent again, though it is counted as Wireshark does', () => {
    const d = sending(3).c('PA', { payload: TEN, sequence: 11, after: 50 * MILLISECOND });
    expect(lastMarks(d)).toBe('RETX');
    expect(d.connection.client.counts).toMatchObject({ retransmissions: 0, outOfOrder: 1 });
    const part = sending(1).c('PA', { payload: TEN, sequence: 21 });
    expect(lastMarks(part.c('PA', { payload: TEN, sequence: 16 }))).toBe('OUT-OF-ORDER');
    // What came before the first octet that was seen is new.
    const late = new DialogueBuilder().c('PA', { payload: TEN, sequence: 100, acknowledge: 7 });
    expect(lastMarks(late.c('PA', { payload: TEN, sequence: 80, acknowledge: 7 }))).toBe('OUT-OF-ORDER');
  });

  test('what is sent again soon behind a duplicate ACK was asked for', () => {
    const d = sending(4).s('A', { acknowledge: 11 }).s('A', { acknowledge: 11 });
    expect(lastMarks(d.c('PA', { payload: TEN, sequence: 11, after: MILLISECOND }))).toBe('RETX+FAST');
    expect(lastMarks(d.c('PA', { payload: TEN, sequence: 21 }))).toBe('RETX+FAST');
  });

  test('without a handshake by less than 3 ms', () => {
    const late = (after: number) =>
      new DialogueBuilder()
        .c('PA', { payload: TEN, sequence: 100, acknowledge: 7 })
        .c('PA', { payload: TEN, sequence: 120, acknowledge: 7 })
        .c('PA', { payload: TEN, sequence: 110, acknowledge: 7, after });
    expect(lastMarks(late(2_999_999))).toBe('OUT-OF-ORDER');
    expect(lastMarks(late(3_000_000))).toBe('RETX');
  });

  /** The octets from 11 to 20 come `after` the third duplicate ACK that tells of their lack. */
  const missed = (after: number, pause = 0) => {
    const d = sending(1).s('A').c('PA', { payload: TEN, sequence: 21, after: pause });
    for (let i = 0; i < 3; i++) d.s('A', { acknowledge: 11 }).c('PA', { payload: TEN });
    return d.s('A', { acknowledge: 11, after }).c('PA', { payload: TEN, sequence: 11 });
  };

  test('what fills a hole sooner than its sender can have heard of it was not sent again', () => {
    const late = missed(MILLISECOND);
    expect(lastMarks(late)).toBe('OUT-OF-ORDER');
    expect(late.connection.client.counts).toMatchObject({ retransmissions: 1, fastRetransmissions: 1 });
    expect(lastMarks(missed(60 * MILLISECOND))).toBe('RETX+FAST');
    // Before the hole there was time enough for a timer.
    expect(lastMarks(missed(MILLISECOND, 250 * MILLISECOND))).toBe('RETX+FAST');
  });

  test('a clock that goes back makes nothing soon', () => {
    const d = sending(1).c('PA', { payload: TEN, sequence: 21 });
    expect(lastMarks(d.c('PA', { payload: TEN, sequence: 11, after: -5 * MILLISECOND }))).toBe('RETX');
  });

  test('a handshake that took no time is measured by the next ACK', () => {
    const d = new DialogueBuilder().c('S').s('SA', { after: 0 }).c('A', { after: 0 });
    d.s('A', { after: 10 * MILLISECOND });
    expect(d.connection.firstRoundTripNanoseconds).toBe(10 * MILLISECOND);
  });
});
