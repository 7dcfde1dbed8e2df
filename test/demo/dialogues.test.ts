import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDialogue, openAll } from '../../src/demo/cycle.ts';
import type { Outcome } from '../../src/demo/dialogue.ts';
import { DIALOGUES } from '../../src/demo/dialogues/index.ts';
import { CAN_CAPTURE, type Recording, startTcpdump, tsharkFields } from '../support/tcpdump.ts';

const EXPECTED: Record<string, Outcome> = {
  'http-close': { status: 200, connection: 'close' },
  'http-keep-alive': { requests: 3, connections: 1 },
  websocket: { echoed: 3, code: 1000 },
  refused: { code: 'ECONNREFUSED' },
  http2: { responses: 2 },
  tls: { status: 200, alpn: 'http/1.1', authorized: 'true' },
  'half-close': { lines: 5 },
  reset: { code: 'ECONNRESET', octets: 4042 },
  'slow-reader': { octets: 512 * 1024 },
  ipv6: { status: 201 },
};

interface SeenSegment {
  readonly from: 'client' | 'server';
  /** Letters of the control bits, in the order of the header from the lowest: `SA`, `FA`, `PA`. */
  readonly bits: string;
  readonly payloadOctets: number;
  readonly window: number;
  readonly sequenceNumber: number;
}

const directory = mkdtempSync(join(tmpdir(), 'demo-'));
const outcomes = new Map<string, Outcome>();
const ports = new Map<string, number>();
let open: OpenDialogue[] = [];

beforeAll(async () => {
  open = await openAll(DIALOGUES, pause);
  const all = open.map(({ stage }) => `tcp port ${stage.port}`).join(' or ');
  const recording: Recording | null = CAN_CAPTURE
    ? await startTcpdump(join(directory, 'demo.pcap'), 'lo', all)
    : null;
  await Promise.all(
    open.map(async ({ dialogue, stage }) => {
      ports.set(dialogue.name, stage.port);
      outcomes.set(dialogue.name, await stage.converse());
    }),
  );
  await recording?.stop();
}, 60_000);

afterAll(async () => {
  await Promise.all(open.map(({ stage }) => stage.close()));
  rmSync(directory, { recursive: true });
});

describe('the dialogues of the demonstration, at their sockets', () => {
  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    if (name === 'ipv6' && !ports.has(name)) return;
    expect(outcomes.get(name)).toEqual(expected);
  });

  it('each has a name and a port of its own, and a test', () => {
    expect(DIALOGUES.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
    expect(new Set(DIALOGUES.map(({ preferredPort }) => preferredPort)).size).toBe(DIALOGUES.length);
    expect(new Set(ports.values()).size).toBe(ports.size);
  });
});

describe.skipIf(!CAN_CAPTURE)(
  'the dialogues of the demonstration, on the wire (needs root, tcpdump, tshark)',
  () => {
    it('http-close: the server ends it', async () => {
      const segments = await seen('http-close');
      expect(opening(segments)).toEqual(['client S', 'server SA', 'client A']);
      expect(firstWith(segments, 'F')).toBe('server');
    });

    it('http-keep-alive: three requests, and the server ends it', async () => {
      const segments = await seen('http-keep-alive');
      expect(
        segments.filter(({ from, payloadOctets }) => from === 'client' && payloadOctets > 1),
      ).toHaveLength(3);
      expect(firstWith(segments, 'F')).toBe('server');
    });

    it('websocket: the server ends the connection after both have said so', async () => {
      expect(firstWith(await seen('websocket'), 'F')).toBe('server');
    });

    it('refused: SYN, then RST and ACK', async () => {
      expect((await seen('refused')).map(describeSegment)).toEqual(['client S', 'server RA']);
    });

    it('http2 and tls: both sides end with FIN, and nobody resets', async () => {
      for (const name of ['http2', 'tls']) {
        const segments = await seen(name);
        expect(firstWith(segments, 'R'), name).toBeNull();
        expect(
          new Set(segments.filter(({ bits }) => bits.includes('F')).map(({ from }) => from)).size,
          name,
        ).toBe(2);
      }
    });

    it('reset: data, then RST of the server and no FIN', async () => {
      const segments = await seen('reset');
      expect(firstWith(segments, 'R')).toBe('server');
      expect(firstWith(segments, 'F')).toBeNull();
    });

    it('half-close: data of the server after the FIN of the client', async () => {
      const segments = await seen('half-close');
      expect(firstWith(segments, 'F')).toBe('client');
      const fin = segments.findIndex(({ bits }) => bits.includes('F'));
      const later = dataOf(segments.slice(fin), 'server');
      expect(later).toHaveLength(5);
    });

    it('slow-reader: the window of the client goes to zero and opens again', async () => {
      const windows = (await seen('slow-reader'))
        .filter(({ from }) => from === 'client')
        .map(({ window }) => window);
      expect(windows).toContain(0);
      expect(windows.at(-1)).toBeGreaterThan(0);
    });

    it('ipv6: the client ends it', async () => {
      if (ports.has('ipv6')) expect(firstWith(await seen('ipv6'), 'F')).toBe('client');
    });
  },
);

async function seen(name: string): Promise<SeenSegment[]> {
  const port = String(ports.get(name));
  const fields = ['tcp.srcport', 'tcp.flags', 'tcp.len', 'tcp.window_size_value', 'tcp.seq'];
  const rows = await tsharkFields(join(directory, 'demo.pcap'), `tcp.port == ${port}`, fields);
  return rows.map(([source, flags, length, window, sequence]) => ({
    from: source === port ? 'server' : 'client',
    bits: [...'FSRPAUEC'].filter((_, bit) => (Number(flags) >> bit) & 1).join(''),
    payloadOctets: Number(length),
    window: Number(window),
    sequenceNumber: Number(sequence),
  }));
}

/** Segments with data, each once: a busy machine sends one again before its ACK has come. A probe carries one octet. */
function dataOf(segments: readonly SeenSegment[], side: SeenSegment['from']): SeenSegment[] {
  const data = segments.filter(({ from, payloadOctets }) => from === side && payloadOctets > 1);
  return [...new Map(data.map((segment) => [segment.sequenceNumber, segment])).values()];
}

const describeSegment = ({ from, bits }: SeenSegment) => `${from} ${bits}`;
const opening = (segments: readonly SeenSegment[]) => segments.slice(0, 3).map(describeSegment);
const firstWith = (segments: readonly SeenSegment[], bit: string) =>
  segments.find(({ bits }) => bits.includes(bit))?.from ?? null;
