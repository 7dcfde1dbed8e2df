import { rmSync, writeFileSync } from 'node:fs';
import { Analysis } from '../../src/core/analysis.ts';
import type { Batch } from '../../src/core/batch.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/core/limits.ts';
import { Failure } from '../../src/failure.ts';
import { openFile } from '../../src/source/file.ts';
import { checkAlike, checkAnalysis, checkReleased } from './invariants.ts';
import type { Frame, Material } from './material.ts';
import { mutateDialogue } from './mutate-dialogue.ts';
import { mutateOctets } from './mutate-octets.ts';
import { Random } from './random.ts';
import { trustingSecrets } from './trusting-secrets.ts';
import { COMPRESSIONS, FORMATS } from './write-capture.ts';

/** Limits that a few frames reach. */
const TIGHT: Limits = {
  ...DEFAULT_LIMITS,
  connections: 3,
  segments: 64,
  segmentsPerConnection: 40,
  messagesPerConnection: 4,
  messages: 8,
  reassemblyOctetsPerSide: 3000,
  reassemblyOctets: 5000,
  messageOctets: 2000,
  fragments: 6,
  fragmentsPerPacket: 4,
  fragmentOctets: 3000,
};
const SECRETS = trustingSecrets();
const FRAMES_PER_FILE = 30;
const FRAMES_PER_DIALOGUE = 60;
const FILES_ONCE_IN = 16;
const COMPARED_ONCE_IN = 16;

/** Where cases write their capture files: one file, used again and again. */
export interface Surroundings {
  readonly materials: readonly Material[];
  readonly path: string;
}

/** Runs one case, told by two numbers for ever. Throws what is wrong. */
export async function runCase(seed: number, index: number, surroundings: Surroundings): Promise<void> {
  const random = new Random(seed, index);
  if (random.oneIn(FILES_ONCE_IN)) await runFile(random, surroundings);
  else runDialogue(random, surroundings.materials);
}

/** A capture file, damaged: read as the program reads it, into the core. */
async function runFile(random: Random, { materials, path }: Surroundings): Promise<void> {
  const { linkType, frames } = random.pick(materials);
  const piece = pieceOf(frames, 1 + random.below(FRAMES_PER_FILE), random);
  const format = FORMATS[random.pick(Object.keys(FORMATS))];
  let file: Uint8Array = format(random.oneIn(4) ? mutateDialogue(piece, random) : piece, linkType, random);
  if (!random.oneIn(8)) file = mutateOctets(file, random);
  if (random.oneIn(4)) {
    file = random.pick(COMPRESSIONS)(file);
    if (random.oneIn(2)) file = mutateOctets(file, random);
  }
  writeFileSync(path, file);
  const limits = random.oneIn(4) ? TIGHT : DEFAULT_LIMITS;
  const analysis = new Analysis({ limits, keepDialogues: !random.oneIn(8) });
  let taken = 0;
  try {
    const source = await openFile(path);
    let position = 0;
    for await (const batch of source.batches()) {
      while (analysis.interfaces.length < source.interfaces.length)
        analysis.addInterface(source.interfaces[analysis.interfaces.length]);
      taken += recordsIn(batch);
      analysis.ingest(batch, batch.interfaceIndex, position);
      position += batch.end - batch.start;
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    checkFailure(error);
  } finally {
    rmSync(path, { force: true });
  }
  checkAnalysis(analysis, limits, taken, random);
  checkReleased(analysis);
}

/** Frames of one dialogue or several, changed: each in memory of its own, so that nothing outside it can be read. */
function runDialogue(random: Random, materials: readonly Material[]): void {
  const limits = random.oneIn(2) ? TIGHT : DEFAULT_LIMITS;
  const options = { limits, keepDialogues: !random.oneIn(8) };
  const analysis = new Analysis(options);
  const inOnePiece = random.oneIn(COMPARED_ONCE_IN) ? new Analysis(options) : null;
  for (const each of [analysis, inOnePiece]) each?.decryptWith(SECRETS);
  let taken = 0;
  for (let parts = 1 + random.few(3); parts > 0; parts--) {
    const { name, linkType, frames } = random.pick(materials);
    const seenOn = { name, linkType, snapshotLength: 262_144 };
    const index = analysis.addInterface(seenOn);
    const piece = pieceOf(frames, 1 + random.below(FRAMES_PER_DIALOGUE), random);
    const mutant = mutateDialogue(piece, random);
    for (const frame of mutant) analysis.ingest(batchOf([frame]), index, 0);
    inOnePiece?.ingest(batchOf(mutant), inOnePiece.addInterface(seenOn), 0);
    taken += mutant.length;
  }
  if (inOnePiece !== null) checkAlike(analysis, inOnePiece);
  checkAnalysis(analysis, limits, taken, random);
  checkReleased(analysis);
}

function pieceOf(frames: readonly Frame[], length: number, random: Random): Frame[] {
  const start = random.oneIn(2) ? 0 : random.below(frames.length);
  return frames.slice(start, start + length);
}

function batchOf(frames: readonly Frame[]): Batch {
  const octets = new Uint8Array(frames.reduce((sum, frame) => sum + 16 + frame.octets.length, 0));
  const view = new DataView(octets.buffer);
  let at = 0;
  for (const { seconds, nanoseconds, original, octets: captured } of frames) {
    view.setUint32(at, seconds, true);
    view.setUint32(at + 4, nanoseconds, true);
    view.setUint32(at + 8, captured.length, true);
    view.setUint32(at + 12, original, true);
    octets.set(captured, at + 16);
    at += 16 + captured.length;
  }
  return { octets, view, start: 0, end: at, interfaceIndex: 0 };
}

/** Follows the records of a batch, which must lie within it. */
function recordsIn({ octets, view, start, end }: Batch): number {
  let records = 0;
  let at = start;
  while (at < end) {
    if (view.getUint32(at + 4, true) >= 1_000_000_000)
      throw new Error('a record with a second of nanoseconds');
    at += 16 + view.getUint32(at + 8, true);
    records++;
  }
  if (at !== end || end > octets.length) throw new Error('a record leads out of its batch');
  return records;
}

/** What a person would read must be plain text. */
function checkFailure({ code, detail }: Failure): void {
  const text = JSON.stringify([code, detail]);
  if (!/^[ -~]*$/.test(text)) throw new Error(`a failure that is not plain: ${text}`);
  if (code !== 'file-damaged' && code !== 'file-not-a-capture')
    throw new Error(`a failure of another kind: ${text}`);
}
