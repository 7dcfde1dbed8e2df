import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';

/** Both ends of a capture's first connection: state, the state before, and what led from there. */
function endsOf(name: string): string[] {
  const [c] = analyse(name).tracker.table.list();
  return [c.client, c.server].map(({ state, transition }) =>
    transition === null ? state : `${transition.from} → ${state}: ${transition.event}`,
  );
}

describe('the step that led to a state (RFC 9293, figure 5)', () => {
  it.each([
    ['http-close', ['LAST-ACK → CLOSED: rcv ACK of FIN', 'FIN-WAIT-2 → TIME-WAIT: rcv FIN, snd ACK']],
    [
      'http-close-client-first',
      ['FIN-WAIT-2 → TIME-WAIT: rcv FIN, snd ACK', 'LAST-ACK → CLOSED: rcv ACK of FIN'],
    ],
    ['refused', ['SYN-SENT → CLOSED: rcv RST', 'LISTEN → CLOSED: snd RST']],
    ['reset-mid-stream', ['ESTABLISHED → CLOSED: rcv RST', 'ESTABLISHED → CLOSED: snd RST']],
    ['syn-timeout', ['UNKNOWN → SYN-SENT: snd SYN', 'UNKNOWN → LISTEN: passive OPEN']],
  ])('is told for %s', (name, ends) => {
    expect(endsOf(name)).toEqual(ends);
  });
});
