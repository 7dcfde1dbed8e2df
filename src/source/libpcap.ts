import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';

/** A capture inside the addon, opaque but for what it says of itself. */
export interface CaptureHandle {
  /** LINKTYPE_ value. */
  readonly linkType: number;
  /** As granted, in octets. */
  readonly snapshotLength: number;
}

interface OpenOptions {
  readonly device: string;
  /** pcap-filter(7); the empty one lets all through. */
  readonly filter: string;
  readonly snapshotLength: number;
  readonly bufferOctets: number;
  readonly timeoutMilliseconds: number;
  readonly promiscuous: boolean;
}

/** What pcap_stats(3PCAP) counts since the capture began, as it counts it, and `lost`: records there was no memory for. */
export interface CaptureStats {
  readonly received: number;
  readonly droppedByKernel: number;
  readonly droppedByInterface: number;
  readonly lost: number;
}

export interface FoundDevice {
  readonly name: string;
  /** Empty where libpcap has none. */
  readonly description: string;
  readonly up: boolean;
  readonly running: boolean;
  readonly loopback: boolean;
  readonly addresses: readonly string[];
}

/** What the addon rejects with: libpcap's text as the message, its code as `status`. */
export interface PcapError extends Error {
  readonly status: number;
  readonly ofFilter: boolean;
}

/** The addon, src/native/pcap.c. A handle belongs to the thread that opened it. */
export interface Libpcap {
  libraryVersion(): string;
  devices(): FoundDevice[];
  /** `onReadable` is called once for each time that the handle was armed; an open handle keeps the process alive. */
  open(options: OpenOptions, onReadable: () => void): Promise<CaptureHandle>;
  /** Fills `room` with whole records (core/batch.ts), returns their octets and never waits; throws PcapError at the end. */
  drain(handle: CaptureHandle, room: Uint8Array): number;
  arm(handle: CaptureHandle): void;
  setFilter(handle: CaptureHandle, text: string): Promise<void>;
  stats(handle: CaptureHandle): CaptureStats;
  close(handle: CaptureHandle): void;
}

// This module is src/source/libpcap.ts or dist/source/libpcap.js: the package begins two folders above in both.
const addonPath = fileURLToPath(
  new URL(`../../prebuilds/${process.platform}-${process.arch}/pcap.node`, import.meta.url),
);
const builderPath = fileURLToPath(new URL('../../scripts/build-addon.mjs', import.meta.url));

let loaded: Libpcap | null = null;

/** The addon with libpcap in it, built first where need be; throws Failure `addon-missing` or `libpcap-missing`. */
export function loadLibpcap(): Libpcap {
  if (loaded !== null) return loaded;
  const addon = (existsSync(addonPath) ? load() : null) ?? build();
  try {
    addon.libraryVersion();
  } catch (error) {
    throw new Failure('libpcap-missing', { text: textOf(error) });
  }
  loaded = addon;
  return addon;
}

/** Null where the file is for another C library than this system's. */
function load(): Libpcap | null {
  try {
    return createRequire(import.meta.url)(addonPath) as Libpcap;
  } catch {
    return null;
  }
}

function build(): Libpcap {
  const result = spawnSync(process.execPath, [builderPath, '--force'], { encoding: 'utf8' });
  if (result.status !== 0) {
    const said = `${result.stderr ?? ''}`
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^tcpdialog-tui: /, '');
    throw new Failure('addon-missing', {
      text: said || (result.error?.message ?? 'the build failed'),
      path: addonPath,
    });
  }
  try {
    return createRequire(import.meta.url)(addonPath) as Libpcap;
  } catch (error) {
    throw new Failure('addon-missing', { text: textOf(error), path: addonPath });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
