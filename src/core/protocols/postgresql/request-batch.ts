import { printable } from '../../printable.ts';
import type { FieldValue, Saying } from '../dissector.ts';
import { LINE_CHARACTERS } from '../told-characters.ts';

/** Statements of one batch that are told one by one: a driver sends BEGIN along with the first of a transaction. */
const MOST_PARTS = 6;

/** Messages of the extended protocol, which make one request up to the Sync behind them. */
export class RequestBatch {
  /** How many Execute messages. */
  executions = 0;
  /** What is executed, in order: what is so several times in a row stands here once. */
  private readonly texts: string[] = [];
  private readonly times: number[] = [];
  /** Executions that are not told. */
  private more = 0;
  /** The first message that is no Execute, as it is told where there is none. */
  private label = '';
  private statement: string | null = null;
  private messages = 0;

  get isEmpty(): boolean {
    return this.messages === 0;
  }

  execute(text: string): void {
    const { texts, times } = this;
    this.messages += 1;
    this.executions += 1;
    const last = texts.length - 1;
    if (this.more === 0 && texts[last] === text) times[last] = (times[last] as number) + 1;
    else if (texts.length < MOST_PARTS) {
      texts.push(text);
      times.push(1);
    } else this.more += 1;
  }

  /** Parse, Bind, Describe or Close: told as `label` where nothing is executed. */
  add(label: string, statement: string): void {
    this.messages += 1;
    if (this.label === '') this.label = label;
    if (statement !== '') this.statement = statement;
  }

  /** What it asks for, all at once; empty again then. */
  tell(): Saying {
    const { executions, texts, times, more, label, statement } = this;
    const fields: Record<string, FieldValue> = {};
    if (statement !== null) fields.statement = statement;
    if (executions > 0) Object.assign(fields, { query: cut(inTurn(texts, more)), executions });
    const repeated = texts.map((text, at) => (times[at] === 1 ? text : `${text} ×${times[at]}`));
    const summary = executions === 0 ? label || 'Sync' : inTurn(repeated, more);
    this.clear();
    return { summary: cut(summary), role: 'request', fields };
  }

  clear(): void {
    this.executions = 0;
    this.messages = 0;
    this.texts.length = 0;
    this.times.length = 0;
    this.more = 0;
    this.label = '';
    this.statement = null;
  }
}

function cut(text: string): string {
  return text.length > LINE_CHARACTERS ? printable(text, LINE_CHARACTERS) : text;
}

/** `BEGIN; SELECT 1; … (+2 more)`; a statement may bring its semicolon along. */
function inTurn(texts: readonly string[], more: number): string {
  const parts = more > 0 ? [...texts, `… (+${more} more)`] : texts;
  return parts.reduce((before, text) => `${before}${before.endsWith(';') ? ' ' : '; '}${text}`);
}
