import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND, type Time } from '../core/time.ts';

const NANOSECONDS_PER_MICROSECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;
const OCTET_UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'] as const;

/** Octets in steps of 1000, five columns at the most: `0`, `571`, `48.2K`, `912K`, `18.3M`. */
export function octetsText(octets: number): string {
  let value = octets;
  let unit = 0;
  // 999.5 would round up to a fourth digit.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < OCTET_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return String(octets);
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)}${OCTET_UNITS[unit]}`;
}

/** A whole number with a comma before each three digits: `1,284`. */
export function countText(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** So many of something whose name needs no more than an s: `1 packet`, `1,284 packets`. */
export function countedText(count: number, name: string): string {
  return `${countText(count)} ${name}${count === 1 ? '' : 's'}`;
}

/** A duration in six columns at the most: `0ms`, `35us`, `41ms`, `1.2s`, `5m12`, `3h05`, `2d07`. */
export function durationText(nanoseconds: number): string {
  const duration = Math.max(0, nanoseconds);
  if (duration < NANOSECONDS_PER_MICROSECOND / 2) return '0ms';
  const microseconds = Math.round(duration / NANOSECONDS_PER_MICROSECOND);
  if (microseconds < 1000) return `${microseconds}us`;
  const milliseconds = Math.round(duration / NANOSECONDS_PER_MILLISECOND);
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const seconds = duration / NANOSECONDS_PER_SECOND;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  return longDurationText(Math.round(seconds));
}

function longDurationText(seconds: number): string {
  if (seconds < SECONDS_PER_HOUR) return pairText(seconds, SECONDS_PER_MINUTE, 'm', 1);
  if (seconds < SECONDS_PER_DAY) return pairText(seconds, SECONDS_PER_HOUR, 'h', SECONDS_PER_MINUTE);
  if (seconds < 100 * SECONDS_PER_DAY) return pairText(seconds, SECONDS_PER_DAY, 'd', SECONDS_PER_HOUR);
  return `${Math.floor(seconds / SECONDS_PER_DAY)}d`;
}

function pairText(seconds: number, large: number, letter: string, small: number): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${letter}${String(rest).padStart(2, '0')}`;
}

/** A duration as one says it: `35 us`, `41 ms`, `1.204 s`, `5 min 12 s`, `3 h 5 min`. */
export function durationWords(nanoseconds: number): string {
  const duration = Math.max(0, nanoseconds);
  const microseconds = Math.round(duration / NANOSECONDS_PER_MICROSECOND);
  if (microseconds < 1000) return `${microseconds} us`;
  const milliseconds = Math.round(duration / NANOSECONDS_PER_MILLISECOND);
  if (milliseconds < 1000) return `${milliseconds} ms`;
  if (milliseconds < SECONDS_PER_MINUTE * 1000) return `${(milliseconds / 1000).toFixed(3)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  if (seconds < SECONDS_PER_HOUR) return `${minutes} min ${seconds % SECONDS_PER_MINUTE} s`;
  return `${Math.floor(seconds / SECONDS_PER_HOUR)} h ${minutes % 60} min`;
}

/** How long something has been running: `00:03:12`. */
export function clockText(nanoseconds: number): string {
  const seconds = Math.max(0, Math.floor(nanoseconds / NANOSECONDS_PER_SECOND));
  return [seconds / SECONDS_PER_HOUR, (seconds / SECONDS_PER_MINUTE) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}

/** Seconds with as many of six decimals as `columns` allow: `0.023114`, `12345.678`. */
export function ladderTimeText(nanoseconds: number, columns: number): string {
  const text = (Math.round(nanoseconds / NANOSECONDS_PER_MICROSECOND) / 1e6).toFixed(6);
  if (text.length <= columns) return text;
  const whole = text.indexOf('.');
  return text.slice(0, whole + 1 < columns ? columns : whole);
}

/** Time since the event before: `+23ms`. */
export function gapText(nanoseconds: number): string {
  return `+${durationText(nanoseconds)}`;
}

/** The latest time of a Date, ECMA-262 section 21.4.1.1. */
const LAST_MILLISECONDS = 8.64e15;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Time of day where the program runs, to the microsecond, as tcpdump prints it: `15:04:05.123456`. */
export function timeOfDayText(start: Time, afterNanoseconds: number): string {
  const nanoseconds = start.nanoseconds + afterNanoseconds;
  const carry = Math.floor(nanoseconds / NANOSECONDS_PER_SECOND);
  const fraction = Math.floor((nanoseconds - carry * NANOSECONDS_PER_SECOND) / NANOSECONDS_PER_MICROSECOND);
  const milliseconds = (start.seconds + carry) * 1000;
  // A capture may claim years that no calendar here reaches: the time of day there is that of UTC.
  const date = new Date(
    Math.abs(milliseconds) <= LAST_MILLISECONDS ? milliseconds : milliseconds % MILLISECONDS_PER_DAY,
  );
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${String(fraction).padStart(6, '0')}`;
}
