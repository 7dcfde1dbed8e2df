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

/** Behind so many octets both turn to TLS, as they have agreed on, and what that wraps is the same protocol's. */
export function turnsToTls(octets: number): Progress {
  return { kind: 'hand-over', consumed: octets, to: 'tls', resumes: true };
}
