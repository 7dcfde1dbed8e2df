import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostNames } from '../../../src/core/host-names.ts';
import { readNames } from '../../../src/source/file/pcapng-names.ts';
import { PcapngBuilder } from '../file-builders.ts';

const BLOCK_HEADER_OCTETS = 8;
const BLOCK_TRAILER_OCTETS = 4;
const IPV6 = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

function namesIn(block: Buffer, littleEndian = true): HostNames {
  const names = new HostNames();
  const octets = new Uint8Array(block);
  const end = octets.length - BLOCK_TRAILER_OCTETS;
  readNames(octets, new DataView(octets.buffer), BLOCK_HEADER_OCTETS, end, littleEndian, names);
  return names;
}

describe('the names that a pcapng file has', () => {
  it.each([true, false])('are the first of each address (little-endian: %s)', (littleEndian) => {
    const block = new PcapngBuilder(littleEndian).names([
      [[192, 0, 2, 1], 'one.example', 'alias.example'],
      [IPV6, 'six.example'],
      [[192, 0, 2, 1], 'later.example'],
    ]);
    const names = namesIn(block, littleEndian);
    expect(names.get('192.0.2.1')).toBe('one.example');
    expect(names.get('2001:db8::1')).toBe('six.example');
    expect(names.letGo).toBe(0);
  });

  it('cannot harm a terminal', () => {
    const name = namesIn(new PcapngBuilder().names([[[10, 0, 0, 1], '\u001b[2Jx']])).get('10.0.0.1');
    expect(name).not.toContain('\u001b');
    expect(name).toContain('x');
  });

  it('are let go, and counted, where there are too many', () => {
    const name = (n: number): [number[], string] => [[10, 0, n >> 8, n & 255], 'a.example'];
    const names = namesIn(new PcapngBuilder().names(Array.from({ length: 10_003 }, (_, n) => name(n))));
    expect(names.get('10.0.39.15')).toBe('a.example');
    expect(names.get('10.0.39.16')).toBeUndefined();
    expect(names.letGo).toBe(3);
    const long = new PcapngBuilder().names([[[10, 0, 0, 1], 'x'.repeat(500)]]);
    expect(namesIn(long).get('10.0.0.1')).toHaveLength(253);
  });

  it('may be anything without an exception, and of a record beyond the block nothing is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const block = Buffer.concat([
          Buffer.alloc(BLOCK_HEADER_OCTETS),
          body,
          Buffer.alloc(BLOCK_TRAILER_OCTETS),
        ]);
        namesIn(block);
      }),
    );
    const cut = new PcapngBuilder().names([[[10, 0, 0, 1], 'long.example']]).subarray(0, 20);
    expect(namesIn(cut).get('10.0.0.1')).toBeUndefined();
  });
});
