import type { Exchanges } from '../../core/conversation/exchanges.ts';
import { type Ending, endingOf } from '../../core/dialogue/ended.ts';
import { remarkWhat, remarkWhy } from '../../core/dialogue/explain/remark-catalogue.ts';
import { type Remark, remarksOf, timeOfRemark } from '../../core/dialogue/remarks.ts';
import type { FieldValue } from '../../core/protocols/dissector.ts';
import type { Connection } from '../../core/tcp/connection.ts';
import type { Endpoint } from '../../core/tcp/endpoint.ts';
import type { Tracker } from '../../core/tcp/tracker.ts';
import { closedBy, protocolOf } from '../../core/view/row.ts';
import { addressText } from '../../core/wire/address.ts';
import { type OctetText, octetsOf } from '../octet-text.ts';
import { messages } from './messages.ts';
import { segments } from './segments.ts';
import {
  anything,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COMMA,
  list,
  member,
  NULL,
  OPENING_BRACKET,
  object,
  string,
  type Write,
  where,
  word,
} from './write.ts';

/** What a line carries beside what every connection has. */
export interface Parts {
  readonly messages: boolean;
  readonly segments: boolean;
}

const NO_NAMES: readonly string[] = [];
const NO_REMARKS: readonly Remark[] = [];
const NOTHING_TWICE = octetsOf('[0,0]');

/**
 * The line of one connection. There may be a million of them: everything is written straight from where it is kept, and
 * nothing is made for nothing.
 */
export function connectionWriter(tracker: Tracker, parts: Parts): Write<Connection> {
  /** Those of the connection that is being written. */
  let remarks = NO_REMARKS;
  const write = object<Connection>([
    ...BEGINNING,
    // Every packet in order, `>` from the client: `>S <SA >A >PA <A*2 >FA <FA >A`.
    member('flags', (c, text) => text.word(tracker.runs.text(c, c.flipped))),
    where(
      (c) => c.runsOmitted > 0,
      member('flagsLetGo', (c, text) => text.number(c.runsOmitted)),
    ),
    // Wireshark's tcp.completeness: 1 SYN, 2 SYN+ACK, 4 ACK, 8 data, 16 FIN, 32 RST.
    member('completeness', (c, text) => text.number(c.completeness)),
    // Zeek's, with its originator in upper case, which may be the server where no SYN was seen.
    member('history', (c, text) => text.word(tracker.zeek.history(c.zeek))),
    member('connState', (c, text) => text.word(tracker.zeek.connState(c.zeek))),
    ...STATES,
    member('analysis', object(ANALYSIS)),
    member(
      'close',
      object<Connection>([
        member('by', (c, text) => word(closedBy(c), text)),
        member('how', (c, text) => word(c.closedHow, text)),
        (c, text) => {
          const ending = endingOf(c, remarks);
          if (ending !== null) writeWhy(ending, text);
        },
      ]),
    ),
    ...TALK,
    member('remarks', (connection, text) =>
      writeRemarks(
        remarks.map((remark) => ({ connection, remark })),
        text,
      ),
    ),
    ...(parts.messages ? [messages] : []),
    ...(parts.segments ? [segments(tracker)] : []),
  ]);
  return (c, text) => {
    remarks = remarksOf(c, tracker.segments);
    write(c, text);
    text.endLine();
  };
}

type Count = (end: Endpoint) => number;

/** Something of the client and the same of the server. */
function ofBoth(write: Write<Endpoint>): Write<Connection> {
  return ({ client, server }, text) => {
    text.octets(OPENING_BRACKET);
    write(client, text);
    text.octets(COMMA);
    write(server, text);
    text.octets(CLOSING_BRACKET);
  };
}

/** A number from the client and one from the server. */
function pair(name: string, of: Count): Write<Connection> {
  const write = ofBoth((end, text) => text.number(of(end)));
  return member(name, (c, text) => {
    if (of(c.client) === 0 && of(c.server) === 0) text.octets(NOTHING_TWICE);
    else write(c, text);
  });
}

const PORT = octetsOf(',"port":');
const ADDRESS = octetsOf('{"address":');

function writeEnd(ipVersion: number, end: Endpoint, text: OctetText): void {
  text.octets(ADDRESS);
  text.word(addressText(ipVersion, end.word0, end.word1, end.word2, end.word3));
  text.octets(PORT);
  text.number(end.port);
  text.octets(CLOSING_BRACE);
}

const BEGINNING: readonly Write<Connection>[] = [
  member('type', (_, text) => text.word('connection')),
  member('id', (c, text) => text.number(c.id)),
  member('client', (c, text) => writeEnd(c.ipVersion, c.client, text)),
  member('server', (c, text) => writeEnd(c.ipVersion, c.server, text)),
  member('basis', (c, text) => text.word(c.basis)),
  member('firstTime', (c, text) => text.instant(c.firstSeconds, c.firstNanoseconds)),
  member('lastTime', (c, text) => text.instant(c.lastSeconds, c.lastNanoseconds)),
  pair('packets', (end) => end.packets),
  // Frame lengths on the wire.
  pair('bytes', (end) => end.bytes),
  // TCP payload, retransmissions included.
  pair('payloadBytes', (end) => end.payloadBytes),
];

/** What led an end to its state; null where nothing was seen to. */
function writeTransition({ transition }: Endpoint, text: OctetText): void {
  if (transition === null) text.octets(NULL);
  else writeStep(transition, text);
}

const writeStep = object<NonNullable<Endpoint['transition']>>([
  member('from', ({ from }, text) => text.word(from)),
  member('event', ({ event }, text) => text.word(event)),
]);

const STATES: readonly Write<Connection>[] = [
  member('clientState', (c, text) => text.word(c.client.state)),
  member('serverState', (c, text) => text.word(c.hearerOf(c.client).state)),
  member('clientTransition', (c, text) => writeTransition(c.client, text)),
  member('serverTransition', (c, text) => writeTransition(c.hearerOf(c.client), text)),
];

/** Of what an end sent: from a segment to the ACK that covers it, seen from where we capture; smoothed as in RFC 6298. */
const writeRoundTrips = object<Endpoint>([
  member('samples', (end, text) => text.number(end.roundTripSamples)),
  member('least', (end, text) => text.seconds(end.leastRoundTrip)),
  member('smoothed', (end, text) => text.seconds(end.smoothedRoundTrip)),
  member('most', (end, text) => text.seconds(end.mostRoundTrip)),
]);

const writeEndRoundTrips: Write<Endpoint> = (end, text) => {
  if (end.roundTripSamples === 0) text.octets(NULL);
  else writeRoundTrips(end, text);
};

const COUNTS: readonly (readonly [name: string, of: Count])[] = [
  ['retransmissions', ({ counts }) => counts.retransmissions],
  // These two are among them.
  ['fastRetransmissions', ({ counts }) => counts.fastRetransmissions],
  ['spuriousRetransmissions', ({ counts }) => counts.spuriousRetransmissions],
  ['outOfOrder', ({ counts }) => counts.outOfOrder],
  ['duplicateAcks', ({ counts }) => counts.duplicateAcks],
  ['zeroWindows', ({ counts }) => counts.zeroWindows],
  ['windowFull', ({ counts }) => counts.windowFull],
  // As Wireshark counts them: with the window probes that look like keep-alives.
  ['keepAlives', ({ counts }) => counts.keepAliveForms],
  // Probes of a closed window, whatever they look like.
  ['windowProbes', ({ counts }) => counts.windowProbes],
  // Octets never seen.
  ['gaps', ({ gaps }) => gaps],
];
const COUNT_MEMBERS = COUNTS.map(([name, of]) => pair(name, of));
const NOTHING_COUNTED = octetsOf(COUNTS.map(([name]) => `,"${name}":[0,0]`).join(''));

const ANALYSIS: readonly Write<Connection>[] = [
  (c, text) => {
    if (c.first.hadTrouble || c.second.hadTrouble) for (const write of COUNT_MEMBERS) write(c, text);
    else text.octets(NOTHING_COUNTED);
  },
  member('handshakeRttSeconds', ({ handshakeNanoseconds }, text) => {
    if (handshakeNanoseconds === null) text.octets(NULL);
    else text.seconds(handshakeNanoseconds);
  }),
  member('roundTripSeconds', ofBoth(writeEndRoundTrips)),
  where(
    ({ icmpErrors }) => icmpErrors > 0,
    member('icmpErrors', ({ icmpErrors }, text) => text.number(icmpErrors)),
  ),
];

const writeWhy = member<Ending>('why', (ending, text) => text.json(ending.text));

type Facts = Readonly<Record<string, FieldValue>>;

/** What TLS said of itself, where it was spoken. */
const TLS = object<Facts>([
  member('version', (facts, text) => anything(facts.tlsVersion ?? null, text)),
  member('sni', (facts, text) => anything(facts.tlsServerName ?? null, text)),
  member('alpn', (facts, text) => anything(facts.tlsAlpn ?? null, text)),
  where(
    (facts) => facts.tlsAlpnOffered !== undefined,
    member('alpnOffered', (facts, text) => anything(facts.tlsAlpnOffered, text)),
  ),
  member('cipher', (facts, text) => anything(facts.tlsCipher ?? null, text)),
  where(
    (facts) => facts.tlsDecrypted === true,
    member('decrypted', (_facts, text) => anything(true, text)),
  ),
]);

function tellsOfTls({ conversation }: Connection): boolean {
  for (const name in conversation?.facts) if (name.startsWith('tls')) return true;
  return false;
}

/** From the last segment of a request to the first of its response. */
const FIRST_BYTE = object<NonNullable<Exchanges['firstByte']>>([
  member('least', ({ least }, text) => text.seconds(least)),
  member('mean', ({ mean }, text) => text.seconds(mean)),
  member('most', ({ most }, text) => text.seconds(most)),
]);

const writeFirstByte = member('timeToFirstByteSeconds', FIRST_BYTE);

const writeNames = list(string);

const TALK: readonly Write<Connection>[] = [
  // Canonical lower-case name of the protocol on top, or null.
  member('label', (c, text) => word(protocolOf(c), text)),
  member('protocols', ({ conversation }, text) => writeNames(conversation?.protocols ?? NO_NAMES, text)),
  where(
    tellsOfTls,
    member('tls', ({ conversation }, text) => TLS(conversation?.facts ?? {}, text)),
  ),
  where(
    ({ conversation }) => conversation !== null && conversation.requests + conversation.responses > 0,
    member('requests', ({ conversation }, text) => text.number(conversation?.requests ?? 0)),
    member('responses', ({ conversation }, text) => text.number(conversation?.responses ?? 0)),
    member('keepAliveReuse', ({ conversation }, text) => text.number(conversation?.requestsAgain ?? 0)),
  ),
  ({ conversation }, text) => {
    const firstByte = conversation?.exchanges?.firstByte ?? null;
    if (firstByte !== null) writeFirstByte(firstByte, text);
  },
];

/** What it is here, with C and S for client and server, and why it matters: one sentence each. */
const writeRemarks = list(
  object<{ readonly connection: Connection; readonly remark: Remark }>([
    member('code', ({ remark }, text) => text.word(remark.code)),
    member('time', ({ connection, remark }, text) => {
      const { seconds, nanoseconds } = timeOfRemark(connection, remark);
      text.instant(seconds, nanoseconds);
    }),
    member('text', ({ remark }, text) => text.json(remarkWhat(remark.code, remark.values, 'en'))),
    member('why', ({ remark }, text) => text.json(remarkWhy(remark.code, remark.values, 'en'))),
  ]),
);
