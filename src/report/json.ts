import type { StateTransition } from '../core/tcp/state.ts';
import { fractionText, NANOSECONDS_PER_SECOND, type Time, timeText } from '../core/time.ts';
import type {
  AnalysisReport,
  CloseReport,
  ConnectionReport,
  FirstByteReport,
  RemarkReport,
  RoundTripReport,
  SummaryReport,
} from '../core/view/report.ts';
import { NO_PAIR } from '../core/view/report-of.ts';
import type { EndpointName, Pair } from '../core/view/snapshot.ts';

/**
 * One line, without its line end, for one connection. What is not computed is left out. Put together by hand: there may
 * be a million of them, and this takes a third of the time that JSON.stringify does.
 */
export function connectionLine(report: ConnectionReport): string {
  return (
    `{"type":"connection","id":${report.id}` +
    `,"client":${endJson(report.client)},"server":${endJson(report.server)},"basis":"${report.basis}"` +
    `,"firstTime":"${timeText(report.firstTime)}","lastTime":"${timeText(report.lastTime)}"` +
    `,"packets":${pairJson(report.packets)},"bytes":${pairJson(report.bytes)}` +
    `,"payloadBytes":${pairJson(report.payloadBytes)},"flags":"${report.flags}"` +
    `,"completeness":${report.completeness}` +
    (report.history === undefined ? '' : `,"history":"${report.history}"`) +
    (report.connState === undefined ? '' : `,"connState":"${report.connState}"`) +
    `,"clientState":"${report.clientState}","serverState":"${report.serverState}"` +
    transitionJson('clientTransition', report.clientTransition) +
    transitionJson('serverTransition', report.serverTransition) +
    (report.analysis === undefined ? '' : `,"analysis":${analysisJson(report.analysis)}`) +
    `,"close":${closeJson(report.close)},"label":${JSON.stringify(report.label)}` +
    `,"protocols":${JSON.stringify(report.protocols)}` +
    (report.tls === undefined ? '' : `,"tls":${JSON.stringify(report.tls)}`) +
    (report.requests === undefined ? '' : exchangeJson(report)) +
    (report.remarks === undefined ? '' : `,"remarks":${remarksJson(report.remarks)}`) +
    listJson('messages', report.messages) +
    listJson('segments', report.segments) +
    '}'
  );
}

function transitionJson(name: string, transition: StateTransition | null | undefined): string {
  if (transition === undefined) return '';
  if (transition === null) return `,"${name}":null`;
  return `,"${name}":{"from":"${transition.from}","event":"${transition.event}"}`;
}

function endJson({ address, port }: EndpointName): string {
  return `{"address":"${address}","port":${port}}`;
}

function pairJson([ofClient, ofServer]: Pair): string {
  return `[${ofClient},${ofServer}]`;
}

const ANALYSIS_PAIRS = [
  'retransmissions',
  'fastRetransmissions',
  'spuriousRetransmissions',
  'outOfOrder',
  'duplicateAcks',
  'zeroWindows',
  'windowFull',
  'keepAlives',
  'windowProbes',
  'gaps',
] as const satisfies readonly (keyof AnalysisReport)[];

const NOTHING_COUNTED = ANALYSIS_PAIRS.map((name) => `,"${name}":[0,0]`).join('');

function analysisJson(report: AnalysisReport): string {
  const { handshakeRttSeconds: handshake, roundTripSeconds: trips, icmpErrors } = report;
  let text = nothingCounted(report) ? NOTHING_COUNTED : countsJson(report);
  if (handshake !== undefined)
    text += `,"handshakeRttSeconds":${handshake === null ? 'null' : secondsJson(handshake)}`;
  if (trips !== undefined) text += `,"roundTripSeconds":[${tripJson(trips[0])},${tripJson(trips[1])}]`;
  if (icmpErrors !== undefined) text += `,"icmpErrors":${icmpErrors}`;
  return `{${text.slice(1)}}`;
}

function nothingCounted(report: AnalysisReport): boolean {
  return (
    report.retransmissions === NO_PAIR &&
    report.fastRetransmissions === NO_PAIR &&
    report.spuriousRetransmissions === NO_PAIR &&
    report.outOfOrder === NO_PAIR &&
    report.duplicateAcks === NO_PAIR &&
    report.zeroWindows === NO_PAIR &&
    report.windowFull === NO_PAIR &&
    report.keepAlives === NO_PAIR &&
    report.windowProbes === NO_PAIR &&
    report.gaps === NO_PAIR
  );
}

function countsJson(report: AnalysisReport): string {
  let text = '';
  for (const name of ANALYSIS_PAIRS) {
    const pair = report[name];
    if (pair !== undefined) text += `,"${name}":${pairJson(pair)}`;
  }
  return text;
}

function tripJson(trips: RoundTripReport | null): string {
  if (trips === null) return 'null';
  const { samples, least, smoothed, most } = trips;
  return (
    `{"samples":${samples},"least":${secondsJson(least)},"smoothed":${secondsJson(smoothed)}` +
    `,"most":${secondsJson(most)}}`
  );
}

const ZERO = 0x30;

/** A number of seconds: most are whole nanoseconds, and integers are written in a fraction of the time. */
function secondsJson(seconds: number): string {
  const nanoseconds = Math.round(seconds * NANOSECONDS_PER_SECOND);
  if (!(nanoseconds >= 0) || nanoseconds / NANOSECONDS_PER_SECOND !== seconds) return `${seconds}`;
  const whole = Math.floor(nanoseconds / NANOSECONDS_PER_SECOND);
  const fraction = nanoseconds - whole * NANOSECONDS_PER_SECOND;
  if (fraction === 0) return `${whole}`;
  const digits = fractionText(fraction);
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO) end--;
  return `${whole}.${digits.slice(0, end)}`;
}

function closeJson({ by, how, why }: CloseReport): string {
  const reason = why === undefined ? '' : `,"why":${JSON.stringify(why)}`;
  return `{"by":${JSON.stringify(by)},"how":${JSON.stringify(how)}${reason}}`;
}

function exchangeJson(report: ConnectionReport): string {
  const { timeToFirstByteSeconds: firstByte } = report;
  return (
    `,"requests":${report.requests},"responses":${report.responses},"keepAliveReuse":${report.keepAliveReuse}` +
    (firstByte === undefined ? '' : `,"timeToFirstByteSeconds":${firstByteJson(firstByte)}`)
  );
}

function firstByteJson({ least, mean, most }: FirstByteReport): string {
  return `{"least":${secondsJson(least)},"mean":${secondsJson(mean)},"most":${secondsJson(most)}}`;
}

function remarksJson(remarks: readonly RemarkReport[]): string {
  if (remarks.length === 0) return '[]';
  return `[${remarks.map(remarkJson).join(',')}]`;
}

function remarkJson({ code, time, text, why }: RemarkReport): string {
  return `{"code":"${code}","time":"${timeText(time)}","text":${JSON.stringify(text)},"why":${JSON.stringify(why)}}`;
}

function listJson(name: string, items: readonly { readonly time: Time }[] | undefined): string {
  if (items === undefined) return '';
  if (items.length === 0) return `,"${name}":[]`;
  return `,"${name}":${JSON.stringify(items.map(withTimeText))}`;
}

/** The last line, without its line end: the run as a whole. */
export function summaryLine(report: SummaryReport): string {
  return JSON.stringify({
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
  });
}

/** Empty where it is not known: no instant stands for that. */
function spanText(time: SummaryReport['firstTime']): string | null {
  return time === 'unknown' ? '' : time && timeText(time);
}

function withTimeText<Item extends { readonly time: Time }>(
  item: Item,
): Omit<Item, 'time'> & { readonly time: string } {
  return { ...item, time: timeText(item.time) };
}
