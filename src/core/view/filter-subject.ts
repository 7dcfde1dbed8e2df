import type { Connection } from '../tcp/connection.ts';
import type { Endpoint } from '../tcp/endpoint.ts';
import { nanosecondsSince, type Time } from '../time.ts';
import { endpointText } from '../wire/address.ts';
import type { FilterSubject } from './filter/subject.ts';
import { closedBy, endpointName, isInTrouble } from './row.ts';

const NO_NAMES: readonly string[] = [];

/** A connection as a view filter sees it. One object looks at one connection after the other. */
export class ConnectionSubject implements FilterSubject {
  private connection!: Connection;
  private now!: Time;
  /** An answer that was given holds at that time only. */
  askedForTime = false;

  /** This subject, looking at `connection` at the time `now`. */
  of(connection: Connection, now: Time): this {
    this.connection = connection;
    this.now = now;
    return this;
  }

  get ipVersion(): number {
    return this.connection.ipVersion;
  }

  get client(): Endpoint {
    return this.connection.client;
  }

  get server(): Endpoint {
    return this.connection.server;
  }

  get state() {
    return this.connection.state;
  }

  get inTrouble(): boolean {
    return isInTrouble(this.connection);
  }

  get closedBy() {
    return closedBy(this.connection);
  }

  get controlBitsSeen(): number {
    return this.connection.controlBitsSeen;
  }

  get bytes(): number {
    return this.connection.first.bytes + this.connection.second.bytes;
  }

  get packets(): number {
    return this.connection.packets;
  }

  get retransmissions(): number {
    return this.connection.first.retransmissions + this.connection.second.retransmissions;
  }

  get ageNanoseconds(): number {
    const { firstSeconds, firstNanoseconds } = this.connection;
    return this.since(firstSeconds, firstNanoseconds);
  }

  get idleNanoseconds(): number {
    const { lastSeconds, lastNanoseconds } = this.connection;
    return this.since(lastSeconds, lastNanoseconds);
  }

  get rttNanoseconds(): number | null {
    return this.connection.handshakeNanoseconds;
  }

  get firstByteNanoseconds(): number | null {
    return this.connection.conversation?.exchanges?.meanNanoseconds ?? null;
  }

  protocolNames(): Iterable<string> {
    return this.connection.conversation?.protocols ?? NO_NAMES;
  }

  *texts(): Iterable<string> {
    const { ipVersion, client, server, conversation } = this.connection;
    for (const end of [client, server]) {
      const { address, port } = endpointName(ipVersion, end);
      yield endpointText(address, port);
    }
    for (const message of conversation?.messages ?? []) yield message.summary;
    for (const preview of conversation?.previews ?? []) yield preview.said;
  }

  private since(seconds: number, nanoseconds: number): number {
    this.askedForTime = true;
    return nanosecondsSince(seconds, nanoseconds, this.now);
  }
}
