import type { FieldValue, Saying } from '../dissector.ts';

/** Messages of the extended protocol, which make one request up to the Sync behind them. */
export class RequestBatch {
  /** How many Execute messages. */
  executions = 0;
  private text = '';
  private areAlike = true;
  /** The first message that is no Execute, as it is told where there is none. */
  private label = '';
  private statement: string | null = null;
  private messages = 0;

  get isEmpty(): boolean {
    return this.messages === 0;
  }

  execute(text: string): void {
    this.messages += 1;
    this.executions += 1;
    if (this.executions === 1) this.text = text;
    else if (this.text !== text) this.areAlike = false;
  }

  /** Parse, Bind, Describe or Close: told as `label` where nothing is executed. */
  add(label: string, statement: string): void {
    this.messages += 1;
    if (this.label === '') this.label = label;
    if (statement !== '') this.statement = statement;
  }

  /** What it asks for, all at once; empty again then. */
  tell(): Saying {
    const { executions, text, label, statement } = this;
    const fields: Record<string, FieldValue> = {};
    if (statement !== null) fields.statement = statement;
    if (executions > 0) Object.assign(fields, { query: text, executions });
    const more = this.areAlike ? ` ×${executions}` : ` (+${executions - 1} more)`;
    const summary = executions === 0 ? label || 'Sync' : executions === 1 ? text : text + more;
    this.clear();
    return { summary, role: 'request', fields };
  }

  clear(): void {
    this.executions = 0;
    this.messages = 0;
    this.text = '';
    this.label = '';
    this.statement = null;
    this.areAlike = true;
  }
}
