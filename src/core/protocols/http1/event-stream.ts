import { printableText } from '../../printable.ts';
import { COLON, CR, LF, SP } from '../ascii.ts';
import type { FieldValue, Saying } from '../dissector.ts';

/** Octets of a line that are looked at. */
const LINE_OCTETS = 256;
const VALUE_CHARACTERS = 120;

/**
 * The body of a `text/event-stream`: events of lines `name: value`, each ended by an empty line (HTML standard, section
 * 9.2.6). It holds the line that has begun and the event that it belongs to, both cut to what is shown.
 */
export class EventStream {
  private readonly line = new Uint8Array(LINE_OCTETS);
  private lineOctets = 0;
  private fields: Record<string, FieldValue> = {};
  private dataLines = 0;
  /** Octets were missed: what comes before the next empty line is a part of an event that is not whole. */
  private isLost = false;

  /** Takes the next octets of the body; gives every event that they end to `say`. */
  take(octets: Uint8Array, start: number, end: number, say: (saying: Saying) => void): void {
    for (let at = start; at < end; at += 1) {
      const octet = octets[at] as number;
      if (octet === LF) this.endLine(say);
      else {
        if (this.lineOctets < LINE_OCTETS) this.line[this.lineOctets] = octet;
        this.lineOctets += 1;
      }
    }
  }

  lose(): void {
    this.isLost = true;
    this.lineOctets = 0;
  }

  private endLine(say: (saying: Saying) => void): void {
    const { line } = this;
    let end = this.lineOctets;
    this.lineOctets = 0;
    if (end > 0 && end <= LINE_OCTETS && line[end - 1] === CR) end -= 1;
    if (end === 0) this.endEvent(say);
    else this.takeField(Math.min(end, LINE_OCTETS));
  }

  private takeField(end: number): void {
    const { line } = this;
    const found = line.subarray(0, end).indexOf(COLON);
    const colon = found === -1 ? end : found;
    const valueStart = line[colon + 1] === SP ? colon + 2 : colon + 1;
    const value = printableText(line, Math.min(valueStart, end), end, VALUE_CHARACTERS);
    const name = printableText(line, 0, colon, VALUE_CHARACTERS);
    if (name === 'data') {
      this.dataLines += 1;
      if (this.dataLines === 1) this.fields.data = value;
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
