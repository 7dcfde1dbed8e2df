import type { StateTransition } from '../core/tcp/state.ts';
import { NANOSECONDS_PER_SECOND, type Time, timeText } from '../core/time.ts';
import type {
  AnalysisReport,
  CloseReport,
  ConnectionReport,
  FirstByteReport,
  RemarkReport,
  RoundTripReport,
  SummaryReport,
} from '../core/view/report.ts';
import type { EndpointName, Pair } from '../core/view/snapshot.ts';
import { type OctetText, octetsOf } from './octet-text.ts';

type Write<Value> = (value: Value, text: OctetText) => void;

const COMMA = octetsOf(',');
const NULL = octetsOf('null');
const NOTHING_TWICE = octetsOf('[0,0]');
const OPENING_BRACE = octetsOf('{');
const CLOSING_BRACE = octetsOf('}');
const OPENING_BRACKET = octetsOf('[');
const CLOSING_BRACKET = octetsOf(']');

/** One member of an object, with a comma before it; nothing where it is not computed. */
function member<Of, Value>(name: string, of: (of: Of) => Value | undefined, write: Write<Value>): Write<Of> {
  const key = octetsOf(`,"${name}":`);
  return (object, text) => {
    const value = of(object);
    if (value === undefined) return;
    text.octets(key);
    write(value, text);
  };
}

function object<Of>(members: readonly Write<Of>[]): Write<Of> {
  return (value, text) => {
    const start = text.length;
    for (const write of members) write(value, text);
    // The brace takes the place of the first member's comma.
    if (text.length > start) text.replace(start, OPENING_BRACE);
    else text.octets(OPENING_BRACE);
    text.octets(CLOSING_BRACE);
  };
}

function list<Value>(write: Write<Value>): Write<readonly Value[]> {
  return (values, text) => {
    text.octets(OPENING_BRACKET);
    for (let i = 0; i < values.length; i++) {
      if (i > 0) text.octets(COMMA);
      write(values[i] as Value, text);
    }
    text.octets(CLOSING_BRACKET);
  };
}

function orNull<Value>(write: Write<Value>): Write<Value | null> {
  return (value, text) => {
    if (value === null) text.octets(NULL);
    else write(value, text);
  };
}

const anything: Write<unknown> = (value, text) => text.text(JSON.stringify(value));
const number: Write<number> = (value, text) => text.number(value);
const string: Write<string> = (value, text) => text.json(value);
/** A string of our own making, which needs no escapes. */
const word: Write<string> = (value, text) => text.word(value);
const instant: Write<Time> = (value, text) => text.word(timeText(value));

const pair: Write<Pair> = ([ofClient, ofServer], text) => {
  if (ofClient === 0 && ofServer === 0) {
    text.octets(NOTHING_TWICE);
    return;
  }
  text.octets(OPENING_BRACKET);
  text.number(ofClient);
  text.octets(COMMA);
  text.number(ofServer);
  text.octets(CLOSING_BRACKET);
};

/** Most are whole nanoseconds, and integers are written in a fraction of the time. */
const seconds: Write<number> = (value, text) => {
  const nanoseconds = Math.round(value * NANOSECONDS_PER_SECOND);
  if (!(nanoseconds >= 0) || nanoseconds / NANOSECONDS_PER_SECOND !== value) {
    text.number(value);
    return;
  }
  const whole = Math.floor(nanoseconds / NANOSECONDS_PER_SECOND);
  text.number(whole);
  const fraction = nanoseconds - whole * NANOSECONDS_PER_SECOND;
  if (fraction > 0) text.fraction(fraction);
};

const endpoint = object<EndpointName>([
  member('address', ({ address }) => address, word),
  member('port', ({ port }) => port, number),
]);

const transition = object<StateTransition>([
  member('from', ({ from }) => from, word),
  member('event', ({ event }) => event, word),
]);

const roundTrip = object<RoundTripReport>([
  member('samples', ({ samples }) => samples, number),
  member('least', ({ least }) => least, seconds),
  member('smoothed', ({ smoothed }) => smoothed, seconds),
  member('most', ({ most }) => most, seconds),
]);

const analysis = object<AnalysisReport>([
  member('retransmissions', (a) => a.retransmissions, pair),
  member('fastRetransmissions', (a) => a.fastRetransmissions, pair),
  member('spuriousRetransmissions', (a) => a.spuriousRetransmissions, pair),
  member('outOfOrder', (a) => a.outOfOrder, pair),
  member('duplicateAcks', (a) => a.duplicateAcks, pair),
  member('zeroWindows', (a) => a.zeroWindows, pair),
  member('windowFull', (a) => a.windowFull, pair),
  member('keepAlives', (a) => a.keepAlives, pair),
  member('windowProbes', (a) => a.windowProbes, pair),
  member('gaps', (a) => a.gaps, pair),
  member('handshakeRttSeconds', (a) => a.handshakeRttSeconds, orNull(seconds)),
  member('roundTripSeconds', (a) => a.roundTripSeconds, list(orNull(roundTrip))),
  member('icmpErrors', (a) => a.icmpErrors, number),
]);

const close = object<CloseReport>([
  member('by', ({ by }) => by, orNull(word)),
  member('how', ({ how }) => how, orNull(word)),
  member('why', ({ why }) => why, string),
]);

const firstByte = object<FirstByteReport>([
  member('least', ({ least }) => least, seconds),
  member('mean', ({ mean }) => mean, seconds),
  member('most', ({ most }) => most, seconds),
]);

const remark = object<RemarkReport>([
  member('code', ({ code }) => code, word),
  member('time', ({ time }) => time, instant),
  member('text', ({ text }) => text, string),
  member('why', ({ why }) => why, string),
]);

const timed: Write<{ readonly time: Time }> = (item, text) =>
  anything({ ...item, time: timeText(item.time) }, text);

const connection = object<ConnectionReport>([
  member('type', () => 'connection', word),
  member('id', (c) => c.id, number),
  member('client', (c) => c.client, endpoint),
  member('server', (c) => c.server, endpoint),
  member('basis', (c) => c.basis, word),
  member('firstTime', (c) => c.firstTime, instant),
  member('lastTime', (c) => c.lastTime, instant),
  member('packets', (c) => c.packets, pair),
  member('bytes', (c) => c.bytes, pair),
  member('payloadBytes', (c) => c.payloadBytes, pair),
  member('flags', (c) => c.flags, word),
  member('completeness', (c) => c.completeness, number),
  member('history', (c) => c.history, word),
  member('connState', (c) => c.connState, word),
  member('clientState', (c) => c.clientState, word),
  member('serverState', (c) => c.serverState, word),
  member('clientTransition', (c) => c.clientTransition, orNull(transition)),
  member('serverTransition', (c) => c.serverTransition, orNull(transition)),
  member('analysis', (c) => c.analysis, analysis),
  member('close', (c) => c.close, close),
  member('label', (c) => c.label, orNull(string)),
  member('protocols', (c) => c.protocols, list(string)),
  member('tls', (c) => c.tls, anything),
  member('requests', (c) => c.requests, number),
  member('responses', (c) => c.responses, number),
  member('keepAliveReuse', (c) => c.keepAliveReuse, number),
  member('timeToFirstByteSeconds', (c) => c.timeToFirstByteSeconds, firstByte),
  member('remarks', (c) => c.remarks, list(remark)),
  member('messages', (c) => c.messages, list(timed)),
  member('segments', (c) => c.segments, list(timed)),
]);

/** One line for one connection. What is not computed is left out. There may be a million of them. */
export function writeConnection(report: ConnectionReport, text: OctetText): void {
  connection(report, text);
  text.endLine();
}

/** The last line: the run as a whole. */
export function writeSummary(report: SummaryReport, text: OctetText): void {
  const summary = {
    type: 'summary',
    packets: report.packets,
    segments: report.segments,
    ignored: report.ignored,
    malformed: report.malformed,
    connections: report.connections,
    firstTime: spanText(report.firstTime),
    lastTime: spanText(report.lastTime),
    framesWithoutTime: report.framesWithoutTime,
    interfaces: report.interfaces,
    dropped: report.dropped,
    fileError: report.fileError,
  };
  text.line(JSON.stringify(summary));
}

/** Empty where it is not known: no instant stands for that. */
function spanText(time: SummaryReport['firstTime']): string | null {
  return time === 'unknown' ? '' : time && timeText(time);
}
