import { ELLIPSIS, printableText } from '../../printable.ts';
import { withoutSecretValues } from '../secret-values.ts';

const ELEMENTS = 8;
const ELEMENT_CHARACTERS = 40;
const LINE_CHARACTERS = 160;
const CHARACTERS = 160;

/** Behind one of these words everything is kept secret: passwords follow. */
const SECRET_WORDS = /^(auth|auth2|setuser|requirepass|masterauth|masteruser|.*-pass)$/i;
const SECRET_COMMANDS = /^(auth|hello|acl|config|migrate|sentinel)$/i;

/** By first octet: how redis-cli, or the specification, calls a value of the type. */
const NAMES: Readonly<Record<string, string>> = {
  '*': 'array',
  '~': 'set',
  '%': 'map',
  '>': 'push',
  '|': 'attribute',
  ':': 'integer',
  ',': 'double',
  '(': 'big number',
  '+': 'simple string',
  '-': 'error',
  $: 'bulk string',
  '=': 'verbatim string',
  '!': 'error',
  '#': 'boolean',
  _: 'nil',
};

export function typeName(type: number): string {
  return NAMES[String.fromCharCode(type)] ?? '';
}

/** Collects the first elements of a message as text, without secrets. */
export class Preview {
  text = '';
  /** Of a command: its arguments are told without quotation marks, and may be secret. */
  private readonly isCommand: boolean;
  private elements = 0;
  private command = '';
  private hides = false;
  private full = false;

  constructor(isCommand: boolean) {
    this.isCommand = isCommand;
  }

  clear(): void {
    this.text = '';
    this.elements = 0;
    this.command = '';
    this.hides = false;
    this.full = false;
  }

  aggregate(type: number, count: number): void {
    const name = typeName(type);
    if (count === -1) this.add('(nil)');
    else this.add(count === 0 ? `(empty ${name})` : `(${name} of ${count})`);
  }

  line(type: number, octets: Uint8Array, start: number, end: number): void {
    if (this.full) return;
    const text = withoutSecretValues(printableText(octets, start, end, LINE_CHARACTERS));
    const sign = String.fromCharCode(type);
    if (sign === '_') this.add('(nil)');
    else if (sign === '#') this.add(text === 't' ? '(true)' : '(false)');
    else if (sign === '+' || sign === '-') this.add(sign + text);
    else this.add(`(${typeName(type)}) ${text}`);
  }

  string(octets: Uint8Array, start: number, end: number, length: number): void {
    if (this.full) return;
    if (length === -1) {
      this.add('(nil)');
      return;
    }
    const text = withoutSecretValues(printableText(octets, start, end, ELEMENT_CHARACTERS));
    const isCut = text.endsWith(ELLIPSIS);
    const shown = length > end - start && !isCut ? text + ELLIPSIS : text;
    const size = length > end - start ? ` (${length} B)` : '';
    this.add(this.isCommand && shown !== '' && !shown.includes(' ') ? shown + size : `"${shown}"${size}`);
    this.watch(text);
  }

  /** A word of a command that was sent as a line. */
  word(octets: Uint8Array, start: number, end: number): void {
    this.string(octets, start, Math.min(end, start + 4 * ELEMENT_CHARACTERS), end - start);
  }

  private watch(text: string): void {
    if (this.isCommand && this.command === '') this.command = text;
    if (!SECRET_WORDS.test(text)) return;
    if (!this.isCommand || SECRET_COMMANDS.test(this.command)) this.hides = true;
  }

  private add(text: string): void {
    if (this.full) return;
    const shown = this.hides ? '(not shown)' : text;
    const isTooMuch = this.elements === ELEMENTS || this.text.length + shown.length > CHARACTERS + 40;
    this.full = isTooMuch || this.hides;
    const separator = this.text === '' ? '' : ' ';
    this.text += separator + (isTooMuch ? ELLIPSIS : shown);
    this.elements += 1;
  }
}
