import { close, ftruncate, write } from 'node:fs';
import { promisify } from 'node:util';
import { Block } from './block.ts';

/** How much of a recording may wait for the disk, and how long. */
export interface PoolLimits {
  readonly blocks: number;
  readonly blockOctets: number;
  /** A block that is not full is written after so long, so that little is lost in a crash. */
  readonly flushMilliseconds: number;
}

export const DEFAULT_POOL_LIMITS: PoolLimits = { blocks: 16, blockOctets: 1 << 20, flushMilliseconds: 200 };

/** What failed and what of the block at hand is in the file by then. */
type WriteFailed = (error: NodeJS.ErrnoException, block: Block, octets: number, offset: number) => number;

/** Writes blocks of a bounded pool to a file, strictly in order, one write at a time, off this thread. */
export class BlockWriter {
  /** Octets and frames of the blocks that are written. */
  octets = 0;
  frames = 0;
  readonly #descriptor: number;
  readonly #limits: PoolLimits;
  readonly #onFailed: WriteFailed;
  readonly #free: Block[] = [];
  readonly #queue: Block[] = [];
  #allocated = 0;
  #current: Block | null = null;
  #writing: Promise<void> | null = null;
  #failed = false;
  #waiting: (() => void)[] = [];

  constructor(descriptor: number, limits: PoolLimits, onFailed: WriteFailed) {
    this.#descriptor = descriptor;
    this.#limits = limits;
    this.#onFailed = onFailed;
  }

  /** The block being filled; null where all are waiting for the disk, or nothing can be written any more. */
  block(): Block | null {
    if (this.#failed) return null;
    this.#current ??= this.#free.pop() ?? this.#allocate();
    return this.#current;
  }

  /** Sends the block being filled on its way. */
  seal(): void {
    const block = this.#current;
    if (block === null || block.used === 0) return;
    this.#current = null;
    this.#queue.push(block);
    this.#writing ??= this.#writeQueue();
  }

  /** Sends a block that is not full, but only to a disk that has nothing else to do: full blocks are the better use of a pool. */
  flush(): void {
    if (this.#writing === null) this.seal();
  }

  /** A promise for when half of the pool is free, or nothing can be written any more; none where that is so now. */
  writable(): Promise<void> | undefined {
    return this.#isBehind ? this.#caughtUp() : undefined;
  }

  get #isBehind(): boolean {
    return !this.#failed && this.#queue.length * 2 > this.#limits.blocks;
  }

  async #caughtUp(): Promise<void> {
    while (this.#isBehind) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Writes all there is and closes the file; rejects where closing fails. */
  async close(): Promise<void> {
    this.seal();
    while (this.#writing !== null) await this.#writing;
    this.#current = null;
    await promisify(close)(this.#descriptor);
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  #allocate(): Block | null {
    if (this.#allocated >= this.#limits.blocks) return null;
    this.#allocated++;
    return new Block(this.#limits.blockOctets);
  }

  async #writeQueue(): Promise<void> {
    for (let block = this.#queue[0]; block !== undefined; block = this.#queue[0]) {
      if (!(await this.#writeBlock(block))) break;
      this.octets += block.used;
      this.frames += block.frames;
      block.clear();
      this.#queue.shift();
      this.#free.push(block);
      this.#wake();
    }
    this.#writing = null;
  }

  async #writeBlock(block: Block): Promise<boolean> {
    let written = 0;
    try {
      while (written < block.used) written += await this.#write(block, written);
      return true;
    } catch (error) {
      this.#failed = true;
      const keep = this.#onFailed(error as NodeJS.ErrnoException, block, written, this.octets);
      // A pipe or a device cannot be cut: there the file's reader sees a part of a record.
      await promisify(ftruncate)(this.#descriptor, keep).catch(() => undefined);
      this.#queue.length = 0;
      this.#current = null;
      this.#wake();
      return false;
    }
  }

  #write(block: Block, from: number): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.#descriptor, block.octets, from, block.used - from, null, (error, octets) => {
        if (error === null) resolve(octets);
        else reject(error);
      });
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
