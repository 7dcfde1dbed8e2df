import { otherThan } from '../side.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { icmpErrorText } from '../tcp/icmp-errors.ts';
import { isAfter } from '../tcp/sequence.ts';
import type { ConnectionState } from '../tcp/state.ts';
import { isResetInName, type Remark } from './remarks.ts';

const LETTERS = ['C', 'S'] as const;

/** How the connection ended or stands half ended, in words; null while neither end has said anything of it. */
const TEXTS: Readonly<
  Record<ConnectionState, ((c: Connection, by: string, other: string) => string) | null>
> = {
  syn: null,
  open: null,
  'half-closed': (_c, by, other) => `${by} has closed (FIN); ${other} may still send`,
  closing: (c, by, other) =>
    c.closedByBoth
      ? 'both closed at the same time (FINs crossed)'
      : `${by} closed first (FIN), then ${other}; the last ACK is missing`,
  closed: (c, by, other) => {
    if (c.closedByBoth) return 'both closed at the same time (FINs crossed)';
    return `${by} closed first (FIN)${afterwards(c, by, other)}`;
  },
  reset: (_c, by) => `${by} reset the connection (RST)`,
  refused: (c, by) =>
    c.closedHow === 'icmp'
      ? `refused${c.icmp?.refusedByHost ? '' : ' on the way to S'}: ${icmpErrorText(c.ipVersion, c.icmp?.refusal ?? 0)} (ICMP)`
      : `${by} refused the connection to port ${c.server.port} (RST)`,
};

/** The same where both ends are one socket: its FIN ends both directions, and there is nobody else who may still send. */
const SELF_TEXTS: Readonly<Partial<Record<ConnectionState, (c: Connection, by: string) => string>>> = {
  closing: (_c, by) => `${by}, connected to itself, has closed (FIN); the last ACK is missing`,
  closed: ({ first }, by) =>
    `${by}, connected to itself, has closed (FIN)${first.rstSent ? ', then reset the connection (RST)' : ''}`,
  reset: (_c, by) => `${by}, connected to itself, reset the connection (RST)`,
};

/** What came behind the first FIN. */
function afterwards(c: Connection, by: string, other: string): string {
  const closer = c.closer ?? c.client;
  const second = closer === c.client ? c.server : c.client;
  if (closer.rstSent && second.rstSent) return '; both sent RST';
  if (second.rstSent)
    return second.finSent
      ? `, then ${other}, which sent RST as well`
      : `, then ${other} reset the connection (RST)`;
  if (!closer.rstSent) return `, then ${other}`;
  const { acknowledged } = closer;
  const cameAfter =
    acknowledged !== null && second.nextSequence !== null && isAfter(second.nextSequence, acknowledged);
  if (cameAfter) return `; ${by} sent RST for what came after`;
  return second.finSent ? `, then ${other}; ${by} sent RST as well` : ', then reset the connection (RST)';
}

export interface Ending {
  readonly text: string;
  readonly by: Endpoint | null;
}

/** The end of a dialogue in one sentence, with C and S for the two sides. */
export function endingOf(c: Connection, remarks: readonly Remark[]): Ending | null {
  const text = (c.selfConnected ? SELF_TEXTS[c.state] : undefined) ?? TEXTS[c.state];
  if (text === null) return null;
  const side = c.closer === null ? 0 : c.sideOf(c.closer);
  const letter = LETTERS[side];
  if (c.closedHow === 'RST' && isResetInName(remarks, side))
    return { text: `an RST in the name of ${letter} broke the connection off`, by: c.closer };
  return { text: text(c, letter, LETTERS[otherThan(side)]), by: c.closer };
}
