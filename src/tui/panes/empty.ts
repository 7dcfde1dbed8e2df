import { drawPieces, type Piece } from '../../draw/pieces.ts';
import type { Style } from '../../draw/style.ts';
import { countText } from '../../draw/units.ts';
import type { EngineStatus } from '../../engine/messages.ts';
import type { Latest } from '../data.ts';

/** By then the demo has always begun to speak. */
const DEMO_STARTS_MILLISECONDS = 10_000;
const PORT_TO_TRY = '8000';
/** A capture filter that lets a dialogue on that port through, or on the one that it names; others are not looked into. */
const EASY_FILTER = /^(?:tcp)? ?(?:port (\d+))?$/u;

const commandsToTry = (port: string): string[] => [
  `python3 -m http.server ${port}`,
  `curl http://127.0.0.1:${port}/`,
];

/** What is shown while there is no connection: where we listen, for what, what came, and what to try. Never a blank. */
export function drawEmpty(
  latest: Latest | null,
  columns: number,
  style: Style,
  demoStartedMilliseconds: number | null,
): string[] {
  if (latest === null || latest.snapshot.counters.connectionsSeen > 0) return [];
  const lines =
    latest.status.sourceKind === 'live' ? liveLines(latest, demoStartedMilliseconds) : fileLines(latest);
  return lines.map((pieces) => drawPieces([['  ', null], ...pieces], columns, style));
}

function liveLines(latest: Latest, demoStartedMilliseconds: number | null): Piece[][] {
  const { status, snapshot } = latest;
  const ended = status.phase === 'ended';
  return [
    [],
    [
      [
        ended
          ? 'The capture has ended; no TCP connection was seen.'
          : 'Waiting for the first TCP connection.',
        'strong',
      ],
    ],
    [],
    [
      ['device          ', 'quiet'],
      [status.sourceName, null],
    ],
    [
      ['capture filter  ', 'quiet'],
      [status.captureFilter === '' ? 'none: all packets' : status.captureFilter, null],
    ],
    [
      ['packets so far  ', 'quiet'],
      [packetsText(snapshot.counters.frames, snapshot.counters.segments), null],
    ],
    ...(ended ? [] : [[], ...whatToTry(latest, demoStartedMilliseconds)]),
  ];
}

function packetsText(frames: number, segments: number): string {
  if (frames === 0) return '0';
  return `${countText(frames)}, ${segments === 0 ? 'none' : countText(segments)} of them TCP`;
}

function whatToTry(
  { status, receivedMilliseconds }: Latest,
  demoStartedMilliseconds: number | null,
): Piece[][] {
  if (demoStartedMilliseconds === null) return tryLines(status);
  return receivedMilliseconds - demoStartedMilliseconds < DEMO_STARTS_MILLISECONDS
    ? [[['The demo is starting its servers and clients; their dialogues appear here.', null]]]
    : [
        [['The demo should have begun by now: does the capture filter let its dialogues through?', null]],
        CHANGE_FILTER_LINE,
      ];
}

const CHANGE_FILTER_LINE: Piece[] = [
  ['c', 'strong'],
  [' changes the filter; an empty one takes all packets.', null],
];
const CAPTURE_FILTER_LINES: Piece[][] = [
  [['Any TCP traffic that the capture filter lets through appears here.', null]],
  CHANGE_FILTER_LINE,
];

function tryLines(status: EngineStatus): Piece[][] {
  if (!/(^|[\s,])(lo\d*|any)($|[\s,])/u.test(status.sourceName)) {
    return [
      [['Any TCP traffic through this device appears here.', null]],
      [
        ['Another device: ', null],
        ['-i NAME', 'strong'],
        ['; ', null],
        ['-D', 'strong'],
        [' lists them; ', null],
        ['-i any', 'strong'],
        [' takes all.', null],
      ],
      [
        ['Dialogues made for you on loopback: ', null],
        ['tcpdialog-tui -i lo --demo', 'strong'],
      ],
    ];
  }
  const easy = EASY_FILTER.exec(status.captureFilter.trim().replace(/\s+/gu, ' '));
  if (easy === null) return CAPTURE_FILTER_LINES;
  return [
    [['Try, in another terminal:', null]],
    ...commandsToTry(easy[1] ?? PORT_TO_TRY).map((command): Piece[] => [
      ['  ', null],
      [command, 'strong'],
    ]),
    [
      ['or have dialogues made for you: ', null],
      ['tcpdialog-tui -i lo --demo', 'strong'],
    ],
  ];
}

function fileLines({ status, snapshot }: Latest): Piece[][] {
  const { frames, segments } = snapshot.counters;
  const words =
    status.phase === 'ended'
      ? 'There is no TCP connection in this capture.'
      : 'Reading; no TCP connection so far.';
  return [
    [],
    [[words, 'strong']],
    [],
    [
      ['file            ', 'quiet'],
      [status.sourceName, null],
    ],
    ...(status.captureFilter === ''
      ? []
      : [
          [
            ['capture filter  ', 'quiet'],
            [status.captureFilter, null],
          ] as Piece[],
        ]),
    [
      ['packets so far  ', 'quiet'],
      [packetsText(frames, segments), null],
    ],
  ];
}
