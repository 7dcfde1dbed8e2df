import type { Connection } from './connection.ts';

/** So long nobody goes on behind an RST that was ignored, who was in the midst of something: TCP sends again sooner. */
const SETTLED_AFTER_SECONDS = 60;

/** Connections that may have ended with an RST whose number does not fit: their conversations wait until that is settled. */
export class UnsettledResets {
  private readonly connections = new Set<Connection>();
  /** The latest second at which it was looked for those among them that are silent. */
  private lookedSeconds = Number.NEGATIVE_INFINITY;
  private readonly onSettled: (connection: Connection) => void;

  constructor(onSettled: (connection: Connection) => void) {
    this.onSettled = onSettled;
  }

  add(connection: Connection): void {
    this.connections.add(connection);
  }

  /** Nothing more is to be seen of this connection. */
  settle(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    connection.conversation?.settle();
    connection.version++;
    this.onSettled(connection);
  }

  /** All of them are looked at, but once a second only: one that is not silent for hours does not make the others wait. */
  settleSilent(nowSeconds: number): void {
    if (this.connections.size === 0 || nowSeconds <= this.lookedSeconds) return;
    this.lookedSeconds = nowSeconds;
    for (const connection of this.connections)
      if (nowSeconds - connection.lastSeconds >= SETTLED_AFTER_SECONDS) this.settle(connection);
  }

  settleAll(): void {
    for (const connection of this.connections) this.settle(connection);
  }
}
