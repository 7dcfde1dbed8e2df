import { NANOSECONDS_PER_SECOND } from '../../core/time.ts';

const HALF_WORD = 0x1_0000;
const WORD = 0x1_0000_0000;
/** The most significant bit of if_tsresol: a power of 2 and not of 10. */
const POWER_OF_TWO = 0x80;
const DECIMALS_OF_NANOSECONDS = 9;
/** if_tsresol where an interface has none: microseconds. */
export const DEFAULT_RESOLUTION = 6;

/**
 * What a 64-bit timestamp of an interface counts, and from when: if_tsresol and if_tsoffset of
 * https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html#section-4.2
 */
export class TimeUnit {
  readonly #offsetSeconds: number;
  /** Units in a second and nanoseconds in a unit, where whole nanoseconds make a unit; else 0. */
  readonly #perSecond: number;
  readonly #nanoseconds: number;
  readonly #exactPerSecond: bigint;
  /** The time that was read last: since 1970, and of a second. */
  seconds = 0;
  nanoseconds = 0;

  constructor(resolution: number, offsetSeconds: number) {
    const exponent = resolution & ~POWER_OF_TWO;
    const decimal = (resolution & POWER_OF_TWO) === 0;
    const simple = decimal && exponent <= DECIMALS_OF_NANOSECONDS;
    this.#offsetSeconds = offsetSeconds;
    this.#perSecond = simple ? 10 ** exponent : 0;
    this.#nanoseconds = simple ? NANOSECONDS_PER_SECOND / this.#perSecond : 0;
    this.#exactPerSecond = (decimal ? 10n : 2n) ** BigInt(exponent);
  }

  /** Reads the time of a timestamp's two halves; false where its seconds are too many to be counted exactly. */
  read(high: number, low: number): boolean {
    if (this.#perSecond === 0) this.#readExactly(high, low);
    else this.#readSimple(high, low);
    return Number.isSafeInteger(this.seconds);
  }

  #readSimple(high: number, low: number): void {
    const perSecond = this.#perSecond;
    // Long division by half words: all numbers stay below 2^53.
    const quotient = Math.floor(high / perSecond);
    const upper = (high - quotient * perSecond) * HALF_WORD + (low >>> 16);
    const upperQuotient = Math.floor(upper / perSecond);
    const lower = (upper - upperQuotient * perSecond) * HALF_WORD + (low & 0xffff);
    const lowerQuotient = Math.floor(lower / perSecond);
    const seconds = quotient * WORD + upperQuotient * HALF_WORD + lowerQuotient;
    this.seconds = seconds + this.#offsetSeconds;
    this.nanoseconds = (lower - lowerQuotient * perSecond) * this.#nanoseconds;
  }

  /** Units that are rare: a power of 2, or less than a nanosecond. */
  #readExactly(high: number, low: number): void {
    const timestamp = (BigInt(high) << 32n) | BigInt(low);
    const seconds = timestamp / this.#exactPerSecond;
    const rest = timestamp - seconds * this.#exactPerSecond;
    this.seconds = Number(seconds) + this.#offsetSeconds;
    this.nanoseconds = Number((rest * BigInt(NANOSECONDS_PER_SECOND)) / this.#exactPerSecond);
  }
}
