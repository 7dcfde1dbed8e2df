import type { Endpoint } from '../../tcp/endpoint.ts';
import { SYN } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** What a sender has to assume without the option (RFC 9293, section 3.7.1). */
const DEFAULT_OCTETS = { 4: 536, 6: 1220 } as const;

export const noMss: RemarkRule<'no-mss'> = {
  code: 'no-mss',
  what: 'A side named no maximum segment size.',
  evidence:
    'The SYN of one side has no MSS option, and the other side sent more than 536 octets over IPv4, or 1,220 over IPv6.',
  applies: ({ connection: { client, server } }) => offersNoMss(client) || offersNoMss(server),
  find({ connection: c, story }) {
    const most = c.ipVersion === 6 ? DEFAULT_OCTETS[6] : DEFAULT_OCTETS[4];
    for (const side of [0, 1] as const) {
      const [end, other] = side === 0 ? [c.client, c.server] : [c.server, c.client];
      if (!offersNoMss(end)) continue;
      const syn = story.firstWith(SYN, side);
      if (syn === NOWHERE || other.payloadBytes <= most) continue;
      return { place: syn, values: { who: side } };
    }
    return null;
  },
};

function offersNoMss({ offered }: Endpoint): boolean {
  return offered !== null && offered.maximumSegmentSize === 0;
}
