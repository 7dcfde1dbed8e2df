import { expect, it } from 'vitest';
import { crcCcitt, dnp3Crc } from '../../../../src/core/protocols/signatures/checksums.ts';
import { octetsOf } from './octets.ts';

it('checksums are those that are published of 123456789', () => {
  const octets = octetsOf('x123456789x');
  expect(dnp3Crc(octets, 1, 10)).toBe(0xea82);
  expect(crcCcitt(octets, 1, 10)).toBe(0x29b1);
});
