import { remarkWhat } from '../core/dialogue/explain/remark-catalogue.ts';
import type { Language } from '../core/dialogue/explain/values.ts';
import {
  MARK_ACKED_UNSEEN,
  MARK_COPY,
  MARK_DOUBLE,
  MARK_DUPLICATE_ACK,
  MARK_FAST,
  MARK_GAP_BEFORE,
  MARK_KEEP_ALIVE,
  MARK_KEEP_ALIVE_ACK,
  MARK_LOSS_PROBE,
  MARK_NEWER,
  MARK_OUT_OF_ORDER,
  MARK_SPURIOUS,
  MARK_TIMEOUT,
  MARK_WINDOW_FULL,
  MARK_WINDOW_PROBE,
  MARK_WINDOW_PROBE_ACK,
  MARK_WINDOW_UPDATE,
  MARK_ZERO_WINDOW,
} from '../core/tcp/marks.ts';
import type { Time } from '../core/time.ts';
import type { EndpointName, LadderEntry } from '../core/view/snapshot.ts';
import { arrowPieces, type SegmentEntry } from './arrow.ts';
import { endTexts } from './endpoint.ts';
import { type LadderLayout, layoutLadder, MARGIN, type TimeMode } from './ladder-layout.ts';
import { drawPieces, fitPieces, type Piece } from './pieces.ts';
import { type Glyphs, ownWords, type Paint, type Style } from './style.ts';
import { columnsOf, fit, fitNoted, fitWords } from './text.ts';
import { countedText, countText, durationWords, gapText, ladderTimeText, timeOfDayText } from './units.ts';

export interface LadderOptions {
  readonly timeMode: TimeMode;
  /** When the connection's first segment was seen, for the time of day. */
  readonly startTime: Time;
  /** That of the remarks. */
  readonly language: Language;
  /** Which of the entries given is drawn as selected: without colours, inverted. */
  readonly selected?: number | null;
}

/** What a mark says beside the arrow; RETX stands in the arrow itself. */
const MARK_WORDS: readonly (readonly [mark: number, words: string, paint: keyof Paint])[] = [
  [MARK_NEWER, 'of a newer connection', 'strong'],
  [MARK_GAP_BEFORE, 'data before this not seen', 'trouble'],
  [MARK_OUT_OF_ORDER, 'out of order', 'trouble'],
  [MARK_FAST, 'sent again after duplicate ACKs', 'trouble'],
  [MARK_TIMEOUT, 'sent again after RTO', 'trouble'],
  [MARK_LOSS_PROBE, 'sent again as a loss probe', 'trouble'],
  [MARK_SPURIOUS, 'sent again though acknowledged', 'trouble'],
  [MARK_ACKED_UNSEEN, 'acknowledges what was not seen', 'trouble'],
  [MARK_DUPLICATE_ACK, 'duplicate ACK', 'trouble'],
  [MARK_ZERO_WINDOW, 'zero window', 'trouble'],
  [MARK_WINDOW_FULL, 'window full', 'trouble'],
  [MARK_WINDOW_PROBE, 'window probe', 'quiet'],
  [MARK_WINDOW_PROBE_ACK, 'answers the window probe', 'quiet'],
  [MARK_WINDOW_UPDATE, 'window update', 'quiet'],
  [MARK_KEEP_ALIVE, 'keep-alive probe', 'quiet'],
  [MARK_KEEP_ALIVE_ACK, 'answers the keep-alive', 'quiet'],
  [MARK_COPY, 'captured again', 'quiet'],
  [MARK_DOUBLE, 'came twice', 'trouble'],
];

type IcmpEntry = Extract<LadderEntry, { kind: 'icmp' }>;

const BLANK: Piece[] = [];
const GAP = '  ';

/** One row of exactly `width` columns for each entry. */
export function drawLadder(
  entries: readonly LadderEntry[],
  width: number,
  style: Style,
  options: LadderOptions,
): string[] {
  const layout = layoutLadder(width, options.timeMode);
  return entries.map((entry, index) => {
    const pieces = entryPieces(entry, layout, style.glyphs, options);
    return drawPieces(pieces, width, style, index === options.selected);
  });
}

/** The titles above a ladder: the two ends stand above their lifelines. */
export function drawLadderHeader(
  ends: { readonly client: EndpointName; readonly server: EndpointName },
  width: number,
  style: Style,
  timeMode: TimeMode,
): string {
  const layout = layoutLadder(width, timeMode);
  const title = timeMode === 'previous' ? 'SINCE' : 'TIME';
  const pieces: Piece[] = [];
  if (layout.time > 0) pieces.push([fit(title, layout.time, 'right', ''), 'quiet']);
  if (layout.gap > 0) pieces.push([` ${fit('+GAP', layout.gap, 'right', '')}`, 'quiet']);
  if (layout.time > 0) pieces.push([' '.repeat(MARGIN), null]);
  const [client, server] = lifelineTexts(ends, layout.arrow);
  const between = layout.arrow + 2 - columnsOf(client) - columnsOf(server);
  pieces.push([client, 'client'], [' '.repeat(Math.max(0, between)), null], [server, 'server']);
  if (layout.said > 0) pieces.push([`${' '.repeat(MARGIN)}SAID`, 'quiet']);
  return drawPieces(pieces, width, style);
}

/** Both ends with what fits between the lifelines: addresses and ports, ports alone, or nothing but C and S. */
function lifelineTexts(
  { client, server }: { readonly client: EndpointName; readonly server: EndpointName },
  arrow: number,
): [string, string] {
  const whole = endTexts(client, server);
  const wordings: readonly [string, string][] = [
    [`C ${whole[0]}`, `${whole[1]} S`],
    [`C :${client.port}`, `:${server.port} S`],
  ];
  const fitting = wordings.find(([left, right]) => columnsOf(left) + columnsOf(right) + 1 <= arrow + 2);
  return fitting ?? ['C', 'S'];
}

function entryPieces(
  entry: LadderEntry,
  layout: LadderLayout,
  glyphs: Glyphs,
  options: LadderOptions,
): Piece[] {
  switch (entry.kind) {
    case 'segment':
      return [
        ...timePieces(entry.nanoseconds, entry.sinceNanoseconds, layout, options),
        ...betweenLifelines(arrowPieces(entry, layout.arrow, glyphs), glyphs),
        ...saidPieces(segmentSaid(entry, layout.said, glyphs), layout, glyphs),
      ];
    case 'said':
      return belowPieces([entry.said, null], true, layout, glyphs, options);
    case 'remark': {
      const words = `${glyphs.remark} ${ownWords(remarkWhat(entry.code, entry.values, options.language), glyphs)}`;
      return belowPieces([words, 'trouble'], false, layout, glyphs, options);
    }
    case 'icmp':
      return icmpPieces(entry, layout, glyphs, options);
    case 'silence': {
      const words = `silent for ${durationWords(entry.durationNanoseconds)}`;
      return acrossPieces([words], glyphs.silence, 'quiet', layout, glyphs, options);
    }
    case 'switch': {
      const spoken = entry.within === null ? entry.to : `${entry.to} in ${entry.within}`;
      return acrossPieces(
        [`${spoken} from here on`, `now ${spoken}`],
        glyphs.double,
        'strong',
        layout,
        glyphs,
        options,
      );
    }
    case 'omitted': {
      const count = countText(entry.segments);
      const words = `${countedText(entry.segments, 'segment')} not kept`;
      return acrossPieces([words, `${count} not kept`], glyphs.ellipsis, 'trouble', layout, glyphs, options);
    }
    case 'ended':
      return [
        ...timePieces(entry.nanoseconds, null, layout, options),
        [glyphs.corner + glyphs.line.repeat(2), 'quiet'],
        [` ${entry.text}`, 'strong'],
      ];
  }
}

/** To whom the errors went stands between the lifelines; what they say stands beside, or there too where there is no room. */
function icmpPieces(
  { nanoseconds, about, text, nextHopMtu, count }: IcmpEntry,
  layout: LadderLayout,
  glyphs: Glyphs,
  options: LadderOptions,
): Piece[] {
  const to = `ICMP to ${about === 0 ? 'C' : 'S'}`;
  const times = count === 1 ? '' : ` ${glyphs.times}${countText(count)}`;
  const isBeside = columnsOf(text) <= layout.said;
  const words = isBeside ? [`${to}${times}`] : [`${to}: ${text}${times}`, text];
  const said = nextHopMtu === null ? text : `${text}: next hop takes ${countText(nextHopMtu)} B`;
  return [
    ...acrossPieces(words, glyphs.silence, 'trouble', layout, glyphs, options, nanoseconds),
    ...saidPieces(isBeside ? [[said, 'trouble']] : BLANK, layout, glyphs),
  ];
}

function timePieces(
  nanoseconds: number | null,
  since: number | null,
  { time, gap }: LadderLayout,
  options: LadderOptions,
): Piece[] {
  if (time === 0) return [];
  const text = nanoseconds === null ? '' : timeColumnText(nanoseconds, since, time, options);
  const pieces: Piece[] = [[fit(text, time, 'right', ''), null]];
  if (gap > 0) pieces.push([` ${fit(since === null ? '' : gapText(since), gap, 'right', '')}`, 'quiet']);
  pieces.push([' '.repeat(MARGIN), null]);
  return pieces;
}

function timeColumnText(
  nanoseconds: number,
  since: number | null,
  columns: number,
  options: LadderOptions,
): string {
  switch (options.timeMode) {
    case 'start':
      return ladderTimeText(nanoseconds, columns);
    case 'previous':
      return since === null ? '' : `+${ladderTimeText(since, columns - 1)}`;
    case 'clock':
      // A narrow ladder has room for milliseconds only.
      return timeOfDayText(options.startTime, nanoseconds).slice(0, columns);
  }
}

function betweenLifelines(inner: readonly Piece[], glyphs: Glyphs): Piece[] {
  return [[glyphs.lifeline, 'quiet'], ...inner, [glyphs.lifeline, 'quiet']];
}

/** Around words that stand between the lifelines: spaces, and one character of the rule on each side. */
const AROUND_WORDS = 6;

/** Something that concerns both sides: words in the middle of a rule from lifeline to lifeline, the longest that fit. */
function acrossPieces(
  wordings: readonly string[],
  rule: string,
  paint: keyof Paint,
  layout: LadderLayout,
  glyphs: Glyphs,
  options: LadderOptions,
  nanoseconds: number | null = null,
): Piece[] {
  const fitting = wordings.find((words) => columnsOf(words) + AROUND_WORDS <= layout.arrow);
  const label = fitting ?? fitWords(wordings.at(-1) ?? '', Math.max(0, layout.arrow - 4), glyphs.ellipsis);
  const rules = layout.arrow - 4 - columnsOf(label);
  const before = rule.repeat(Math.max(0, Math.floor(rules / 2)));
  const behind = rule.repeat(Math.max(0, rules - Math.floor(rules / 2)));
  const inner = fitPieces([[` ${before} ${label} ${behind} `, paint]], layout.arrow, glyphs);
  return [...timePieces(nanoseconds, null, layout, options), ...betweenLifelines(inner, glyphs)];
}

function saidPieces(said: readonly Piece[], { said: columns }: LadderLayout, glyphs: Glyphs): Piece[] {
  if (columns === 0) return [];
  return [[' '.repeat(MARGIN), null], ...fitPieces(said, columns, glyphs)];
}

/**
 * Words that belong to the segment above. Where they are too long to stand below what it said, they begin at the left
 * lifeline, or indented: as far left as they have to.
 */
function belowPieces(
  [words, paint]: Piece,
  isIndented: boolean,
  layout: LadderLayout,
  glyphs: Glyphs,
  options: LadderOptions,
): Piece[] {
  const before = timePieces(null, null, layout, options);
  const columns = columnsOf(words);
  if (columns <= layout.said) {
    const between = betweenLifelines(fitPieces(BLANK, layout.arrow, glyphs), glyphs);
    return [...before, ...between, ...saidPieces([[words, paint]], layout, glyphs)];
  }
  const room = layout.arrow + (layout.said > 0 ? 1 + MARGIN + layout.said : 0) - 1;
  const indent = isIndented ? Math.max(0, room - columns) : 0;
  const fitted = fitWords(words, room, glyphs.ellipsis);
  return [...before, [`${glyphs.lifeline} `, 'quiet'], [' '.repeat(indent), null], [fitted, paint]];
}

/** What stands beside the arrow: marks in words, then what was said; the options of a SYN matter less. */
function segmentSaid(entry: SegmentEntry, columns: number, { ellipsis }: Glyphs): Piece[] {
  const pieces: Piece[] = MARK_WORDS.filter(([mark]) => entry.marks & mark).map(([, words, paint]) => [
    words,
    paint,
  ]);
  const { said, protocol, noteCharacters = 0 } = entry;
  if (said !== null) {
    const used = pieces.reduce((sum, [words]) => sum + columnsOf(words) + GAP.length, 0);
    pieces.push([
      fitNoted(said, noteCharacters, columns - used, ellipsis),
      protocol === null ? 'quiet' : null,
    ]);
  }
  return pieces.flatMap((piece, index): Piece[] => (index === 0 ? [piece] : [[GAP, null], piece]));
}
