import { type Dissector, IDENTIFICATION_OCTETS, type Octets, type Side } from './dissector.ts';
import { DISSECTORS } from './index.ts';
import { OctetSpan } from './octet-span.ts';

/** What a side that has sent nothing has sent. */
export const NO_OCTETS: Octets = {
  octets: new Uint8Array(0),
  view: new DataView(new ArrayBuffer(0)),
  start: 0,
  end: 0,
};

type Candidates = readonly Dissector[];

const sample = new OctetSpan();
const SAMPLE_OCTETS = new Uint8Array(2);
const SAMPLE_VIEW = new DataView(SAMPLE_OCTETS.buffer);

/** Those of `among` that do not reject the first octets of `SAMPLE_OCTETS`, whichever side sends them. */
function candidatesOf(among: Candidates, octets: number): Candidates {
  sample.point(SAMPLE_OCTETS, SAMPLE_VIEW, 0, octets);
  const left = among.filter(
    (dissector) =>
      dissector.identify(sample, 0, NO_OCTETS) !== 'reject' ||
      dissector.identify(sample, 1, NO_OCTETS) !== 'reject',
  );
  return left.length === among.length ? among : left;
}

// Made octet by octet as they come for the first time: few ever do.
/** By first octet, those dissectors that do not reject it at once. */
const BY_FIRST: (Candidates | undefined)[] = new Array(0x100).fill(undefined);
/** The same by the first two octets. */
const BY_FIRST_TWO = new Map<number, Candidates>();

/** What the octets may be the beginning of: for most of what is none of them, one look into a table. */
function candidatesFor({ octets, start, end }: Octets): Candidates {
  const first = octets[start] as number;
  if (end - start === 1) return BY_FIRST[first] ?? askOfFirst(first);
  const two = first * 256 + (octets[start + 1] as number);
  return BY_FIRST_TWO.get(two) ?? askOfTwo(two);
}

function askOfFirst(first: number): Candidates {
  SAMPLE_OCTETS[0] = first;
  const candidates = candidatesOf(DISSECTORS, 1);
  BY_FIRST[first] = candidates;
  return candidates;
}

function askOfTwo(two: number): Candidates {
  const among = BY_FIRST[two >> 8] ?? askOfFirst(two >> 8);
  SAMPLE_OCTETS[0] = two >> 8;
  SAMPLE_OCTETS[1] = two & 0xff;
  const candidates = candidatesOf(among, 2);
  BY_FIRST_TWO.set(two, candidates);
  return candidates;
}

/**
 * Which protocol speaks, by content alone: `side` sent `first` so far, which is not empty, `other` is what the other side
 * has sent, and `opener` is who spoke first, where that was seen. A dissector; null where none of them can be it any
 * more; 'need-more' where some may.
 */
export function identify(
  first: Octets,
  side: Side,
  other: Octets,
  opener?: Side,
): Dissector | null | 'need-more' {
  const candidates = candidatesFor(first);
  let needMore = false;
  for (let i = 0; i < candidates.length; i += 1) {
    const dissector = candidates[i] as Dissector;
    const answer = dissector.identify(first, side, other, opener);
    if (answer === 'match') return dissector;
    if (answer === 'need-more') needMore = true;
  }
  return needMore && first.end - first.start < IDENTIFICATION_OCTETS ? 'need-more' : null;
}

/**
 * The one protocol that `first` may yet be the beginning of and that has `port` among its well-known ports: a guess, no
 * more, for where nothing else is to come. Null where there is none, or more than one.
 */
export function guess(
  first: Octets,
  side: Side,
  other: Octets,
  port: number,
  opener?: Side,
): Dissector | null {
  let found: Dissector | null = null;
  for (const dissector of candidatesFor(first)) {
    if (!dissector.ports.includes(port)) continue;
    if (dissector.identify(first, side, other, opener) !== 'need-more') continue;
    if (found !== null) return null;
    found = dissector;
  }
  return found;
}
