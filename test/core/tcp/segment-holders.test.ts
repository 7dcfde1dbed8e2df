import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/core/tcp/connection.ts';
import { SegmentHolders } from '../../../src/core/tcp/segment-holders.ts';

type Holder = Pick<Connection, 'over' | 'lastSeconds' | 'segmentsKept' | 'holderQueues'>;

const NOW_SECONDS = 1000;

function holder(over: boolean, lastSeconds: number): Connection {
  const some: Holder = { over, lastSeconds, segmentsKept: 1, holderQueues: 0 };
  return some as Connection;
}

/** Whose segments are given up, in order, until `room` of them are; while only those that are over are asked, `roomOfOver`. */
function givenUp(
  holders: SegmentHolders,
  but: Connection,
  room: number,
  roomOfOver = room,
  nowSeconds = NOW_SECONDS,
): Connection[] {
  const given: Connection[] = [];
  holders.makeRoom(
    but,
    nowSeconds,
    (onlyOver) => given.length >= (onlyOver ? roomOfOver : room),
    (c) => {
      c.segmentsKept = 0;
      given.push(c);
    },
  );
  return given;
}

describe('who gives up its segments', () => {
  const talking = holder(false, NOW_SECONDS);
  const silent = holder(false, NOW_SECONDS - 60);
  const over = holder(true, NOW_SECONDS);
  const another = holder(true, NOW_SECONDS);
  const asked = holder(true, NOW_SECONDS);
  const all = [talking, silent, over, another, asked];

  function held(): SegmentHolders {
    const holders = new SegmentHolders();
    for (const c of all) {
      c.segmentsKept = 1;
      c.holderQueues = 0;
      holders.add(c);
      holders.add(c);
    }
    return holders;
  }

  it('is first who is over, then who is silent, then whoever began first, and never who asks', () => {
    expect(givenUp(held(), asked, 1)).toEqual([over]);
    expect(givenUp(held(), asked, 3)).toEqual([over, another, silent]);
    expect(givenUp(held(), asked, 9)).toEqual([over, another, silent, talking]);
  });

  it('may be more of those that are over than is needed at once', () => {
    expect(givenUp(held(), asked, 1, 2)).toEqual([over, another]);
  });

  it('is nobody who is over no more, until it is again', () => {
    const holders = held();
    over.over = false;
    expect(givenUp(holders, asked, 1)).toEqual([another]);
    over.over = true;
    holders.noteOver(over);
    holders.noteOver(over);
    expect(givenUp(holders, asked, 9)).toEqual([over, silent, talking]);
  });

  it('asks who is silent again once somebody can be', () => {
    const holders = new SegmentHolders();
    const [early, late] = [holder(false, NOW_SECONDS - 9), holder(false, NOW_SECONDS)];
    for (const c of [late, early]) holders.add(c);
    // Nobody is silent, so it is who began first.
    expect(givenUp(holders, asked, 1)).toEqual([late]);
    late.segmentsKept = 1;
    holders.add(late);
    early.lastSeconds = NOW_SECONDS + 1;
    late.lastSeconds = NOW_SECONDS - 1;
    expect(givenUp(holders, asked, 1, 1, NOW_SECONDS + 10)).toEqual([late]);
  });

  it('asks nobody twice, and takes in again who holds segments anew', () => {
    const holders = held();
    expect(givenUp(holders, asked, 9)).toHaveLength(4);
    expect(givenUp(holders, asked, 9)).toEqual([]);
    over.segmentsKept = 1;
    holders.add(over);
    expect(givenUp(holders, asked, 9)).toEqual([over]);
  });
});
