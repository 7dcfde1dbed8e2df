import { opensLikeTls } from '../../conversation/openings.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

export const plainHttpToTlsPort: RemarkRule<'plain-http-to-tls-port'> = {
  code: 'plain-http-to-tls-port',
  what: 'Plain HTTP was spoken to a TLS port.',
  evidence:
    'The client begins with an HTTP request, and the first octets of the server are a TLS record, or its 400 says in plain HTTP that TLS is wanted.',
  applies: ({ connection: c, conversation, cues }) =>
    conversation?.protocols[0] === 'http' &&
    (opensLikeTls(conversation.openings, sideNow(c, 1)) || cues?.tlsWanted === true),
  find({ story, cues }) {
    const place = story.firstData(1, 0);
    return place === NOWHERE ? null : { place, values: { saidSo: cues?.tlsWanted === true } };
  },
};
