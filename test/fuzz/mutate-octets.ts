import type { Random } from './random.ts';

type Change = (octets: Uint8Array, random: Random) => Uint8Array;

const flipBit: Change = (octets, random) => {
  octets[random.below(octets.length)] ^= 1 << random.below(8);
  return octets;
};

const setOctet: Change = (octets, random) => {
  octets[random.below(octets.length)] = random.edge(8);
  return octets;
};

const setNumber: Change = (octets, random) => {
  const width = random.oneIn(2) ? 2 : 4;
  if (octets.length < width) return octets;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  // Most fields of capture files stand at multiples of 4.
  const at = Math.min(random.below(octets.length) & (random.oneIn(4) ? ~0 : ~3), octets.length - width);
  if (width === 2) view.setUint16(at, random.edge(16), random.oneIn(2));
  else view.setUint32(at, random.edge(32), random.oneIn(2));
  return octets;
};

const cut: Change = (octets, random) => octets.subarray(0, random.below(octets.length + 1));

const takeOut: Change = (octets, random) => {
  const start = random.below(octets.length);
  return Buffer.concat([octets.subarray(0, start), octets.subarray(start + 1 + random.few(64))]);
};

const repeat: Change = (octets, random) => {
  const start = random.below(octets.length);
  const end = Math.min(octets.length, start + 1 + random.few(200));
  return Buffer.concat([octets.subarray(0, end), octets.subarray(start)]);
};

const putIn: Change = (octets, random) => {
  const at = random.below(octets.length + 1);
  return Buffer.concat([octets.subarray(0, at), random.octets(1 + random.few(16)), octets.subarray(at)]);
};

const fill: Change = (octets, random) => {
  const start = random.below(octets.length);
  const end = Math.min(octets.length, start + 1 + random.few(64));
  return octets.fill(random.pick([0, 0xff, random.below(256)]), start, end);
};

const CHANGES: readonly Change[] = [
  flipBit,
  setOctet,
  setNumber,
  setNumber,
  cut,
  takeOut,
  repeat,
  putIn,
  fill,
];

/** Changes a copy of some octets, knowing nothing of what they are. */
export function mutateOctets(octets: Uint8Array, random: Random): Uint8Array {
  let mutant: Uint8Array = new Uint8Array(octets);
  for (let changes = 1 + random.few(6); changes > 0 && mutant.length > 0; changes--)
    mutant = random.pick(CHANGES)(mutant, random);
  return mutant;
}
