import { BoundedMap } from '../protocols/bounded-map.ts';
import type { ExpectedConnection } from '../protocols/dissector.ts';
import type { End } from '../wire/address.ts';

/** Announcements that are remembered; the oldest gives way. */
const MOST_EXPECTED = 1024;

/** Connections that others have announced, by the end that they will be opened to: as FTP does for its data. */
export class ExpectedConnections {
  private readonly announced = new BoundedMap<string, ExpectedConnection>(MOST_EXPECTED);
  /** All ports that were ever announced: most connections are to none of them, which is soon found out. */
  private readonly ports = new Set<number>();

  /** A connection to `port` of the address of `end` will be this one. */
  add(end: End, port: number, expected: ExpectedConnection): void {
    this.announced.set(keyOf(end, port), expected);
    this.ports.add(port);
  }

  /** What a connection between these ends was announced to be, and it is no longer expected; null where it was not. */
  take(client: End, server: End): ExpectedConnection | null {
    return this.takeAt(server) ?? this.takeAt(client);
  }

  private takeAt(end: End): ExpectedConnection | null {
    if (!this.ports.has(end.port)) return null;
    const key = keyOf(end, end.port);
    const expected = this.announced.get(key) ?? null;
    this.announced.delete(key);
    return expected;
  }
}

function keyOf({ word0, word1, word2, word3 }: End, port: number): string {
  return `${word0} ${word1} ${word2} ${word3} ${port}`;
}
