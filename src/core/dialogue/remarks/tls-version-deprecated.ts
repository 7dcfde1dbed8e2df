import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

export const tlsVersionDeprecated: RemarkRule<'tls-version-deprecated'> = {
  code: 'tls-version-deprecated',
  what: 'A deprecated version of TLS was chosen.',
  evidence: 'A ServerHello that chooses TLS 1.1, TLS 1.0 or SSL 3.0.',
  applies: ({ cues }) => cues !== null && cues.deprecatedVersion !== null,
  find({ connection: c, cues, story }) {
    if (!cues?.deprecatedVersion) return null;
    const { from, version, newestOffered, ordinal } = cues.deprecatedVersion;
    const place = story.placeOf(ordinal);
    if (place === NOWHERE) return null;
    return { place, values: { who: sideNow(c, from), version, newestOffered } };
  },
};
