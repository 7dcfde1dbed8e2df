import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reassembler, type StreamReceiver } from '../../../src/core/conversation/reassembler.ts';
import { ReassemblyBudget } from '../../../src/core/conversation/reassembly-budget.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import type { Moment } from '../../../src/core/moment.ts';

/** Writes down what it is given: octets as text, gaps as `[n]`, the end as `$`. */
class Notes implements StreamReceiver {
  text = '';
  ordinals: number[] = [];
  buffers: Uint8Array[] = [];

  stretch(_side: 0 | 1, octets: Uint8Array, view: DataView, start: number, end: number, at: Moment): void {
    for (let index = start; index < end; index += 1) this.text += String.fromCharCode(view.getUint8(index));
    this.ordinals.push(at.ordinal);
    this.buffers.push(octets);
  }

  gap(_side: 0 | 1, missing: number): void {
    this.text += `[${missing}]`;
  }

  ended(): void {
    this.text += '$';
  }
}

function stream(limits: Partial<typeof DEFAULT_LIMITS> = {}) {
  const notes = new Notes();
  const budget = new ReassemblyBudget({ ...DEFAULT_LIMITS, ...limits });
  const reassembler = new Reassembler(0, notes, budget);
  let ordinal = 0;
  const at = () => ({ seconds: 1, nanoseconds: 2, ordinal: ordinal++ });
  const push = (sequenceNumber: number, text: string, length = text.length) => {
    const octets = Uint8Array.from(`##${text}`, (character) => character.charCodeAt(0));
    const view = new DataView(octets.buffer);
    reassembler.push(sequenceNumber | 0, octets, view, 2, text.length, length, at());
    return octets;
  };
  return {
    notes,
    budget,
    reassembler,
    push,
    acknowledge: (sequenceNumber: number) => reassembler.acknowledge(sequenceNumber | 0, at()),
    finish: (sequenceNumber: number) => reassembler.finish(sequenceNumber | 0, at()),
  };
}

describe('what comes in order', () => {
  it('is handed on where it lies, without a copy', () => {
    const { notes, push, budget } = stream();
    const first = push(100, 'abc');
    push(103, 'def');
    expect(notes.text).toBe('abcdef');
    expect(notes.buffers[0]).toBe(first);
    expect(budget.octetsHeld).toBe(0);
  });

  it('goes on over the end of the sequence numbers', () => {
    const { notes, push, finish } = stream();
    push(0x7ffffffe, 'abcd');
    push(0x80000002, 'ef');
    push(0xfffffffe, 'never');
    finish(0x80000004);
    expect(notes.text).toBe('abcdef$');
    const wrapping = stream();
    wrapping.push(0xfffffffd, 'abcde');
    wrapping.push(6, 'jk');
    wrapping.push(2, 'fghi');
    expect(wrapping.notes.text).toBe('abcdefghijk');
  });

  it('begins where it was told to, or with the first acknowledgment', () => {
    const told = stream();
    told.reassembler.startsAt(101);
    told.push(104, 'def');
    told.push(101, 'abc');
    expect(told.notes.text).toBe('abcdef');
    const joined = stream();
    joined.acknowledge(500);
    joined.push(490, '0123456789ab');
    expect(joined.notes.text).toBe('ab');
  });
});

describe('what comes again', () => {
  it('is dropped, and only what is new of it is handed on', () => {
    const { notes, push } = stream();
    push(1, 'abc');
    push(1, 'abc');
    push(0, 'zabc');
    push(2, 'BCdef');
    expect(notes.text).toBe('abcdef');
  });

  it('loses against the copy that came first, also while that is held back', () => {
    const { notes, push } = stream();
    push(1, 'a');
    push(4, 'DE');
    push(8, 'H');
    push(3, 'cxxfgxi');
    expect(notes.text).toBe('a');
    push(2, 'b');
    expect(notes.text).toBe('abcDEfgHi');
  });
});

describe('what comes too early', () => {
  it('is held back as a copy until the hole is filled, and told with the segment that filled it', () => {
    const { notes, push, budget } = stream();
    push(1, 'a');
    const early = push(3, 'c');
    push(4, 'd');
    early.fill(0);
    expect(notes.text).toBe('a');
    expect(budget.octetsHeld).toBeGreaterThan(2);
    push(2, 'b');
    expect(notes.text).toBe('abcd');
    expect(notes.ordinals).toEqual([0, 3, 3, 3]);
    expect(budget.octetsHeld).toBe(0);
  });

  it('follows a gap once the other side has acknowledged what is missing, told with its own segment', () => {
    const { notes, push, acknowledge } = stream();
    push(1, 'a');
    push(5, 'e');
    acknowledge(3);
    expect(notes.text).toBe('a');
    acknowledge(6);
    expect(notes.text).toBe('a[3]e');
    expect(notes.ordinals).toEqual([0, 1]);
    push(2, 'bcd');
    expect(notes.text).toBe('a[3]e');
  });

  it('is not needed for a gap to be known: an acknowledgment may be captured before its data', () => {
    const { notes, push, acknowledge } = stream();
    push(1, 'a');
    acknowledge(4);
    expect(notes.text).toBe('a');
    push(2, 'bc');
    expect(notes.text).toBe('abc');
    acknowledge(6);
    push(6, 'f');
    expect(notes.text).toBe('abc[2]f');
  });

  it('is dropped where no window reaches so far', () => {
    const { notes, push, budget } = stream();
    push(1, 'a');
    push(0x60000000, 'z');
    expect(notes.text).toBe('a');
    expect(budget.octetsHeld).toBe(0);
  });
});

describe('what was not captured', () => {
  it('is a gap where the snapshot length cut a segment off', () => {
    const { notes, push } = stream();
    push(1, 'ab', 5);
    push(6, 'fg');
    push(12, 'lm', 4);
    push(8, 'hi', 4);
    expect(notes.text).toBe('ab[3]fghi[2]lm[2]');
  });

  it('is a gap before the FIN, once that is acknowledged', () => {
    const { notes, push, finish, acknowledge } = stream();
    push(1, 'a');
    finish(5);
    expect(notes.text).toBe('a');
    acknowledge(5);
    expect(notes.text).toBe('a');
    acknowledge(6);
    acknowledge(7);
    expect(notes.text).toBe('a[3]$');
  });
});

describe('limits', () => {
  it('a side that holds back more than it may gives up its first hole', () => {
    const { notes, push, budget, reassembler } = stream({ reassemblyOctetsPerSide: 240 });
    push(1, 'a');
    push(3, 'c');
    push(5, 'e');
    expect(notes.text).toBe('a');
    push(7, 'g'.repeat(100));
    expect(notes.text).toBe('a[1]c');
    expect(budget.octetsLetGo).toBe(1);
    push(4, 'd');
    expect(notes.text).toBe(`a[1]cde`);
    expect(reassembler['held']?.cost).toBeLessThanOrEqual(240);
  });

  it('where all together hold back too much, nothing is held', () => {
    const { notes, push, budget } = stream({ reassemblyOctets: 10 });
    push(1, 'a');
    push(4, 'd');
    expect(notes.text).toBe('a[2]d');
    expect(budget.octetsLetGo).toBe(2);
    expect(budget.octetsHeld).toBe(0);
  });

  it('what is held when it closes is freed, and no limit let it go', () => {
    const { push, budget, reassembler } = stream();
    push(1, 'a');
    push(3, 'cde');
    reassembler.close();
    expect(budget.octetsLetGo).toBe(0);
    expect(budget.octetsHeld).toBe(0);
  });
});

describe('any cutting, order and repetition', () => {
  const text = 'the quick brown fox jumps over the lazy dog';
  const piece = fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 12 }));

  it('gives the octets that were sent', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer(), (pieces, isn) => {
        const { notes, push, finish, budget, reassembler } = stream();
        reassembler.startsAt(isn);
        for (const [from, length] of pieces) push(isn + from, text.slice(from, from + length));
        expect(text.startsWith(notes.text)).toBe(true);
        push(isn, text);
        finish(isn + text.length);
        expect(notes.text).toBe(`${text}$`);
        expect(budget.octetsHeld).toBe(0);
      }),
    );
  });

  it('gives thousands of single octets in order that come in none', () => {
    const { notes, push, budget } = stream();
    const long = text.repeat(100);
    push(1, 'a');
    // A step that shares no factor with the length goes through all of it; the first octet comes last.
    const step = 1009;
    for (let i = 1; i <= long.length; i++) {
      const at = (i * step) % long.length;
      push(2 + at, long.charAt(at));
    }
    expect(notes.text).toBe(`a${long}`);
    expect(budget.octetsHeld).toBe(0);
  });

  it('never hands on more than the sequence space has, whatever is acknowledged or lost', () => {
    const step = fc.oneof(
      fc.record({ push: piece, lost: fc.nat(4) }),
      fc.record({ acknowledge: fc.nat(text.length) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer(), (steps, isn) => {
        const { notes, push, acknowledge, budget, reassembler } = stream({ reassemblyOctetsPerSide: 300 });
        reassembler.startsAt(isn);
        for (const each of steps) {
          if ('acknowledge' in each) acknowledge(isn + each.acknowledge);
          else {
            const sent = text.slice(each.push[0], each.push[0] + each.push[1]);
            push(isn + each.push[0], sent.slice(0, Math.max(0, sent.length - each.lost)), sent.length);
          }
          expect(budget.octetsHeld).toBe(reassembler['held']?.memory ?? 0);
        }
        const told = notes.text.replace(/\[(\d+)\]/g, (_, missing) => '?'.repeat(Number(missing)));
        expect(told.length).toBeLessThanOrEqual(text.length);
        for (const [index, character] of [...told].entries()) {
          if (character !== '?') expect(character).toBe(text[index]);
        }
        reassembler.close();
        expect(budget.octetsHeld).toBe(0);
      }),
    );
  });
});

it('takes nothing more once it is closed, not even what made its receiver close it', () => {
  const limits = { ...DEFAULT_LIMITS, reassemblyOctetsPerSide: 200 };
  const budget = new ReassemblyBudget(limits);
  const notes = new Notes();
  const reassembler = new Reassembler(0, notes, budget);
  const at = { seconds: 1, nanoseconds: 2, ordinal: 0 };
  const octets = new Uint8Array(60).fill(120);
  const push = (sequenceNumber: number) =>
    reassembler.push(
      sequenceNumber,
      octets,
      new DataView(octets.buffer),
      0,
      octets.length,
      octets.length,
      at,
    );
  notes.gap = () => reassembler.close();
  reassembler.startsAt(0);
  push(100);
  // No room for this one: the first hole is given up, and that is too much for the receiver.
  push(300);
  push(0);
  expect([budget.octetsHeld, notes.text]).toEqual([0, '']);
});
