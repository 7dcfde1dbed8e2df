import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connStateOf } from '../../../../src/core/tcp/zeek/conn-state.ts';
import { followAsZeek } from '../../../../src/core/tcp/zeek/follow.ts';
import { ZeekConnection } from '../../../../src/core/tcp/zeek/zeek-connection.ts';
import { ZeekTable } from '../../../../src/core/tcp/zeek/zeek-table.ts';
import { ACK, FIN, PSH, RST, SYN } from '../../../../src/core/wire/control-bits.ts';
import { Segment } from '../../../../src/core/wire/segment.ts';

interface Sent {
  readonly slot: number;
  readonly fromSecond: boolean;
  readonly controlBits: number;
  readonly sequence: number;
  readonly acknowledge: number;
  readonly payloadLength: number;
  readonly snapped: boolean;
  readonly window: number;
}

function segment(sent: Sent, initial: readonly [number, number]): Segment {
  const s = new Segment();
  const [from, to] = sent.fromSecond ? [initial[1], initial[0]] : [initial[0], initial[1]];
  s.sourcePort = sent.fromSecond ? 80 : 40000;
  s.destinationPort = sent.fromSecond ? 40000 : 80;
  s.controlBits = sent.controlBits;
  s.sequenceNumber = (from + sent.sequence) | 0;
  s.acknowledgmentNumber = (to + sent.acknowledge) | 0;
  s.payloadLength = sent.payloadLength;
  s.payloadCaptured = sent.snapped ? 0 : sent.payloadLength;
  s.window = sent.window;
  return s;
}

const usually = <T>(value: T, otherwise: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: otherwise });

/** Segments that often carry on, as in life, so that both ways through the table are taken. */
const talk = fc.array(
  fc.record({
    slot: fc.nat(2),
    fromSecond: fc.boolean(),
    controlBits: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(ACK, ACK | PSH) },
      { weight: 2, arbitrary: fc.constantFrom(SYN, SYN | ACK, FIN | ACK, RST, RST | ACK, 0, SYN | FIN) },
    ),
    /** How far off from what is next in line. */
    sequence: usually(0, fc.constantFrom(-1, -10, 10, 20000, 1 << 30)),
    acknowledge: usually(0, fc.constantFrom(-1, -10, 10, 1 << 30, -(1 << 30))),
    payloadLength: fc.constantFrom(0, 0, 10, 1000),
    snapped: usually(false, fc.boolean()),
    window: usually(1000, fc.constant(0)),
  }),
  { maxLength: 120 },
);

test('a table tells of each of its connections what one followed alone would tell', () => {
  fc.assert(
    fc.property(talk, fc.tuple(fc.integer(), fc.integer()), (sent, initial) => {
      const table = new ZeekTable();
      const alone = [0, 1, 2].map(() => ({ slot: table.add(), z: new ZeekConnection(), next: [0, 0] }));
      for (const one of sent) {
        const { slot, z, next } = alone[one.slot] as (typeof alone)[number];
        const [mine, theirs] = one.fromSecond ? [1, 0] : [0, 1];
        const s = segment(
          {
            ...one,
            sequence: (next[mine] as number) + one.sequence,
            acknowledge: (next[theirs] as number) + one.acknowledge,
          },
          initial,
        );
        next[mine] = (next[mine] as number) + one.payloadLength + (one.controlBits & (SYN | FIN) ? 1 : 0);
        table.follow(slot, one.fromSecond, s);
        followAsZeek(z, one.fromSecond, s);
        expect(table.history(slot)).toBe(z.history);
        expect(table.connState(slot)).toBe(connStateOf(z));
      }
    }),
  );
});

test('a slot that was given back begins anew', () => {
  const table = new ZeekTable();
  const first = table.add();
  const hole = { slot: 0, fromSecond: false, acknowledge: 1, payloadLength: 10, snapped: false, window: 1 };
  const send = (controlBits: number, sequence: number) =>
    table.follow(first, false, segment({ ...hole, controlBits, sequence }, [7, 9]));
  send(SYN, 0);
  send(ACK, 500);
  table.free(first);
  expect(table.add()).toBe(first);
  expect(table.history(first)).toBe('');
  send(ACK, 1);
  expect(table.history(first)).toBe('D');
  expect(table.connState(first)).toBe('OTH');
});

test('there is room for many', () => {
  const table = new ZeekTable();
  for (let i = 0; i < 5000; i++) table.add();
  const s = segment(
    {
      slot: 0,
      fromSecond: false,
      controlBits: SYN,
      sequence: 0,
      acknowledge: 0,
      payloadLength: 0,
      snapped: false,
      window: 1,
    },
    [1, 1],
  );
  table.follow(4999, false, s);
  expect([table.history(4998), table.history(4999)]).toEqual(['', 'S']);
});
