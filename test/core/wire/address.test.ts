import { isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressText, endpointText, parsePrefix, prefixHolds } from '../../../src/core/wire/address.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const sparseWord = fc.oneof(word, fc.constant(0), fc.constant(1), fc.constant(0x10000));

describe('addressText', () => {
  it.each<[string, [number, number, number, number]]>([
    ['::', [0, 0, 0, 0]],
    ['::1', [0, 0, 0, 1]],
    ['fe80::1', [0xfe800000 | 0, 0, 0, 1]],
    ['2001:db8::1:0:0:1', [0x20010db8, 0, 0x10000, 1]],
    ['2001:0:0:1::1', [0x20010000, 1, 0, 1]],
    ['2001:db8:0:1:1:1:1:1', [0x20010db8, 1, 0x10001, 0x10001]],
    ['1:2:3:4:5:6:7:0', [0x10002, 0x30004, 0x50006, 0x70000]],
    ['::ffff:192.0.2.1', [0, 0, 0xffff, 0xc0000201 | 0]],
  ])('writes %s', (text, words) => {
    expect(addressText(6, ...words)).toBe(text);
  });

  it('writes IPv4', () => {
    expect(addressText(4, 0, 0, 0, 0x7f000001)).toBe('127.0.0.1');
    expect(addressText(4, 0, 0, 0, -1)).toBe('255.255.255.255');
  });

  it('is read back as the same address', () => {
    fc.assert(
      fc.property(sparseWord, sparseWord, sparseWord, sparseWord, (word0, word1, word2, word3) => {
        const six = addressText(6, word0, word1, word2, word3);
        expect(isIPv6(six)).toBe(true);
        expect(parsePrefix(six)).toEqual({ ipVersion: 6, word0, word1, word2, word3, length: 128 });
        const four = parsePrefix(addressText(4, 0, 0, 0, word3));
        expect(four).toEqual({ ipVersion: 4, word0: 0, word1: 0, word2: 0, word3, length: 32 });
      }),
    );
  });

  it('writes IPv6 as the platform does', () => {
    fc.assert(
      fc.property(word, sparseWord, sparseWord, sparseWord, (word0, word1, word2, word3) => {
        fc.pre(word0 !== 0);
        const text = addressText(6, word0, word1, word2, word3);
        expect(new SocketAddress({ address: text, family: 'ipv6' }).address).toBe(text);
      }),
    );
  });
});

describe('endpointText', () => {
  it('puts brackets around IPv6', () => {
    expect(endpointText('127.0.0.1', 80)).toBe('127.0.0.1:80');
    expect(endpointText('::1', 80)).toBe('[::1]:80');
  });
});

describe('parsePrefix', () => {
  it.each([
    '',
    '/',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.-4',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/08',
    '1.2.3.4/8/8',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    'fffff::',
    'g::',
    '::1/129',
    '1.2.3.4::',
    '::1.2.3',
    'fe80::1%eth0',
  ])('refuses %j', (text) => {
    expect(parsePrefix(text)).toBeNull();
  });

  it.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['::/0', 'fe80::1', true],
    ['fe80::/10', 'febf::1', true],
    ['fe80::/10', 'fec0::1', false],
    ['2001:db8::/33', '2001:db8:7fff::', true],
    ['2001:db8::/33', '2001:db8:8000::', false],
    ['2001:db8::/96', '2001:db8::ffff:ffff', true],
    ['2001:db8::/96', '2001:db8::1:0:0', false],
    ['::1', '::1', true],
    ['::ffff:192.0.2.1', '::ffff:c000:201', true],
  ])('%s holds %s: %s', (prefixText, addressOf, expected) => {
    const prefix = parsePrefix(prefixText);
    const address = parsePrefix(addressOf);
    if (prefix === null || address === null) throw new Error('not read');
    const { ipVersion, word0, word1, word2, word3 } = address;
    expect(prefixHolds(prefix, ipVersion, word0, word1, word2, word3)).toBe(expected);
  });
});
