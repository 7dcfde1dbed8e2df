import { type Prefix, parsePrefix } from '../../core/wire/address.ts';
import {
  BLOCK_NAMES,
  BLOCK_SECRETS,
  NAMES_END,
  NAMES_IPV4,
  NAMES_IPV6,
  SECRETS_TLS_KEY_LOG,
} from '../file/pcapng-blocks.ts';
import type { Knowledge } from '../source.ts';
import type { Block } from './block.ts';

/** Octets of a block before what it holds, and behind that: its padding, and its length once more. */
const NAMES_HEAD_OCTETS = 8;
const SECRETS_HEAD_OCTETS = 16;
const RECORD_HEAD_OCTETS = 4;
const LENGTH_OCTETS = 4;
const MOST_PADDING_OCTETS = 3;

/** Pieces that go into blocks one after the other, of which the next one may have to wait for the next block. */
class Pieces {
  readonly #more: () => Uint8Array | null;
  #waiting: Uint8Array | null = null;

  constructor(more: () => Uint8Array | null) {
    this.#more = more;
  }

  /** Lays down what there is room for between `start` and `end`; gives where that ends. */
  lay(octets: Uint8Array, start: number, end: number): number {
    let at = start;
    for (;;) {
      this.#waiting ??= this.#more();
      if (this.#waiting === null || this.#waiting.length > end - at) return at;
      octets.set(this.#waiting, at);
      at += this.#waiting.length;
      this.#waiting = null;
    }
  }

  get isWaiting(): boolean {
    return this.#waiting !== null;
  }
}

/**
 * What a capture knows beside its frames, as Name Resolution Blocks (section 4.5) and Decryption Secrets Blocks (4.7): all
 * that has come by the time, and then what comes later.
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
 */
export class PcapngKnowledge {
  readonly #knowledge: Knowledge;
  #names: Pieces | null = null;
  #secrets: Pieces | null = null;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  /** False where the block has no room for all of it. */
  put(block: Block): boolean {
    // What a pipe knows is there only once it is known what it is.
    this.#names ??= namesOf(this.#knowledge);
    this.#secrets ??= secretsOf(this.#knowledge);
    if (this.#names !== null && !putNames(block, this.#names)) return false;
    return this.#secrets === null || putSecrets(block, this.#secrets);
  }
}

function namesOf({ names }: Knowledge): Pieces | null {
  if (names === undefined) return null;
  const next = names.inTurn();
  return new Pieces(() => {
    const named = next();
    return named === null ? null : nameRecord(...named);
  });
}

function secretsOf({ keyLog }: Knowledge): Pieces | null {
  if (keyLog === undefined) return null;
  const next = keyLog.linesInTurn();
  const encoder = new TextEncoder();
  return new Pieces(() => {
    const line = next();
    return line === null ? null : encoder.encode(line);
  });
}

function putNames(block: Block, names: Pieces): boolean {
  const { octets, view, used } = block;
  const records = used + NAMES_HEAD_OCTETS;
  const end = names.lay(octets, records, octets.length - RECORD_HEAD_OCTETS - LENGTH_OCTETS);
  if (end > records) {
    view.setUint32(end, NAMES_END, true);
    endBlock(block, BLOCK_NAMES, end + RECORD_HEAD_OCTETS);
  }
  return !names.isWaiting;
}

function putSecrets(block: Block, secrets: Pieces): boolean {
  const { octets, view, used } = block;
  const lines = used + SECRETS_HEAD_OCTETS;
  const end = secrets.lay(octets, lines, octets.length - MOST_PADDING_OCTETS - LENGTH_OCTETS);
  if (end > lines) {
    view.setUint32(used + 8, SECRETS_TLS_KEY_LOG, true);
    view.setUint32(used + 12, end - lines, true);
    const padded = end + (-(end - lines) & 3);
    octets.fill(0, end, padded);
    endBlock(block, BLOCK_SECRETS, padded);
  }
  return !secrets.isWaiting;
}

/** What the block that begins at `block.used` holds ends here. */
function endBlock(block: Block, type: number, end: number): void {
  const { view, used } = block;
  const length = end + LENGTH_OCTETS - used;
  view.setUint32(used, type, true);
  view.setUint32(used + 4, length, true);
  view.setUint32(end, length, true);
  block.used += length;
}

/** A record of a Name Resolution Block, padded; addresses stand there in network byte order. */
function nameRecord(address: string, name: string): Uint8Array {
  // It was made from such words.
  const { ipVersion, word0, word1, word2, word3 } = parsePrefix(address) as Prefix;
  const words = ipVersion === 4 ? [word3] : [word0, word1, word2, word3];
  const text = new TextEncoder().encode(name);
  const length = 4 * words.length + text.length + 1;
  const record = new Uint8Array((RECORD_HEAD_OCTETS + length + 3) & ~3);
  const view = new DataView(record.buffer);
  view.setUint16(0, ipVersion === 4 ? NAMES_IPV4 : NAMES_IPV6, true);
  view.setUint16(2, length, true);
  for (const [index, word] of words.entries()) view.setInt32(RECORD_HEAD_OCTETS + 4 * index, word);
  record.set(text, RECORD_HEAD_OCTETS + 4 * words.length);
  return record;
}
