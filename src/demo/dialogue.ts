/** One dialogue that the demonstration makes between a real server and a real client in this process. */
export interface Dialogue {
  readonly name: string;
  /** One sentence of what there is to see. */
  readonly shows: string;
  readonly address: '127.0.0.1' | '::1';
  /** Tried first, so that a filter can be learned; where it is taken the system chooses another. */
  readonly preferredPort: number;
  /** Starts the server. Both sides take their time by `pause`. */
  open(pause: Pause): Promise<Stage>;
}

/** A server that is listening, and the client's part to play against it as often as wanted. */
export interface Stage {
  readonly port: number;
  /** Resolves when the connection is over at both ends; throws where it did not go as it should. */
  converse(): Promise<Outcome>;
  close(): Promise<void>;
}

/** What was seen at the sockets: counts, codes, who closed. */
export type Outcome = Readonly<Record<string, string | number>>;

/** Waits that many milliseconds: a person's pace, which a test may shorten. */
export type Pause = (milliseconds: number) => Promise<void>;
