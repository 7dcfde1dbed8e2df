/** Random numbers that a seed tells for ever (sfc32, Chris Doty-Humphrey), so that a case can be made again. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** The numbers of case `index` of a campaign. */
  constructor(seed: number, index: number) {
    this.a = seed | 0;
    this.b = index | 0;
    this.c = Math.floor(index / 2 ** 32) ^ 0x9e3779b9;
    for (let i = 0; i < 12; i++) this.word();
  }

  /** 32 random bits, unsigned. */
  word(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor((this.word() / 2 ** 32) * below);
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  /** Mostly small, seldom large: 0 to `below` - 1. */
  few(below: number): number {
    return this.below(this.below(below) + 1);
  }

  octets(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.word() & 0xff);
  }

  /** Numbers at which programs go wrong, as often as any other. */
  edge(bits: 8 | 16 | 32): number {
    const all = 2 ** bits;
    const kind = this.below(8);
    if (kind === 0) return 0;
    if (kind === 1) return all - 1;
    if (kind === 2) return all / 2 - this.below(2);
    if (kind === 3) return this.below(64);
    if (kind === 4) return all - 1 - this.below(64);
    if (kind === 5) return 2 ** this.below(bits);
    return this.below(all);
  }
}
