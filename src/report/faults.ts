import type { Analysis } from '../core/analysis.ts';

/** Says where this program itself has failed; null where it has not. */
export function faultsText({ counters }: Pick<Analysis, 'counters'>): string | null {
  const { dissectorFailures: faults } = counters;
  if (faults === 0) return null;
  return `a bug in this program: ${faults === 1 ? 'one dialogue was' : `${faults} dialogues were`} not followed to the end: please report it with the capture`;
}
