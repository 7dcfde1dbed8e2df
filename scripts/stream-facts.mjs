#!/usr/bin/env node
// Writes into test/fixtures/streams.tsv what tshark (two passes) says of every stream of these fixtures, in place of the
// rows that they have: the tests hold us to it.
//
//   node scripts/stream-facts.mjs FIXTURE...           as mqtt, for test/fixtures/mqtt.pcap
//   node scripts/stream-facts.mjs --check FIXTURE...   exit status 1 where what the tests compare is not as the rows have it
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../test/fixtures/', import.meta.url));
const TABLE = `${FIXTURES}streams.tsv`;
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
/** More ends of a stream than these are not written down. */
const MOST_ENDS = 6;
const COMPARED_COLUMNS = 6;
const FIELDS = [
  'frame.time_relative',
  'frame.protocols',
  'tcp.stream',
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'ip.dst',
  'ipv6.dst',
  'tcp.dstport',
  'tcp.flags',
  'tcp.len',
  'tcp.completeness',
];
/** What is counted over both directions: the name in the notes, and tshark's. */
const NOTES = {
  retrans: 'tcp.analysis.retransmission',
  ooo: 'tcp.analysis.out_of_order',
  dupack: 'tcp.analysis.duplicate_ack',
  zerowin: 'tcp.analysis.zero_window',
  keepalive: 'tcp.analysis.keep_alive',
  winfull: 'tcp.analysis.window_full',
};
/** What every stream is made of, and what says nothing. */
const UNTOLD_PROTOCOLS = new Set(['eth', 'ethertype', 'ip', 'ipv6', 'tcp', 'sll', 'data', '']);

function packetsOf(fixture) {
  const names = [...FIELDS, ...Object.values(NOTES)];
  const output = execFileSync(
    'tshark',
    [
      '-2',
      '-n',
      '-r',
      `${FIXTURES}${fixture}.pcap`,
      '-T',
      'fields',
      ...names.flatMap((name) => ['-e', name]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t');
      return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
    })
    .filter((packet) => packet['tcp.stream'] !== '' && !packet['frame.protocols'].includes(':icmp'));
}

function rowsOf(fixture) {
  const streams = Map.groupBy(packetsOf(fixture), (packet) => packet['tcp.stream']);
  return [...streams].map(([stream, packets]) => [fixture, stream, ...factsOf(packets)]);
}

const flagsOf = (packet) => Number(packet['tcp.flags']);
const sourceOf = (packet) => `${packet['ip.src'] || packet['ipv6.src']}:${packet['tcp.srcport']}`;
const destinationOf = (packet) => `${packet['ip.dst'] || packet['ipv6.dst']}:${packet['tcp.dstport']}`;

/** Who opens it: whoever sent the first SYN, else whom the first SYN+ACK answers, else whoever was seen first. */
function endsOf(packets) {
  const opening = packets.find((packet) => (flagsOf(packet) & (SYN | ACK)) === SYN);
  if (opening !== undefined) return [sourceOf(opening), destinationOf(opening), ''];
  const answer = packets.find((packet) => (flagsOf(packet) & (SYN | ACK)) === (SYN | ACK));
  if (answer !== undefined) return [destinationOf(answer), sourceOf(answer), ' (no SYN)'];
  return [sourceOf(packets[0]), destinationOf(packets[0]), ' (no SYN)'];
}

function factsOf(packets) {
  const [client, server, note] = endsOf(packets);
  const sideOf = (packet) => (sourceOf(packet) === client ? 'C' : 'S');
  const sent = (side) => {
    const own = packets.filter((packet) => sideOf(packet) === side);
    const octets = own.reduce((sum, packet) => sum + Number(packet['tcp.len']), 0);
    return `${side} ${own.length}p ${octets}B`;
  };
  const ends = packets
    .filter((packet) => flagsOf(packet) & (FIN | RST))
    .map((packet) => {
      const seconds = Number(packet['frame.time_relative']).toFixed(3);
      return `${sideOf(packet)}:${flagsOf(packet) & RST ? 'RST' : 'FIN'}@${seconds}`;
    });
  const told = ends.slice(0, MOST_ENDS).join(' ') || 'none';
  const protocols = new Set(packets.flatMap((packet) => packet['frame.protocols'].split(':')));
  const named = [...protocols].filter((name) => !UNTOLD_PROTOCOLS.has(name)).sort();
  const counts = Object.entries(NOTES).map(([name, field]) => [
    name,
    packets.filter((packet) => packet[field] !== '').length,
  ]);
  return [
    `${client} -> ${server}${note}`,
    `${sent('C')}  ${sent('S')}`,
    `completeness=${packets.at(-1)['tcp.completeness']}`,
    `end=${told}${ends.length > MOST_ENDS ? ' ...' : ''}`,
    named.join('+') || '-',
    counts.flatMap(([name, count]) => (count > 0 ? [`${name}=${count}`] : [])).join(' '),
  ];
}

/** What the tests compare of a row. */
function compared(row) {
  const notes = row
    .at(-1)
    .split(' ')
    .filter((note) => note.split('=')[0] in NOTES);
  return [...row.slice(0, COMPARED_COLUMNS), ...notes].join('\t');
}

const words = process.argv.slice(2);
const fixtures = words.filter((word) => word !== '--check');
const [head, ...before] = readFileSync(TABLE, 'utf8').replace(/\n+$/, '').split('\n');
const rows = before.map((line) => line.split('\t'));
for (const fixture of fixtures) {
  const had = rows.filter(([name]) => name === fixture);
  const has = rowsOf(fixture);
  if (!words.includes('--check')) {
    const at = rows.findIndex(([name]) => name === fixture);
    rows.splice(at === -1 ? rows.length : at, had.length, ...has);
  } else if (had.map(compared).join('\n') !== has.map(compared).join('\n')) {
    console.error(`${fixture}: tshark does not say what ${TABLE} has`);
    process.exitCode = 1;
  }
}
if (!words.includes('--check'))
  writeFileSync(TABLE, `${[head, ...rows.map((row) => row.join('\t'))].join('\n')}\n`);
