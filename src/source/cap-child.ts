/**
 * The process in which the npm package `cap` captures: it aborts in a worker thread, and it aborts its process when a
 * device goes away. Records go to descriptor 3 in the layout of core/batch.ts; all else is said over the IPC channel.
 */
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import {
  RECORD_CAPTURED_LENGTH,
  RECORD_HEADER_OCTETS,
  RECORD_NANOSECONDS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECONDS,
} from '../core/batch.ts';
import type { FailureCode } from '../failure.ts';
import { CAP_SNAPSHOT_LENGTH, type FromChild, RECORDS_DESCRIPTOR, type ToChild } from './cap-messages.ts';

interface Cap {
  open(device: string, filter: string, bufferOctets: number, room: Buffer): string;
  close(): void;
  on(event: 'packet', listener: (octets: number) => void): void;
}

/** What goes to all processes of a terminal, this one ends with its parent and not before; USR1 would open Node's inspector. */
const IGNORED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
for (const signal of IGNORED_SIGNALS) process.on(signal, () => {});

const BATCH_OCTETS = 256 << 10;
const QUEUE_OCTETS = 16 << 20;
const LOST_INTERVAL_MILLISECONDS = 100;

/** LINKTYPE_ values of cap's names; others come as `Unknown linktype N`. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
};

/** cap throws libpcap's text without its code. */
const FAILURE_OF_TEXT: readonly (readonly [RegExp, FailureCode])[] = [
  [/permi|CAP_NET_RAW|not permitted/i, 'permission'],
  [/no such device/i, 'no-such-device'],
  [/not up|is down/i, 'device-down'],
];

const output = new Socket({ fd: RECORDS_DESCRIPTOR, readable: false, writable: true });
const frame = Buffer.alloc(CAP_SNAPSHOT_LENGTH);
let snapshotLength = CAP_SNAPSHOT_LENGTH;
let isForwarding = false;
let lost = 0;
let records = Buffer.allocUnsafe(BATCH_OCTETS);
let used = 0;
let isFlushDue = false;
let capture: Cap | null = null;

function tell(message: FromChild): void {
  process.send?.(message);
}

function flush(): void {
  isFlushDue = false;
  if (used === 0) return;
  output.write(records.subarray(0, used));
  // The stream keeps what it was given until it is written.
  records = Buffer.allocUnsafe(BATCH_OCTETS);
  used = 0;
}

function onPacket(octets: number): void {
  if (!isForwarding) return;
  const captured = Math.min(octets, snapshotLength);
  if (output.writableLength > QUEUE_OCTETS) {
    lost += 1;
    return;
  }
  if (used + RECORD_HEADER_OCTETS + captured > BATCH_OCTETS) flush();
  const milliseconds = performance.timeOrigin + performance.now();
  const seconds = Math.floor(milliseconds / 1000);
  records.writeUInt32LE(seconds, used + RECORD_SECONDS);
  records.writeUInt32LE(Math.floor((milliseconds - seconds * 1000) * 1e6), used + RECORD_NANOSECONDS);
  records.writeUInt32LE(captured, used + RECORD_CAPTURED_LENGTH);
  records.writeUInt32LE(octets, used + RECORD_ORIGINAL_LENGTH);
  frame.copy(records, used + RECORD_HEADER_OCTETS, 0, captured);
  used += RECORD_HEADER_OCTETS + captured;
  if (isFlushDue) return;
  isFlushDue = true;
  setImmediate(flush);
}

function linkTypeOf(name: string): number {
  return LINK_TYPES[name] ?? Number(/\d+$/.exec(name)?.[0] ?? -1);
}

function open(options: Extract<ToChild, { kind: 'open' }>): void {
  let made: new () => Cap;
  try {
    made = createRequire(import.meta.url)('cap').Cap;
  } catch (error) {
    tell({ kind: 'failed', code: 'driver-missing', text: (error as Error).message.split('\n')[0]! });
    return;
  }
  const { device, captureFilter, bufferOctets } = options;
  snapshotLength = options.snapshotLength;
  isForwarding = !options.isWaiting;
  try {
    const opened = new made();
    const linkType = linkTypeOf(opened.open(device, captureFilter, bufferOctets, frame));
    opened.on('packet', onPacket);
    capture = opened;
    tell({ kind: 'opened', linkType });
  } catch (error) {
    const text = (error as Error).message;
    const code = FAILURE_OF_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? 'capture-failed';
    tell({ kind: 'failed', code: isOfFilter(made, options) ? 'capture-filter-wrong' : code, text });
  }
}

/** cap does not say which step failed: without the filter the same device opens. */
function isOfFilter(made: new () => Cap, options: Extract<ToChild, { kind: 'open' }>): boolean {
  if (options.captureFilter === '') return false;
  try {
    const tried = new made();
    tried.open(options.device, '', options.bufferOctets, frame);
    tried.close();
    return true;
  } catch {
    return false;
  }
}

function go(): void {
  isForwarding = true;
  tell({ kind: 'going' });
}

function stop({ afterMilliseconds }: Extract<ToChild, { kind: 'stop' }>): void {
  setTimeout(() => {
    capture?.close();
    flush();
    tellLost();
    tell({ kind: 'stopped' });
    output.end(() => process.connected && process.disconnect());
  }, afterMilliseconds);
}

function tellLost(): void {
  if (lost > 0) tell({ kind: 'lost', frames: lost });
  lost = 0;
}

const handlers: { readonly [K in ToChild['kind']]: (message: Extract<ToChild, { kind: K }>) => void } = {
  open,
  go,
  stop,
};

process.on('disconnect', () => process.exit());
output.on('error', () => process.exit());
setInterval(tellLost, LOST_INTERVAL_MILLISECONDS).unref();
process.on('message', (message: ToChild) => (handlers[message.kind] as (message: ToChild) => void)(message));
