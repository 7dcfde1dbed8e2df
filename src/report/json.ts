import { type Time, timeText } from '../core/time.ts';
import type { ConnectionReport, SummaryReport } from '../core/view/report.ts';

/** One line, without its line end, for one connection. What is not computed is undefined and so left out. */
export function connectionLine(report: ConnectionReport): string {
  return JSON.stringify({
    type: 'connection',
    id: report.id,
    client: report.client,
    server: report.server,
    basis: report.basis,
    firstTime: timeText(report.firstTime),
    lastTime: timeText(report.lastTime),
    packets: report.packets,
    bytes: report.bytes,
    payloadBytes: report.payloadBytes,
    flags: report.flags,
    completeness: report.completeness,
    history: report.history,
    connState: report.connState,
    clientState: report.clientState,
    serverState: report.serverState,
    analysis: report.analysis,
    close: report.close,
    label: report.label,
    protocols: report.protocols,
    tls: report.tls,
    requests: report.requests,
    responses: report.responses,
    keepAliveReuse: report.keepAliveReuse,
    remarks: report.remarks?.map(withTimeText),
    messages: report.messages?.map(withTimeText),
    segments: report.segments?.map(withTimeText),
  });
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
