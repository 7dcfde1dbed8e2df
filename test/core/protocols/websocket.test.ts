import { describe, expect, it } from 'vitest';
import { websocket } from '../../../src/core/protocols/websocket.ts';
import { hex, Talk } from './telling.ts';

const KEY = [0x37, 0xfa, 0x21, 0x3d];
const text = (value: string) => [...Buffer.from(value)];

function frame(first: number, payload: number[], masked = false): Uint8Array {
  const { length } = payload;
  const lengths =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 255]
        : [127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255];
  lengths[0] |= masked ? 0x80 : 0;
  return Uint8Array.from([
    first,
    ...lengths,
    ...(masked ? KEY : []),
    ...payload.map((octet, at) => (masked ? octet ^ KEY[at & 3] : octet)),
  ]);
}

const talk = () => new Talk(websocket);

describe('frames', () => {
  it('as in RFC 6455, section 5.7', () => {
    const t = talk().server(hex('81 05 48656c6c6f')).client(hex('81 85 37fa213d 7f9f4d5158'));
    t.server(hex('01 03 48656c'), hex('80 02 6c6f'), hex('89 05 48656c6c6f')).client(
      hex('8a 85 37fa213d 7f9f4d5158'),
    );
    expect(t.said).toEqual([
      '< TEXT "Hello"',
      '> TEXT "Hello"',
      '< TEXT "Hel" (more follows)',
      '< CONTINUATION "lo"',
      '< PING "Hello"',
      '> PONG "Hello"',
    ]);
    expect(t.sayings[1]?.fields).toEqual({
      opcode: 'TEXT',
      final: true,
      compressed: false,
      masked: true,
      payloadBytes: 5,
      text: 'Hello',
    });
  });

  it('tell the size of what cannot be read', () => {
    const t = talk().client(
      frame(0x82, Array(200).fill(7), true),
      frame(0xc1, text('xyz')),
      frame(0x00, text('abc')),
    );
    t.client(frame(0x89, [0, 1, 2]), frame(0x89, []));
    expect(t.said).toEqual([
      '> BINARY 200 B',
      '> TEXT compressed 3 B',
      '> CONTINUATION 3 B (more follows)',
      '> PING 3 B',
      '> PING',
    ]);
  });

  it.each([126, 65_535, 65_536, 70_000])(
    'of %d octets are told by their beginning, and the rest is passed over',
    (length) => {
      const t = talk().client(frame(0x81, Array(length).fill(0x61), true), frame(0x81, text('next'), true));
      expect(t.said[0]).toMatch(new RegExp(`^> TEXT "a+…" ${length} B$`));
      expect(t.said[1]).toBe('> TEXT "next"');
      expect(t.dissection.rests.of(0)).toBeNull();
    },
  );

  it('do not show half a character at the end of what is shown', () => {
    const t = talk().server(frame(0x81, text('あ'.repeat(100))));
    expect(t.said[0]).toBe(`< TEXT "${'あ'.repeat(41)}…" 300 B`);
  });

  it('tell why a side closes', () => {
    const t = talk()
      .client(frame(0x88, [3, 0xe8, ...text('bye')], true))
      .server(frame(0x88, [3, 0xe9]), frame(0x88, []));
    expect(t.said).toEqual(['> CLOSE 1000 normal "bye"', '< CLOSE 1001 going away', '< CLOSE']);
    expect(t.sayings[0]?.fields).toMatchObject({ closeCode: 1000, closeName: 'normal', closeReason: 'bye' });
  });

  it.each([
    [1009, 'message too big'],
    [3000, 'of a library'],
    [4999, 'private'],
    [999, 'unknown'],
  ])('name the close code %d: %s', (code, name) => {
    expect(talk().server(frame(0x88, [code >> 8, code & 255])).said).toEqual([`< CLOSE ${code} ${name}`]);
  });

  it('let no control character through', () => {
    const t = talk().server(frame(0x81, text('\x1b[31mred\r\n')));
    expect(t.said).toEqual(['< TEXT "·[31mred··"']);
  });

  it.each(['91 00', '83 00', '8b 00', '09 00', '89 7e 0080', '82 7f ffffffffffffffff'])(
    '%s is malformed',
    (octets) => {
      expect(talk().server(hex(octets)).verdict).toMatchObject({ kind: 'malformed' });
    },
  );
});

describe('secrets', () => {
  it('are left out of texts', () => {
    const payload = text('{"type":"connection_init","token":"hunter2"}');
    const t = talk().client(frame(0x81, payload, true));
    expect(t.said).toEqual(['> TEXT "{"type":"connection_init","token":"…"}"']);
    expect(t.sayings[0]?.fields.text).toBe('{"type":"connection_init","token":"…"}');
  });
});

describe('missing octets', () => {
  it('inside a payload are passed over', () => {
    const t = talk()
      .client(frame(0x82, Array(1000).fill(1)).subarray(0, 200))
      .gap(0, 804)
      .client(frame(0x81, text('next')));
    expect(t.said).toEqual(['> BINARY 1000 B', '> TEXT "next"']);
  });

  it('at the beginning of a payload leave the head to be told', () => {
    const t = talk()
      .client(frame(0x81, text('hello world')).subarray(0, 5))
      .gap(0, 8)
      .client(frame(0x81, text('next')));
    expect(t.said).toEqual(['> TEXT 11 B', '> TEXT "next"']);
  });

  it('beyond it: frames that fill what comes at once, masked as before, are found again', () => {
    const t = talk().client(frame(0x81, text('one'), true));
    t.client(frame(0x82, Array(1000).fill(1), true).subarray(0, 200)).gap(0, 2000);
    t.client(Uint8Array.from(Array(40).fill(0x55)));
    t.client(frame(0x81, text('not masked')));
    t.client(Uint8Array.from([...frame(0x81, text('two'), true), ...frame(0x89, [], true)]));
    expect(t.said).toEqual(['> TEXT "one"', '> BINARY 1000 B', '> TEXT "two"', '> PING']);
    expect(t.verdict).toBeNull();
  });
});

it('is never identified by content', () => {
  const octets = frame(0x81, text('Hello'), true);
  const span = { octets, view: new DataView(octets.buffer), start: 0, end: octets.length };
  expect(websocket.identify(span, 0, span)).toBe('reject');
});
