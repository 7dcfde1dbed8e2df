import { ELLIPSIS, printableText } from '../printable.ts';
import { decimal, HYPHEN, SP } from './ascii.ts';
import { withoutSecretValues } from './secret-values.ts';

const LINE_CHARACTERS = 120;
/** Characters of a reply of several lines that are told. */
const CHARACTERS = 180;

/**
 * Replies of three digits and text, over one line or several, as SMTP and FTP have them (RFC 959, section 4.2; RFC 5321,
 * section 4.2.1): the lines of one are folded into one text.
 */
export class ReplyReader {
  code = 0;
  lines = 0;
  text = '';
  private open = false;
  private isFull = false;

  /** Takes a line. 'complete': `code`, `lines` and `text` are those of a whole reply. */
  take(octets: Uint8Array, start: number, end: number, keepsText: boolean): 'complete' | 'more' | 'none' {
    const code = codeOf(octets, start, end);
    const isLast = code !== -1 && octets[start + 3] !== HYPHEN;
    if (!this.open) {
      if (code === -1) return 'none';
      this.begin(code);
    }
    const belongs = code === this.code;
    this.lines += 1;
    if (keepsText) this.add(octets, belongs ? Math.min(end, start + 4) : start, end);
    this.open = !(belongs && isLast);
    return this.open ? 'more' : 'complete';
  }

  /** `250 first line; second line`. */
  get summary(): string {
    return this.text === '' ? `${this.code}` : `${this.code} ${this.text}`;
  }

  /** The newest line ended a reply. */
  get isComplete(): boolean {
    return !this.open && this.lines > 0;
  }

  /** Forgets the reply that was begun. */
  restart(): void {
    this.open = false;
  }

  private begin(code: number): void {
    this.code = code;
    this.lines = 0;
    this.text = '';
    this.isFull = false;
  }

  private add(octets: Uint8Array, start: number, end: number): void {
    if (this.isFull) return;
    const text = withoutSecretValues(printableText(octets, start, end, LINE_CHARACTERS)).trim();
    if (text === '') return;
    const separator = this.text === '' ? '' : '; ';
    this.isFull = this.text.length + text.length > CHARACTERS;
    this.text += separator + (this.isFull ? ELLIPSIS : text);
  }
}

/** The three digits that a line of a reply begins with, a blank, a hyphen or nothing behind them; -1 where it does not. */
function codeOf(octets: Uint8Array, start: number, end: number): number {
  if (end - start < 3) return -1;
  const code = decimal(octets, start, start + 3);
  const behind = octets[start + 3];
  if (code < 100 || code > 699) return -1;
  return end - start === 3 || behind === SP || behind === HYPHEN ? code : -1;
}
