import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { decodeFrame } from '../../../src/core/wire/decode.ts';
import { FragmentTable } from '../../../src/core/wire/fragments.ts';
import { OUTCOMES, SEGMENT } from '../../../src/core/wire/outcome.ts';
import { Segment } from '../../../src/core/wire/segment.ts';
import { readPcap } from '../../support/pcap.ts';
import { decode } from './frames.ts';
import { SOUND } from './sound-frames.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url).pathname;

/** Decodes through a view of just the frame, which throws when read outside; what comes out must lie inside too. */
function decodeGuarded(linkType: number, frame: Uint8Array, original: number): void {
  const view = new DataView(frame.slice().buffer);
  const fragments = new FragmentTable(DEFAULT_LIMITS);
  const segment = new Segment();
  const outcome = decodeFrame(linkType, view, 0, frame.length, original, segment, fragments);
  expect(OUTCOMES[outcome]).toBeDefined();
  if (outcome !== SEGMENT) return;
  const length = segment.datagram?.octets.length ?? frame.length;
  const { optionsStart, optionsEnd, payloadStart, payloadLength, payloadCaptured } = segment;
  expect(0 <= optionsStart && optionsStart <= optionsEnd && optionsEnd <= payloadStart).toBe(true);
  expect(payloadCaptured >= 0 && payloadStart + payloadCaptured <= length).toBe(true);
  expect(payloadCaptured <= payloadLength).toBe(true);
}

const LINK_TYPES = [...new Set(SOUND.map(([, linkType]) => linkType))];

describe('hostile frames', () => {
  it('of arbitrary octets are never read outside', () => {
    const frames = fc.tuple(
      fc.constantFrom(...LINK_TYPES, 7),
      fc.uint8Array({ maxLength: 120 }),
      fc.nat(70_000),
    );
    fc.assert(
      fc.property(frames, ([linkType, frame, original]) => decodeGuarded(linkType, frame, original)),
      { numRuns: 2000 },
    );
  });

  it.each(SOUND)('made of %s (%i) by mutation are never read outside', (_name, linkType, frame) => {
    const mutations = fc.array(fc.tuple(fc.nat(frame.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(mutations, fc.nat(frame.length), (changes, length) => {
        const mutant = frame.slice();
        for (const [at, value] of changes) mutant[at] = value;
        decodeGuarded(linkType, mutant.subarray(0, length), frame.length);
      }),
      { numRuns: 200 },
    );
  });

  it.each(SOUND)('made of %s (%i) by cutting are never read outside', (_name, linkType, frame) => {
    for (let length = 0; length < frame.length; length++) {
      decodeGuarded(linkType, frame.subarray(0, length), frame.length);
      decodeGuarded(linkType, frame.subarray(0, length), length);
    }
  });
});

describe('captured frames', () => {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap'));

  it.each(files)('of %s are decoded, and at any shorter length still within bounds', (name) => {
    const { linkType, frames } = readPcap(FIXTURES + name);
    const reasons = frames.map(({ octets, original }) => decode(linkType, octets, original).reason);
    expect(reasons).toContain('tcp');
    // One dialogue went to a host that was not there, and was told so.
    expect(reasons.filter((reason) => reason !== 'tcp' && reason !== 'icmp-error')).toEqual([]);
    for (const { octets: frame, original } of frames.slice(0, 12)) {
      for (let length = 0; length <= Math.min(frame.length, 120); length++) {
        decodeGuarded(linkType, frame.subarray(0, length), original);
        decodeGuarded(linkType, frame.subarray(0, length), length);
      }
    }
  });
});
