/** What the time columns of a ladder tell: since the connection's start, since the entry before, or the time of day. */
export const TIME_MODES = ['start', 'previous', 'clock'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

/** Terminal columns of each part of a ladder row; 0 where there is no room for it. */
export interface LadderLayout {
  readonly width: number;
  readonly time: number;
  readonly gap: number;
  /** Between the two lifelines. */
  readonly arrow: number;
  readonly said: number;
}

const ARROW_MINIMUM = 26;
const ARROW_MAXIMUM = 44;
/** Of the width of the ladder; what is said needs the rest. */
const ARROW_SHARE = 0.36;
const SAID_MINIMUM = 8;
const GAP_COLUMNS = 7;
/** Narrower ladders do without the time since the entry before, and have short arrows: what was said needs the room. */
const WIDE_FROM = 100;
/** Narrower ones have shorter times as well. */
const FULL_TIME_FROM = 72;
const TIME_COLUMNS: Readonly<Record<TimeMode, number>> = { start: 10, previous: 10, clock: 15 };
const NARROW_TIME_COLUMNS: Readonly<Record<TimeMode, number>> = { start: 9, previous: 9, clock: 12 };
/** Behind the times, and before what was said. */
export const MARGIN = 2;
const LIFELINES = 2;

/** Shares out the width of a ladder; the arrow is bounded so that on wide terminals what was said gets the room. */
export function layoutLadder(width: number, timeMode: TimeMode): LadderLayout {
  const gap = timeMode === 'previous' || width < WIDE_FROM ? 0 : GAP_COLUMNS;
  const time = (width < FULL_TIME_FROM ? NARROW_TIME_COLUMNS : TIME_COLUMNS)[timeMode];
  const left = time + (gap > 0 ? gap + 1 : 0) + MARGIN;
  const arrow = width < WIDE_FROM ? ARROW_MINIMUM : Math.min(ARROW_MAXIMUM, Math.round(width * ARROW_SHARE));
  const said = width - left - LIFELINES - arrow - MARGIN;
  if (said >= SAID_MINIMUM) return { width, time, gap, arrow, said };
  const room = width - left - LIFELINES;
  if (room >= ARROW_MINIMUM / 2) return { width, time, gap, arrow: room, said: 0 };
  return { width, time: 0, gap: 0, arrow: Math.max(0, width - LIFELINES), said: 0 };
}
