import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

export const tlsAlert: RemarkRule<'tls-alert'> = {
  code: 'tls-alert',
  what: 'TLS was given up with an alert.',
  evidence: 'A fatal alert that is not encrypted, or could be decrypted, other than close_notify.',
  applies: ({ cues }) => cues !== null && cues.alert !== null,
  find({ connection: c, cues, story }) {
    if (!cues?.alert) return null;
    const { from, description, ordinal } = cues.alert;
    const place = story.placeOf(ordinal);
    if (place === NOWHERE) return null;
    return { place, values: { who: sideNow(c, from), description } };
  },
};
