import { otherThan } from '../../side.ts';
import { FIN, RST } from '../../wire/control-bits.ts';
import { isInNameOnly } from './reset-not-from-host.ts';
import { closerOf, type RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

export const websocketUnclosed: RemarkRule<'websocket-unclosed'> = {
  code: 'websocket-unclosed',
  what: 'A WebSocket ended without a Close frame.',
  evidence:
    'FIN from both sides, or an RST, after the switch to WebSocket, no Close frame from either side, and no frame that may be missing from the capture.',
  whole: true,
  applies: ({ cues }) => cues?.websocketUnclosed === true,
  find(e) {
    const { connection: c, story } = e;
    const place = story.firstWith(FIN | RST, closerOf(c));
    if (place === NOWHERE) return null;
    const who = story.side(place);
    const withReset = (story.controlBits(place) & RST) !== 0;
    // What is on its way when the RST comes may be a Close frame.
    if (withReset && story.firstData(otherThan(who), place + 1) !== NOWHERE) return null;
    return { place, values: { who, withReset, inName: isInNameOnly(e, place) } };
  },
};
