import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../../../src/core/analysis.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/core/limits.ts';
import { FragmentTable } from '../../../src/core/wire/fragments.ts';
import type { Segment } from '../../../src/core/wire/segment.ts';
import { batchOf } from '../../support/analyse.ts';
import { decode, ethernet, IP4, ipv4, ipv6, octets, outer, tcp, u16, udp } from './frames.ts';

type Version = 4 | 6;

interface Piece {
  readonly offset: number;
  readonly more: boolean;
  readonly octets: Uint8Array;
}

/** A frame of LINKTYPE_RAW with one fragment. */
function fragment(version: Version, piece: Piece, identification = 1, protocol = 6): Uint8Array {
  const { offset, more } = piece;
  if (version === 6)
    return ipv6(
      44,
      octets(protocol, 0, u16(offset | (more ? 1 : 0)), 0, 0, u16(identification), piece.octets),
    );
  const field = (offset >> 3) | (more ? 0x2000 : 0);
  return ipv4(piece.octets, {
    4: identification >> 8,
    5: identification & 0xff,
    6: field >> 8,
    7: field & 0xff,
    9: protocol,
  });
}

function table(limits: Partial<Limits> = {}): FragmentTable {
  return new FragmentTable({ ...DEFAULT_LIMITS, ...limits });
}

function take(fragments: FragmentTable, frame: Uint8Array, linkType = 101) {
  return decode(linkType, frame, frame.length, fragments);
}

function payloadOf(segment: Segment): string {
  const { datagram, payloadStart, payloadCaptured } = segment;
  const octetsOf = datagram?.octets.subarray(payloadStart, payloadStart + payloadCaptured);
  return Buffer.from(octetsOf ?? []).toString('latin1');
}

function cut(packet: Uint8Array, at: readonly number[]): Piece[] {
  const ends = [...at, packet.length];
  return ends.map((end, i) => {
    const offset = ends[i - 1] ?? 0;
    return { offset, more: end < packet.length, octets: packet.subarray(offset, end) };
  });
}

const TEXT = 'to be put together again';
const PACKET = tcp(octets(), octets(Buffer.from(TEXT)));
const [FIRST, MIDDLE, LAST] = cut(PACKET, [16, 32]) as [Piece, Piece, Piece];

describe.each<Version>([4, 6])('fragments of IPv%i', (version) => {
  it('are one segment with the frame that makes them whole, in any order and cut anywhere', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: (PACKET.length >> 3) - 1 }), {
      minLength: 1,
      maxLength: 4,
    });
    const pieces = cuts
      .map((at) =>
        cut(
          PACKET,
          at.sort((a, b) => a - b).map((units) => units << 3),
        ),
      )
      .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    fc.assert(
      fc.property(pieces, (all) => {
        const fragments = table();
        const results = all.map((piece) => take(fragments, fragment(version, piece)));
        expect(results.slice(0, -1).every(({ reason }) => reason === 'ip-fragment-held')).toBe(true);
        expect(results.at(-1)).toMatchObject({
          kind: 'segment',
          segment: { ipVersion: version, sourcePort: 1025 },
        });
        expect(payloadOf((results.at(-1) as (typeof results)[0]).segment)).toBe(TEXT);
        expect(fragments.fill).toEqual({ fragments: 0, octets: 0 });
        expect(fragments.letGo).toBe(0);
      }),
    );
  });

  it('of several packets are told apart by their identification', () => {
    const fragments = table();
    for (const identification of [1, 2]) take(fragments, fragment(version, FIRST, identification));
    for (const identification of [1, 2]) take(fragments, fragment(version, MIDDLE, identification));
    for (const identification of [2, 1])
      expect(take(fragments, fragment(version, LAST, identification)).kind).toBe('segment');
  });

  it('of a packet have nothing of a longer one that was put together before', () => {
    const fragments = table();
    const texts = ['a packet that is much longer than the next one', 'a short packet'];
    const told = texts.map((text, identification) => {
      const pieces = cut(tcp(octets(), octets(Buffer.from(text))), [16, 32]);
      const results = pieces.map((piece) => take(fragments, fragment(version, piece, identification)));
      const { segment } = results.at(-1) as (typeof results)[0];
      expect(segment.datagram?.octets).toHaveLength(20 + text.length);
      return payloadOf(segment);
    });
    expect(told).toEqual(texts);
  });

  it('that overlap: the one that begins first counts, and of two that begin alike the first to come', () => {
    const fragments = table();
    const other = (piece: Piece, octetsOf: string) => ({ ...piece, octets: octets(Buffer.from(octetsOf)) });
    take(fragments, fragment(version, MIDDLE));
    take(fragments, fragment(version, other(MIDDLE, 'XXXXXXXXXXXXXXXX')));
    take(fragments, fragment(version, other({ ...MIDDLE, offset: 24 }, 'YYYYYYYYYYYYYYYYYYYYYYYY')));
    take(fragments, fragment(version, LAST));
    const { segment } = take(fragments, fragment(version, FIRST));
    expect(payloadOf(segment)).toBe(`${TEXT.slice(0, 12)}YYYYYYYYYYYY`);
  });

  it('behind the end that a last fragment has told are cut off', () => {
    const fragments = table();
    take(fragments, fragment(version, { ...MIDDLE, more: false }));
    take(fragments, fragment(version, LAST));
    expect(payloadOf(take(fragments, fragment(version, FIRST)).segment)).toBe(TEXT.slice(0, 12));
  });

  it('of any other protocol are put together too, and tunnels in them opened', () => {
    const packet = udp(4789, octets('08000000 00000100', ethernet('0800', IP4)));
    const pieces = cut(packet, [24]);
    const fragments = table();
    const [held, whole] = pieces.map((piece) => take(fragments, fragment(version, piece, 1, 17)));
    expect(held?.reason).toBe('ip-fragment-held');
    expect(whole?.segment).toMatchObject({ ipVersion: 4, payloadLength: 3 });
  });

  it('never fail, whatever they claim', () => {
    const pieces = fc.array(
      fc.record({
        offset: fc.nat(0x1fff).map((units) => units << 3),
        more: fc.boolean(),
        octets: fc.uint8Array({ maxLength: 48 }),
      }),
    );
    fc.assert(
      fc.property(pieces, fc.nat(2), (all, identification) => {
        const fragments = table({ fragments: 8, fragmentOctets: 256, fragmentsPerPacket: 6 });
        for (const piece of all) {
          take(fragments, fragment(version, piece, identification));
          expect(fragments.fill.fragments).toBeLessThanOrEqual(8);
          expect(fragments.fill.octets).toBeLessThanOrEqual(256);
        }
      }),
    );
  });
});

describe('fragments within reach of a limit', () => {
  it.each<[string, Partial<Limits>]>([
    ['of fragments', { fragments: 3 }],
    ['of octets', { fragmentOctets: 60 }],
  ])('%s: those of the oldest packet are let go', (_name, limits) => {
    const fragments = table(limits);
    for (const identification of [1, 1, 2]) take(fragments, fragment(4, FIRST, identification));
    take(fragments, fragment(4, MIDDLE, 2));
    expect(fragments.letGo).toBe(2);
    expect(take(fragments, fragment(4, LAST, 2)).kind).toBe('segment');
    expect(fragments.fill).toEqual({ fragments: 0, octets: 0 });
  });

  it('of one packet: all of it is let go', () => {
    const fragments = table({ fragmentsPerPacket: 2 });
    for (const piece of [FIRST, MIDDLE]) take(fragments, fragment(4, piece));
    expect(fragments.letGo).toBe(2);
    expect(take(fragments, fragment(4, LAST)).reason).toBe('ip-fragment-held');
  });

  it('of time: what came too long ago is let go', () => {
    const fragments = table({ fragmentSeconds: 30 });
    fragments.nowSeconds = 1000;
    for (const piece of [FIRST, MIDDLE]) take(fragments, fragment(4, piece));
    fragments.nowSeconds = 1031;
    expect(take(fragments, fragment(4, LAST)).reason).toBe('ip-fragment-held');
    expect(fragments.letGo).toBe(2);
  });
});

describe('a fragment', () => {
  it('of private addresses belongs to its VLAN', () => {
    const fragments = table();
    const tagged = (vlan: string, piece: Piece) => ethernet(`8100 ${vlan} 0800`, fragment(4, piece));
    for (const piece of [FIRST, MIDDLE]) take(fragments, tagged('0005', piece), 1);
    expect(take(fragments, tagged('0006', LAST), 1).reason).toBe('ip-fragment-held');
    expect(take(fragments, tagged('0005', LAST), 1).kind).toBe('segment');
  });

  it('that was cut is not held, and the first one of IPv4 is taken as it is', () => {
    const fragments = table();
    const cutShort = (piece: Piece, version: Version) => {
      const frame = fragment(version, piece);
      return decode(101, frame.subarray(0, -4), frame.length, fragments);
    };
    const first = { ...FIRST, octets: PACKET.subarray(0, 32) };
    expect(cutShort(first, 4)).toMatchObject({
      kind: 'segment',
      segment: { payloadLength: 12, payloadCaptured: 8 },
    });
    expect(cutShort(MIDDLE, 4).reason).toBe('ip-fragment');
    expect(cutShort(first, 6).reason).toBe('ip-fragment');
    expect(fragments.fill.fragments).toBe(0);
  });

  it('within a tunnel is put together as any other', () => {
    const fragments = table();
    const results = [FIRST, MIDDLE, LAST].map((piece) => take(fragments, outer(4, fragment(4, piece)), 1));
    expect(payloadOf((results[2] as (typeof results)[0]).segment)).toBe(TEXT);
  });
});

describe('the core', () => {
  it('reads what is said in fragments, and counts a packet once, with the frame that made it whole', () => {
    const analysis = new Analysis();
    analysis.addInterface({ name: 'test', linkType: 101, snapshotLength: 65535 });
    const request = tcp(octets(), octets(Buffer.from('GET /in-fragments HTTP/1.1\r\nHost: x\r\n\r\n')));
    const frames = [...cut(request, [24, 40]).map((piece) => fragment(4, piece)), IP4].map((frame, i) => ({
      seconds: 1000,
      nanoseconds: i,
      original: frame.length + i,
      octets: frame,
    }));
    analysis.ingest(batchOf(frames), 0, 0);
    expect(analysis.counters).toMatchObject({ frames: 4, segments: 2, ignored: { 'ip-fragment-held': 2 } });
    const [connection] = analysis.tracker.table.list();
    expect(connection?.firstNanoseconds).toBe(2);
    expect(connection?.first.bytes).toBe((frames[2]?.original ?? 0) + (frames[3]?.original ?? 0));
    expect(connection?.conversation?.messages[0]?.summary).toContain('GET /in-fragments');
  });
});
