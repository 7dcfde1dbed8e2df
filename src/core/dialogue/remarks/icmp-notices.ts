import type { Side } from '../../side.ts';
import type { IcmpMessage, IcmpNotice } from '../../tcp/icmp-errors.ts';
import type { Evidence } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

/** What ICMP errors of one kind say of what `who` has sent. */
interface Notices {
  /** Of the segment that the first of them came behind. */
  readonly place: number;
  readonly who: Side;
  readonly times: number;
  readonly first: IcmpNotice;
  readonly all: readonly IcmpNotice[];
}

/** Those of a kind about the same end as the first of them; null where that is not kept. A refusal is told as such. */
export function findNotices(
  { connection: c, story }: Evidence,
  isOfKind: (ipVersion: number, message: IcmpMessage) => boolean,
): Notices | null {
  const found =
    c.icmp?.notices.filter(({ refuses, message }) => !refuses && isOfKind(c.ipVersion, message)) ?? [];
  const [first] = found;
  const place = first === undefined ? NOWHERE : placeOf(first, story);
  if (first === undefined || place === NOWHERE) return null;
  const all = found.filter(({ about }) => about === first.about);
  const times = all.reduce((sum, { count }) => sum + count, 0);
  return { place, who: c.sideOf(first.about), times, first, all };
}

function placeOf({ segments }: IcmpNotice, story: Story): number {
  const place = story.placeOf(segments - 1);
  // It may have come behind a copy, which is left out: then its original is before it.
  if (place !== NOWHERE || !story.copies.includes(segments - 1)) return place;
  return story.placeUpTo(segments - 1);
}
