import { OctetBuffer } from '../protocols/octet-buffer.ts';
import type { Side } from '../side.ts';
import type { ReassemblyBudget } from './reassembly-budget.ts';

const SPARES = 64;
const LARGEST_SPARE_OCTETS = 4096;

/** Buffers that were given back: most are needed for a moment only, and making a new one costs more than filling it. */
export class SpareBuffers {
  private readonly spares: OctetBuffer[] = [];

  take(): OctetBuffer {
    return this.spares.pop() ?? new OctetBuffer();
  }

  give(buffer: OctetBuffer): void {
    if (this.spares.length < SPARES && buffer.memory <= LARGEST_SPARE_OCTETS) this.spares.push(buffer);
  }
}

/** Copies of what each side has sent and nobody has consumed, accounted for in the budget of all connections. */
export class HeldOctets {
  private ofClient: OctetBuffer | null = null;
  private ofServer: OctetBuffer | null = null;
  private readonly budget: ReassemblyBudget;
  private readonly spares: SpareBuffers;

  constructor(budget: ReassemblyBudget, spares: SpareBuffers) {
    this.budget = budget;
    this.spares = spares;
  }

  /** What is held of `side`; null where that is nothing. */
  of(side: Side): OctetBuffer | null {
    return side === 0 ? this.ofClient : this.ofServer;
  }

  /** Puts octets behind those held; false, and they are counted as let go, where the budget has no room for them. */
  append(side: Side, octets: Uint8Array, start: number, end: number): boolean {
    if (end <= start) return true;
    const held = this.of(side);
    const buffer = held ?? this.spares.take();
    const memory = buffer.memoryWith(end - start) - (held === null ? 0 : held.memory);
    if (!this.budget.has(end - start, held?.length ?? 0, memory)) {
      this.budget.octetsLetGo += end - start;
      if (held === null) this.spares.give(buffer);
      return false;
    }
    buffer.append(octets, start, end);
    this.budget.take(memory);
    this.set(side, buffer);
    return true;
  }

  /** Drops octets from the front of what is held of `side`. */
  drop(side: Side, octets: number): void {
    const buffer = this.of(side);
    if (buffer === null) return;
    buffer.drop(octets);
    if (buffer.length > 0) return;
    this.budget.give(buffer.memory);
    this.spares.give(buffer);
    this.set(side, null);
  }

  /** Drops all that is held of `side`; returns how many octets that was. */
  clear(side: Side): number {
    const length = this.of(side)?.length ?? 0;
    this.drop(side, length);
    return length;
  }

  private set(side: Side, buffer: OctetBuffer | null): void {
    if (side === 0) this.ofClient = buffer;
    else this.ofServer = buffer;
  }
}
