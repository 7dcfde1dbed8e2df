import { opensLikeHttpResponse } from '../../conversation/openings.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

export const tlsToPlainHttpPort: RemarkRule<'tls-to-plain-http-port'> = {
  code: 'tls-to-plain-http-port',
  what: 'TLS was spoken to a plain HTTP port.',
  evidence:
    'The client begins with a ClientHello, and the first octets of the server are a status line of HTTP/1, or a page in HTML without one.',
  applies: ({ connection: c, conversation }) =>
    conversation?.protocols[0] === 'tls' && opensLikeHttpResponse(conversation.openings, sideNow(c, 1)),
  find({ story }) {
    const place = story.firstData(1, 0);
    return place === NOWHERE ? null : { place, values: {} };
  },
};
