/**
 * Times come from the frames; the core has no clock. An instant is two integers, seconds since 1970 (UTC) and
 * nanoseconds, because nanoseconds since 1970 do not fit the 53 bits of a number; a difference is one number.
 */
export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

export const NANOSECONDS_PER_SECOND = 1_000_000_000;
export const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** Nanoseconds from `earlier` to `later`; exact up to 104 days, negative where the order is the other way. */
export function nanosecondsBetween(earlier: Time, later: Time): number {
  return nanosecondsSince(earlier.seconds, earlier.nanoseconds, later);
}

/** The same where the earlier one stands in two numbers. */
export function nanosecondsSince(seconds: number, nanoseconds: number, later: Time): number {
  return (later.seconds - seconds) * NANOSECONDS_PER_SECOND + (later.nanoseconds - nanoseconds);
}

/** Seconds since 1970 as decimal text with nine digits, `1598700000.123456789`; before 1970 with a sign. */
export function timeText({ seconds, nanoseconds }: Time): string {
  if (seconds >= 0) return `${seconds}.${fractionText(nanoseconds)}`;
  if (nanoseconds === 0) return `${seconds}.${fractionText(0)}`;
  return `-${-seconds - 1}.${fractionText(NANOSECONDS_PER_SECOND - nanoseconds)}`;
}

/** Nine digits. A digit in front that is cut off again takes less time than padding. */
const fractionText = (nanoseconds: number): string => String(NANOSECONDS_PER_SECOND + nanoseconds).slice(1);
