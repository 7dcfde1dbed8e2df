import type { CaptureInterface } from '../batch.ts';
import { titleOf } from '../protocols/index.ts';
import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { MARK_RETRANSMISSION, MARK_ZERO_WINDOW } from '../tcp/marks.ts';
import type { Tracker } from '../tcp/tracker.ts';
import { nanosecondsBetween, type Time } from '../time.ts';
import { addressText } from '../wire/address.ts';
import type { ConnectionRow, EndpointName, Pair } from './snapshot.ts';
import { stripOf } from './strip.ts';

export function endpointName(ipVersion: number, end: Endpoint): EndpointName {
  return { address: addressText(ipVersion, end.word0, end.word1, end.word2, end.word3), port: end.port };
}

const TLS = 'tls';

/** Canonical name of the protocol on top; null where none was recognised. */
export function protocolOf(c: Connection): string | null {
  return c.conversation?.protocols.at(-1) ?? null;
}

/** What was spoken in turn, as people write it: what TLS carries stands behind TLS, `TLS HTTP`, and makes one turn with it. */
export function protocolTurns(c: Connection): string[] {
  const protocols = c.conversation?.protocols ?? [];
  const carrier = protocols.indexOf(TLS);
  return protocols.flatMap((name, at) => {
    if (name === TLS && at < protocols.length - 1) return [];
    const title = titleOf(name);
    return carrier >= 0 && name !== TLS && at > carrier ? `${titleOf(TLS)} ${title}` : title;
  });
}

export function closedBy(c: Connection): 'client' | 'server' | 'both' | null {
  if (c.closedByBoth) return 'both';
  if (c.closer === null) return null;
  return c.closer === c.client ? 'client' : 'server';
}

/** Something that a person should look at. */
export function isInTrouble(c: Connection): boolean {
  return (
    c.closedHow === 'RST' ||
    c.closedHow === 'refused' ||
    c.closedHow === 'icmp' ||
    (c.marksSeen & (MARK_RETRANSMISSION | MARK_ZERO_WINDOW)) !== 0
  );
}

/** Times of a connection, which count from the session's start. */
function sinceStart(start: Time, seconds: number, nanoseconds: number): number {
  return nanosecondsBetween(start, { seconds, nanoseconds });
}

/** One line of the table; `stripLength` characters of its strip at the most. */
export function rowOf(
  c: Connection,
  { segments, runs }: Pick<Tracker, 'segments' | 'runs'>,
  start: Time,
  interfaces: readonly CaptureInterface[],
  stripLength: number,
): ConnectionRow {
  const { client, server, conversation } = c;
  const pair = (of: (end: Endpoint) => number): Pair => [of(client), of(server)];
  return {
    id: c.id,
    version: c.version,
    client: endpointName(c.ipVersion, client),
    server: endpointName(c.ipVersion, server),
    basis: c.basis,
    interfaceName: interfaces[c.interfaceIndex]?.name ?? '',
    protocol: protocolTurns(c).at(-1) ?? null,
    state: c.state,
    strip: stripOf(c, segments, runs, stripLength),
    packets: pair((e) => e.packets),
    bytes: pair((e) => e.bytes),
    payloadBytes: pair((e) => e.payloadBytes),
    retransmissions: pair((e) => e.retransmissions),
    firstNanoseconds: sinceStart(start, c.firstSeconds, c.firstNanoseconds),
    lastNanoseconds: sinceStart(start, c.lastSeconds, c.lastNanoseconds),
    handshakeRttNanoseconds: c.handshakeNanoseconds,
    firstByteNanoseconds: conversation?.exchanges?.meanNanoseconds ?? null,
    closedBy: closedBy(c),
    closedHow: c.closedHow,
    requests: conversation?.requests ?? 0,
    responses: conversation?.responses ?? 0,
    trouble: isInTrouble(c),
  };
}
