import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldOctets, SpareBuffers } from '../../../src/core/conversation/held-octets.ts';
import { ReassemblyBudget } from '../../../src/core/conversation/reassembly-budget.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';

const SIDES = [0, 1] as const;

describe('octets that are held', () => {
  it('never take more memory than the budget has, and are all accounted for', () => {
    const step = fc.record({
      who: fc.integer({ min: 0, max: 3 }),
      side: fc.constantFrom(...SIDES),
      append: fc.integer({ min: 1, max: 2000 }),
      drop: fc.integer({ min: 0, max: 2500 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 0, max: 9000 }),
        (steps, reassemblyOctets) => {
          const budget = new ReassemblyBudget({
            ...DEFAULT_LIMITS,
            reassemblyOctets,
            reassemblyOctetsPerSide: 3000,
          });
          const spares = new SpareBuffers();
          const holders = Array.from({ length: 4 }, () => new HeldOctets(budget, spares));
          const octets = new Uint8Array(2000);
          for (const { who, side, append, drop } of steps) {
            const holder = holders[who] as HeldOctets;
            const before = holder.of(side)?.length ?? 0;
            const kept = holder.append(side, octets, 0, append);
            expect(holder.of(side)?.length ?? 0).toBe(before + (kept ? append : 0));
            expect(budget.octetsHeld).toBeLessThanOrEqual(reassemblyOctets);
            holder.drop(side, drop);
            const memory = holders.flatMap((held) => SIDES.map((of) => held.of(of)?.memory ?? 0));
            expect(budget.octetsHeld).toBe(memory.reduce((sum, octets) => sum + octets, 0));
          }
        },
      ),
    );
  });
});
