import { Chain, type Link } from '../chain.ts';
import type { Limits } from '../limits.ts';
import { afterIpProtocol } from './followers.ts';
import { FragmentMemory } from './fragment-memory.ts';
import type { Cursor, Next } from './layers.ts';
import { IP_FRAGMENT_HELD } from './outcome.ts';
import type { Datagram, Segment } from './segment.ts';

interface Fragment {
  /** Where its octets stand in the packet. */
  readonly offset: number;
  readonly length: number;
  /** They stand at its begin. */
  readonly octets: Uint8Array;
}

/** A packet of which not all fragments are there. */
interface Unfinished extends Link<Unfinished> {
  readonly key: string;
  /** Of its first fragment to come, by frame time. */
  readonly sinceSeconds: number;
  /** By offset; of those at the same offset, in the order they came in. */
  readonly fragments: Fragment[];
  octets: number;
  /** Octets that the packet has, as its last fragment tells; -1 before that. */
  length: number;
  /** What the packet carries, as its first fragment tells. */
  protocol: number;
}

export type FragmentLimits = Pick<
  Limits,
  'fragments' | 'fragmentsPerPacket' | 'fragmentOctets' | 'fragmentSeconds'
>;

/**
 * Puts IPv4 (RFC 791, section 3.2) and IPv6 fragments (RFC 8200, section 4.5) together again, in any order. Where
 * fragments overlap, the one that begins first counts, and of two that begin alike the one that came first; what lies
 * behind the end that the first last fragment tells is cut off. Whatever was held for a packet is forgotten once it is
 * complete.
 */
export class FragmentTable {
  /** Time of the frame that is being decoded, whole seconds since 1970: the caller keeps it. */
  nowSeconds = 0;
  /** Fragments given up because a limit was reached or the rest never came. */
  letGo = 0;
  private held = 0;
  private heldOctets = 0;
  private readonly unfinished = new Map<string, Unfinished>();
  /** The same in order of each packet's first fragment. */
  private readonly inOrder = new Chain<Unfinished>();
  private readonly memory = new FragmentMemory();
  /** Where the newest packet stands that was put together: with the next frame nobody looks at it any more. */
  private whole = new ArrayBuffer(0);
  private readonly limits: FragmentLimits;

  constructor(limits: FragmentLimits) {
    this.limits = limits;
  }

  /** Fragments and octets that are held now. */
  get fill(): { readonly fragments: number; readonly octets: number } {
    return { fragments: this.held, octets: this.heldOctets };
  }

  /**
   * Takes in the fragment between the cursor and its captured end, whose place in the packet is `offset`; addresses are
   * those of `segment`. Where it completes the packet, the cursor then stands at the packet's begin.
   */
  take(
    cursor: Cursor,
    segment: Segment,
    identification: number,
    protocol: number,
    offset: number,
    more: boolean,
  ): Next {
    this.expire();
    const packet = this.packetOf(keyOf(cursor, segment, identification), protocol);
    const { buffer, byteOffset } = cursor.view;
    const length = cursor.capturedEnd - cursor.at;
    const octets = this.memory.take(length);
    octets.set(new Uint8Array(buffer, byteOffset + cursor.at, length));
    insert(packet.fragments, { offset, length, octets });
    packet.octets += length;
    this.held++;
    this.heldOctets += length;
    if (offset === 0) packet.protocol = protocol;
    if (!more && packet.length < 0) packet.length = offset + length;
    const extent = packet.length < 0 || packet.octets < packet.length ? 0 : extentOf(packet.fragments);
    if (packet.length < 0 || extent < packet.length) {
      this.makeRoom(packet);
      return IP_FRAGMENT_HELD;
    }
    const datagram = this.putTogether(packet);
    this.forget(packet);
    segment.datagram = datagram;
    cursor.view = datagram.view;
    cursor.at = 0;
    cursor.capturedEnd = cursor.reportedEnd = packet.length;
    return afterIpProtocol(packet.protocol);
  }

  private putTogether({ fragments, length }: Unfinished): Datagram {
    if (this.whole.byteLength < length) this.whole = new ArrayBuffer(2 * length);
    const octets = new Uint8Array(this.whole, 0, length);
    let filled = 0;
    for (const fragment of fragments) {
      const { offset } = fragment;
      const end = Math.min(offset + fragment.length, length);
      if (end <= filled) continue;
      octets.set(fragment.octets.subarray(filled - offset, end - offset), filled);
      filled = end;
    }
    return { octets, view: new DataView(this.whole, 0, length) };
  }

  private packetOf(key: string, protocol: number): Unfinished {
    const found = this.unfinished.get(key);
    if (found !== undefined) return found;
    const packet: Unfinished = {
      key,
      sinceSeconds: this.nowSeconds,
      fragments: [],
      octets: 0,
      length: -1,
      protocol,
      older: null,
      newer: null,
    };
    this.unfinished.set(key, packet);
    this.inOrder.add(packet);
    return packet;
  }

  private expire(): void {
    const { inOrder, limits } = this;
    for (let packet = inOrder.oldest; packet !== null; packet = inOrder.oldest) {
      if (this.nowSeconds - packet.sinceSeconds <= limits.fragmentSeconds) return;
      this.giveUp(packet);
    }
  }

  private makeRoom(newest: Unfinished): void {
    const { limits } = this;
    if (newest.fragments.length >= limits.fragmentsPerPacket) this.giveUp(newest);
    while (this.held > limits.fragments || this.heldOctets > limits.fragmentOctets) {
      const { oldest } = this.inOrder;
      if (oldest === null) return;
      this.giveUp(oldest);
    }
  }

  private giveUp(packet: Unfinished): void {
    this.letGo += packet.fragments.length;
    this.forget(packet);
  }

  private forget(packet: Unfinished): void {
    this.held -= packet.fragments.length;
    this.heldOctets -= packet.octets;
    for (const { octets } of packet.fragments) this.memory.give(octets);
    this.unfinished.delete(packet.key);
    this.inOrder.remove(packet);
  }
}

function keyOf(cursor: Cursor, s: Segment, identification: number): string {
  const source = `${s.source0} ${s.source1} ${s.source2} ${s.source3}`;
  const destination = `${s.destination0} ${s.destination1} ${s.destination2} ${s.destination3}`;
  const vlan = isPrivate(s, s.source3) || isPrivate(s, s.destination3) ? cursor.vlan : 0;
  return `${s.ipVersion} ${vlan} ${identification} ${source} ${destination}`;
}

/** Networks of IPv4 addresses that mean another host in every VLAN. RFC 1918, section 3; RFC 3927 */
const PRIVATE_NETWORKS = [
  { network: 0x0a000000, mask: 0xff000000 },
  { network: 0xac100000, mask: 0xfff00000 },
  { network: 0xc0a80000, mask: 0xffff0000 },
  { network: 0xa9fe0000, mask: 0xffff0000 },
] as const;

function isPrivate(s: Segment, word: number): boolean {
  return s.ipVersion === 4 && PRIVATE_NETWORKS.some(({ network, mask }) => ((word ^ network) & mask) === 0);
}

function insert(fragments: Fragment[], fragment: Fragment): void {
  let at = fragments.length;
  while (at > 0 && (fragments[at - 1] as Fragment).offset > fragment.offset) at--;
  fragments.splice(at, 0, fragment);
}

/** Octets from the packet's begin that are there without a gap. */
function extentOf(fragments: readonly Fragment[]): number {
  let extent = 0;
  for (const { offset, length } of fragments)
    if (offset <= extent) extent = Math.max(extent, offset + length);
  return extent;
}
