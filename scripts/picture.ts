/**
 * Draws docs/screen.svg from the real program on real traffic: the demonstration on loopback, with the ladder of one
 * connection below the list. Needs root and the built program.
 *
 *   npm run picture
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openProgram } from '../test/support/program.ts';
import { screenToSvg } from '../test/support/screen-svg.ts';
import { closeTerminals, KEYS } from '../test/support/terminal.ts';

const FILE = fileURLToPath(new URL('../docs/screen.svg', import.meta.url));
const SIZE = { columns: 120, rows: 44 };
/** All ten dialogues and the pauses between them. */
const ONE_ROUND_MILLISECONDS = 90_000;

try {
  const terminal = openProgram(['-i', 'lo', '--demo', 'tcp portrange 20001-20010'], SIZE);
  await terminal.waitFor(/\[::1\]:20010 .*CLOSED/, ONE_ROUND_MILLISECONDS);
  await terminal.press('g', KEYS.down, KEYS.down);
  await terminal.waitFor(/101 Switching Protocols(.|\n)*closed first/);
  writeFileSync(
    FILE,
    screenToSvg(terminal.cells(), 'tcpdialog-tui: the connections, and the dialogue of one'),
  );
} finally {
  await closeTerminals();
}
