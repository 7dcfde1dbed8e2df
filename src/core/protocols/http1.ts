import type { Dissector } from './dissector.ts';
import { HttpExchange } from './http1/exchange.ts';
import { identifyStartLine } from './http1/start-line.ts';
import { consumed } from './progress.ts';

/** HTTP/1.0 and HTTP/1.1: request and response heads; bodies are passed over. */
export const http1: Dissector<HttpExchange> = {
  name: 'http',
  title: 'HTTP',
  reference: 'RFC 9112',
  ports: [80, 8000, 8080],
  identify: ({ octets, start, end }) => identifyStartLine(octets, start, end),
  start: () => new HttpExchange(),
  dissect(exchange, side, { octets, start, end }, telling) {
    const done = exchange.take(side, octets, start, end, telling);
    return exchange.verdictAfter(done) ?? consumed(done);
  },
  gap: (exchange, side, missingOctets, telling) =>
    exchange.gap(side, missingOctets, telling) ? 'go-on' : 'stop',
  lose: (exchange, side, telling) => exchange.lose(side, telling),
  end: (exchange, side, telling) => exchange.end(side, telling),
  reset: (exchange, by, telling) => exchange.reset(by, telling),
};
