import type { Dissector, Octets, Side } from './dissector.ts';
import { DISSECTORS } from './index.ts';

/** Octets of one side within which a protocol has to show itself. */
export const IDENTIFICATION_OCTETS = 8192;

/** What a side that has sent nothing has sent. */
export const NO_OCTETS: Octets = {
  octets: new Uint8Array(0),
  view: new DataView(new ArrayBuffer(0)),
  start: 0,
  end: 0,
};

/**
 * By first octet, those dissectors that do not reject it at once: asked of them when this is loaded, so that most
 * connections of other protocols cost one look into a table.
 */
const CANDIDATES: readonly (readonly Dissector[])[] = Array.from({ length: 256 }, (_, octet) => {
  const octets = Uint8Array.of(octet);
  const first: Octets = { octets, view: new DataView(octets.buffer), start: 0, end: 1 };
  const accepts = (dissector: Dissector, side: Side) =>
    dissector.identify(first, side, NO_OCTETS) !== 'reject';
  return DISSECTORS.filter((dissector) => accepts(dissector, 0) || accepts(dissector, 1));
});

/**
 * Which protocol speaks, by content alone: `side` sent `first` so far, which is not empty, `other` is what the other side
 * has sent. A dissector; null where none of them can be it any more; 'need-more' where some may.
 */
export function identify(first: Octets, side: Side, other: Octets): Dissector | null | 'need-more' {
  const candidates = CANDIDATES[first.octets[first.start] as number] as readonly Dissector[];
  let needMore = false;
  for (const dissector of candidates) {
    const answer = dissector.identify(first, side, other);
    if (answer === 'match') return dissector;
    if (answer === 'need-more') needMore = true;
  }
  return needMore && first.end - first.start < IDENTIFICATION_OCTETS ? 'need-more' : null;
}
