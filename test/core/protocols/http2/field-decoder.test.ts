import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldDecoder } from '../../../../src/core/protocols/http2/field-decoder.ts';
import { hex } from '../telling.ts';

/** The fields of one block, or null where it is none. */
function decode(decoder: FieldDecoder, block: Uint8Array): string[] | null {
  const fields: string[] = [];
  const isGood = decoder.decode(block, 0, block.length, (name, value) => fields.push(`${name}: ${value}`));
  return isGood ? fields : null;
}

/** Wants all fields. */
const decoderOfAll = () => new FieldDecoder(() => true);

const REQUEST = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];

describe('the examples of RFC 7541, appendix C', () => {
  it.each([
    ['400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572', 'custom-key: custom-header'],
    ['040c 2f73 616d 706c 652f 7061 7468', ':path: /sample/path'],
    ['1008 7061 7373 776f 7264 0673 6563 7265 74', 'password: secret'],
    ['82', ':method: GET'],
  ])('C.2: %s', (block, field) => {
    expect(decode(decoderOfAll(), hex(block))).toEqual([field]);
  });

  it.each([
    [
      'C.3, as they are',
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
    [
      'C.4, in Huffman code',
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
  ])('%s: requests that refer to those before', (_, first, second, third) => {
    const decoder = decoderOfAll();
    expect(decode(decoder, hex(first))).toEqual(REQUEST);
    expect(decode(decoder, hex(second))).toEqual([...REQUEST, 'cache-control: no-cache']);
    expect(decode(decoder, hex(third))).toEqual([
      ':method: GET',
      ':scheme: https',
      ':path: /index.html',
      ':authority: www.example.com',
      'custom-key: custom-value',
    ]);
  });

  it('C.6, with a table of 256 octets, from which the oldest entries fall', () => {
    const decoder = decoderOfAll();
    expect(decode(decoder, hex('3fe101'))).toEqual([]);
    const first = hex(
      `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff
       6e91 9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3`,
    );
    const rest = [
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
    ];
    expect(decode(decoder, first)).toEqual([':status: 302', ...rest]);
    expect(decode(decoder, hex('4883 640e ffc1 c0bf'))).toEqual([':status: 307', ...rest]);
    const third = hex(
      `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7
       821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed
       4ee5 b106 3d50 07`,
    );
    expect(decode(decoder, third)).toEqual([
      ':status: 200',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:22 GMT',
      'location: https://www.example.com',
      'content-encoding: gzip',
      'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
    ]);
    // Three entries are left of the eight.
    expect(decode(decoder, hex('c0'))).toHaveLength(1);
    expect(decode(decoder, hex('c1'))).toBeNull();
  });
});

describe('the table', () => {
  it('is emptied by a size of nothing, and takes nothing then', () => {
    const decoder = decoderOfAll();
    expect(decode(decoder, hex('4001610162'))).toEqual(['a: b']);
    expect(decode(decoder, hex('be'))).toEqual(['a: b']);
    expect(decode(decoder, hex('20 4001610162'))).toEqual(['a: b']);
    expect(decode(decoder, hex('be'))).toBeNull();
  });

  it('behind a loss: what refers to an entry from before is not known, all else is', () => {
    const decoder = decoderOfAll();
    decoder.lose();
    expect(decode(decoder, hex('82 be 4001610162'))).toEqual([':method: GET', ': ', 'a: b']);
    expect(decode(decoder, hex('be'))).toEqual(['a: b']);
  });

  it('has of a field that is not wanted no more than its size, so that its place and its name count', () => {
    const decoder = new FieldDecoder((name) => name === ':path');
    // custom-key: custom-header, and :path as the example C.2.2; then the first one's name again, with another value.
    const block =
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572 440c 2f73 616d 706c 652f 7061 7468';
    expect(decode(decoder, hex(block))).toEqual(['unwanted: ', ':path: /sample/path']);
    expect(decode(decoder, hex('bf be 7f00 0162 be'))).toEqual([
      'unwanted: ',
      ':path: /sample/path',
      'unwanted: ',
      'unwanted: ',
    ]);
    // 55, 49 and 43 octets: a table of 92 has the newer two of the three, whose names count with ten octets and with five.
    expect(decode(decoder, hex('3f3d be bf'))).toEqual(['unwanted: ', ':path: /sample/path']);
    expect(decode(decoder, hex('c0'))).toBeNull();
    // Huffman code that is none is noticed, though nobody reads it.
    expect(decode(decoder, hex('4001 61 84 ffffffff'))).toBeNull();
  });

  it('never holds more than a bounded number of octets, whatever size is asked for', () => {
    const decoder = decoderOfAll();
    expect(decode(decoder, hex('3fe1ffff7f'))).toEqual([]);
    for (let n = 0; n < 3000; n += 1) decode(decoder, hex(`40 02 ${(0x6161 + n).toString(16)} 01 62`));
    // 65,536 octets are 1,872 entries of 35: the one behind them is not there, but may have been.
    expect(decode(decoder, hex('ff ee0d'))).not.toEqual([': ']);
    expect(decode(decoder, hex('ff 9f0f'))).toEqual([': ']);
  });
});

it.each([
  ['an index of nothing', '80'],
  ['an index beyond the table', 'c6'],
  ['a number that does not end', 'ffffffffffffffff'],
  ['a string longer than the block', '400a61'],
  ['padding of more than 7 bits', '4001 61 82 1fff'],
  ['the end of a string within it', '4001 61 84 ffffffff'],
  ['padding with zeros', '4001 61 81 18'],
])('%s is an error', (_, block) => {
  expect(decode(decoderOfAll(), hex(block))).toBeNull();
});

it('cuts long values, and lets no control character through', () => {
  const long = [0x00, 0x01, 0x61, 0x7f, 0xf9, 0x06, ...Array(1016).fill(0x1b)];
  const [field] = decode(decoderOfAll(), Uint8Array.from(long)) as string[];
  expect(field?.length).toBeLessThanOrEqual(1003);
  expect(field).not.toMatch(/[\u0000-\u001f]/);
});

it('decodes any octets, or says that it cannot', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (blocks) => {
      const decoder = decoderOfAll();
      for (const block of blocks) decode(decoder, block);
    }),
  );
});
