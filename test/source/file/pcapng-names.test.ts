import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNames } from '../../../src/source/file/pcapng-names.ts';
import { PcapngBuilder } from '../file-builders.ts';

const BLOCK_HEADER_OCTETS = 8;
const BLOCK_TRAILER_OCTETS = 4;
const IPV6 = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

function namesIn(block: Buffer, littleEndian = true): Record<string, string> {
  const names = new Map<string, string>();
  const octets = new Uint8Array(block);
  const end = octets.length - BLOCK_TRAILER_OCTETS;
  readNames(octets, new DataView(octets.buffer), BLOCK_HEADER_OCTETS, end, littleEndian, names);
  return Object.fromEntries(names);
}

describe('the names that a pcapng file has', () => {
  it.each([true, false])('are the first of each address (little-endian: %s)', (littleEndian) => {
    const block = new PcapngBuilder(littleEndian).names([
      [[192, 0, 2, 1], 'one.example', 'alias.example'],
      [IPV6, 'six.example'],
      [[192, 0, 2, 1], 'later.example'],
    ]);
    const names = { '192.0.2.1': 'one.example', '2001:db8::1': 'six.example' };
    expect(namesIn(block, littleEndian)).toEqual(names);
  });

  it('cannot harm a terminal', () => {
    const [name] = Object.values(namesIn(new PcapngBuilder().names([[[10, 0, 0, 1], '\u001b[2Jx']])));
    expect(name).not.toContain('\u001b');
    expect(name).toContain('x');
  });

  it('may be anything without an exception, and of a record beyond the block nothing is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const block = Buffer.concat([
          Buffer.alloc(BLOCK_HEADER_OCTETS),
          body,
          Buffer.alloc(BLOCK_TRAILER_OCTETS),
        ]);
        for (const name of Object.values(namesIn(block))) expect(name.length).toBeLessThanOrEqual(253);
      }),
    );
    const cut = new PcapngBuilder().names([[[10, 0, 0, 1], 'long.example']]).subarray(0, 20);
    expect(namesIn(cut)).toEqual({});
  });
});
