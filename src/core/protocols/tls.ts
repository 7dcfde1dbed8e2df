import { printableText } from '../printable.ts';
import { CR, indexOfOctet, LF, SP } from './ascii.ts';
import { type Dissector, type Identification, type Octets, otherThan } from './dissector.ts';
import { consumed, malformed } from './progress.ts';
import { withoutSecretValues } from './secret-values.ts';
import { newAgreement } from './tls/agreement.ts';
import {
  identifyApplicationData,
  identifyHello,
  identifyLateAlert,
  identifyLateHandshake,
} from './tls/record.ts';
import { RecordStream } from './tls/record-stream.ts';
import { identifyVersion2Hello } from './tls/version-2-hello.ts';

const LAST_VISIBLE = 0x7e;
const SHORTEST_TEXT = 5;
/** Characters of a text that are told. */
const TEXT_CHARACTERS = 80;

/** How servers consent to TLS: SMTP, FTP, NNTP; POP3; IMAP and ManageSieve; PostgreSQL. What comes in place of a hello may else be a log-in. */
const CONSENT = /^(?:[23]\d\d[ -]|\+OK\b|(?:\S+ )?OK\b|S$)/;

/** How a side begins, or goes on where the beginning was missed: the first that does not reject its octets tells. */
const BEGINNINGS: readonly ((first: Octets, other: Octets) => Identification)[] = [
  identifyHello,
  identifyVersion2Hello,
  identifyLateAlert,
  identifyLateHandshake,
  identifyApplicationData,
];

interface State {
  readonly streams: readonly [RecordStream, RecordStream];
  /** Neither side was heard. */
  isFresh: boolean;
}

/** TLS and SSL 3.0: what is said in the clear, and where encryption begins. */
export const tls: Dissector<State> = {
  name: 'tls',
  title: 'TLS',
  reference: 'RFC 8446',
  ports: [443],
  identify(first, _side, other) {
    for (const identify of BEGINNINGS) {
      const answer = identify(first, other);
      if (answer !== 'reject') return answer;
    }
    return 'reject';
  },
  start() {
    const agreement = newAgreement();
    return { streams: [new RecordStream(0, agreement), new RecordStream(1, agreement)], isFresh: true };
  },
  dissect(state, side, octets, telling) {
    const { streams, isFresh } = state;
    const { start, end } = octets;
    state.isFresh = false;
    const consent = isFresh ? lineOf(octets) : null;
    if (consent !== null && CONSENT.test(consent)) {
      telling.say(side, { summary: `"${consent}"`, role: 'event', fields: {} });
      return consumed(end - start);
    }
    const isAnswer = streams[otherThan(side)].hasBegun && !streams[side].hasBegun;
    const done = streams[side].take(octets, telling);
    if (done !== -1) return consumed(done);
    const text = isAnswer && end - start >= SHORTEST_TEXT ? lineOf(octets) : null;
    return malformed(text === null ? 'no TLS record' : `text instead: "${text}"`);
  },
  gap({ streams }, side, missingOctets, telling, rest) {
    streams[side].gap(missingOctets, rest, telling);
    return 'go-on';
  },
  lose: ({ streams }, side, telling) => streams[side].lose(telling),
  end: ({ streams }, side, telling) => streams[side].close(telling),
  reset: ({ streams }, by, telling) => streams[by].close(telling),
};

/**
 * The first line, where that is text: to a hello, who does not speak TLS says so, in what he speaks; before it, where the
 * request was not captured, a server has consented to TLS.
 */
function lineOf({ octets, start, end }: Octets): string | null {
  const lineFeed = indexOfOctet(octets, LF, start, end);
  const lineEnd = lineFeed === -1 ? end : octets[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
  for (let at = start; at < lineEnd; at += 1)
    if ((octets[at] as number) < SP || (octets[at] as number) > LAST_VISIBLE) return null;
  return lineEnd === start
    ? null
    : withoutSecretValues(printableText(octets, start, lineEnd, TEXT_CHARACTERS));
}
