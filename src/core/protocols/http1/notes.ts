import { FIELD_CHARACTERS } from '../told-characters.ts';
import type { Head } from './head.ts';
import { hasOption } from './options.ts';

const GAP = '  ';
const NOTE_CHARACTERS = 60;

/** Header fields that say how a dialogue goes on, or what a body is: a reader of a ladder wants to see them at once. */
const NOTES: readonly ((head: Head) => string | null)[] = [
  (head) => (head.fields.cutShort === true ? 'head cut short' : null),
  (head) => line('Upgrade', head.text('upgrade')),
  (head) => line('Expect', head.text('expect')),
  (head) => line('Range', head.text('range')),
  (head) => line('Content-Range', head.text('contentRange')),
  (head) => line('Content-Encoding', head.text('contentEncoding')),
  (head) => (hasOption(head, 'close') ? 'Connection: close' : null),
  (head) => line('Keep-Alive', head.text('keepAlive')) ?? keepAliveOption(head),
  (head) => head.text('webSocketExtensions').split(';', 1)[0] || null,
];

/** Behind a start line those header fields that matter to how the dialogue goes on, each with a gap before it. */
export function notesOn(head: Head): string {
  let notes = '';
  for (const noteOf of NOTES) {
    const note = noteOf(head);
    if (note !== null && notes.length + GAP.length + note.length <= FIELD_CHARACTERS) notes += GAP + note;
  }
  return notes;
}

function keepAliveOption(head: Head): string | null {
  return hasOption(head, 'keep-alive') ? 'Connection: keep-alive' : null;
}

function line(name: string, value: string): string | null {
  return value === '' ? null : `${name}: ${value.slice(0, NOTE_CHARACTERS)}`;
}
