import { saysTooBig } from '../../tcp/icmp-errors.ts';
import { noticesOf, placeOfNotice } from './icmp-notices.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

export const packetTooBig: RemarkRule<'packet-too-big'> = {
  code: 'packet-too-big',
  what: 'Packets were too big for the path.',
  evidence: 'ICMP errors that say so (IPv4: fragmentation needed; IPv6: packet too big) quote segments.',
  applies: ({ connection: { icmp } }) => icmp !== null,
  find({ connection: c, story }) {
    const notices = noticesOf(c, saysTooBig);
    const [first] = notices;
    const place = first === undefined ? NOWHERE : placeOfNotice(first, story);
    if (first === undefined || place === NOWHERE) return null;
    const times = notices.reduce((sum, { count }) => sum + count, 0);
    const told = notices.map(({ nextHopMtu }) => nextHopMtu).filter((octets) => octets > 0);
    const nextHopMtu = told.length === 0 ? null : Math.min(...told);
    return { place, values: { who: c.sideOf(first.about), times, nextHopMtu } };
  },
};
