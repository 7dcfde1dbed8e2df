import { Analysis, type AnalysisOptions } from '../../src/core/analysis.ts';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
import type { Connection } from '../../src/core/tcp/connection.ts';
import { CONTROL_BITS } from '../../src/core/wire/control-bits.ts';
import { batchOf } from './analyse.ts';
import type { PcapFrame } from './pcap.ts';

const LINKTYPE_IPV4 = 228;

export interface Sent {
  /** Relative to the sender's initial sequence number; default: the next one. */
  readonly sequence?: number;
  /** Relative to the other's initial sequence number; default: all that it has sent. */
  readonly acknowledge?: number;
  readonly payload?: string;
  readonly window?: number;
  readonly hopLimit?: number;
  /** Nanoseconds after the segment before. */
  readonly after?: number;
}

interface End {
  readonly address: number;
  readonly port: number;
  initial: number;
  next: number;
}

/** Makes real IPv4 frames of a dialogue, segment by segment, and gives them to the core. */
export class DialogueBuilder {
  readonly analysis: Analysis;
  private readonly ends: readonly [End, End];
  private nanoseconds = 0;

  constructor(
    options: Partial<AnalysisOptions> & {
      readonly analysis?: Analysis;
      readonly clientPort?: number;
      readonly serverPort?: number;
      readonly initial?: [number, number];
    } = {},
  ) {
    const { initial = [1000, 5000], clientPort = 40000, serverPort = 80 } = options;
    this.analysis =
      options.analysis ?? new Analysis({ limits: DEFAULT_LIMITS, keepDialogues: true, ...options });
    if (this.analysis.interfaces.length === 0)
      this.analysis.addInterface({ name: 'test', linkType: LINKTYPE_IPV4, snapshotLength: 65535 });
    this.ends = [
      { address: 0x0a000001, port: clientPort, initial: initial[0], next: 0 },
      { address: 0x0a000002, port: serverPort, initial: initial[1], next: 0 },
    ];
  }

  /** A segment from the client, or the server; `bits` are letters of `FSRPAUECN`. */
  c(bits: string, sent: Sent = {}): this {
    return this.send(0, bits, sent);
  }

  s(bits: string, sent: Sent = {}): this {
    return this.send(1, bits, sent);
  }

  handshake(): this {
    return this.c('S').s('SA').c('A');
  }

  /** Starts the client's next connection from the same port. */
  again(initial: [number, number]): this {
    for (const [i, end] of this.ends.entries()) Object.assign(end, { initial: initial[i], next: 0 });
    return this;
  }

  /** Connections in order of id. */
  get connections(): Connection[] {
    return this.analysis.tracker.table.list();
  }

  get connection(): Connection {
    return this.connections[0];
  }

  flags(connection = this.connection): string {
    return this.analysis.tracker.runs.text(connection, connection.flipped);
  }

  private send(
    side: 0 | 1,
    letters: string,
    { sequence, acknowledge, payload = '', window = 1000, hopLimit = 64, after = 1000 }: Sent,
  ): this {
    const [from, to] = side === 0 ? this.ends : [this.ends[1], this.ends[0]];
    const bits = CONTROL_BITS.filter(({ letter }) => letters.includes(letter)).reduce(
      (sum, { bit }) => sum | bit,
      0,
    );
    const at = sequence ?? from.next;
    const octets = new Uint8Array(40 + payload.length);
    const view = new DataView(octets.buffer);
    view.setUint8(0, 0x45);
    view.setUint16(2, octets.length);
    view.setUint8(8, hopLimit);
    view.setUint8(9, 6);
    view.setUint32(12, from.address);
    view.setUint32(16, to.address);
    view.setUint16(20, from.port);
    view.setUint16(22, to.port);
    view.setUint32(24, (from.initial + at) >>> 0);
    if (letters.includes('A')) view.setUint32(28, (to.initial + (acknowledge ?? to.next)) >>> 0);
    view.setUint16(32, 0x5000 | bits);
    view.setUint16(34, window);
    for (let i = 0; i < payload.length; i++) octets[40 + i] = payload.charCodeAt(i);
    const end = at + payload.length + (letters.includes('S') ? 1 : 0) + (letters.includes('F') ? 1 : 0);
    from.next = Math.max(from.next, end);
    this.nanoseconds += after;
    const frame: PcapFrame = {
      seconds: 1_700_000_000 + Math.floor(this.nanoseconds / 1e9),
      nanoseconds: this.nanoseconds % 1e9,
      original: octets.length,
      octets,
    };
    this.analysis.ingest(batchOf([frame]), 0, 0);
    return this;
  }
}
