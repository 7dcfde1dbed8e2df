#!/usr/bin/env node
// Makes one large capture out of the small ones in test/fixtures: copies of real dialogues laid over each other in time,
// each with addresses of its own, so that each of its connections is a connection of its own. The same arguments give
// the same file. Checksums are left as they were.
//
//   node scripts/benchmark/make-input.mjs [--packets N] [--of FIXTURE] OUT.pcap
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures', import.meta.url));
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const FILE_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const ETHERNET_OCTETS = 14;
const LINKTYPE_ETHERNET = 1;
/** Packets taken of one capture, so that no single dialogue is most of the file. */
const PACKETS_PER_COPY = 2000;
/** A larger file is a longer capture, not a busier one. */
const PACKETS_PER_SECOND = 33_000;
const FIRST_SECOND = 1_700_000_000;
const MICROSECONDS = 1_000_000;

/** Writes a capture of so many packets, of all dialogues or of those in the one fixture named; gives what is in it. */
export function makeInput(path, packets, fixture = null) {
  const sources = readSources(fixture);
  const perRound = sources.reduce((sum, { length }) => sum + length, 0);
  const copies = Math.ceil(packets / perRound);
  const output = new Output(path);
  for (const { source, copy, index, time } of inOrderOfTime(sources, copies, packets)) {
    if (output.packets === packets) break;
    output.packet(source, index, copy, time);
  }
  return output.end();
}

/** The Ethernet captures among the fixtures: their octets, and where each packet stands and when it came. */
function readSources(fixture) {
  const sources = [];
  for (const name of readdirSync(FIXTURES).sort()) {
    if (!name.endsWith('.pcap') || (fixture !== null && name !== `${fixture}.pcap`)) continue;
    const octets = readFileSync(join(FIXTURES, name));
    if (octets.readUInt32LE(0) !== MAGIC_MICROSECONDS || octets.readUInt32LE(20) !== LINKTYPE_ETHERNET)
      continue;
    const at = [];
    const times = [];
    for (let o = FILE_HEADER_OCTETS; o < octets.length && at.length < PACKETS_PER_COPY; ) {
      at.push(o);
      times.push(octets.readUInt32LE(o) * MICROSECONDS + octets.readUInt32LE(o + 4));
      o += RECORD_HEADER_OCTETS + octets.readUInt32LE(o + 8);
    }
    const start = times[0];
    sources.push({ octets, at, times: times.map((time) => time - start), length: at.length });
  }
  if (sources.length === 0) throw new Error(`there is no Ethernet capture ${fixture} among the fixtures`);
  return sources;
}

/** The packets of all copies of all sources as one capture has them; each copy starts at a random time. */
function* inOrderOfTime(sources, copies, packets) {
  const span = (packets / PACKETS_PER_SECOND) * MICROSECONDS;
  const random = randomNumbers();
  const starts = [];
  for (let copy = 0; copy < copies; copy++)
    for (const source of sources) starts.push({ source, copy, start: Math.floor(random() * span) });
  starts.sort((a, b) => a.start - b.start);
  const running = new Heap();
  let begun = 0;
  while (begun < starts.length || running.size > 0) {
    while (begun < starts.length && (running.size === 0 || starts[begun].start <= running.first.time)) {
      const { source, copy, start } = starts[begun++];
      running.push({ source, copy, start, index: 0, time: start, order: begun });
    }
    const { first } = running;
    yield first;
    first.index++;
    if (first.index === first.source.length) running.drop();
    else first.time = first.start + first.source.times[first.index];
    running.sink();
  }
}

/** A linear congruential generator: the same numbers from 0 to 1 each time. */
function randomNumbers() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What is next to come stands first; of two at the same time, the one that began first. */
class Heap {
  #items = [];

  get size() {
    return this.#items.length;
  }

  get first() {
    return this.#items[0];
  }

  push(item) {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0 && isBefore(item, items[(at - 1) >> 1])) {
      items[at] = items[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    items[at] = item;
  }

  drop() {
    const last = this.#items.pop();
    if (this.#items.length > 0) this.#items[0] = last;
  }

  /** Puts the first one where it belongs now. */
  sink() {
    const items = this.#items;
    if (items.length === 0) return;
    const item = items[0];
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      if (child + 1 < items.length && isBefore(items[child + 1], items[child])) child++;
      if (!isBefore(items[child], item)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = item;
  }
}

function isBefore(a, b) {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

class Output {
  packets = 0;
  octets = FILE_HEADER_OCTETS;
  #descriptor;
  #chunk = Buffer.alloc(8 << 20);
  #used = FILE_HEADER_OCTETS;

  constructor(path) {
    this.#descriptor = openSync(path, 'w');
    this.#chunk.writeUInt32LE(MAGIC_MICROSECONDS, 0);
    this.#chunk.writeUInt16LE(2, 4);
    this.#chunk.writeUInt16LE(4, 6);
    this.#chunk.writeUInt32LE(262_144, 16);
    this.#chunk.writeUInt32LE(LINKTYPE_ETHERNET, 20);
  }

  packet({ octets, at }, index, copy, time) {
    const from = at[index];
    const captured = octets.readUInt32LE(from + 8);
    const length = RECORD_HEADER_OCTETS + captured;
    if (this.#used + length > this.#chunk.length) this.#flush();
    const to = this.#used;
    octets.copy(this.#chunk, to, from, from + length);
    this.#chunk.writeUInt32LE(FIRST_SECOND + Math.floor(time / MICROSECONDS), to);
    this.#chunk.writeUInt32LE(time % MICROSECONDS, to + 4);
    readdress(this.#chunk.subarray(to + RECORD_HEADER_OCTETS, to + length), copy);
    this.#used += length;
    this.octets += length;
    this.packets++;
  }

  end() {
    this.#flush();
    closeSync(this.#descriptor);
    return { packets: this.packets, octets: this.octets };
  }

  #flush() {
    writeSync(this.#descriptor, this.#chunk, 0, this.#used);
    this.#used = 0;
  }
}

/** Gives both ends of a frame addresses of their own: the one with the higher port ends in 2, the other one in 1. */
function readdress(frame, copy) {
  if (frame.length < ETHERNET_OCTETS + 40) return;
  const type = frame.readUInt16BE(12);
  const isIpv4 = type === 0x0800;
  if (!isIpv4 && type !== 0x86dd) return;
  const ports = ETHERNET_OCTETS + (isIpv4 ? (frame[ETHERNET_OCTETS] & 15) * 4 : 40);
  if (ports + 4 > frame.length) return;
  const up = frame.readUInt16BE(ports) > frame.readUInt16BE(ports + 2);
  const write = isIpv4 ? writeIpv4 : writeIpv6;
  write(frame, isIpv4 ? 26 : 22, copy, up ? 2 : 1);
  write(frame, isIpv4 ? 30 : 38, copy, up ? 1 : 2);
}

function writeIpv4(frame, at, copy, host) {
  frame.writeUInt32BE(0x0a000000 + (copy << 8) + host, at);
}

function writeIpv6(frame, at, copy, host) {
  frame.fill(0, at, at + 16);
  frame.writeUInt16BE(0x2001, at);
  frame.writeUInt16BE(copy, at + 4);
  frame[at + 15] = host;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { packets: { type: 'string', default: '1000000' }, of: { type: 'string' } },
    allowPositionals: true,
  });
  const { packets, octets } = makeInput(positionals[0], Number(values.packets), values.of ?? null);
  console.log(`${positionals[0]}: ${packets} packets, ${octets} octets`);
}
