import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

/** Both ends of one of a capture's connections: state, the state before, and what led from there. */
function endsOf(name: string, id = 0): string[] {
  const c = analyse(name).tracker.table.list()[id];
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

  it('is told where the server of a Fast Open has closed before the client confirms', () => {
    expect(endsOf('tfo-close', 1)).toEqual([
      'LAST-ACK → CLOSED: rcv ACK of FIN',
      'FIN-WAIT-2 → TIME-WAIT: rcv FIN, snd ACK',
    ]);
    const [, c] = analyse('tfo-close').tracker.table.list();
    expect(c.handshakeNanoseconds).toBe(40_637_000);
  });
});

describe('what the capture lacks of a handshake is made up for by what follows', () => {
  const states = ({ connection: c }: DialogueBuilder) => `${c.client.state} ${c.server.state} ${c.state}`;
  const data = { payload: 'hello' };

  it('of an end that goes on behind its SYN', () => {
    const d = new DialogueBuilder().c('S').c('A', { acknowledge: 1 });
    expect(states(d)).toBe('ESTABLISHED ESTABLISHED open');
    expect(d.connection.client.transition).toEqual({ from: 'SYN-SENT', event: 'rcv SYN,ACK, snd ACK' });
    expect(d.connection.server.transition).toEqual({ from: 'SYN-RECEIVED', event: 'rcv ACK of SYN' });
    expect(d.connection.handshakeNanoseconds).toBeNull();
  });

  it('of a server that acknowledges the SYN with its data', () => {
    const d = new DialogueBuilder().c('S').s('PA', { ...data, sequence: 1 });
    expect(states(d)).toBe('SYN-SENT SYN-RECEIVED syn');
    expect(states(d.c('A'))).toBe('ESTABLISHED ESTABLISHED open');
  });

  it('of a client whose data the server acknowledges', () => {
    const d = new DialogueBuilder().c('S').s('SA').s('A', { acknowledge: 6 });
    expect(states(d)).toBe('ESTABLISHED ESTABLISHED open');
  });

  it('of a client of which nothing was captured', () => {
    const d = new DialogueBuilder().s('SA', { acknowledge: 1 });
    expect(states(d)).toBe('SYN-SENT SYN-RECEIVED syn');
    expect(states(d.s('PA', { ...data, acknowledge: 1 }))).toBe('ESTABLISHED ESTABLISHED open');
  });

  it('but a server may send before its SYN is acknowledged (Fast Open)', () => {
    const d = new DialogueBuilder().c('S', data).s('SA').s('PA', data);
    expect(states(d)).toBe('SYN-SENT SYN-RECEIVED syn');
    expect(states(d.s('FA'))).toBe('SYN-SENT FIN-WAIT-1 half-closed');
    expect(states(d.c('A'))).toBe('CLOSE-WAIT FIN-WAIT-2 half-closed');
  });

  it('and who holds an older connection acknowledges another number', () => {
    const d = new DialogueBuilder().c('S').s('A', { sequence: 900_000, acknowledge: 700_000 });
    expect(states(d)).toBe('SYN-SENT LISTEN syn');
  });
});
