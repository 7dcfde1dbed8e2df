import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../core/time.ts';
import { LET_GO, LET_GO_KINDS } from '../../core/view/let-go.ts';
import type { Counters, Drops, RecordingStatus } from '../../core/view/snapshot.ts';
import { drawPieces, joinPieces, type Piece, widthOf } from '../../draw/pieces.ts';
import type { Style } from '../../draw/style.ts';
import { clockText, countText, octetsText } from '../../draw/units.ts';
import type { Latest } from '../data.ts';
import type { TuiState } from '../state.ts';

/** A part of a status line; on a narrow terminal those of high rank give way first. */
interface Part {
  readonly rank: number;
  readonly pieces: readonly Piece[];
}

/** The two lines on top: what is captured and how it goes; what is shown of it. */
export function drawStatus(
  state: TuiState,
  latest: Latest | null,
  columns: number,
  style: Style,
  started: number,
): string[] {
  if (latest === null) {
    return [
      drawPieces(
        [
          [' tcpdialog', 'strong'],
          ['  starting', 'quiet'],
        ],
        columns,
        style,
      ),
      drawPieces([], columns, style),
    ];
  }
  const recording = latest.status.recording;
  return [
    spread(
      captureParts(state, latest, started),
      recording === null ? [] : recordingParts(recording, style),
      columns,
      style,
    ),
    drawView(state, latest, columns, style),
  ];
}

function captureParts(state: TuiState, latest: Latest, started: number): Part[] {
  const { snapshot, status } = latest;
  const { counters } = snapshot;
  const parts: Part[] = [
    { rank: 8, pieces: [['tcpdialog', 'strong']] },
    { rank: 1, pieces: [[status.sourceName, null]] },
    { rank: 0, pieces: phasePieces(state, latest, started) },
    { rank: 2, pieces: [count(counters.connectionsSeen, counters.connectionsSeen === 1 ? 'conn' : 'conns')] },
    { rank: 4, pieces: [count(counters.connectionsOpen, 'open')] },
    { rank: 3, pieces: [count(counters.connectionsInTrouble, 'bad', counters.connectionsInTrouble > 0)] },
    { rank: 7, pieces: [count(counters.frames, 'pkts')] },
  ];
  if (status.sourceKind === 'live') {
    parts.push({ rank: 6, pieces: [[`${octetsText(Math.round(latest.framesPerSecond))} pkt/s`, null]] });
    parts.push({ rank: 5, pieces: [dropsPiece(status.drops)] });
  }
  const letGo = letGoOf(counters);
  if (letGo !== '') parts.push({ rank: 4, pieces: [[`${letGo} let go`, 'trouble']] });
  const faults = counters.dissectorFailures;
  if (faults > 0) parts.push({ rank: 4, pieces: [count(faults, faults === 1 ? 'fault' : 'faults', true)] });
  const malformed = Object.values(counters.malformed).reduce((sum, times) => sum + times, 0);
  if (malformed > 0) parts.push({ rank: 7, pieces: [count(malformed, 'malformed', true)] });
  return parts;
}

const count = (value: number, word: string, trouble = false): Piece => [
  `${countText(value)} ${word}`,
  trouble ? 'trouble' : null,
];

/** All that a limit of ours let go, octets apart from what is counted in pieces: never silent. */
function letGoOf(counters: Counters): string {
  let pieces = 0;
  for (const kind of LET_GO_KINDS) if (kind !== 'payloadOctets') pieces += counters[LET_GO[kind]];
  const octets = counters[LET_GO.payloadOctets];
  const told = [pieces > 0 ? countText(pieces) : '', octets > 0 ? `${octetsText(octets)} octets` : ''];
  return told.filter((text) => text !== '').join(' + ');
}

function dropsPiece({ byKernel, byInterface, byUs }: Drops): Piece {
  if (byKernel === null)
    return [byUs > 0 ? `dropped ${countText(byUs)} and unknown` : 'drops unknown', 'trouble'];
  const dropped = byKernel + (byInterface ?? 0) + byUs;
  return [`dropped ${countText(dropped)}`, dropped > 0 ? 'trouble' : null];
}

function phasePieces(state: TuiState, latest: Latest, started: number): Piece[] {
  const { status, snapshot } = latest;
  // A capture lasts by the clock, silences at its ends too; a file as long as its frames tell.
  const lasted = status.sourceKind === 'live' ? captureNanoseconds(latest, started) : snapshot.nowNanoseconds;
  const time: Piece = [` ${clockText(lasted)}`, null];
  if (state.paused) return [[' PAUSED ', 'inverse'], time];
  if (status.phase === 'ended') return [['ENDED', 'strong'], time];
  if (status.sourceKind === 'live') return [['LIVE', 'good'], time];
  const { octets = 0, of = null } = status.progress ?? {};
  return [
    ['READING', 'good'],
    [of ? ` ${Math.floor((octets / of) * 100)} %` : ` ${octetsText(octets)}`, null],
  ];
}

/** One that has ended in whole seconds: it began a little before the screen, and `--duration 3` is three. */
function captureNanoseconds({ endedMilliseconds, receivedMilliseconds }: Latest, started: number): number {
  if (endedMilliseconds === null) return (receivedMilliseconds - started) * NANOSECONDS_PER_MILLISECOND;
  return Math.round((endedMilliseconds - started) / 1000) * NANOSECONDS_PER_SECOND;
}

function recordingParts(recording: RecordingStatus, { glyphs }: Style): Part[] {
  const { startedMilliseconds, octets, unwritten } = recording;
  const time = clockText((Date.now() - startedMilliseconds) * NANOSECONDS_PER_MILLISECOND).replace(
    /^00:/u,
    '',
  );
  const parts: Part[] = [
    { rank: 0, pieces: [[`${glyphs.record} REC`, 'trouble']] },
    { rank: 1, pieces: [[time, null]] },
    { rank: 2, pieces: [[octetsText(octets), null]] },
  ];
  if (unwritten > 0) parts.push({ rank: 1, pieces: [count(unwritten, 'unwritten', true)] });
  return parts;
}

function drawView(state: TuiState, latest: Latest, columns: number, style: Style): string {
  const { snapshot, filterInForce } = latest;
  const right: Part[] = [
    {
      rank: 1,
      pieces: [[`${countText(snapshot.matching)} of ${countText(snapshot.counters.connectionsKept)}`, null]],
    },
    {
      rank: 3,
      pieces: [
        [`sort ${state.sort}${state.descending ? style.glyphs.descending : style.glyphs.ascending}`, null],
      ],
    },
  ];
  const path = latest.status.recording?.path;
  if (path !== undefined) right.push({ rank: 2, pieces: [[path, 'trouble']] });
  if (state.follow) right.push({ rank: 2, pieces: [['follow', 'strong']] });
  if (state.marks.size > 0) right.push({ rank: 2, pieces: [[`${state.marks.size} marked`, 'strong']] });
  const inForce: Piece[] =
    filterInForce === ''
      ? [['no filter', 'quiet']]
      : [
          ['/ ', 'quiet'],
          [filterInForce, 'strong'],
        ];
  const wrong: Piece[] = [
    [`${style.glyphs.trouble} ${snapshot.filterError ?? ''}`, 'trouble'],
    ['  in force: ', 'quiet'],
  ];
  const left: Part[] = [
    { rank: 0, pieces: snapshot.filterError === null ? inForce : [...wrong, ...inForce] },
  ];
  return spread(left, right, columns, style);
}

/** Parts on the left and on the right of one row; those of the highest rank go until all fits. */
function spread(left: readonly Part[], right: readonly Part[], columns: number, style: Style): string {
  const ranks = [...new Set([...left, ...right].map(({ rank }) => rank))].sort((a, b) => b - a);
  let shown = { left: left.slice(), right: right.slice() };
  for (const rank of ranks) {
    if (widthOf(piecesOf(shown.left)) + widthOf(piecesOf(shown.right)) + 1 <= columns || rank === 0) break;
    const stays = (part: Part) => part.rank < rank;
    shown = { left: shown.left.filter(stays), right: shown.right.filter(stays) };
  }
  const tail = piecesOf(shown.right);
  const room = columns - widthOf(tail);
  if (room < 1) return drawPieces(piecesOf(shown.left), columns, style);
  return drawPieces(piecesOf(shown.left), room, style) + joinPieces(tail, style.paint);
}

const piecesOf = (parts: readonly Part[]): Piece[] =>
  parts.flatMap(({ pieces }, index): Piece[] => [[index === 0 ? ' ' : '  ', null], ...pieces]);
