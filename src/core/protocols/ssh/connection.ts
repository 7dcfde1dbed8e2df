import { printableText } from '../../printable.ts';
import { CR, indexOfOctet, LF, startsWith } from '../ascii.ts';
import { CLIENT, type FieldValue, type Octets, otherThan, type Side, type Telling } from '../dissector.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { agreedOn, fieldsOf, isClients, type Offer, readOffer, summaryOf } from './kexinit.ts';
import { KEXINIT, messageName, NEWKEYS, PACKET_HEAD_OCTETS, packetLength } from './packet.ts';

/** RFC 4253, section 4.2: with its line end. */
const LONGEST_IDENTIFICATION = 255;
const LINE_CHARACTERS = 200;

const SSH_2 = '2.0';
const SSH_1_OR_2 = '1.99';

/** A packet begins with it, being shorter than 16 MiB; no line holds it (RFC 4253, sections 4.2 and 6). */
const NUL = 0;

/** Where one side stands; `undecided`: what it speaks depends on the other side, of which that is not known. */
type Phase = 'identification' | 'undecided' | 'packets' | 'encrypted' | 'passed-over';

class PacketStream {
  phase: Phase = 'identification';
  /** The version of the protocol that it has said; null before that. */
  version: string | null = null;
  /** Octets of a packet to pass over before the next one. */
  remaining = 0;
  /** Octets that were sent in encrypted packets. */
  encryptedOctets = 0;
  /** It has offered its algorithms; these are kept until both sides have, and no longer. */
  hasOffered = false;
  offer: Offer | null = null;
}

const FACTS = [
  ['sshKex', 'kex'],
  ['sshHostKey', 'hostKey'],
  ['sshCipher', 'cipherToServer'],
] as const;

/** What there has to be one of in both offers, and how it is called. */
const NEEDED = [
  ['kex', 'key exchange'],
  ['hostKey', 'host key algorithm'],
  ['cipherToServer', 'cipher'],
  ['cipherToClient', 'cipher'],
] as const;

/** Both directions of SSH until they are encrypted (RFC 4253). */
export class SshConnection {
  private readonly streams = [new PacketStream(), new PacketStream()] as const;
  private exchange = '';
  /** Of a connection that was joined late it is a guess; what is offered tells. */
  private client: Side = CLIENT;

  /** Takes what can be taken; the number of octets that are done with, or -1 where they are not SSH. */
  take(side: Side, span: Octets, telling: Telling): number {
    const stream = this.streams[side];
    let at = span.start;
    while (at < span.end) {
      const { phase } = stream;
      const next = this.takePart(side, stream, span, at, telling);
      if (next === -1) return -1;
      if (next === at && stream.phase === phase) break;
      at = next;
    }
    return at - span.start;
  }

  gap(side: Side, missingOctets: number): void {
    const stream = this.streams[side];
    if (stream.phase === 'encrypted') {
      stream.encryptedOctets += missingOctets;
      return;
    }
    if (stream.phase === 'packets' && missingOctets <= stream.remaining) stream.remaining -= missingOctets;
    else stream.phase = 'passed-over';
  }

  /** `side` sends nothing more: tells how much of it was encrypted. */
  end(side: Side, telling: Telling): void {
    const { encryptedOctets } = this.streams[side];
    if (encryptedOctets === 0) return;
    telling.fact(side === 0 ? 'sshEncryptedFromClient' : 'sshEncryptedFromServer', encryptedOctets);
  }

  private takePart(side: Side, stream: PacketStream, span: Octets, at: number, telling: Telling): number {
    switch (stream.phase) {
      case 'identification':
        if (span.octets[at] === NUL) return joinLate(stream, span, at);
        return this.takeIdentification(side, stream, span, at, telling);
      case 'undecided':
        return joinLate(stream, span, at);
      case 'packets':
        return this.takePacket(side, stream, span, at, telling);
      case 'encrypted':
        if (stream.encryptedOctets === 0) {
          telling.say(side, {
            role: 'event',
            summary: 'encrypted from here',
            fields: {},
            aside: { kind: 'encrypted' },
          });
        }
        stream.encryptedOctets += span.end - at;
        return span.end;
      default:
        return span.end;
    }
  }

  /** `SSH-2.0-OpenSSH_9.9 comment`, which other lines may precede (RFC 4253, section 4.2). */
  private takeIdentification(
    side: Side,
    stream: PacketStream,
    { octets, end }: Octets,
    at: number,
    telling: Telling,
  ): number {
    const lineFeed = indexOfOctet(octets, LF, at, Math.min(end, at + LONGEST_IDENTIFICATION));
    if (lineFeed === -1) return end - at < LONGEST_IDENTIFICATION ? at : -1;
    const lineEnd = octets[lineFeed - 1] === CR && lineFeed > at ? lineFeed - 1 : lineFeed;
    const isIdentification = lineEnd - at > 4 && startsWith(octets, at, lineEnd, 'SSH-');
    if (!isIdentification && side === 0) return -1;
    const line = printableText(octets, at, lineEnd, LINE_CHARACTERS);
    if (!isIdentification) {
      telling.say(side, { role: 'event', summary: withoutSecretValues(line), fields: {} });
      return lineFeed + 1;
    }
    const [, version = '', software = ''] = /^SSH-([^-]*)-(\S*)/.exec(line) ?? [];
    telling.say(side, { role: 'event', summary: line, fields: { version, software } });
    telling.fact(side === 0 ? 'sshClient' : 'sshServer', software);
    stream.version = version;
    stream.phase = phaseBehind(version, this.streams[otherThan(side)].version);
    this.settle(otherThan(side));
    return lineFeed + 1;
  }

  /** The other side has said what it speaks: so it is known of `side` as well, where that has not gone on by then. */
  private settle(side: Side): void {
    const stream = this.streams[side];
    const { phase, version } = stream;
    if (version === null || phase === 'encrypted' || phase === 'passed-over' || stream.hasOffered) return;
    stream.phase = phaseBehind(version, this.streams[otherThan(side)].version);
  }

  private takePacket(
    side: Side,
    stream: PacketStream,
    { octets, view, end }: Octets,
    at: number,
    telling: Telling,
  ): number {
    if (stream.remaining > 0) {
      const skipped = Math.min(stream.remaining, end - at);
      stream.remaining -= skipped;
      return at + skipped;
    }
    if (end - at <= PACKET_HEAD_OCTETS) return at;
    const length = packetLength(view, at);
    if (length === 0) return -1;
    const payload = at + PACKET_HEAD_OCTETS;
    const message = octets[payload] as number;
    const packetEnd = at + 4 + length;
    if (message === KEXINIT || message === NEWKEYS) {
      if (packetEnd > end) return at;
      if (message === KEXINIT) {
        const payloadEnd = packetEnd - view.getUint8(at + 4);
        this.tellOffer(side, stream, readOffer(octets, view, payload, payloadEnd), telling);
        return packetEnd;
      }
      stream.phase = 'encrypted';
    }
    telling.say(side, { role: 'event', summary: messageName(message, this.exchange), fields: { message } });
    const next = Math.min(packetEnd, end);
    stream.remaining = packetEnd - next;
    return next;
  }

  private tellOffer(side: Side, stream: PacketStream, offer: Offer | null, telling: Telling): void {
    const fields: Record<string, FieldValue> = { message: KEXINIT };
    if (offer !== null) Object.assign(fields, fieldsOf(offer));
    const algorithms = offer === null ? '' : ` ${summaryOf(offer)}`;
    telling.say(side, { role: 'event', summary: `KEXINIT${algorithms}`, fields });
    stream.offer = offer;
    stream.hasOffered ||= offer !== null;
    if (offer !== null) this.client = clientBy(side, offer) ?? this.client;
    const [client, server] = [this.streams[this.client].offer, this.streams[otherThan(this.client)].offer];
    if (client === null || server === null) return;
    for (const each of this.streams) each.offer = null;
    this.exchange = agreedOn('kex', client, server);
    const lacking = NEEDED.filter(([list]) => agreedOn(list, client, server) === '');
    const missing = [...new Set(lacking.map(([, name]) => name))];
    if (missing.length > 0) {
      telling.say(side, { role: 'event', summary: `no common ${missing.join(', ')}`, fields: { missing } });
      return;
    }
    const [kex, hostKey, cipher] = FACTS.map(([fact, list]) => {
      const algorithm = agreedOn(list, client, server);
      telling.fact(fact, algorithm);
      return algorithm;
    }) as [string, string, string];
    const summary = `agreed on ${kex} ${hostKey} ${cipher}`;
    telling.say(side, { role: 'event', summary, fields: { kex, hostKey, cipher } });
  }
}

/**
 * What comes behind the identification of a side, by its version and the other's, which is null where it is not known.
 * Who speaks both says 1.99 and goes by the other (RFC 4253, section 5.1); packets of SSH-1 are not read.
 */
function phaseBehind(version: string, other: string | null): Phase {
  const versions = other === null ? [version] : [version, other];
  if (versions.some((one) => one !== SSH_2 && one !== SSH_1_OR_2)) return 'passed-over';
  return other === null && version === SSH_1_OR_2 ? 'undecided' : 'packets';
}

/** The side of the client by what `side` offers; null where that does not tell. */
function clientBy(side: Side, offer: Offer): Side | null {
  const isClient = isClients(offer);
  return isClient === null ? null : isClient ? side : otherThan(side);
}

/** Behind an identification that was not seen, or leaves the version open, packets may still be told from what they offer on. */
function joinLate(stream: PacketStream, { octets, view, end }: Octets, at: number): number {
  if (end - at <= PACKET_HEAD_OCTETS) return at;
  const isOffer = packetLength(view, at) > 0 && octets[at + PACKET_HEAD_OCTETS] === KEXINIT;
  stream.phase = isOffer ? 'packets' : 'passed-over';
  return isOffer ? at : end;
}
