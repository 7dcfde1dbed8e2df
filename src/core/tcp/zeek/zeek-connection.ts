import { History } from './history.ts';
import { ZeekEnd } from './zeek-end.ts';

/** Letters of one history: only hostile traffic gets near. */
const HISTORY_LETTERS_AT_MOST = 200;

/** Zeek's letter for what exceeded a limit. */
const LIMIT_REACHED = 'X';

/** One bit a letter; the responder's are 16 higher. */
export const SEEN_SYN = 0x01;
export const SEEN_FIN = 0x02;
export const SEEN_RST = 0x04;
export const SEEN_FIN_RST = 0x08;
export const SEEN_DATA = 0x10;
export const SEEN_ACK = 0x20;
export const SEEN_MULTIPLE = 0x40;
export const RESPONDER_SHIFT = 16;

/** Bits of `begun`. */
const ORIGINATOR = 1;
const RESPONDER = 2;

/** A connection as Zeek follows it: its roles, its history, and both ends in the order in which they were first seen. */
export class ZeekConnection {
  readonly first = new ZeekEnd();
  readonly second = new ZeekEnd();
  /** The second end is Zeek's originator: upper case in the history. */
  flipped = false;
  private readonly histories: History[];
  /** Where among the histories this connection's is. */
  slot = 0;
  /** Letters that are in the history: SEEN_ bits of the originator, and above them the responder's. */
  seen = 0;
  /** Ends that have sent: 1 the originator, 2 the responder. */
  begun = 0;
  /** Its beginning was not seen. */
  partial = false;

  /** `histories` are those of all connections that this object is to stand for, by slot. */
  constructor(histories: History[] = [History.EMPTY]) {
    this.histories = histories;
  }

  get history(): string {
    return (this.histories[this.slot] as History).text;
  }

  get originator(): ZeekEnd {
    return this.flipped ? this.second : this.first;
  }

  get responder(): ZeekEnd {
    return this.flipped ? this.first : this.second;
  }

  /** Notes a letter, given in upper case, the first time that its end causes it; true when it is there already. */
  once(end: ZeekEnd, seen: number, letter: string): boolean {
    const bit = end === this.originator ? seen : seen << RESPONDER_SHIFT;
    if (this.seen & bit) return true;
    this.seen |= bit;
    this.add(end, letter);
    return false;
  }

  /** Notes a letter; `count` of it so far: only the 1st, the 10th, the 100th … is written down. */
  scaled(end: ZeekEnd, letter: string, count: number): void {
    if (isScaled(count)) this.add(end, letter);
  }

  add(end: ZeekEnd, letter: string): void {
    this.append(end === this.originator ? letter : letter.toLowerCase());
  }

  /** The originator turns out to be the other end. */
  flip(): void {
    this.flipped = !this.flipped;
    this.begun = ((this.begun & ORIGINATOR) << 1) | ((this.begun & RESPONDER) >> 1);
    this.partial = false;
    this.append('^');
  }

  /** A lone SYN+ACK was the responder's after all. */
  becomeAnswer(): void {
    this.flip();
    this.histories[this.slot] = History.EMPTY.with('^').with('h');
    this.begin(true);
  }

  /** Nothing was sent yet. */
  get isNew(): boolean {
    return this.begun === 0;
  }

  /** The first segment of an end tells whether the beginning was seen. */
  judgeBeginning(isOriginator: boolean, syn: boolean, acknowledges: boolean): void {
    if (isOriginator) {
      if (!(this.begun & ORIGINATOR)) this.partial = !syn || acknowledges;
    } else if (!(this.begun & RESPONDER) && !this.partial) {
      this.partial = !syn;
    }
  }

  begin(isOriginator: boolean): void {
    this.begun |= isOriginator ? ORIGINATOR : RESPONDER;
  }

  private append(letter: string): void {
    const history = this.histories[this.slot] as History;
    const { length } = history.text;
    if (length <= HISTORY_LETTERS_AT_MOST)
      this.histories[this.slot] = history.with(length < HISTORY_LETTERS_AT_MOST ? letter : LIMIT_REACHED);
  }
}

/** The 1st, 10th, 100th … of its kind. */
export function isScaled(count: number): boolean {
  let rest = count;
  while (rest >= 10 && rest % 10 === 0) rest /= 10;
  return rest === 1;
}
