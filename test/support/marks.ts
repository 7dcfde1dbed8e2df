import type { DialogueBuilder } from './dialogue-builder.ts';
import { connectionJson } from './json.ts';

/** The marks of each segment of the first connection, by name, in order: `RETX+FAST`, empty where there are none. */
export function marksOf(d: DialogueBuilder): string[] {
  const { segments } = connectionJson(d.analysis, d.connection, { messages: false, segments: true });
  return segments.map(({ marks }: { readonly marks: readonly string[] }) => marks.join('+'));
}

/** The marks of the newest segment of the first connection. */
export function lastMarks(d: DialogueBuilder): string {
  return marksOf(d).at(-1) ?? '';
}
