import { opensLikeHttp2Server } from '../../conversation/openings.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE } from './story.ts';

export const http1ToHttp2Port: RemarkRule<'http1-to-http2-port'> = {
  code: 'http1-to-http2-port',
  what: 'HTTP/1 was spoken to a server that speaks only HTTP/2.',
  evidence:
    'The client begins with an HTTP/1 request, and the first octets of the server are a SETTINGS frame of HTTP/2.',
  applies: ({ connection: c, conversation }) =>
    conversation?.protocols[0] === 'http' && opensLikeHttp2Server(conversation.openings, sideNow(c, 1)),
  find({ story }) {
    const place = story.firstData(1, 0);
    return place === NOWHERE ? null : { place, values: {} };
  },
};
