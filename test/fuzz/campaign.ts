import { runCase, type Surroundings } from './cases.ts';

/** Milliseconds that one case may take: a thousand times what it should. */
const CASE_MILLISECONDS = 2000;

export interface Fault {
  readonly index: number;
  readonly what: string;
}

export interface Campaign {
  readonly seed: number;
  /** The first case, and how far it is to the next: several workers share a campaign. */
  readonly first: number;
  readonly step: number;
  /** No case with this index or a higher one. */
  readonly end: number;
  /** No case is begun at or after this time (`Date.now()`). */
  readonly until: number;
  /** Called with each case before it begins. */
  readonly onCase?: (index: number) => void;
}

/** Runs case after case, and gives what was wrong with which. */
export async function runCampaign(
  campaign: Campaign,
  surroundings: Surroundings,
): Promise<{ cases: number; faults: Fault[] }> {
  const { seed, first, step, end, until, onCase } = campaign;
  const faults: Fault[] = [];
  let cases = 0;
  for (let index = first; index < end && Date.now() < until; index += step) {
    onCase?.(index);
    const began = performance.now();
    try {
      await runCase(seed, index, surroundings);
      const took = performance.now() - began;
      if (took > CASE_MILLISECONDS) faults.push({ index, what: `took ${Math.round(took)} ms` });
    } catch (error) {
      faults.push({ index, what: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    cases++;
  }
  return { cases, faults };
}
