import type { Side } from '../../side.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { FIN, RST, SYN } from '../../wire/control-bits.ts';
import { endOf, type RemarkRule } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** A window that opens again sooner has cost nothing that a person would notice. */
const LONG_NANOSECONDS = 100 * NANOSECONDS_PER_MILLISECOND;

interface Closed {
  readonly first: number;
  readonly times: number;
  readonly nanoseconds: number;
}

export const zeroWindow: RemarkRule<'zero-window'> = {
  code: 'zero-window',
  what: 'A receive window was closed for a while.',
  evidence: 'One side offers a window of 0, and at least 0.1 s passes, in all, until it offers more.',
  applies: ({ connection: { client, server } }) => client.zeroWindows + server.zeroWindows > 0,
  find({ connection: c, story }) {
    for (const side of [0, 1] as const) {
      if (endOf(c, side).zeroWindows === 0) continue;
      const closed = closedTimes(story, side);
      if (closed.first === NOWHERE || closed.nanoseconds < LONG_NANOSECONDS) continue;
      const { first: place, times, nanoseconds } = closed;
      return { place, values: { who: side, times, nanoseconds } };
    }
    return null;
  },
};

function closedTimes(story: Story, side: Side): Closed {
  let first = NOWHERE;
  let times = 0;
  let nanoseconds = 0;
  let since = NOWHERE;
  for (let i = 0; i < story.length; i++) {
    if (story.side(i) !== side || story.controlBits(i) & (SYN | RST)) continue;
    const isClosed = story.window(i) === 0 && !(story.controlBits(i) & FIN);
    if (isClosed && since === NOWHERE) {
      since = i;
      times++;
      if (first === NOWHERE) first = i;
    } else if (!isClosed && since !== NOWHERE) {
      nanoseconds += story.time(i) - story.time(since);
      since = NOWHERE;
    }
  }
  if (since !== NOWHERE) nanoseconds += story.time(story.length - 1) - story.time(since);
  return { first, times, nanoseconds };
}
