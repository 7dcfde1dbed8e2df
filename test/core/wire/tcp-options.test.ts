import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTcpOptions,
  optionsText,
  readTcpOptions,
  type TcpOptions,
} from '../../../src/core/wire/tcp-options.ts';
import { octets } from './frames.ts';

const NONE = createTcpOptions();

function read(hexadecimal: string, into: TcpOptions = createTcpOptions()): TcpOptions {
  const bytes = octets(hexadecimal);
  readTcpOptions(new DataView(bytes.buffer), 0, bytes.length, into);
  return into;
}

describe('readTcpOptions', () => {
  it.each<[string, string, Partial<TcpOptions>]>([
    ['nothing', '', {}],
    ['padding', '01010100', {}],
    ['a maximum segment size', '020405b4', { maximumSegmentSize: 1460 }],
    ['a window scale', '030307', { windowShift: 7 }],
    ['a window scale of 0', '030300', { windowShift: 0 }],
    ['a window scale above 14', '0303ff', { windowShift: 14 }],
    ['SACK permitted', '0402', { sackPermitted: true }],
    ['two SACK blocks', `0512${'00'.repeat(16)}`, { sackBlocks: 2, sackStart: 2 }],
    [
      'timestamps',
      '080a 80000000 00000001',
      { hasTimestamps: true, timestampValue: -(2 ** 31), timestampEcho: 1 },
    ],
    ['a Fast Open request', '2202', { fastOpen: 'request' }],
    ['a Fast Open cookie', '220a0102030405060708', { fastOpen: 'cookie' }],
    ['an experimental Fast Open request', 'fe04f989', { fastOpen: 'request' }],
    ['an experimental Fast Open cookie', 'fe08f98901020304', { fastOpen: 'cookie' }],
    ['another experiment', 'fe04abcd', { others: 1 }],
    ['Multipath TCP', '1e0c00010000000000000000', { multipath: true }],
    ['kinds that we do not know', '1304abcd 1d04abcd', { others: 2 }],
    ['nothing behind the end of the list', '00 020405b4', {}],
    ['what stands before a length of 0', '0402 0300', { sackPermitted: true, malformed: true }],
    ['what stands before a cut option', '0402 020405', { sackPermitted: true, malformed: true }],
    ['what stands before a kind without length', '0402 03', { sackPermitted: true, malformed: true }],
    [
      'what stands beside a wrong length',
      '0203ff 030307 0402',
      { windowShift: 7, sackPermitted: true, malformed: true },
    ],
    ['SACK blocks of an odd length', '0503ff', { malformed: true }],
  ])('reads %s', (_name, hexadecimal, expected) => {
    expect(read(hexadecimal)).toEqual({ ...NONE, ...expected });
  });

  it('forgets what the object held', () => {
    const into = read('020405b40402080a00000001000000011e0c000100000000000000002202');
    expect(read('', into)).toEqual(NONE);
  });

  it('reads nothing outside its bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const memory = new Uint8Array(bytes.length + 40).fill(0x02);
        memory.set(bytes);
        const [inside, alone] = [createTcpOptions(), createTcpOptions()];
        readTcpOptions(new DataView(memory.buffer), 0, bytes.length, inside);
        readTcpOptions(new DataView(bytes.slice().buffer), 0, bytes.length, alone);
        expect(inside).toEqual(alone);
        expect(inside.windowShift).toBeLessThanOrEqual(14);
      }),
    );
  });
});

describe('optionsText', () => {
  it('tells what a SYN offers', () => {
    expect(optionsText(read('020405b4 0402 080a0000000100000000 01 030307'))).toBe(
      'mss 1460  wscale 7  sack  ts',
    );
    expect(optionsText(read('2202 1e0c00010000000000000000'))).toBe('tfo request  mptcp');
    // What few offer stands before what nearly all do, and is not what is cut.
    expect(optionsText(read('020405b4 0402 080a0000000100000000 01 030307 2202'))).toBe(
      'mss 1460  tfo request  wscale 7  sack  ts',
    );
    expect(optionsText(NONE)).toBe('');
  });
});
