import { constants, fchown, open } from 'node:fs';
import { promisify } from 'node:util';
import { Failure } from '../../failure.ts';

const MODE = 0o644;
const ROOT = 0;

export interface CreatedFile {
  readonly descriptor: number;
  /** False where something of this name was there already. */
  readonly isNew: boolean;
}

/**
 * Opens a file for a recording, empty. One that is there already is overwritten, as tcpdump does, or with `exclusive`
 * rejected as `write-exists`. A new file belongs to the user who called sudo.
 */
export async function createFile(path: string, exclusive: boolean): Promise<CreatedFile> {
  try {
    const descriptor = await promisify(open)(path, 'wx', MODE);
    await giveToInvokingUser(descriptor);
    return { descriptor, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailure(path, error);
    if (exclusive) throw new Failure('write-exists', { path });
  }
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
    return { descriptor: await promisify(open)(path, flags, MODE), isNew: false };
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** The Failure that an error of the operating system while writing is. */
export function writeFailure(path: string, error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Failure('disk-full', { path });
  return new Failure('write-failed', { path, why: message });
}

async function giveToInvokingUser(descriptor: number): Promise<void> {
  const { SUDO_UID, SUDO_GID } = process.env;
  if (process.getuid?.() !== ROOT || SUDO_UID === undefined || SUDO_GID === undefined) return;
  // A file system without owners, or numbers that are none: the file stays with root.
  await promisify(fchown)(descriptor, Number(SUDO_UID), Number(SUDO_GID)).catch(() => undefined);
}
