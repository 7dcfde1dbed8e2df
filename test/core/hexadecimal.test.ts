import { expect, test } from 'vitest';
import { hexadecimal } from '../../src/core/hexadecimal.ts';

test('octets are written with two digits each', () => {
  const octets = Uint8Array.of(0xff, 0x00, 0x0a, 0x1f, 0xff);
  expect(hexadecimal(octets, 1, 4)).toBe('000a1f');
  expect(hexadecimal(octets, 1, 4, ' ')).toBe('00 0a 1f');
  expect(hexadecimal(octets, 2, 2)).toBe('');
});
