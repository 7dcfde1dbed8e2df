import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPcap } from '../support/pcap.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
/** Octets of the link layer's header, by LINKTYPE_ value. */
const LINK_OCTETS: Readonly<Record<number, number>> = { 1: 14, 101: 0, 113: 16, 228: 0, 276: 20 };
/** A longer capture is used by pieces; what lies behind this of a huge one is not used at all. */
const FRAMES_LIMIT = 3000;

/** A frame, and where in it the headers begin; -1 where that is not known. */
export interface Frame {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly original: number;
  readonly octets: Uint8Array;
  readonly network: number;
  readonly transport: number;
  readonly payload: number;
}

/** A real capture that cases are made of. */
export interface Material {
  readonly name: string;
  readonly linkType: number;
  readonly frames: readonly Frame[];
}

/** The captures of test/fixtures. */
export function loadMaterial(): Material[] {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap'));
  return names.sort().map((name) => {
    const { linkType, frames } = readPcap(join(FIXTURES, name));
    const link = LINK_OCTETS[linkType] ?? -1;
    return {
      name,
      linkType,
      frames: frames.slice(0, FRAMES_LIMIT).map((one) => ({ ...one, ...locate(one.octets, link) })),
    };
  });
}

/** Where the headers of a TCP segment over IP begin that has no IPv6 extension headers. */
function locate(octets: Uint8Array, network: number): Pick<Frame, 'network' | 'transport' | 'payload'> {
  const none = { network: -1, transport: -1, payload: -1 };
  if (network < 0 || octets.length < network + 20) return none;
  const version = octets[network] >> 4;
  const transport = network + (version === 6 ? 40 : (octets[network] & 15) * 4);
  const protocol = octets[network + (version === 6 ? 6 : 9)];
  if (protocol !== 6 || octets.length < transport + 20) return { ...none, network };
  return { network, transport, payload: transport + (octets[transport + 12] >> 4) * 4 };
}
