import { setTimeout as pause } from 'node:timers/promises';
import type { Dialogue, Stage } from '../../src/demo/dialogue.ts';
import { httpClose } from '../../src/demo/dialogues/http-close.ts';

const stages = new Set<Stage>();

/** Opens the server of a dialogue of the demonstration, to be made when a test wants it. */
export async function openDialogue(dialogue: Dialogue = httpClose): Promise<Stage> {
  const stage = await dialogue.open(pause);
  stages.add(stage);
  return stage;
}

/** For `afterEach`. */
export async function closeDialogues(): Promise<void> {
  await Promise.all([...stages].map((stage) => stage.close()));
  stages.clear();
}

/** Makes that dialogue again and again until something has happened, for programs that do not say when they are ready. */
export async function converseUntil(stage: Stage, happened: Promise<unknown>): Promise<void> {
  let over = false;
  const noted = happened.finally(() => {
    over = true;
  });
  while (!over) {
    await stage.converse();
    await Promise.race([noted, pause(300)]);
  }
  await noted;
}
