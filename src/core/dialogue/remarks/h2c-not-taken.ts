import type { RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';

const H2C = 'h2c';

export const h2cNotTaken: RemarkRule<'h2c-not-taken'> = {
  code: 'h2c-not-taken',
  what: 'HTTP/2 was offered with Upgrade: h2c, and not taken.',
  evidence: 'A request with Upgrade: h2c, and a final response to it that is not 101.',
  applies({ cues }) {
    const offered = cues?.declinedUpgrade?.offered;
    return offered !== undefined && offersH2c(offered);
  },
  find({ cues, story }) {
    const declined = cues?.declinedUpgrade;
    if (!declined) return null;
    const place = story.placeOf(declined.ordinal);
    if (place === NOWHERE) return null;
    return { place, values: { reason: declined.reason } };
  },
};

function offersH2c(field: string): boolean {
  return field
    .toLowerCase()
    .split(',')
    .some((name) => name.trim() === H2C);
}
