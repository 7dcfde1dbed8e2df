import type { Endpoint } from '../../tcp/endpoint.ts';
import { SYN } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** What a sender has to assume without the option (RFC 9293, section 3.7.1, for IPv4). */
const DEFAULT_SEGMENT_OCTETS = 536;

export const noMss: RemarkRule<'no-mss'> = {
  code: 'no-mss',
  what: 'A side named no maximum segment size.',
  evidence: `The SYN of one side has no MSS option, and the other side sent more than ${DEFAULT_SEGMENT_OCTETS} B.`,
  applies: ({ connection: { client, server } }) => offersNoMss(client) || offersNoMss(server),
  find({ connection: c, story }) {
    for (const side of [0, 1] as const) {
      const [end, other] = side === 0 ? [c.client, c.server] : [c.server, c.client];
      if (!offersNoMss(end)) continue;
      const syn = story.firstWith(SYN, side);
      if (syn === NOWHERE || other.payloadBytes <= DEFAULT_SEGMENT_OCTETS) continue;
      return { place: syn, values: { who: side } };
    }
    return null;
  },
};

function offersNoMss({ offered }: Endpoint): boolean {
  return offered !== null && offered.maximumSegmentSize === 0;
}
