import type { Connection } from '../../tcp/connection.ts';
import type { IcmpMessage, IcmpNotice } from '../../tcp/icmp-errors.ts';
import { NOWHERE, type Story } from './story.ts';

/** What ICMP errors of one kind say of the same end as the first of them; a refusal is told as such. */
export function noticesOf(
  { icmp, ipVersion }: Connection,
  isOfKind: (ipVersion: number, message: IcmpMessage) => boolean,
): readonly IcmpNotice[] {
  const found =
    icmp?.notices.filter(({ refuses, message }) => !refuses && isOfKind(ipVersion, message)) ?? [];
  return found.filter(({ about }) => about === found[0]?.about);
}

/** The segment that the first of them came behind; NOWHERE where it is not kept. */
export function placeOfNotice({ segments }: IcmpNotice, story: Story): number {
  const place = story.placeOf(segments - 1);
  // It may have come behind a copy, which is left out: then its original is before it.
  if (place !== NOWHERE || !story.copies.includes(segments - 1)) return place;
  return story.placeUpTo(segments - 1);
}
