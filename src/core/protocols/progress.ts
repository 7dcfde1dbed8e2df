import type { Progress } from './dissector.ts';

const CONSUMED = { kind: 'consumed' as const, consumed: 0 };

/** `octets` of those given are done with. The same object each time: nothing is allocated for a body that is skipped. */
export function consumed(octets: number): Progress {
  CONSUMED.consumed = octets;
  return CONSUMED;
}

export function malformed(reason: string): Progress {
  return { kind: 'malformed', reason };
}
