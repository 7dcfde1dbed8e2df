import { controlBitLetters } from '../wire/control-bits.ts';
import { ChunkArena, NO_CHUNK } from './chunk-arena.ts';

const RUNS_PER_CHUNK = 8;
const CODE_BITS = 10;
const CODE_MASK = (1 << CODE_BITS) - 1;
const FROM_SECOND = 0x200;
const CONTROL_BITS_MASK = FROM_SECOND - 1;
const MOST_IN_RUN = 0x3f_ffff;

/** Of all control bits, as they stand in the text behind others: ` >PA`. */
const FROM_CLIENT = tokensBehind(' >');
const FROM_SERVER = tokensBehind(' <');

function tokensBehind(arrow: string): readonly string[] {
  return Array.from({ length: CONTROL_BITS_MASK + 1 }, (_, bits) => arrow + controlBitLetters(bits));
}

/** The head and tail of one connection's list of runs. */
export interface RunList {
  runsHead: number;
  runsTail: number;
  /** Runs written into the tail chunk. */
  runsInTail: number;
  /** Segments whose bits found no room: from the first such one on, none are taken. */
  runsOmitted: number;
}

/**
 * The control bits of every segment of every connection, in capture order, run-length coded: a word a run, ten bits of
 * which are the sender (512: the connection's second end) and its nine control bits.
 */
export class ControlBitRuns {
  /** Segments whose bits found no room, of all lists there ever were. */
  letGo = 0;
  private readonly arena: ChunkArena;

  constructor(mostRuns: number) {
    this.arena = new ChunkArena(RUNS_PER_CHUNK, Math.ceil(mostRuns / RUNS_PER_CHUNK));
  }

  append(list: RunList, fromSecond: boolean, controlBits: number): void {
    const code = controlBits | (fromSecond ? FROM_SECOND : 0);
    const { arena } = this;
    if (list.runsOmitted > 0) {
      this.omit(list);
      return;
    }
    if (list.runsInTail > 0) {
      const slab = arena.slab(list.runsTail);
      const at = arena.wordOffset(list.runsTail) + list.runsInTail - 1;
      const run = slab[at] as number;
      if ((run & CODE_MASK) === code && run >>> CODE_BITS < MOST_IN_RUN) {
        slab[at] = run + (1 << CODE_BITS);
        return;
      }
    }
    if (list.runsTail === NO_CHUNK || list.runsInTail === RUNS_PER_CHUNK) {
      const chunk = arena.allocate();
      if (chunk === NO_CHUNK) {
        this.omit(list);
        return;
      }
      if (list.runsTail === NO_CHUNK) list.runsHead = chunk;
      else arena.link(list.runsTail, chunk);
      list.runsTail = chunk;
      list.runsInTail = 0;
    }
    arena.slab(list.runsTail)[arena.wordOffset(list.runsTail) + list.runsInTail++] = code | (1 << CODE_BITS);
  }

  /** Calls `visit` for the control bits of each segment in order, as many at once as are alike. */
  forEach(list: RunList, visit: (controlBits: number, fromSecond: boolean, segments: number) => void): void {
    for (let chunk = list.runsHead; chunk !== NO_CHUNK; chunk = this.arena.next(chunk)) {
      const slab = this.arena.slab(chunk);
      const from = this.arena.wordOffset(chunk);
      const runs = chunk === list.runsTail ? list.runsInTail : RUNS_PER_CHUNK;
      for (let i = 0; i < runs; i++) {
        const run = slab[from + i] as number;
        visit(run & CONTROL_BITS_MASK, (run & FROM_SECOND) !== 0, run >>> CODE_BITS);
      }
    }
  }

  /** As in the JSON: `>S <SA >A >PA <A*2`, `>` from the client; `flipped` when the second end is the client. */
  text(list: RunList, flipped: boolean): string {
    let text = '';
    let lastToken = '';
    let count = 0;
    this.forEach(list, (controlBits, fromSecond, segments) => {
      const token = (fromSecond === flipped ? FROM_CLIENT : FROM_SERVER)[controlBits] as string;
      if (token !== lastToken) {
        if (count > 1) text += `*${count}`;
        text += token;
        lastToken = token;
        count = 0;
      }
      count += segments;
    });
    if (count > 1) text += `*${count}`;
    return text.slice(1);
  }

  free(list: RunList): void {
    this.arena.freeFrom(list.runsHead);
    list.runsHead = NO_CHUNK;
    list.runsTail = NO_CHUNK;
    list.runsInTail = 0;
    list.runsOmitted = 0;
  }

  private omit(list: RunList): void {
    list.runsOmitted++;
    this.letGo++;
  }
}
