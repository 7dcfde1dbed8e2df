import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../../src/core/limits.ts';
import type { Octets } from '../../../../src/core/protocols/dissector.ts';
import { identify, NO_OCTETS } from '../../../../src/core/protocols/identify.ts';
import { SIGNATURES, TOLD_BY_LINES } from '../../../../src/core/protocols/signatures.ts';
import { octetByOctet, play, said, type Turn, turnsOf as turnsOfStream } from '../turns.ts';
import { BINARY_SAMPLES } from './binary-samples.ts';
import { NETWORK_SAMPLES } from './network-samples.ts';
import { type Beginning, octetsOf } from './octets.ts';
import { TEXT_SAMPLES } from './text-samples.ts';

const SAMPLES = { ...TEXT_SAMPLES, ...NETWORK_SAMPLES, ...BINARY_SAMPLES };
const POISON = [0x00, 0x0a, 0x20, 0x7f, 0x80, 0xff];

function spanOf(text: string, length = text.length): Octets {
  const octets = octetsOf(text.slice(0, length));
  return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
}

function turnsOf([client, server]: Beginning): Turn[] {
  const turns: Turn[] = [
    { side: 0, octets: octetsOf(client) },
    { side: 1, octets: octetsOf(server) },
  ];
  return turns.filter(({ octets }) => octets.length > 0);
}

function newContext() {
  return new ConversationContext(DEFAULT_LIMITS, true);
}

function spoken(turns: readonly Turn[]): readonly string[] {
  const context = newContext();
  const { protocols } = play(turns, context);
  expect(context.dissectorFailures).toBe(0);
  expect(context.budget.octetsHeld).toBe(0);
  return protocols;
}

it('each protocol of the table has samples', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(SIGNATURES.map(({ name }) => name).sort());
});

describe.each(SIGNATURES)('$name', (signature) => {
  const { says, not } = SAMPLES[signature.name] ?? { says: [], not: [] };

  it('is recognised, whichever side was seen first, and octet by octet', () => {
    for (const beginning of says) {
      const turns = turnsOf(beginning);
      const text = JSON.stringify(beginning);
      expect(spoken(turns), text).toEqual([signature.name]);
      expect(spoken(turns.toReversed()), text).toEqual([signature.name]);
      expect(spoken(octetByOctet(turns)), text).toEqual([signature.name]);
      expect(spoken(turns.map(({ side, octets }) => ({ side: side === 0 ? 1 : 0, octets }))), text).toEqual([
        signature.name,
      ]);
    }
  });

  it('is told once, by name, where it is not told by its lines', () => {
    for (const beginning of says) {
      const conversation = play(turnsOf(beginning), newContext());
      const told = said(conversation).map(({ role, summary }) => [role, summary]);
      expect(told.length).toBeGreaterThan(0);
      expect(told.every(([role]) => role === 'event')).toBe(true);
      if (!TOLD_BY_LINES.has(signature.name)) expect(told).toEqual([['event', signature.title]]);
    }
  });

  it('is not rejected as long as it may be it', () => {
    for (const [client, server] of says) {
      for (const [text, side] of [
        [client, 0],
        [server, 1],
      ] as const) {
        for (let end = 1; end <= text.length; end += 1) {
          const answer = signature.identify(spanOf(text, end), side, NO_OCTETS);
          expect(answer, `${end} octets of ${JSON.stringify(text)}`).not.toBe('reject');
          expect(identify(spanOf(text, end), side, NO_OCTETS)).not.toBeNull();
        }
      }
    }
  });

  it('is not what is like it', () => {
    for (const beginning of not) {
      expect(spoken(turnsOf(beginning)), JSON.stringify(beginning)).not.toContain(signature.name);
    }
    expect(not.length).toBeGreaterThan(0);
  });

  it('breaks on nothing', () => {
    for (const beginning of says) {
      for (const poison of POISON) {
        for (let at = 0; at < 48; at += 1) {
          spoken(
            turnsOf(beginning).map(({ side, octets }) => ({
              side,
              octets: octets.with(at % octets.length, poison),
            })),
          );
        }
      }
    }
  });
});

describe('real programs are recognised, whole and octet by octet', () => {
  it.each([
    ['the registry of Java', 0, 'rmi'],
    ['a call of Java', 1, 'rmi'],
    ['jdb', 2, 'jdwp'],
    ['coturn', 3, 'stun'],
    ['Dovecot and sieve-connect', 4, 'managesieve'],
    ['Open vSwitch', 5, 'openflow'],
  ] as const)('%s', (_, stream, name) => {
    const turns = turnsOfStream('recognised', stream);
    expect(turns.length).toBeGreaterThan(3);
    expect(spoken(turns)).toEqual([name]);
    expect(spoken(octetByOctet(turns))).toEqual([name]);
  });
});
