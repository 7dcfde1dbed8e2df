import type { Analysis } from '../analysis.ts';
import type { Conversation } from '../dialogue/conversation.ts';
import { endingOf } from '../dialogue/ended.ts';
import { scaledWindow } from '../dialogue/ladder.ts';
import { type FieldValue, SIDE_NAMES } from '../protocols/dissector.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { MARK_NAMES } from '../tcp/marks.ts';
import type { Tracker } from '../tcp/tracker.ts';
import { inSeconds, type Time } from '../time.ts';
import { ACK, controlBitLetters } from '../wire/control-bits.ts';
import { firstByteReport, remarkReports } from './exchange-report.ts';
import type {
  AnalysisReport,
  CloseReport,
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

/** What most counts are: the same array each time, so that it costs nothing. */
const NO_PAIR: Pair = [0, 0];

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Everything that the JSON says of one connection. There may be a million of them: nothing here is made for nothing. */
export function connectionReport(c: Connection, tracker: Tracker, parts: ReportParts): ConnectionReport {
  const { client, server, conversation } = c;
  const report: Writable<ConnectionReport> = {
    id: c.id,
    client: endpointName(c.ipVersion, client),
    server: endpointName(c.ipVersion, server),
    basis: c.basis,
    firstTime: { seconds: c.firstSeconds, nanoseconds: c.firstNanoseconds },
    lastTime: { seconds: c.lastSeconds, nanoseconds: c.lastNanoseconds },
    packets: [client.packets, server.packets],
    bytes: [client.bytes, server.bytes],
    payloadBytes: [client.payloadBytes, server.payloadBytes],
    flags: tracker.runs.text(c, c.flipped),
    completeness: c.completeness,
    history: tracker.zeek.history(c.zeek),
    connState: tracker.zeek.connState(c.zeek),
    clientState: client.state,
    serverState: server.state,
    clientTransition: client.transition,
    serverTransition: server.transition,
    analysis: analysisReport(c),
    close: closeReport(c),
    label: protocolOf(c),
    protocols: conversation?.protocols ?? [],
  };
  if (conversation !== null) addConversation(report, conversation);
  report.remarks = remarkReports(c, tracker.segments);
  if (parts.messages) report.messages = messageReports(c);
  if (parts.segments) report.segments = segmentReports(c, tracker);
  return report;
}

function pairOf(ofClient: number, ofServer: number): Pair {
  return ofClient === 0 && ofServer === 0 ? NO_PAIR : [ofClient, ofServer];
}

function analysisReport(c: Connection): AnalysisReport {
  const { client, server } = c;
  const ofClient = client.counts;
  const ofServer = server.counts;
  const report: Writable<AnalysisReport> = {
    retransmissions: pairOf(ofClient.retransmissions, ofServer.retransmissions),
    fastRetransmissions: pairOf(ofClient.fastRetransmissions, ofServer.fastRetransmissions),
    spuriousRetransmissions: pairOf(ofClient.spuriousRetransmissions, ofServer.spuriousRetransmissions),
    outOfOrder: pairOf(ofClient.outOfOrder, ofServer.outOfOrder),
    duplicateAcks: pairOf(ofClient.duplicateAcks, ofServer.duplicateAcks),
    zeroWindows: pairOf(ofClient.zeroWindows, ofServer.zeroWindows),
    windowFull: pairOf(ofClient.windowFull, ofServer.windowFull),
    keepAlives: pairOf(ofClient.keepAliveForms, ofServer.keepAliveForms),
    windowProbes: pairOf(ofClient.windowProbes, ofServer.windowProbes),
    gaps: pairOf(client.gaps, server.gaps),
    handshakeRttSeconds: c.handshakeNanoseconds === null ? null : inSeconds(c.handshakeNanoseconds),
    roundTripSeconds: [roundTripReport(client), roundTripReport(server)],
  };
  if (c.icmpErrors > 0) report.icmpErrors = c.icmpErrors;
  return report;
}

function closeReport(c: Connection): CloseReport {
  const by = closedBy(c);
  const why = endingOf(c)?.text;
  return why === undefined ? { by, how: c.closedHow } : { by, how: c.closedHow, why };
}

function addConversation(report: Writable<ConnectionReport>, conversation: Conversation): void {
  const { facts, requests, responses } = conversation;
  const tls = tlsReport(facts);
  if (tls !== undefined) report.tls = tls;
  if (requests === 0 && responses === 0) return;
  report.requests = requests;
  report.responses = responses;
  report.keepAliveReuse = Math.max(0, requests - 1);
  const firstByte = firstByteReport(conversation.exchanges);
  if (firstByte !== undefined) report.timeToFirstByteSeconds = firstByte;
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

function roundTripReport({
  roundTripTimer: { samples, least, smoothed, most },
}: Endpoint): RoundTripReport | null {
  if (samples === 0) return null;
  return { samples, least: inSeconds(least), smoothed: inSeconds(smoothed), most: inSeconds(most) };
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
