import { SYN } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

/** The largest window without scaling (RFC 7323, section 2.1); a connection that carries less does not miss it. */
const LARGEST_PLAIN_WINDOW = 0xffff;

export const noWindowScaling: RemarkRule<'no-window-scaling'> = {
  code: 'no-window-scaling',
  what: 'Window scaling was not agreed.',
  evidence:
    'Both SYNs seen, at least one without a window scale option, and more than 65,535 octets sent by one side.',
  applies: ({ connection: { client, server } }) =>
    client.offered !== null &&
    server.offered !== null &&
    Math.max(client.payloadBytes, server.payloadBytes) > LARGEST_PLAIN_WINDOW,
  find({ connection: c, story }) {
    const offers = [c.client.offered, c.server.offered] as const;
    const without = ([0, 1] as const).filter((side) => (offers[side]?.windowShift ?? -1) < 0);
    const [side] = without;
    if (side === undefined) return null;
    const syn = story.firstWith(SYN, side);
    if (syn === NOWHERE) return null;
    return { place: syn, values: { who: without.length === 2 ? null : side } };
  },
};
