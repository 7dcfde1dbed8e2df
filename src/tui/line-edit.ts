/** A line of text being typed, cut in two at the cursor. */
export interface Line {
  readonly before: string;
  readonly after: string;
}

/** Characters of a line at the most; what is pasted beyond is cut. */
const LINE_CHARACTERS = 1000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export const lineOf = (text: string): Line => ({ before: text, after: '' });
export const lineText = (line: Line): string => line.before + line.after;

/** The line with text put in at the cursor: line ends and tabs become blanks, other control characters go. */
export function insertText(line: Line, text: string): Line {
  const room = LINE_CHARACTERS - line.before.length - line.after.length;
  const clean = text
    .slice(0, LINE_CHARACTERS)
    .replace(/[\r\n\t]+/gu, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '');
  return { before: line.before + cut(clean, room), after: line.after };
}

/** Never half of a surrogate pair. */
function cut(text: string, characters: number): string {
  const short = text.slice(0, Math.max(0, characters));
  return /[\ud800-\udbff]$/u.test(short) ? short.slice(0, -1) : short;
}

type Edit = (line: Line) => Line;

const lastOf = (text: string) => [...graphemes.segment(text)].at(-1)?.segment ?? '';
const firstOf = (text: string) => graphemes.segment(text)[Symbol.iterator]().next().value?.segment ?? '';

const left: Edit = ({ before, after }) => {
  const last = lastOf(before);
  return { before: before.slice(0, before.length - last.length), after: last + after };
};
const right: Edit = ({ before, after }) => {
  const first = firstOf(after);
  return { before: before + first, after: after.slice(first.length) };
};
const start: Edit = (line) => ({ before: '', after: lineText(line) });
const end: Edit = (line) => lineOf(lineText(line));
const backspace: Edit = (line) => ({ before: left(line).before, after: line.after });
const deleteForward: Edit = (line) => ({ before: line.before, after: right(line).after });
const wordBack: Edit = ({ before, after }) => ({ before: before.replace(/\S*\s*$/u, ''), after });
const toStart: Edit = ({ after }) => ({ before: '', after });
const toEnd: Edit = ({ before }) => ({ before, after: '' });

/** Keys that edit, as in a shell. */
const EDITS: Readonly<Record<string, Edit>> = {
  left,
  right,
  home: start,
  end,
  backspace,
  delete: deleteForward,
  'ctrl+b': left,
  'ctrl+f': right,
  'ctrl+a': start,
  'ctrl+e': end,
  'ctrl+h': backspace,
  'ctrl+d': deleteForward,
  'ctrl+w': wordBack,
  'ctrl+u': toStart,
  'ctrl+k': toEnd,
};

/** The line after a key: edited, typed into, or as it was where the key says nothing to a line. */
export function editLine(line: Line, keyName: string, text: string): Line {
  const edit = EDITS[keyName];
  if (edit !== undefined) return edit(line);
  return text === '' ? line : insertText(line, text);
}
