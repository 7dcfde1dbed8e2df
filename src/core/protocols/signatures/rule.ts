import { startsWith } from '../ascii.ts';
import { type Identification, type Octets, otherThan, type Side } from '../dissector.ts';

/**
 * Is it this protocol? Of the first octets of one side, of what the other side has sent so far, and of who spoke first,
 * where that was seen.
 */
export type Rule = (first: Octets, side: Side, other: Octets, opener?: Side) => Identification;

/** A protocol that is recognised by its first octets, and of which no more is told than lines of text. */
export interface Signature {
  /** Canonical lower-case name: `imap`. */
  readonly name: string;
  /** As people write it: `IMAP`. */
  readonly title: string;
  /** Where it is specified, or documented. */
  readonly reference: string;
  /** Well-known ports: they only break a tie. */
  readonly ports: readonly number[];
  readonly rule: Rule;
  /** Where another protocol may take its turn. */
  readonly turn?: Turn;
  /** Both sides say lines of text, which are told; without it and `turn`, nothing is looked at once it is recognised. */
  readonly lines?: Lines;
}

/** What is to be known of the lines of a protocol before they are told. */
export interface Lines {
  /** What matches is told as far as its first group; where that is empty, that there are credentials. */
  readonly secrets?: readonly RegExp[];
  /** What a line begins with whose answer is a secret. */
  readonly challenge?: string;
  /** A line behind which no line follows, but as many octets as its first group says, and the rest of a line. */
  readonly body?: RegExp;
  /** Lines that are told wherever they stand, as what ends the answer to a command. */
  readonly told?: RegExp;
  /** Once something is no text, neither side says lines any more. */
  readonly untilBinary?: boolean;
}

/** Another protocol takes its turn. */
export interface Turn {
  /** Its name; null where only its octets can tell. */
  readonly to: string | null;
  /** What it wraps is this protocol's. */
  readonly wraps: boolean;
  /** Does it begin `octets` from the beginning of a stretch? -1: it does not; null: too few octets to tell. */
  readonly at: (stretch: Octets) => number | null;
}

/** What a number has to be, and where it is known, from where to where it may be. */
interface Check {
  (value: number): boolean;
  readonly least?: number;
  readonly most?: number;
}

/** Every rule holds: 'reject' as soon as one does not. */
export function all(...rules: readonly Rule[]): Rule {
  return (first, side, others, opener) => {
    let needMore = false;
    for (const rule of rules) {
      const answer = rule(first, side, others, opener);
      if (answer === 'reject') return 'reject';
      if (answer === 'need-more') needMore = true;
    }
    return needMore ? 'need-more' : 'match';
  };
}

/** One of the rules holds. */
export function any(...rules: readonly Rule[]): Rule {
  return (first, side, others, opener) => {
    let needMore = false;
    for (const rule of rules) {
      const answer = rule(first, side, others, opener);
      if (answer === 'match') return 'match';
      if (answer === 'need-more') needMore = true;
    }
    return needMore ? 'need-more' : 'reject';
  };
}

/** The rule does not hold. */
export function not(rule: Rule): Rule {
  return (first, side, others, opener) => {
    const answer = rule(first, side, others, opener);
    return answer === 'match' ? 'reject' : answer === 'reject' ? 'match' : 'need-more';
  };
}

/** The rule holds of what the other side has sent. */
function otherSide(rule: Rule): Rule {
  return (first, side, others, opener) =>
    others.end === others.start ? 'need-more' : rule(others, otherThan(side), first, opener);
}

/** It speaks first, as far as is known. */
export function opens(rule: Rule): Rule {
  return (first, side, others, opener) =>
    opener === undefined || opener === side ? rule(first, side, others, opener) : 'reject';
}

/**
 * It is known by what comes in the midst of it, and was joined late. Where its beginning was captured, that would be
 * like something else; as long as the other side is silent, what it said before may yet turn out to be missing.
 */
export function joinedLate(rule: Rule): Rule {
  return (first, side, others, opener) => {
    if (opener === undefined) return rule(first, side, others);
    if (opener !== side || others.end > others.start) return 'reject';
    return rule(first, side, others, opener) === 'reject' ? 'reject' : 'need-more';
  };
}

/** Both sides have spoken, one by each rule. Who is the client may be a guess, so either may come from either. */
export function dialogue(one: Rule, answer: Rule): Rule {
  return any(all(one, otherSide(answer)), all(answer, otherSide(one)));
}

/** The number of `octets` octets that stands `at` octets from the beginning. */
function number(octets: 1 | 2 | 3 | 4, littleEndian: boolean) {
  return (at: number, check: Check): Rule =>
    ({ octets: all, view, start, end }) => {
      const there = end - start - at;
      if (there >= octets)
        return check(readNumber(view, start + at, octets, littleEndian)) ? 'match' : 'reject';
      return there <= 0 || littleEndian || isWithin(all, start + at, there, octets, check)
        ? 'need-more'
        : 'reject';
    };
}

/** May a number of `octets` octets, of which only the `there` most significant ones are here, be one of these? */
function isWithin(octets: Uint8Array, at: number, there: number, of: number, check: Check): boolean {
  let least = 0;
  let most = 0;
  for (let i = 0; i < of; i += 1) {
    least = least * 256 + (i < there ? (octets[at + i] as number) : 0);
    most = most * 256 + (i < there ? (octets[at + i] as number) : 0xff);
  }
  return least <= (check.most ?? most) && most >= (check.least ?? least);
}

function readNumber(view: DataView, at: number, octets: 1 | 2 | 3 | 4, littleEndian: boolean): number {
  if (octets === 1) return view.getUint8(at);
  if (octets === 2) return view.getUint16(at, littleEndian);
  if (octets === 3) return view.getUint8(at) * 65536 + view.getUint16(at + 1);
  return view.getUint32(at, littleEndian);
}

export const u8 = number(1, false);
export const u16 = number(2, false);
export const u24 = number(3, false);
export const u32 = number(4, false);
export const u16le = number(2, true);
export const u32le = number(4, true);

export const from = (least: number, most: number): Check =>
  Object.assign((value: number) => value >= least && value <= most, { least, most });

export const is = (wanted: number): Check => from(wanted, wanted);

export const oneOf = (...values: readonly number[]): Check => {
  const wanted = new Set(values);
  return Object.assign((value: number) => wanted.has(value), {
    least: Math.min(...values),
    most: Math.max(...values),
  });
};

/** These octets, written as hexadecimal digits, stand `at` octets from the beginning; `..` is any octet. */
export function hex(at: number, digits: string): Rule {
  const wanted = (digits.replaceAll(' ', '').match(/../g) ?? []).map((two) =>
    two === '..' ? -1 : Number.parseInt(two, 16),
  );
  return ({ octets, start, end }) => {
    const there = Math.min(wanted.length, end - start - at);
    for (let i = 0; i < there; i += 1)
      if (wanted[i] !== -1 && octets[start + at + i] !== wanted[i]) return 'reject';
    return there === wanted.length ? 'match' : 'need-more';
  };
}

/** This ASCII text stands `at` octets from the beginning. */
export function text(at: number, wanted: string): Rule {
  return ({ octets, start, end }) => {
    if (start + at < end && !startsWith(octets, start + at, end, wanted)) return 'reject';
    return end - start >= at + wanted.length ? 'match' : 'need-more';
  };
}

/** There are at least so many octets. */
export function atLeast(octets: number): Rule {
  return ({ start, end }) => (end - start >= octets ? 'match' : 'need-more');
}
