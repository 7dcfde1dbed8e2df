import { spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import {
  type Batch,
  RECORD_CAPTURED_LENGTH,
  RECORD_HEADER_OCTETS,
  RECORD_NANOSECONDS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECONDS,
} from '../../src/core/batch.ts';
import type { LiveOptions } from '../../src/source/live.ts';
import type { Source } from '../../src/source/source.ts';

export const IS_ROOT = process.getuid?.() === 0;
export const HAS_IP = spawnSync('ip', ['-V']).status === 0;

export interface Frame {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly capturedLength: number;
  readonly originalLength: number;
  readonly octets: Buffer;
}

export function liveOptions(changes: Partial<LiveOptions>): LiveOptions {
  return {
    device: 'lo',
    captureFilter: '',
    snapshotLength: 0,
    bufferKibibytes: 0,
    promiscuous: false,
    ...changes,
  };
}

/** Copies of the frames of a batch. */
export function framesOf(batch: Pick<Batch, 'octets' | 'view' | 'start' | 'end'>): Frame[] {
  const frames: Frame[] = [];
  for (let at = batch.start; at < batch.end; ) {
    const capturedLength = batch.view.getUint32(at + RECORD_CAPTURED_LENGTH, true);
    const start = at + RECORD_HEADER_OCTETS;
    frames.push({
      seconds: batch.view.getUint32(at + RECORD_SECONDS, true),
      nanoseconds: batch.view.getUint32(at + RECORD_NANOSECONDS, true),
      capturedLength,
      originalLength: batch.view.getUint32(at + RECORD_ORIGINAL_LENGTH, true),
      octets: Buffer.from(batch.octets.slice(start, start + capturedLength)),
    });
    at = start + capturedLength;
  }
  return frames;
}

export interface Collected {
  /** Grows as frames come. */
  readonly frames: Frame[];
  /** Resolves with null at the end, or with what was thrown. */
  readonly ended: Promise<unknown>;
  /** Resolves when there are so many frames that `test` holds. */
  until(test: (frames: readonly Frame[]) => boolean): Promise<void>;
}

export function collect(source: Source): Collected {
  const frames: Frame[] = [];
  const read = async () => {
    for await (const batch of source.batches()) frames.push(...framesOf(batch));
  };
  const ended = read().then(
    () => null,
    (error: unknown) => error,
  );
  const until = async (test: (frames: readonly Frame[]) => boolean) => {
    while (!test(frames)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { frames, ended, until };
}

/** A server on a free port of 127.0.0.1 that answers every connection with `answer` and closes. */
export async function startServer(answer: string): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = net.createServer((socket) => socket.end(answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const stop = async () => {
    server.close();
    await once(server, 'close');
  };
  return { port, stop };
}

/** One connection from its SYN to its end. */
export async function talk(port: number): Promise<void> {
  const socket = net.connect(port, '127.0.0.1');
  socket.resume();
  await once(socket, 'close');
}

/** Datagrams that carry 0, 1, 2, … as their first four octets, to a port on which someone listens. */
export async function sendNumbered(count: number, octets: number, prepared?: NumberedTarget): Promise<void> {
  const target = prepared ?? (await startNumberedTarget());
  const sender = dgram.createSocket('udp4');
  for (let number = 0; number < count; number++) {
    const datagram = Buffer.alloc(octets);
    datagram.writeUInt32BE(number);
    const sent = new Promise((resolve) => sender.send(datagram, target.port, '127.0.0.1', resolve));
    if (number % 64 === 63 || number === count - 1) await sent;
  }
  sender.close();
  if (prepared === undefined) target.stop();
}

export interface NumberedTarget {
  readonly port: number;
  readonly stop: () => void;
}

export async function startNumberedTarget(): Promise<NumberedTarget> {
  const receiver = dgram.createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  return { port: receiver.address().port, stop: () => receiver.close() };
}

const ETHERNET_IPV4_UDP_OCTETS = 14 + 20 + 8;

/** The numbers of sendNumbered in frames of the loopback device, in order of capture. */
export function numbersOf(frames: readonly Frame[]): number[] {
  return frames.map((frame) => frame.octets.readUInt32BE(ETHERNET_IPV4_UDP_OCTETS));
}

/** Source and destination port of a frame of the loopback device, or with 20 octets before IPv4 of the device `any`. */
export function portsOf(frame: Frame, linkOctets = 14): [number, number] {
  return [frame.octets.readUInt16BE(linkOctets + 20), frame.octets.readUInt16BE(linkOctets + 22)];
}

export function involves(frame: Frame, port: number, linkOctets = 14): boolean {
  return portsOf(frame, linkOctets).includes(port);
}

export function controlBitsOf(frame: Frame, linkOctets = 14): number {
  return frame.octets.readUInt8(linkOctets + 20 + 13);
}

export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Runs `ip` with these arguments and throws what it says when it fails. */
export function ip(...words: string[]): void {
  const result = spawnSync('ip', words, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`ip ${words.join(' ')}: ${result.stderr}`);
}

/** Tries it with a device of this name. */
export function canAddDevices(name: string): boolean {
  try {
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}p`);
    ip('link', 'delete', name);
    return true;
  } catch {
    return false;
  }
}
