import { constants, fchown, open } from 'node:fs';
import { promisify } from 'node:util';
import { Failure } from '../../failure.ts';

const MODE = 0o644;
const ROOT = 0;

/**
 * Opens a file for a recording, empty. One that is there already is overwritten, as tcpdump does, or with `exclusive`
 * rejected as `write-exists`. A new file belongs to the user who called sudo.
 */
export async function createFile(path: string, exclusive: boolean): Promise<number> {
  try {
    const descriptor = await promisify(open)(path, 'wx', MODE);
    await giveToInvokingUser(descriptor);
    return descriptor;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailure(path, error);
    if (exclusive) throw new Failure('write-exists', { path });
  }
  try {
    return await promisify(open)(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, MODE);
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
