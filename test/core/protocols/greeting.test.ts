import { expect, it } from 'vitest';
import { contains, greetingLine } from '../../../src/core/protocols/greeting.ts';

const span = (text: string) => {
  const octets = new Uint8Array(Buffer.from(text, 'latin1'));
  return { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
};

it.each([
  ['220 mail\r\nmore', 9],
  ['220-mail\n', 8],
  ['2', 0],
  ['220 mail', 0],
  ['250 mail\r\n', -1],
  ['220_mail\r\n', -1],
  ['220 \0\r\n', -1],
  [`220 ${'a'.repeat(600)}`, -1],
])('%j', (text, lineFeed) => {
  expect(greetingLine(span(text))).toBe(lineFeed);
});

it('a word is found only where all of it is there', () => {
  const { octets, end } = span('220 ESMTP');
  expect(contains(octets, 0, end, 'SMTP')).toBe(true);
  expect(contains(octets, 0, end - 1, 'SMTP')).toBe(false);
});
