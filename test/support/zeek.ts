import type { Connection } from '../../src/core/tcp/connection.ts';
import { DialogueBuilder } from './dialogue-builder.ts';

/** Adds the segments of a dialogue. */
export type Dialogue = (d: DialogueBuilder) => DialogueBuilder;

/** What Zeek would say of a connection; default: the builder's first. */
export function toldOf(
  d: Pick<DialogueBuilder, 'analysis'>,
  connection: Connection | undefined = d.analysis.tracker.table.list()[0],
): { readonly connState: string; readonly history: string } {
  const { zeek } = d.analysis.tracker;
  const slot = connection?.zeek ?? 0;
  return { connState: zeek.connState(slot), history: zeek.history(slot) };
}

/** What Zeek would say of a dialogue. */
export function told(dialogue: Dialogue): { readonly connState: string; readonly history: string } {
  return toldOf(dialogue(new DialogueBuilder()));
}
