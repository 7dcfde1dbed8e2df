import type { Analysis } from '../analysis.ts';
import { endingOf } from '../dialogue/ended.ts';
import { scaledWindow } from '../dialogue/ladder.ts';
import { type FieldValue, SIDE_NAMES } from '../protocols/dissector.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { MARK_NAMES } from '../tcp/marks.ts';
import type { Tracker } from '../tcp/tracker.ts';
import { NANOSECONDS_PER_SECOND, type Time } from '../time.ts';
import { ACK, controlBitLetters } from '../wire/control-bits.ts';
import type {
  ConnectionReport,
  MessageReport,
  RoundTripReport,
  SegmentReport,
  SummaryReport,
  TlsReport,
} from './report.ts';
import { closedBy, endpointName, protocolOf } from './row.ts';
import type { Drops, Pair } from './snapshot.ts';

/** What a report carries beside what every connection has. */
export interface ReportParts {
  readonly messages: boolean;
  readonly segments: boolean;
}

/** Everything that the JSON says of one connection. */
export function connectionReport(c: Connection, tracker: Tracker, parts: ReportParts): ConnectionReport {
  const { client, server, conversation } = c;
  const pair = (of: (end: Endpoint) => number): Pair => [of(client), of(server)];
  const why = endingOf(c)?.text;
  const tls = conversation ? tlsReport(conversation.facts) : undefined;
  return {
    id: c.id,
    client: endpointName(c.ipVersion, client),
    server: endpointName(c.ipVersion, server),
    basis: c.basis,
    firstTime: { seconds: c.firstSeconds, nanoseconds: c.firstNanoseconds },
    lastTime: { seconds: c.lastSeconds, nanoseconds: c.lastNanoseconds },
    packets: pair((end) => end.packets),
    bytes: pair((end) => end.bytes),
    payloadBytes: pair((end) => end.payloadBytes),
    flags: tracker.runs.text(c, c.flipped),
    completeness: c.completeness,
    history: tracker.zeek.history(c.zeek),
    connState: tracker.zeek.connState(c.zeek),
    clientState: client.state,
    serverState: server.state,
    analysis: {
      retransmissions: pair((end) => end.counts.retransmissions),
      fastRetransmissions: pair((end) => end.counts.fastRetransmissions),
      spuriousRetransmissions: pair((end) => end.counts.spuriousRetransmissions),
      outOfOrder: pair((end) => end.counts.outOfOrder),
      duplicateAcks: pair((end) => end.counts.duplicateAcks),
      zeroWindows: pair((end) => end.counts.zeroWindows),
      windowFull: pair((end) => end.counts.windowFull),
      keepAlives: pair((end) => end.counts.keepAliveForms),
      windowProbes: pair((end) => end.counts.windowProbes),
      gaps: pair((end) => end.gaps),
      ...(c.icmpErrors > 0 && { icmpErrors: c.icmpErrors }),
      handshakeRttSeconds:
        c.handshakeNanoseconds === null ? null : c.handshakeNanoseconds / NANOSECONDS_PER_SECOND,
      roundTripSeconds: [roundTripReport(client), roundTripReport(server)],
    },
    close: { by: closedBy(c), how: c.closedHow, ...(why === undefined ? {} : { why }) },
    label: protocolOf(c),
    protocols: conversation?.protocols ?? [],
    ...(tls && { tls }),
    ...(conversation?.requests || conversation?.responses
      ? {
          requests: conversation.requests,
          responses: conversation.responses,
          keepAliveReuse: Math.max(0, conversation.requests - 1),
        }
      : {}),
    ...(parts.messages && { messages: messageReports(c) }),
    ...(parts.segments && { segments: segmentReports(c, tracker) }),
  };
}

/** Everything that the last JSON line says; `drops` only of a live capture. */
export function summaryReport(
  analysis: Analysis,
  drops: Drops | null,
  fileError: string | null,
): SummaryReport {
  const { counters, span, interfaces, framesWithoutTime } = analysis;
  const timeOf = (time: Time) => (framesWithoutTime > 0 ? 'unknown' : span.empty ? null : time);
  return {
    packets: counters.frames,
    segments: counters.segments,
    ignored: counters.ignored,
    malformed: counters.malformed,
    connections: counters.connectionsSeen,
    firstTime: timeOf(span.first),
    lastTime: timeOf(span.last),
    ...(framesWithoutTime > 0 && { framesWithoutTime }),
    interfaces: interfaces.map(({ name, linkType }) => ({ name, linkType })),
    ...(drops && { dropped: { kernel: drops.byKernel, interface: drops.byInterface, us: drops.byUs } }),
    fileError,
  };
}

function roundTripReport({ roundTripTimer: { trips } }: Endpoint): RoundTripReport | null {
  if (trips === null) return null;
  // To the nanosecond: what smoothing adds behind that was never measured.
  const seconds = (nanoseconds: number) => Math.round(nanoseconds) / NANOSECONDS_PER_SECOND;
  return {
    samples: trips.samples,
    least: seconds(trips.least),
    smoothed: seconds(trips.smoothed),
    most: seconds(trips.most),
  };
}

function tlsReport(facts: Readonly<Record<string, FieldValue>>): TlsReport | undefined {
  const text = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
  if (!Object.keys(facts).some((name) => name.startsWith('tls'))) return undefined;
  const offered = facts.tlsAlpnOffered;
  return {
    version: text('tlsVersion'),
    sni: text('tlsServerName'),
    alpn: text('tlsAlpn'),
    ...(Array.isArray(offered) ? { alpnOffered: offered as readonly string[] } : {}),
    cipher: text('tlsCipher'),
  };
}

function messageReports(c: Connection): MessageReport[] {
  const turned = c.conversationFlipped !== c.flipped;
  return (c.conversation?.messages ?? []).map((m) => ({
    time: { seconds: m.seconds, nanoseconds: m.nanoseconds },
    from: SIDE_NAMES[turned === (m.from === 1) ? 0 : 1],
    protocol: m.protocol,
    summary: m.summary,
    fields: m.fields,
  }));
}

function segmentReports(c: Connection, tracker: Tracker): SegmentReport[] {
  const reports: SegmentReport[] = [];
  tracker.segments.forEach(c, (s) => {
    const [sender, receiver] = s.fromSecond ? [c.second, c.first] : [c.first, c.second];
    const acknowledges = (s.controlBits & ACK) !== 0 && receiver.hasInitialSequence;
    reports.push({
      time: { seconds: s.seconds, nanoseconds: s.nanoseconds },
      from: SIDE_NAMES[c.sideOf(sender)],
      flags: controlBitLetters(s.controlBits),
      sequenceNumber: (s.sequenceNumber - sender.initialSequence) >>> 0,
      acknowledgmentNumber: acknowledges ? (s.acknowledgmentNumber - receiver.initialSequence) >>> 0 : null,
      window: scaledWindow(s, sender, receiver),
      payloadBytes: s.payloadLength,
      marks: MARK_NAMES.filter((_, bit) => s.marks & (1 << bit)),
    });
  });
  return reports;
}
