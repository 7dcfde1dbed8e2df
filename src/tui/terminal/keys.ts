/** What a person did: one key, named as in the command table (`j`, `ctrl+d`, `pageup`, `space`), or a paste. */
export type KeyPress =
  | {
      readonly kind: 'key';
      readonly name: string;
      /** What it types into a text, or ''. */
      readonly text: string;
    }
  | { readonly kind: 'paste'; readonly text: string };

/**
 * `escape`: a lone ESC, the Esc key or the start of a sequence that is still under way. `sequence`: the start of one that
 * nobody types, but for Alt with its second character.
 */
export type Pending = 'escape' | 'sequence';

export interface KeyDecoder {
  /** Decodes what the terminal sent; what is not complete stays for the next chunk. */
  push(chunk: string): readonly KeyPress[];
  /** What may not be waited for for ever. */
  pending(): Pending | null;
  /** No more came in time: takes what waits as it stands. */
  flush(): readonly KeyPress[];
}

const ESC = '\u001b';
const PASTE_START = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;
/** Characters of a paste that are kept; a longer one is cut. */
const PASTE_CHARACTERS = 65_536;
/** Parameters of a control sequence that are kept; one with more names no key. */
const PARAMETER_CHARACTERS = 32;
/** What begins a control string: OSC, DCS, APC, PM and SOS (ECMA-48, section 5.6). */
const STRING_INTRODUCERS: ReadonlySet<string> = new Set([']', 'P', '_', '^', 'X']);
const STRING_TERMINATOR = '\\';
const INTRODUCER_CHARACTERS = 2;
const BELL = '\u0007';

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\0': 'ctrl+space',
};
/** Final characters of `CSI` and `SS3` sequences (xterm, VT220). */
const LETTER_NAMES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift+tab',
};
/** Numbers of `CSI n ~` sequences (VT220, xterm, rxvt). */
const NUMBER_NAMES: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Names the keys in what a terminal sends. Ink's own `useInput` cannot stand here: it gives `jj` as one event and does
 * not tell F1 from F2.
 */
export function createKeyDecoder(): KeyDecoder {
  let rest = '';
  return {
    push(chunk) {
      const input = rest + chunk;
      const pressed: KeyPress[] = [];
      let at = 0;
      while (at < input.length) {
        const end = input[at] === ESC ? takeEscape(input, at, pressed) : takeText(input, at, pressed);
        if (end < 0) break;
        at = end;
      }
      rest = bounded(input.slice(at));
      return pressed;
    },
    pending: () => pendingIn(rest),
    flush() {
      if (pendingIn(rest) === null) return [];
      const tail = rest.slice(1);
      rest = '';
      if (tail === '') return [key('escape')];
      return tail.length === 1 ? [key(`alt+${tail}`)] : [];
    },
  };
}

/**
 * What is behind `CSI` waits for its end, however late that comes: typed, the rest of a key would be other keys, and that
 * of the start of a paste would make commands of all that is pasted. A string may never end, and keys must be heard.
 */
function pendingIn(rest: string): Pending | null {
  if (rest === '') return null;
  if (rest === ESC) return 'escape';
  return rest.length === 2 || STRING_INTRODUCERS.has(rest[1] ?? '') ? 'sequence' : null;
}

/** Text up to the next ESC, key by key; returns where it ended. */
function takeText(input: string, at: number, pressed: KeyPress[]): number {
  const next = input.indexOf(ESC, at);
  const end = next < 0 ? input.length : next;
  for (const { segment } of graphemes.segment(input.slice(at, end))) {
    // CR LF is one grapheme, and no other control character joins one.
    const name = plainName(segment === '\r\n' ? '\r' : segment);
    if (name !== null) pressed.push(name);
  }
  return end;
}

function plainName(grapheme: string): KeyPress | null {
  const control = CONTROL_NAMES[grapheme];
  if (control !== undefined) return key(control);
  const code = grapheme.charCodeAt(0);
  if (code < 0x20) return key(`ctrl+${String.fromCharCode(code + 0x60)}`);
  if (code >= 0x80 && code < 0xa0) return null;
  return { kind: 'key', name: grapheme === ' ' ? 'space' : grapheme, text: grapheme };
}

/** One escape sequence; returns where it ended, or -1 where it is not complete. */
function takeEscape(input: string, at: number, pressed: KeyPress[]): number {
  const introducer = input[at + 1];
  if (introducer === undefined) return -1;
  // A control key behind it was pressed by itself: nobody means Alt and Control by that.
  if (introducer < ' ') {
    pressed.push(key('escape'));
    return at + 1;
  }
  if (input.startsWith(PASTE_START, at)) return takePaste(input, at, pressed);
  if (introducer === '[') return takeControlSequence(input, at, pressed);
  if (STRING_INTRODUCERS.has(introducer)) return takeString(input, at);
  if (introducer === 'O') {
    const final = input[at + 2];
    if (final === undefined) return -1;
    const name = LETTER_NAMES[final];
    if (name !== undefined) pressed.push(key(name));
    return at + 3;
  }
  const character = String.fromCodePoint(input.codePointAt(at + 1) ?? 0);
  const plain = plainName(character);
  if (plain?.kind === 'key') pressed.push(key(`alt+${plain.name}`));
  return at + 1 + character.length;
}

function takePaste(input: string, at: number, pressed: KeyPress[]): number {
  const start = at + PASTE_START.length;
  const end = input.indexOf(PASTE_END, start);
  if (end < 0) return -1;
  pressed.push({ kind: 'paste', text: input.slice(start, end) });
  return end + PASTE_END.length;
}

/**
 * A control string is what the terminal answers or tells: swallowed up to its end, ST or, as xterm has it, BEL. Another
 * control character is in none of them: there it has been broken off, and a key was pressed.
 */
function takeString(input: string, at: number): number {
  for (let end = at + 2; end < input.length; end += 1) {
    const character = input[end] ?? '';
    if (character === BELL) return end + 1;
    if (character === ESC && end + 1 === input.length) return -1;
    if (character === ESC && input[end + 1] === STRING_TERMINATOR) return end + 2;
    if (character < ' ') return end;
  }
  return -1;
}

/** `CSI parameters final` (ECMA-48, section 5.4); one that names no key is dropped, never typed. */
function takeControlSequence(input: string, at: number, pressed: KeyPress[]): number {
  let end = at + 2;
  // The Linux console sends its function keys as `CSI [ letter`.
  if (input[end] === '[') end += 1;
  while (end < input.length && !isFinal(input.charCodeAt(end))) {
    const code = input.charCodeAt(end);
    if (code < 0x20 || code > 0x3f) return end;
    end += 1;
  }
  if (end >= input.length) return -1;
  const name = sequenceName(input.slice(at + 2, end), input[end] ?? '');
  if (name !== null) pressed.push(key(name));
  return end + 1;
}

const isFinal = (code: number) => code >= 0x40 && code <= 0x7e;

const CONSOLE_NAMES: Readonly<Record<string, string>> = { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' };

function sequenceName(parameters: string, final: string): string | null {
  if (parameters.length > PARAMETER_CHARACTERS) return null;
  if (parameters === '[') return CONSOLE_NAMES[final] ?? null;
  const [first = '', modifiers = '1'] = parameters.split(';');
  const name = final === '~' ? NUMBER_NAMES[first] : LETTER_NAMES[final];
  return name === undefined ? null : modifierPrefix(Number.parseInt(modifiers, 10)) + name;
}

/** xterm adds 1 for shift, 2 for alt, 4 for control to 1. */
function modifierPrefix(parameter: number): string {
  const bits = Number.isFinite(parameter) ? parameter - 1 : 0;
  return `${bits & 1 ? 'shift+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 4 ? 'ctrl+' : ''}`;
}

/** As much of what is not complete as is needed to know its end. */
function bounded(rest: string): string {
  if (rest.startsWith(PASTE_START)) {
    if (rest.length <= PASTE_CHARACTERS) return rest;
    // The end mark may be half here: its part stays at the end.
    return rest.slice(0, PASTE_CHARACTERS) + rest.slice(-PASTE_END.length);
  }
  const introducer = rest[1] ?? '';
  // One character of a string tells it from a key with Alt; an ESC at its end may be the half of ST.
  if (STRING_INTRODUCERS.has(introducer))
    return rest.length <= 3 ? rest : rest.slice(0, 3) + (rest.endsWith(ESC) ? ESC : '');
  return rest.slice(0, INTRODUCER_CHARACTERS + PARAMETER_CHARACTERS + 1);
}

const key = (name: string): KeyPress => ({ kind: 'key', name, text: '' });
