import { describe, expect, it } from 'vitest';
import { CONNECTION_STATES } from '../../src/core/tcp/state.ts';
import { statePieces, stateWords } from '../../src/draw/state-text.ts';
import { connectionRow } from './entries.ts';

type Changes = Parameters<typeof connectionRow>[0];
const narrow = (columns: number, changes: Changes) =>
  statePieces(connectionRow(changes), columns)
    .map(([text]) => text)
    .join('');
const words = (changes: Changes) => stateWords(connectionRow(changes));

describe('how a connection stands', () => {
  it('is told with who did it, as far as there is room', () => {
    const closed = { state: 'closed', closedBy: 'server' } as const;
    expect([12, 11, 10, 8, 7].map((columns) => narrow(columns, closed))).toEqual([
      'CLOSED by S',
      'CLOSED by S',
      'CLOSED S',
      'CLOSED S',
      'CLOSED',
    ]);
    expect(narrow(9, { state: 'closing', closedBy: 'both' })).toBe('CLOSING');
    expect(narrow(11, { state: 'closing', closedBy: 'both' })).toBe('CLOSING CS');
    expect(narrow(11, { state: 'open', closedBy: 'server' })).toBe('OPEN');
  });

  it('fits nine columns for every state', () => {
    for (const state of CONNECTION_STATES) {
      for (const closedBy of ['client', 'server', 'both', null] as const) {
        expect(narrow(9, { state, closedBy }).length).toBeLessThanOrEqual(9);
      }
    }
  });

  it('is told in words', () => {
    expect(words({ state: 'open' })).toBe('open');
    expect(words({ state: 'syn' })).toBe('SYN not answered yet');
    expect(words({ state: 'closed', closedBy: 'server', closedHow: 'FIN' })).toBe('closed by the server');
    expect(words({ state: 'closed', closedBy: 'both', closedHow: 'FIN' })).toBe('closed by both at once');
    expect(words({ state: 'half-closed', closedBy: 'client', closedHow: 'FIN' })).toBe(
      'half-closed by the client',
    );
    expect(words({ state: 'reset', closedBy: 'client', closedHow: 'RST' })).toBe('reset by the client');
    expect(words({ state: 'refused', closedBy: 'server', closedHow: 'refused' })).toBe(
      'refused by the server',
    );
    expect(words({ state: 'refused', closedBy: null, closedHow: 'icmp' })).toBe('refused by ICMP');
    expect(words({ state: 'reset', closedBy: null, closedHow: 'RST' })).toBe('reset');
  });
});
