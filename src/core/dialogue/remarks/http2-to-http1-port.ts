import { opensLikeHttpResponse } from '../../conversation/openings.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

export const http2ToHttp1Port: RemarkRule<'http2-to-http1-port'> = {
  code: 'http2-to-http1-port',
  what: 'HTTP/2 was spoken to a server that speaks only HTTP/1.',
  evidence:
    'The client begins with the preface of HTTP/2, and the first octets of the server are a status line of HTTP/1, or a page in HTML without one.',
  applies: ({ connection: c, conversation }) =>
    conversation?.protocols[0] === 'http2' && opensLikeHttpResponse(conversation.openings, sideNow(c, 1)),
  find({ story }) {
    // Where the server was heard first, it answers something else, such as an Upgrade that was not captured.
    const preface = story.firstData(0, 0);
    const place = story.firstData(1, 0);
    return preface === NOWHERE || place < preface ? null : { place, values: {} };
  },
};
