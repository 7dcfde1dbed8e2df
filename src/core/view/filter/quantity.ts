import type { Parsed } from './subject.ts';

/** A number with an optional unit, as `1.5M` or `200ms`. */
export interface Unit {
  /** As in an error: `a number such as 10 or 1.5M`. */
  readonly what: string;
  /** The factor of each unit; the empty unit is a bare number. */
  readonly factors: Readonly<Record<string, number>>;
}

export const COUNT: Unit = {
  what: 'a number such as 10, 1.5M or 64Ki',
  factors: {
    '': 1,
    k: 1e3,
    K: 1e3,
    M: 1e6,
    G: 1e9,
    Ki: 1024,
    Mi: 1024 ** 2,
    Gi: 1024 ** 3,
  },
};

/** In nanoseconds; a bare number is seconds. */
export const DURATION: Unit = {
  what: 'a time such as 5s, 200ms or 1.5m',
  factors: { '': 1e9, ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 },
};

export const PORT: Unit = { what: 'a port from 0 to 65535', factors: { '': 1 } };
const PORT_AT_MOST = 65535;

export type Compare = (value: number) => boolean;

const COMPARISONS: Readonly<Record<string, (limit: number) => Compare>> = {
  '<': (limit) => (value) => value < limit,
  '<=': (limit) => (value) => value <= limit,
  '>': (limit) => (value) => value > limit,
  '>=': (limit) => (value) => value >= limit,
  '=': (limit) => (value) => value === limit,
  '': (limit) => (value) => value === limit,
};

/** Reads `>10`, `<=5s`, `1k-2k` or `80`. */
export function parseComparison(text: string, unit: Unit): Parsed<Compare> {
  const [, sign = '', rest = ''] = /^([<>]?=?)(.*)$/s.exec(text) ?? [];
  const range = sign === '' ? /^([^-]+)-([^-]+)$/.exec(rest) : null;
  const from = parseNumber(range?.[1] ?? rest, unit);
  const to = range === null ? from : parseNumber(range[2] as string, unit);
  if (from === null || to === null) return { wrong: `'${text}' is not ${unit.what}` };
  if (range !== null) return { value: (value) => value >= from && value <= to };
  return { value: (COMPARISONS[sign] as (limit: number) => Compare)(from) };
}

function parseNumber(text: string, unit: Unit): number | null {
  const found = /^(\d{1,15}(?:\.\d{1,9})?)(\p{L}{0,2})$/u.exec(text);
  if (found === null || !Object.hasOwn(unit.factors, found[2] as string)) return null;
  const value = Number(found[1]) * (unit.factors[found[2] as string] as number);
  if (unit === PORT && !(Number.isInteger(value) && value <= PORT_AT_MOST)) return null;
  return value;
}
