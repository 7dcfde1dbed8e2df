/** Histories that several connections may share; of hostile traffic, which makes up ever more, each has its own. */
const MOST_SHARED = 10_000;
let shared = 0;

/**
 * A history of Zeek's: letters in the order of what happened first, those of the originator in upper case. Connections
 * have few different ones, which grow a letter at a time: each is there once, with those that it has grown into.
 */
export class History {
  readonly text: string;
  private readonly isShared: boolean;
  private grown: Map<string, History> | null = null;

  private constructor(text: string, isShared: boolean) {
    this.text = text;
    this.isShared = isShared;
  }

  static readonly EMPTY = new History('', true);

  with(letter: string): History {
    const known = this.grown?.get(letter);
    if (known !== undefined) return known;
    const isShared = this.isShared && shared < MOST_SHARED;
    const history = new History(this.text + letter, isShared);
    if (!isShared) return history;
    shared += 1;
    this.grown ??= new Map();
    this.grown.set(letter, history);
    return history;
  }
}
