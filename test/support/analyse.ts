import { Analysis, type AnalysisOptions } from '../../src/core/analysis.ts';
import type { Batch } from '../../src/core/batch.ts';
import type { TlsSecrets } from '../../src/core/protocols/tls/secrets.ts';
import { type PcapFile, readPcap } from './pcap.ts';

/** Frames in pcap record layout, as a source gives them. */
export function batchOf(frames: PcapFile['frames']): Batch {
  const octets = new Uint8Array(frames.reduce((sum, frame) => sum + 16 + frame.octets.length, 0));
  const view = new DataView(octets.buffer);
  let at = 0;
  for (const frame of frames) {
    view.setUint32(at, frame.seconds, true);
    view.setUint32(at + 4, frame.nanoseconds, true);
    view.setUint32(at + 8, frame.octets.length, true);
    view.setUint32(at + 12, frame.original, true);
    octets.set(frame.octets, at + 16);
    at += 16 + frame.octets.length;
  }
  return { octets, view, start: 0, end: at, interfaceIndex: 0 };
}

/** The core after it has read a whole fixture; TLS is decrypted where its secrets are given. */
export function analyse(name: string, options?: AnalysisOptions, secrets?: TlsSecrets): Analysis {
  const { linkType, frames } = readPcap(new URL(`../fixtures/${name}.pcap`, import.meta.url).pathname);
  const analysis = new Analysis(options);
  if (secrets !== undefined) analysis.decryptWith(secrets);
  const index = analysis.addInterface({ name, linkType, snapshotLength: 262144 });
  analysis.ingest(batchOf(frames), index, 0);
  return analysis;
}
