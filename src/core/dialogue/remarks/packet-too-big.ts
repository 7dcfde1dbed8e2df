import { saysTooBig } from '../../tcp/icmp-errors.ts';
import { findNotices } from './icmp-notices.ts';
import type { RemarkRule } from './rule.ts';

export const packetTooBig: RemarkRule<'packet-too-big'> = {
  code: 'packet-too-big',
  what: 'Packets were too big for the path.',
  evidence: 'ICMP errors that say so (IPv4: fragmentation needed; IPv6: packet too big) quote segments.',
  applies: ({ connection: { icmp } }) => icmp !== null,
  find(e) {
    const notices = findNotices(e, saysTooBig);
    if (notices === null) return null;
    const { place, who, times, all } = notices;
    const told = all.map(({ nextHopMtu }) => nextHopMtu).filter((octets) => octets > 0);
    return { place, values: { who, times, nextHopMtu: told.length === 0 ? null : Math.min(...told) } };
  },
};
