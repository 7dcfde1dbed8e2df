import type { ExpectedConnection } from '../protocols/dissector.ts';

/** Announcements that are remembered; the oldest gives way. */
const MOST_EXPECTED = 1024;

/** One end of a connection: its address in words as in Segment, and its port. */
export interface End {
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
  readonly port: number;
}

/** Connections that others have announced, by the end that they will be opened to: as FTP does for its data. */
export class ExpectedConnections {
  private readonly announced = new Map<string, ExpectedConnection>();
  /** All ports that were ever announced: most connections are to none of them, which is soon found out. */
  private readonly ports = new Set<number>();

  /** A connection to `port` of the address of `end` will be this one. */
  add(end: End, port: number, expected: ExpectedConnection): void {
    const { announced } = this;
    const key = keyOf(end, port);
    announced.delete(key);
    if (announced.size >= MOST_EXPECTED) announced.delete(announced.keys().next().value as string);
    announced.set(key, expected);
    this.ports.add(port);
  }

  /** What a connection between these ends was announced to be, and it is no longer expected; null where it was not. */
  take(client: End, server: End): ExpectedConnection | null {
    if (this.announced.size === 0) return null;
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
