import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Analysis } from '../../src/core/analysis.ts';
import { HeldOctets, SpareBuffers } from '../../src/core/conversation/held-octets.ts';
import { Reassembler } from '../../src/core/conversation/reassembler.ts';
import { ReassemblyBudget } from '../../src/core/conversation/reassembly-budget.ts';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
import { batchOf } from '../support/analyse.ts';
import { type PcapFile, readPcap } from '../support/pcap.ts';

const FIN_OR_RST = 5;
/** In an Ethernet frame with IPv4 and no options of IP. */
const SOURCE_ADDRESS = 26;
const DESTINATION_ADDRESS = 30;
const SOURCE_PORT = 34;
const DESTINATION_PORT = 36;
const CONTROL_BITS = 47;
const RECORD_HEADER = 16;
const COPIES = 1500;

setFlagsFromString('--expose-gc');
const collectOnce: () => void = runInNewContext('gc');
setFlagsFromString('--no-expose-gc');

/** Memory of arrays is given back beside the program, and is back for certain once the next collection begins. */
function collect(): void {
  collectOnce();
  collectOnce();
}

/** What the first connection of a fixture says until either side closes. */
function openPartOf(name: string): { readonly linkType: number; readonly frames: PcapFile['frames'] } {
  const { linkType, frames } = readPcap(new URL(`../fixtures/${name}.pcap`, import.meta.url).pathname);
  const ports = ({ octets }: PcapFile['frames'][number]) => [
    portAt(octets, SOURCE_PORT),
    portAt(octets, DESTINATION_PORT),
  ];
  const pair = ports(frames[0] as PcapFile['frames'][number])
    .sort()
    .join();
  const own = frames.filter((frame) => ports(frame).sort().join() === pair);
  const end = own.findIndex(({ octets }) => ((octets[CONTROL_BITS] as number) & FIN_OR_RST) !== 0);
  return { linkType, frames: end === -1 ? own : own.slice(0, end) };
}

function portAt(octets: Uint8Array, at: number): number {
  return (octets[at] as number) * 256 + (octets[at + 1] as number);
}

/** Octets of heap that one more of such connections takes, while it is open. */
function heapOctetsOf(name: string, keepDialogues: boolean): number {
  const { linkType, frames } = openPartOf(name);
  const analysis = new Analysis({ limits: DEFAULT_LIMITS, keepDialogues });
  analysis.addInterface({ name: 'test', linkType, snapshotLength: 262_144 });
  const client = portAt((frames[0] as PcapFile['frames'][number]).octets, SOURCE_PORT);
  const batches = frames.map((frame) => batchOf([frame]));
  const add = (from: number, to: number): void => {
    for (let copy = from; copy < to; copy++) {
      for (const batch of batches) {
        const isFromClient = batch.view.getUint16(RECORD_HEADER + SOURCE_PORT) === client;
        const address = isFromClient ? SOURCE_ADDRESS : DESTINATION_ADDRESS;
        batch.view.setUint32(RECORD_HEADER + address, 0x0a_00_00_00 + copy);
        analysis.ingest(batch, 0, 0);
      }
    }
  };
  add(0, COPIES);
  const before = heapOctets();
  add(COPIES, 2 * COPIES);
  const octets = (heapOctets() - before) / COPIES;
  expect(analysis.counters).toMatchObject({ connectionsKept: 2 * COPIES, messagesLetGo: 0 });
  return octets;
}

function heapOctets(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function allOctets(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

// Each is some 1.3 of what was measured: what is kept more than once, or as a tree of single characters, takes a multiple.
test.each([
  [
    'a connection of HTTP/2 whose header fields are many, and longer than what is told',
    'http2-long-fields',
    false,
    7000,
  ],
  ['its messages as well', 'http2-long-fields', true, 17_000],
  ['one of SSH, its algorithms agreed on', 'ssh', false, 4000],
  ['one of TLS', 'https', false, 3400],
  ['one of IMAP with lines that are cut', 'lines', true, 12_500],
  ['one of PostgreSQL', 'postgres', false, 4600],
])('%s takes a bounded part of the heap', (_what, name, keepDialogues, most) => {
  expect(heapOctetsOf(name, keepDialogues)).toBeLessThan(most);
});

test.each([
  ['ten octets each', 10, 14_000, 4],
  ['full size', 1448, 400, 4],
  ['an octet each, one for each of many connections', 1, 1, 10_000],
])(
  'segments that wait for others before them take what is counted for them: %s',
  (_what, octets, segments, sides) => {
    const budget = new ReassemblyBudget(DEFAULT_LIMITS);
    const receiver = { stretch: () => {}, gap: () => {}, ended: () => {} };
    const payload = new Uint8Array(octets);
    const view = new DataView(payload.buffer);
    const at = { seconds: 1_700_000_000, nanoseconds: 0, ordinal: 0 };
    const reassemblers = Array.from({ length: sides }, () => new Reassembler(0, receiver, budget));
    const before = allOctets();
    for (const reassembler of reassemblers) {
      reassembler.startsAt(0);
      for (let n = 1; n <= segments; n++)
        reassembler.push(2 * octets * n, payload, view, 0, octets, octets, { ...at, ordinal: n });
    }
    const taken = allOctets() - before;
    expect(budget.octetsLetGo).toBe(0);
    expect(budget.octetsHeld).toBeGreaterThanOrEqual(sides * segments * octets);
    expect(taken).toBeLessThan(1.2 * budget.octetsHeld);
    for (const reassembler of reassemblers) reassembler.close();
    expect(budget.octetsHeld).toBe(0);
  },
);

test('the beginnings of messages take what is counted for them', () => {
  const budget = new ReassemblyBudget(DEFAULT_LIMITS);
  const spares = new SpareBuffers();
  const octets = new Uint8Array(2000);
  const before = allOctets();
  const holders = Array.from({ length: 10_000 }, (_, n) => {
    const held = new HeldOctets(budget, spares);
    expect(held.append(0, octets, 0, n % 10 === 0 ? 2000 : 1)).toBe(true);
    return held;
  });
  expect(allOctets() - before).toBeLessThan(1.2 * budget.octetsHeld);
  for (const held of holders) held.drop(0, 2000);
  expect(budget.octetsHeld).toBe(0);
});
