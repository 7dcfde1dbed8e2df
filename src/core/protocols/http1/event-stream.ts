import { printableText } from '../../printable.ts';
import { COLON, CR, indexOfOctet, LF, SP } from '../ascii.ts';
import type { FieldValue, Saying } from '../dissector.ts';
import { withoutSecretValues } from '../secret-values.ts';

/** Octets of a line that are looked at. */
const LINE_OCTETS = 256;
const VALUE_CHARACTERS = 120;
/** One byte order mark may stand before the first line: U+FEFF in UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * The body of a `text/event-stream`: events of lines `name: value`, each ended by an empty line (HTML standard, sections
 * 9.2.5 and 9.2.6). A line ends with CR, LF or both. It holds the line that has begun and the event that it belongs to, both
 * cut to what is shown.
 */
export class EventStream {
  private readonly line = new Uint8Array(LINE_OCTETS);
  private lineOctets = 0;
  private isFirstLine = true;
  /** The octet before was a CR: an LF belongs to it. */
  private isBehindReturn = false;
  private fields: Record<string, FieldValue> = {};
  private dataLines = 0;
  /** Octets were missed: what comes before the next empty line is a part of an event that is not whole. */
  private isLost = false;

  /** Takes the next octets of the body; gives every event that they end to `say`. */
  take(octets: Uint8Array, start: number, end: number, say: (saying: Saying) => void): void {
    for (let at = start; at < end; at += 1) {
      const octet = octets[at] as number;
      const endsWithBoth = octet === LF && this.isBehindReturn;
      this.isBehindReturn = octet === CR;
      if (endsWithBoth) continue;
      if (octet === LF || octet === CR) this.endLine(say);
      else {
        if (this.lineOctets < LINE_OCTETS) this.line[this.lineOctets] = octet;
        this.lineOctets += 1;
      }
    }
  }

  lose(): void {
    this.isLost = true;
    this.lineOctets = 0;
    this.isFirstLine = false;
    this.isBehindReturn = false;
  }

  private endLine(say: (saying: Saying) => void): void {
    const end = Math.min(this.lineOctets, LINE_OCTETS);
    const start = this.isFirstLine && this.hasMark(end) ? BYTE_ORDER_MARK.length : 0;
    this.lineOctets = 0;
    this.isFirstLine = false;
    if (end === start) this.endEvent(say);
    else this.takeField(start, end);
  }

  private hasMark(end: number): boolean {
    return end >= BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.every((octet, at) => this.line[at] === octet);
  }

  private takeField(start: number, end: number): void {
    const { line } = this;
    const found = indexOfOctet(line, COLON, start, end);
    const colon = found === -1 ? end : found;
    const valueStart = line[colon + 1] === SP ? colon + 2 : colon + 1;
    const value = printableText(line, Math.min(valueStart, end), end, VALUE_CHARACTERS);
    const name = printableText(line, start, colon, VALUE_CHARACTERS);
    if (name === 'data') {
      this.dataLines += 1;
      if (this.dataLines === 1) this.fields.data = withoutSecretValues(value);
    } else if (name === 'event' || name === 'id') {
      this.fields[name] = value;
    }
  }

  private endEvent(say: (saying: Saying) => void): void {
    const { fields, dataLines, isLost } = this;
    this.fields = {};
    this.dataLines = 0;
    this.isLost = false;
    // Without data there is no event: a comment that keeps the connection open, or a new waiting time.
    if (dataLines === 0 || isLost) return;
    const name = fields.event === undefined ? '' : `event: ${fields.event}  `;
    const more = dataLines > 1 ? `  (${dataLines} lines)` : '';
    say({
      summary: `${name}data: ${fields.data}${more}`,
      role: 'event',
      fields: dataLines > 1 ? { ...fields, dataLines } : fields,
    });
  }
}
