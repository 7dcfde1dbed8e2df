import type { Dissector, Identification, Octets } from './dissector.ts';
import { consumed, malformed } from './progress.ts';
import { identifyBinaryHeader, readBinaryHeader } from './proxy-protocol/binary.ts';
import { NEED_MORE, type ProxyHeader } from './proxy-protocol/header.ts';
import { identifyTextHeader, readTextHeader } from './proxy-protocol/text.ts';

const P = 0x50;

interface Proxied {
  /** The header was told: nothing of it comes any more. */
  isOver: boolean;
}

/** The header that a proxy puts in front of what it passes on, versions 1 and 2: whose the connection really is. */
export const proxyProtocol: Dissector<Proxied> = {
  name: 'proxy-protocol',
  title: 'PROXY protocol',
  reference: 'The PROXY protocol, versions 1 and 2 (HAProxy)',
  ports: [],
  identify: (first) => identifyHeader(first),
  start: () => ({ isOver: false }),
  dissect(state, side, given, telling) {
    // What the other side says belongs to the protocol behind the header.
    if (state.isOver || identifyHeader(given) === 'reject') return consumed(0);
    const header = given.octets[given.start] === P ? readTextHeader(given) : readBinaryHeader(given);
    if (header === NEED_MORE) return consumed(0);
    if (header === null) return malformed('a header that cannot be read');
    state.isOver = true;
    telling.say(side, { summary: summaryOf(header), role: 'event', fields: header.fields });
    if (header.source !== null) telling.fact('proxiedClient', header.source);
    return { kind: 'hand-over', consumed: header.octets, to: null };
  },
};

function identifyHeader(given: Octets): Identification {
  return given.octets[given.start] === P ? identifyTextHeader(given) : identifyBinaryHeader(given);
}

function summaryOf({ family, source, destination }: ProxyHeader): string {
  return source === null ? `PROXY ${family}` : `PROXY ${family} ${source} to ${destination}`;
}
