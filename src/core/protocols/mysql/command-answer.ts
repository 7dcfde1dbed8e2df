import { printable, printableText } from '../../printable.ts';
import type { FieldValue, Side, Telling } from '../dissector.ts';
import { ANSWER_CHARACTERS } from '../told-characters.ts';
import { MARIADB_CACHE_METADATA, OPTIONAL_METADATA } from './capabilities.ts';
import { CHANGE_USER, FETCH, FIELD_LIST, PREPARE, STATISTICS } from './commands.ts';
import { readAuthSwitch } from './handshake.ts';
import { lengthEncoded, littleEndian, MOST_LENGTH } from './packet.ts';
import {
  counted,
  EOF,
  EOF_LENGTH,
  ERROR,
  OK,
  type Result,
  readEndOfRows,
  readError,
  readOk,
  readProgress,
} from './result.ts';
import type { Session } from './session.ts';

const TEXT_CHARACTERS = 120;
/** Results of one command that are told one by one. */
const MOST_PARTS = 6;
/** Fields that are summed up over the results of one command. */
const COUNTS = ['rows', 'rowBytes', 'affectedRows', 'warnings'] as const;
const LOCAL_INFILE = 0xfb;
/** OK is no shorter: a header, two numbers, status and warnings. */
const OK_OCTETS = 7;

/** What the server answers one command with, packet by packet: OK, an error, or rows; several where more results follow. */
export class CommandAnswer {
  private readonly session: Session;
  private readonly side: Side;
  /** What the next packet is: the first of a result, a column's description, a row, or a description of a statement. */
  private stage: 'first' | 'columns' | 'rows' | 'definitions' = 'first';
  /** Something of the answer was seen. */
  private hasBegun = false;
  /** Descriptions that are still to come. */
  private descriptionsLeft = 0;
  /** Rows may follow an EOF: it ends the descriptions of columns. */
  private endsColumns = false;
  private columns = 0;
  private rows = 0;
  private rowOctets = 0;
  private readonly parts: string[] = [];
  /** All of the parts describe rows. */
  private isDescribed = true;
  private moreParts = 0;
  private fields: Record<string, FieldValue> = {};

  constructor(session: Session, side: Side) {
    this.session = session;
    this.side = side;
  }

  /** Whether descriptions or rows come next, of which only the first octet tells anything. */
  get isInside(): boolean {
    return this.stage !== 'first';
  }

  /** The packet before goes on with `length` octets. */
  goOn(length: number): void {
    if (this.stage === 'rows') this.rowOctets += length;
  }

  /** Reads a packet, `length` octets long, of the answer to the first pending command. */
  read(
    octets: Uint8Array,
    body: number,
    end: number,
    length: number,
    sequence: number,
    telling: Telling,
  ): void {
    if (!this.hasBegun) {
      // What is left of the answer before is of no interest.
      if (sequence !== this.session.pending[0]?.sequence) return;
      this.hasBegun = true;
    }
    const first = octets[body] as number;
    if (first === ERROR) this.fail(octets, body, end, telling);
    else if (this.stage === 'first') this.begin(first, octets, body, end, length, telling);
    else if (first === EOF && length < MOST_LENGTH) this.endOfFile(octets, body, end, length, telling);
    else if (this.stage === 'rows') this.row(length);
    else this.description(telling);
  }

  clear(): void {
    this.stage = 'first';
    this.hasBegun = false;
    this.parts.length = 0;
    this.isDescribed = true;
    this.moreParts = 0;
    this.fields = {};
  }

  private row(length: number): void {
    this.rows += 1;
    this.rowOctets += length;
  }

  private description(telling: Telling): void {
    this.descriptionsLeft -= 1;
    if (this.descriptionsLeft > 0) return;
    if (this.stage === 'columns') this.stage = 'rows';
    else this.respond(telling);
  }

  private fail(octets: Uint8Array, body: number, end: number, telling: Telling): void {
    const progress = readProgress(octets, body, end);
    if (progress === null) this.finish(readError(octets, body, end), telling);
    else telling.say(this.side, { summary: progress, role: 'event', fields: {} });
  }

  /** The first packet of an answer, or of one of its results. */
  private begin(
    first: number,
    octets: Uint8Array,
    body: number,
    end: number,
    length: number,
    telling: Telling,
  ): void {
    const { session } = this;
    const code = session.pending[0]?.code ?? 0;
    if (first !== LOCAL_INFILE) telling.answering();
    if (code === STATISTICS) {
      const summary = printableText(octets, body, end, TEXT_CHARACTERS);
      this.finish({ summary, fields: {}, hasMore: false }, telling);
    } else if (code === FIELD_LIST || code === FETCH) {
      this.expectRows(0);
      if (first === EOF) this.endOfFile(octets, body, end, length, telling);
      else this.row(length);
    } else if (code === CHANGE_USER && first === EOF) {
      telling.say(this.side, { ...readAuthSwitch(octets, body, end), role: 'event' });
    } else if (code === PREPARE && first === OK) this.prepared(octets, body, end, telling);
    else if (first === LOCAL_INFILE) this.askForFile(octets, body, end, telling);
    else if (first === EOF && length <= EOF_LENGTH)
      this.finish({ summary: 'OK', fields: {}, hasMore: false }, telling);
    else if (first === EOF || (first === OK && (length >= OK_OCTETS || !this.tellsMetadata)))
      this.finish(readOk(octets, body, end, session.tracksState), telling);
    else this.resultSet(octets, body, end);
  }

  private prepared(octets: Uint8Array, body: number, end: number, telling: Telling): void {
    const { session } = this;
    const statement = littleEndian(octets, body + 1, 4);
    const columns = littleEndian(octets, body + 5, 2);
    const parameters = littleEndian(octets, body + 7, 2);
    if (end - body >= 5) session.statements.set(statement, session.pending[0]?.text ?? '');
    const counts = `${counted(parameters, 'parameter')}, ${counted(columns, 'column')}`;
    this.tell(`prepared #${statement}, ${counts}`, { statement, parameters, columns });
    this.isDescribed = false;
    this.stage = 'definitions';
    this.descriptionsLeft = columns + parameters;
    if (this.descriptionsLeft === 0) this.respond(telling);
  }

  private askForFile(octets: Uint8Array, body: number, end: number, telling: Telling): void {
    const file = printableText(octets, body + 1, end, TEXT_CHARACTERS);
    this.session.sendsFile = true;
    telling.say(this.side, { summary: `LOCAL INFILE ${file}`, role: 'event', fields: { file } });
  }

  /** Whether MySQL's result sets tell first if their columns are described. */
  private get tellsMetadata(): boolean {
    return (this.session.capabilities & OPTIONAL_METADATA) !== 0;
  }

  /** The number of columns, and whether they are described. */
  private resultSet(octets: Uint8Array, body: number, end: number): void {
    const { tellsMetadata, session } = this;
    const columns = Math.max(0, lengthEncoded(octets, tellsMetadata ? body + 1 : body, end));
    const mayLeaveOut = (session.mariadbCapabilities & MARIADB_CACHE_METADATA) !== 0;
    const areLeftOut = tellsMetadata
      ? octets[body] === 0
      : mayLeaveOut && end - body > 1 && octets[end - 1] === 0;
    this.expectRows(columns);
    this.endsColumns = true;
    this.descriptionsLeft = areLeftOut ? 0 : columns;
    if (this.descriptionsLeft > 0) this.stage = 'columns';
  }

  private expectRows(columns: number): void {
    this.stage = 'rows';
    this.endsColumns = false;
    this.columns = columns;
    this.rows = 0;
    this.rowOctets = 0;
  }

  /** The end of the rows; or of columns, where it was not agreed to leave that out and no cursor keeps the rows. */
  private endOfFile(octets: Uint8Array, body: number, end: number, length: number, telling: Telling): void {
    if (this.stage !== 'rows') return;
    const isBetween = this.endsColumns && length === EOF_LENGTH && this.rows === 0;
    this.endsColumns = false;
    const { hasMore, warnings, isCursor } = readEndOfRows(octets, body, end, length);
    if (isBetween && !isCursor) return;
    const { rows, columns, rowOctets } = this;
    const noun = this.session.pending[0]?.code === FIELD_LIST ? 'column' : 'row';
    const fields: Record<string, FieldValue> = { rows, rowBytes: rowOctets };
    if (columns > 0) fields.columns = columns;
    if (warnings > 0) fields.warnings = warnings;
    const summary =
      isCursor && rows === 0 ? 'cursor' : counted(rows, noun) + (rowOctets > 0 ? ` (${rowOctets} B)` : '');
    this.finish({ summary, fields, isDescription: true, hasMore }, telling);
  }

  private tell(part: string, fields: Readonly<Record<string, FieldValue>>): void {
    if (this.parts.length < MOST_PARTS) this.parts.push(part);
    else this.moreParts += 1;
    const before = this.fields;
    this.fields = { ...before, ...fields };
    for (const name of COUNTS) {
      const [former, latter] = [before[name], fields[name]];
      if (typeof former === 'number' && typeof latter === 'number') this.fields[name] = former + latter;
    }
  }

  /** One result is complete. */
  private finish({ summary, fields, isDescription = false, hasMore }: Result, telling: Telling): void {
    this.tell(summary, fields);
    this.isDescribed &&= isDescription;
    this.stage = 'first';
    if (!hasMore) this.respond(telling);
  }

  private respond(telling: Telling): void {
    const { parts, moreParts, fields } = this;
    const results = parts.length + moreParts;
    const summary = parts.join('; ') + (moreParts > 0 ? `; … (+${moreParts} more)` : '');
    telling.say(this.side, {
      summary: summary.length > ANSWER_CHARACTERS ? printable(summary, ANSWER_CHARACTERS) : summary,
      role: 'response',
      fields: results > 1 ? { ...fields, results } : fields,
      aside: this.isDescribed ? { kind: 'described' } : undefined,
    });
    this.session.pending.shift();
    this.clear();
  }
}
