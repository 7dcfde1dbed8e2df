import type { Dialogue, Pause, Stage } from './dialogue.ts';

export interface OpenDialogue {
  readonly dialogue: Dialogue;
  readonly stage: Stage;
}

const BETWEEN_DIALOGUES_MILLISECONDS = 2000;

/** Starts the servers of all dialogues; those of an address that this machine does not have are left out. */
export async function openAll(dialogues: readonly Dialogue[], pause: Pause): Promise<OpenDialogue[]> {
  const open: OpenDialogue[] = [];
  for (const dialogue of dialogues) {
    try {
      open.push({ dialogue, stage: await dialogue.open(pause) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
    }
  }
  return open;
}

/**
 * Makes one dialogue after the other, again and again. One that fails is left for the next round; a round in which
 * every one failed ends with the last error.
 */
export async function cycle(open: readonly OpenDialogue[], pause: Pause): Promise<never> {
  for (;;) {
    let failed = 0;
    for (const { stage } of open) {
      try {
        await stage.converse();
      } catch (error) {
        failed += 1;
        if (failed === open.length) throw error;
      }
      await pause(BETWEEN_DIALOGUES_MILLISECONDS);
    }
  }
}
