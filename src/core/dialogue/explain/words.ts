import type { Side } from '../../side.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { descriptionEn, descriptionJa } from './descriptions.ts';
import type { Amount, Uttered } from './values.ts';

const NANOSECONDS_PER_MICROSECOND = 1000;
const MILLISECONDS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

interface TimeUnits {
  readonly micro: string;
  readonly milli: string;
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
}
const ENGLISH: TimeUnits = { micro: 'µs', milli: 'ms', second: 's', minute: 'min', hour: 'h' };
const JAPANESE: TimeUnits = {
  micro: 'マイクロ秒',
  milli: 'ミリ秒',
  second: '秒',
  minute: '分',
  hour: '時間',
};

/** `C` or `S`. */
export const letter = (side: Side): string => (side === 0 ? 'C' : 'S');
export const otherLetter = (side: Side): string => (side === 0 ? 'S' : 'C');

/** `1,284` */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `122 µs`, `23 ms`, `1.958 s`, `5 min 12 s`, `3 h 5 min` */
export function durationEn(nanoseconds: number): string {
  return duration(nanoseconds, ENGLISH);
}

/** `122 マイクロ秒`, `23 ミリ秒`, `1.958 秒`, `5 分 12 秒`, `3 時間 5 分` */
export function durationJa(nanoseconds: number): string {
  return duration(nanoseconds, JAPANESE);
}

function duration(nanoseconds: number, { micro, milli, second, minute, hour }: TimeUnits): string {
  const positive = Math.max(0, nanoseconds);
  const microseconds = Math.round(positive / NANOSECONDS_PER_MICROSECOND);
  if (microseconds < 1000) return `${microseconds} ${micro}`;
  const milliseconds = Math.round(positive / NANOSECONDS_PER_MILLISECOND);
  if (milliseconds < MILLISECONDS_PER_SECOND) return `${milliseconds} ${milli}`;
  if (milliseconds < SECONDS_PER_MINUTE * MILLISECONDS_PER_SECOND)
    return `${(milliseconds / MILLISECONDS_PER_SECOND).toFixed(3)} ${second}`;
  const seconds = Math.round(milliseconds / MILLISECONDS_PER_SECOND);
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  if (seconds < SECONDS_PER_HOUR) return `${minutes} ${minute} ${seconds % SECONDS_PER_MINUTE} ${second}`;
  return `${Math.floor(seconds / SECONDS_PER_HOUR)} ${hour} ${minutes % SECONDS_PER_MINUTE} ${minute}`;
}

/** A duration in a remark, where its size is enough: `134 µs`, `41 ms`, `2.0 s`, `95 s`. */
export const roughEn = (nanoseconds: number): string => rough(nanoseconds, ENGLISH);
/** `134 マイクロ秒`, `41 ミリ秒`, `2.0 秒`, `95 秒` */
export const roughJa = (nanoseconds: number): string => rough(nanoseconds, JAPANESE);

function rough(nanoseconds: number, units: TimeUnits): string {
  const milliseconds = Math.round(nanoseconds / NANOSECONDS_PER_MILLISECOND);
  if (milliseconds < MILLISECONDS_PER_SECOND) return duration(nanoseconds, units);
  const seconds = milliseconds / MILLISECONDS_PER_SECOND;
  return `${seconds < 59.95 ? seconds.toFixed(1) : grouped(Math.round(seconds))} ${units.second}`;
}

/** `1 octet`, `2 octets` */
export function plural(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : several}`;
}

/** `once`, `twice`, `7 times` */
export function timesEn(times: number): string {
  if (times === 1) return 'once';
  return times === 2 ? 'twice' : `${grouped(times)} times`;
}

/** `once more`, `twice more`, `7 more times`: a factor is never meant. */
export function moreTimesEn(times: number): string {
  return times <= 2 ? `${timesEn(times)} more` : `${grouped(times)} more times`;
}

/** Segments further apart than this are told with the time that they took. */
export const NOTICEABLE_NANOSECONDS = 10 * NANOSECONDS_PER_MILLISECOND;

function takesTime({ segments, nanoseconds }: Amount): boolean {
  return segments > 1 && nanoseconds >= NOTICEABLE_NANOSECONDS;
}

/** `9 segments within 44 ms`; empty for a single one. */
export function segmentsEn(amount: Amount): string {
  if (amount.segments < 2) return '';
  const within = takesTime(amount) ? ` within ${durationEn(amount.nanoseconds)}` : '';
  return `${plural(amount.segments, 'segment')}${within}`;
}

/** `9 セグメント、44 ミリ秒間`; empty for a single one. */
export function segmentsJa(amount: Amount): string {
  if (amount.segments < 2) return '';
  const within = takesTime(amount) ? `、${durationJa(amount.nanoseconds)}間` : '';
  return `${grouped(amount.segments)} セグメント${within}`;
}

/** Whether all that one side says is described, and nothing quoted. */
export const isDescribed = (said: readonly Uttered[], more: number): boolean =>
  more === 0 && said.every(({ isQuote }) => !isQuote);

/** `` `A`, `B` twice and `C` ``; `` `A`, 1 row (2 octets) and 7 more `` */
export function listEn(said: readonly Uttered[], more: number): string {
  const parts = said.map(({ text, isQuote, times }) => {
    const words = isQuote ? `\`${text}\`` : descriptionEn(text);
    return times === 1 ? words : `${words} ${timesEn(times)}`;
  });
  if (more > 0) parts.push(`${grouped(more)} more`);
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

/** `「A」「B」（2 回）ほか 7 件`; ` 1 行（2 バイト）` with a blank before a figure. */
export function listJa(said: readonly Uttered[], more: number): string {
  const parts = said.map(({ text, isQuote, times }) => {
    const words = isQuote ? `「${text}」` : descriptionJa(text).replace(/^(?=\d)/, ' ');
    return times === 1 ? words : `${words}（${grouped(times)} 回）`;
  });
  if (more > 0) parts.push(`ほか ${grouped(more)} 件`);
  return parts.join('');
}

/** `, 302 ms later`; empty where it is not worth a word. */
export function laterEn(nanoseconds: number | null): string {
  return nanoseconds === null ? '' : `, ${durationEn(nanoseconds)} later`;
}

/** `302 ミリ秒後、` */
export function laterJa(nanoseconds: number | null): string {
  return nanoseconds === null ? '' : `${durationJa(nanoseconds)}後、`;
}
