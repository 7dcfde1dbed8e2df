import type { Language } from '../core/dialogue/explain/values.ts';
import { isResetInName } from '../core/dialogue/remarks.ts';
import type { FieldValue } from '../core/protocols/dissector.ts';
import type { StateTransition, TcpState } from '../core/tcp/state.ts';
import type { ConnectionRow, DialogueView, Pair } from '../core/view/snapshot.ts';
import { endTexts } from './endpoint.ts';
import { drawPieces, type Piece, widthOf } from './pieces.ts';
import { drawRemarks } from './remarks.ts';
import { statePieces, stateWords } from './state-text.ts';
import type { Style } from './style.ts';
import { columnsOf, fit, fitWords } from './text.ts';
import { drawTitle, spokenPieces } from './title.ts';
import { countedText, countText, durationText, durationWords, octetsText } from './units.ts';
import { wrapText } from './wrap.ts';

const UNBOUNDED = 80;
const ENDS_FROM = 110;
/** A narrower title counts the remarks without the word. */
const NOUN_FROM = 76;

/** `#18 10.0.0.12:51546 ⇄ 10.0.3.7:5432` */
function endsPieces(row: ConnectionRow, style: Style): Piece[] {
  const [client, server] = endTexts(row.client, row.server);
  return [
    [`#${row.id} `, 'quiet'],
    [client, 'client'],
    [` ${style.glyphs.between} `, 'quiet'],
    [server, 'server'],
  ];
}

/**
 * The title of one dialogue, a rule across `width` columns:
 * `── #18 10.0.0.12:51546 ⇄ 10.0.3.7:5432  OPEN  PostgreSQL → TLS  ▲ 2 remarks ───`. The remarks may stand far below.
 */
export function drawDialogueTitle(
  { row, protocols, remarks }: Pick<DialogueView, 'row' | 'protocols' | 'remarks'>,
  width: number,
  style: Style,
): string {
  const { remark } = style.glyphs;
  const behind: Piece[] = [
    ['  ', null],
    ...statePieces(row, UNBOUNDED, remarks),
    ...spokenPieces(protocols, style.glyphs),
  ];
  if (remarks.length > 0) {
    const noun = remarks.length === 1 ? ' remark' : ' remarks';
    behind.push([`  ${remark} ${countText(remarks.length)}${width < NOUN_FROM ? '' : noun}`, 'trouble']);
  }
  return drawTitle(row, ['', ''], behind, width, style);
}

/** One line on one connection, in `width` columns: what a small terminal shows of the selected one. */
export function drawPreview(row: ConnectionRow, width: number, style: Style, nowNanoseconds: number): string {
  const gap: Piece = [` ${style.glyphs.dot} `, 'quiet'];
  const { towards } = style.glyphs;
  const parts: Piece[][] = [
    [[stateWords(row), row.trouble ? 'trouble' : 'strong']],
    [
      [
        `C${towards}S ${octetsText(row.payloadBytes[0])}  S${towards}C ${octetsText(row.payloadBytes[1])}`,
        null,
      ],
    ],
  ];
  if (row.requests > 0) parts.push([[requestsText(row), null]]);
  const again = row.retransmissions[0] + row.retransmissions[1];
  if (again > 0) parts.push([[`${countText(again)} sent again`, 'trouble']]);
  if (row.handshakeRttNanoseconds !== null)
    parts.push([[`rtt ${durationText(row.handshakeRttNanoseconds)}`, null]]);
  parts.push([[`idle ${durationText(nowNanoseconds - row.lastNanoseconds)}`, null]]);
  // The row above has the addresses already: where there is little room, the figures that it lacks come first.
  const figures = parts.flatMap((part) => [gap, ...part]);
  const whole = [...endsPieces(row, style), ...figures];
  if (width >= ENDS_FROM && widthOf(whole) <= width) return drawPieces(whole, width, style);
  return drawPieces([[`#${row.id}`, 'quiet'], ...figures], width, style);
}

function requestsText({ requests, responses }: ConnectionRow): string {
  const asked = countedText(requests, 'request');
  if (requests === responses) return asked;
  // A response may come in several: 100 Continue, or 101 Switching Protocols, and then the answer.
  return `${asked}, ${countText(responses)} ${responses > requests ? 'responses' : 'answered'}`;
}

const LABEL_MAXIMUM = 18;
const LABEL_MARGIN = 2;

/** What is known of a dialogue beside its ladder, then the remarks on it: rows of exactly `width` columns. */
export function drawDetails(view: DialogueView, width: number, style: Style, language: Language): string[] {
  return [...drawFacts(view, width, style), ...drawRemarks(view.remarks, width, style, language)];
}

/** The same without the remarks: a label, and beside it a value in as many rows as it needs. */
export function drawFacts(view: DialogueView, width: number, style: Style): string[] {
  const rows = details(view);
  const longest = Math.max(...rows.map(([label]) => columnsOf(label)));
  const columns = Math.min(longest, LABEL_MAXIMUM, Math.floor(width / 2));
  const room = Math.max(1, width - columns - LABEL_MARGIN);
  return rows.flatMap(([label, value, trouble]) =>
    valueLines(value, room, style.glyphs.ellipsis).map((line, index) => {
      const start = fit(index === 0 ? label : '', columns, 'left', style.glyphs.ellipsis);
      const pieces: Piece[] = [
        [start + ' '.repeat(LABEL_MARGIN), 'quiet'],
        [line, trouble ? 'trouble' : null],
      ];
      return drawPieces(pieces, width, style);
    }),
  );
}

/** Names of a certificate may be very many. */
const MOST_VALUE_LINES = 3;

function valueLines(value: string, columns: number, ellipsis: string): string[] {
  const lines = wrapText(value, columns);
  if (lines.length <= MOST_VALUE_LINES) return lines;
  const rest = lines.slice(MOST_VALUE_LINES - 1).join(' ');
  return [...lines.slice(0, MOST_VALUE_LINES - 1), fitWords(rest, columns, ellipsis)];
}

type Detail = readonly [label: string, value: string, trouble?: boolean];

function nameDetails({ names: [client, server] }: DialogueView): Detail[] {
  const details: Detail[] = [];
  if (client !== null) details.push(['C is', client]);
  if (server !== null) details.push(['S is', server]);
  return details;
}

/** The state of an end, and what led there; not where it is that of an RST which somebody else sent in its name. */
function stateDetails(
  side: string,
  state: TcpState,
  transition: StateTransition | null,
  resetInName: boolean,
): Detail[] {
  if (resetInName && transition?.event === 'snd RST')
    return [
      [side, 'not known'],
      ['  by', 'RST in its name'],
    ];
  return transition === null
    ? [[side, state]]
    : [
        [side, state],
        ['  by', transition.event],
      ];
}

function details(view: DialogueView): Detail[] {
  const { row } = view;
  const sentAgain = row.retransmissions[0] + row.retransmissions[1];
  const rows: Detail[] = [
    ['state', stateWords(row, view.remarks), row.state === 'reset' || row.state === 'refused'],
    ...nameDetails(view),
    ...stateDetails('client', view.clientState, view.transitions[0], isResetInName(view.remarks, 0)),
    ...stateDetails('server', view.serverState, view.transitions[1], isResetInName(view.remarks, 1)),
    ['lasted', durationWords(row.lastNanoseconds - row.firstNanoseconds)],
    ['rtt', row.handshakeRttNanoseconds === null ? '-' : durationWords(row.handshakeRttNanoseconds)],
    ...roundTripDetails(view),
    ['packets', pairText(row.packets, countText)],
    ['payload', pairText(row.payloadBytes, octetsText)],
    ['on wire', pairText(row.bytes, octetsText)],
    ['again', sentAgain === 0 ? 'nothing' : pairText(row.retransmissions, countText), sentAgain > 0],
  ];
  if (view.protocols.length > 0) rows.push(['spoken', view.protocols.join(', then ')]);
  if (row.requests > 0) rows.push(['asked', requestsText(row)]);
  if (view.firstByte !== null) rows.push(['first byte', firstByteText(view.firstByte)]);
  if (view.requestsOpen > 0) rows.push(['waiting', `${countText(view.requestsOpen)} not answered`]);
  if (view.remarks.length > 0) rows.push(['remarks', countText(view.remarks.length), true]);
  if (row.basis !== 'syn') rows.push(['C and S', BASIS_TEXT[row.basis]]);
  if (row.interfaceName !== '') rows.push(['device', row.interfaceName]);
  for (const [name, value] of Object.entries(view.facts)) {
    if (value !== null) rows.push([labelOf(name), factText(value)]);
  }
  return rows;
}

/** `rtt C  22 / 23 / 41 ms`: least, smoothed, most of what that side sent. */
function roundTripDetails({ roundTrips }: DialogueView): Detail[] {
  return (['rtt C', 'rtt S'] as const).flatMap((label, side): Detail[] => {
    const trips = roundTrips[side];
    if (!trips) return [];
    const { least, smoothed, most } = trips;
    return [[label, [least, smoothed, most].map(durationText).join(' / ')]];
  });
}

/** Least, mean, most. */
function firstByteText({ least, mean, most }: NonNullable<DialogueView['firstByte']>): string {
  return least === most ? durationText(most) : [least, mean, most].map(durationText).join(' / ');
}

const BASIS_TEXT = {
  synack: 'from the SYN+ACK: no SYN seen',
  first: 'a guess: who was seen first',
} as const;

const pairText = ([client, server]: Pair, text: (value: number) => string) =>
  `C ${text(client)}  S ${text(server)}`;

/** `serverName` is the name of a fact, `server name` its label. */
function labelOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function factText(value: Exclude<FieldValue, null>): string {
  return typeof value === 'object' ? value.join(' ') : String(value);
}
