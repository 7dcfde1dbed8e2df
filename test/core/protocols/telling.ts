import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { Dissection, type Verdict } from '../../../src/core/conversation/dissection.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/core/limits.ts';
import type {
  Dissector,
  ExpectedConnection,
  FieldValue,
  Notice,
  Saying,
  Side,
} from '../../../src/core/protocols/dissector.ts';

/** One dissector alone, given text or octets side by side; remembers what it says. */
export class Talk {
  readonly said: string[] = [];
  readonly sayings: (Saying & { from: Side })[] = [];
  readonly noticed: (Notice & { from: Side })[] = [];
  /** Streams whose requests will have no response. */
  readonly givenUp: number[] = [];
  /** Names of the protocols that were said to be carried. */
  readonly carried: string[] = [];
  readonly facts: Record<string, FieldValue> = {};
  readonly expected: { at: Side; port: number; connection: ExpectedConnection }[] = [];
  verdict: Verdict = null;
  /** When what comes next is said. */
  seconds = 0;
  readonly dissection: Dissection;

  constructor(dissector: Dissector, limits: Partial<Limits> = {}, keepsMessages = true) {
    const context = new ConversationContext({ ...DEFAULT_LIMITS, ...limits }, keepsMessages);
    const telling = {
      limits: context.limits,
      keepsMessages,
      tlsSecrets: null,
      reveal: () => {},
      misses: () => {},
      conceal: () => {},
      say: (from: Side, saying: Saying) => {
        this.said.push(`${from === 0 ? '>' : '<'} ${saying.summary}`);
        this.sayings.push({ from, ...saying });
      },
      note: (from: Side, note: string) => {
        const last = this.sayings.findLastIndex((saying) => saying.from === from);
        const { summary = '', noteCharacters = 0, ...saying } = this.sayings[last] as Saying & { from: Side };
        const noted = summary.slice(0, summary.length - noteCharacters) + note;
        this.sayings[last] = { ...saying, summary: noted, noteCharacters: note.length };
        this.said[last] = `${from === 0 ? '>' : '<'} ${noted}`;
      },
      notice: (from: Side, notice: Notice) => {
        this.noticed.push({ from, ...notice });
      },
      here: () => ({ seconds: this.seconds, nanoseconds: 0, ordinal: 0 }),
      answering: () => {},
      bodyGoesOn: () => {},
      responseEnds: () => {},
      giveUp: (stream: number) => {
        this.givenUp.push(stream);
      },
      carries: (protocol: string) => {
        this.carried.push(protocol);
      },
      fact: (name: string, value: FieldValue) => {
        this.facts[name] = value;
      },
      expectConnection: (at: Side, port: number, expected: ExpectedConnection) => {
        this.expected.push({ at, port, connection: expected });
      },
    };
    this.dissection = new Dissection(dissector, telling, context);
  }

  client(...parts: (string | Uint8Array)[]): this {
    return this.send(0, parts);
  }

  server(...parts: (string | Uint8Array)[]): this {
    return this.send(1, parts);
  }

  gap(side: Side, missing: number): this {
    this.verdict ??= this.dissection.gap(side, missing);
    return this;
  }

  end(side: Side): this {
    this.dissection.end(side);
    return this;
  }

  reset(by: Side): this {
    this.dissection.reset(by);
    return this;
  }

  private send(side: Side, parts: (string | Uint8Array)[]): this {
    for (const part of parts) {
      const octets = typeof part === 'string' ? new Uint8Array(Buffer.from(part, 'latin1')) : part;
      const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
      this.verdict ??= this.dissection.feed(side, octets, view, 0, octets.length);
    }
    return this;
  }
}

/** Octets from text of hexadecimal digits; blanks are passed over. */
export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}
