import { printable } from '../../printable.ts';
import type { FieldValue, Saying } from '../dissector.ts';
import { ANSWER_CHARACTERS } from '../told-characters.ts';

/** Completed commands of one request that are told one by one. */
const MOST_PARTS = 6;
const STATUSES: Readonly<Record<number, string>> = { 73: 'idle', 84: 'open', 69: 'failed' };

/** The transaction status that ReadyForQuery tells: idle, open or failed. */
export function transactionStatus(octet: number | undefined): string {
  return STATUSES[octet ?? 0] ?? 'unknown';
}

/** What the server answers one request with, collected up to ReadyForQuery. */
export class Answer {
  private readonly parts: string[] = [];
  private last = '';
  private repeated = 1;
  private more = 0;
  private rows = 0;
  private rowOctets = 0;
  private columns: readonly string[] | null = null;
  private columnCount = 0;
  private copiedOctets = 0;
  private description = '';

  get hasParts(): boolean {
    return this.parts.length > 0;
  }

  /** A command is complete. */
  complete(part: string): void {
    const { parts } = this;
    if (parts.length > 0 && this.last === part) this.repeated += 1;
    else if (parts.length < MOST_PARTS) {
      this.settle();
      parts.push(part);
      this.last = part;
    } else this.more += 1;
  }

  row(octets: number): void {
    this.rows += 1;
    this.rowOctets += octets;
  }

  copy(octets: number): void {
    this.copiedOctets += octets;
  }

  describe(names: readonly string[], count: number): void {
    this.columns = names;
    this.columnCount = count;
  }

  /** Something other than a command is complete: told where there is no command. */
  note(name: string): void {
    if (this.description === '') this.description = name;
  }

  /** All of it, with `fields` besides; it is empty again then. */
  tell(role: Saying['role'], fields: Record<string, FieldValue>): Saying {
    this.settle();
    const { parts, more, rows, rowOctets, columns, columnCount, copiedOctets, description } = this;
    if (rows > 0) Object.assign(fields, { rows, rowBytes: rowOctets });
    if (columns !== null) Object.assign(fields, { columns: columnCount, columnNames: columns });
    if (copiedOctets > 0) fields.copiedBytes = copiedOctets;
    let summary = parts.join(', ');
    if (more > 0) summary += `, … (+${more} more)`;
    if (copiedOctets + rowOctets > 0) summary += ` (${copiedOctets + rowOctets} B)`;
    if (parts.length === 0) summary = description === '' ? 'ReadyForQuery' : description;
    if (summary.length > ANSWER_CHARACTERS) summary = printable(summary, ANSWER_CHARACTERS);
    this.clear();
    return { summary, role, fields };
  }

  clear(): void {
    this.parts.length = 0;
    this.last = '';
    this.repeated = 1;
    this.more = 0;
    this.rows = 0;
    this.rowOctets = 0;
    this.columns = null;
    this.copiedOctets = 0;
    this.description = '';
  }

  /** The last part stands for as many as there were of it. */
  private settle(): void {
    const { parts, repeated } = this;
    if (repeated > 1) parts[parts.length - 1] = `${this.last} ×${repeated}`;
    this.repeated = 1;
  }
}
