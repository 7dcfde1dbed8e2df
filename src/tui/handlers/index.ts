import type { CommandId } from '../commands.ts';
import type { Controller } from '../controller.ts';
import { FILE_HANDLERS } from './files.ts';
import { INPUT_HANDLERS } from './input.ts';
import { MOVE_HANDLERS } from './move.ts';
import { SCREEN_HANDLERS } from './screen.ts';
import { SEARCH_HANDLERS } from './search.ts';

export type Handler = (controller: Controller) => void;

/** What each command does; a command without a handler does not compile. */
export const HANDLERS: Readonly<Record<CommandId, Handler>> = {
  ...MOVE_HANDLERS,
  ...SCREEN_HANDLERS,
  ...INPUT_HANDLERS,
  ...SEARCH_HANDLERS,
  ...FILE_HANDLERS,
};
