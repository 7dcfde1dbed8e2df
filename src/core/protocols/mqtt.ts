import { startsWith } from './ascii.ts';
import type { Dissector, Identification, Octets, Progress, Side, Telling } from './dissector.ts';
import { describePacket } from './mqtt/describe.ts';
import { identifyLate } from './mqtt/late.ts';
import { levelShownBy, UNKNOWN_LEVEL } from './mqtt/level.ts';
import { CONNECT, type FixedHeader, PUBLISH, QOS_BITS, readFixedHeader, TYPES } from './mqtt/packet.ts';
import { OctetSpan } from './octet-span.ts';
import { consumed, malformed } from './progress.ts';

/** Octets of a packet, behind its fixed header, that are looked at. */
const PREVIEW_OCTETS = 512;
/** How the variable header of CONNECT begins, and the protocol levels that go with it. */
const PROTOCOL_NAMES = [
  ['\x00\x04MQTT', [4, 5]],
  ['\x00\x06MQIsdp', [3]],
] as const;
const CONNECT_OCTET = CONNECT << 4;

class PacketStream {
  /** Octets of a packet to pass over before the next one. */
  remaining = 0;
  /** Octets are missing, and the next packet cannot be found. */
  lost = false;
}

class MqttSession {
  readonly streams = [new PacketStream(), new PacketStream()] as const;
  /** Protocol level; `UNKNOWN_LEVEL` until a packet tells it: CONNECT may not have been seen. */
  level = UNKNOWN_LEVEL;
}

const preview = new OctetSpan();

/** MQTT 3.1, 3.1.1 and 5: each packet; user names, passwords and payloads are passed over. */
export const mqtt: Dissector<MqttSession> = {
  name: 'mqtt',
  title: 'MQTT',
  reference: 'OASIS MQTT Version 5.0 and 3.1.1',
  ports: [1883],
  identify(first, side, other) {
    const answer = identifyConnect(first);
    return answer === 'reject' ? identifyLate(first, side, other) : answer;
  },
  start: () => new MqttSession(),
  dissect: (session, side, octets, telling) => readPackets(session, side, octets, telling),
  gap(session, side, missingOctets) {
    const stream = session.streams[side];
    if (missingOctets > stream.remaining) stream.lost = true;
    else stream.remaining -= missingOctets;
    return 'go-on';
  },
};

function readPackets(session: MqttSession, side: Side, span: Octets, telling: Telling): Progress {
  const { octets, view, start, end } = span;
  const stream = session.streams[side];
  if (stream.lost) return consumed(end - start);
  let at = start + Math.min(stream.remaining, end - start);
  stream.remaining -= at - start;
  while (at < end) {
    const header = readFixedHeader(octets, at, end);
    if (typeof header === 'string') return malformed(header);
    if (header === null) break;
    const body = at + header.octets;
    const wanted = Math.min(header.remainingLength, PREVIEW_OCTETS);
    if (end - body < wanted) break;
    preview.point(octets, view, body, body + wanted);
    if (header.type === CONNECT) session.level = levelOf(preview);
    else if (session.level === UNKNOWN_LEVEL) session.level = levelShownBy(header, preview);
    tell(session, side, header, telling);
    at = Math.min(end, body + header.remainingLength);
    stream.remaining = body + header.remainingLength - at;
  }
  return consumed(at - start);
}

function tell(session: MqttSession, side: Side, header: FixedHeader, telling: Telling): void {
  const isUnanswered = header.type === PUBLISH && (header.flags & QOS_BITS) === 0;
  const role = isUnanswered ? 'event' : (TYPES[header.type]?.role ?? 'event');
  if (!telling.keepsMessages) telling.say(side, { role, summary: '', fields: {} });
  else telling.say(side, { role, ...describePacket(preview, header, session.level) });
}

/** The protocol level in a CONNECT of which `span` is here; 4 where it is not. */
function levelOf({ octets, start, end }: Octets): number {
  for (const [name] of PROTOCOL_NAMES) {
    const at = start + name.length;
    if (at < end && startsWith(octets, start, end, name)) return (octets[at] as number) & 0x7f;
  }
  return 4;
}

/** A client's first packet: no other says by itself that it is MQTT. */
function identifyConnect({ octets, start, end }: Octets): Identification {
  if (octets[start] !== CONNECT_OCTET) return 'reject';
  const header = readFixedHeader(octets, start, end);
  if (typeof header === 'string') return 'reject';
  if (header === null) return 'need-more';
  const body = start + header.octets;
  for (const [name, levels] of PROTOCOL_NAMES) {
    if (header.remainingLength <= name.length || !startsWith(octets, body, end, name)) continue;
    if (end - body <= name.length) return 'need-more';
    // A bridge sets the uppermost bit.
    const level = (octets[body + name.length] as number) & 0x7f;
    return levels.some((known) => known === level) ? 'match' : 'reject';
  }
  return 'reject';
}
