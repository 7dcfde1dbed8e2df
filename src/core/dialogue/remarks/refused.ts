import { RST } from '../../wire/control-bits.ts';
import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

export const refused: RemarkRule<'refused'> = {
  code: 'refused',
  what: 'The connection was refused.',
  evidence: 'The only answer to the SYN is an RST, or an ICMP error that quotes the SYN.',
  passing: true,
  applies: ({ connection: c }) => c.closedHow === 'icmp' || c.closedHow === 'refused',
  find({ connection: c, story }) {
    const { port } = c.server;
    const by = c.icmp?.refusedByHost ? 'icmp' : 'on-the-way';
    if (c.closedHow === 'icmp') return { place: story.length - 1, values: { port, by } };
    const reset = story.firstWith(RST, 1);
    return reset === NOWHERE ? null : { place: reset, values: { port, by: 'rst' } };
  },
};
