/** A value of a term: `port:80,443` has two, either of which may hold. */
export interface Alternative {
  /** Field name as typed; null for a bare value. It is that of the alternative before where none is typed. */
  readonly field: string | null;
  readonly value: string;
  readonly form: 'plain' | 'quoted' | 'expression';
  /** Where it stands in the filter: its field, and its value. */
  readonly at: number;
  readonly valueAt: number;
}

/** What stands between spaces. */
export interface Term {
  readonly negated: boolean;
  readonly alternatives: readonly Alternative[];
}

/** Why a filter cannot be read, and the character where that shows. */
export class FilterSyntaxError {
  readonly at: number;
  readonly what: string;

  constructor(at: number, what: string) {
    this.at = at;
    this.what = what;
  }
}

const SPACES = /\s*/y;
const NEGATION = /!*/y;
const FIELD = /([a-z]+(?:\.[a-z]+)?):(?!:)/iy;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const EXPRESSION = /\/((?:[^/\\]|\\.)*)\//sy;
const PLAIN = /[^\s,]*/y;

/** Splits a filter into its terms; nothing is known here of fields and what their values mean. */
export function readTerms(text: string, isField: (name: string) => boolean): Term[] | FilterSyntaxError {
  const terms: Term[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACES, text, at)[0].length;
    if (at >= text.length) return terms;
    const marks = match(NEGATION, text, at)[0].length;
    const alternatives = readAlternatives(text, at + marks, isField);
    if (alternatives instanceof FilterSyntaxError) return alternatives;
    terms.push({ negated: marks % 2 === 1, alternatives: alternatives.list });
    at = alternatives.end;
  }
}

function readAlternatives(
  text: string,
  start: number,
  isField: (name: string) => boolean,
): { list: Alternative[]; end: number } | FilterSyntaxError {
  const list: Alternative[] = [];
  let field: string | null = null;
  for (let at = start; ; at++) {
    const name = readField(text, at, isField);
    const valueAt = name === null ? at : at + name.length + 1;
    field = name ?? field;
    const read = readValue(text, valueAt, field);
    if (read instanceof FilterSyntaxError) return read;
    list.push({ field, value: read.value, form: read.form, at, valueAt });
    at = read.end;
    if (text[at] === ',') continue;
    if (at >= text.length || /\s/.test(text[at] as string)) return { list, end: at };
    return new FilterSyntaxError(at, 'a space or a comma is missing here');
  }
}

/** The field name before a colon. A word that looks like one and is an IPv6 address is none: `dead:beef::1`. */
function readField(text: string, at: number, isField: (name: string) => boolean): string | null {
  const name = match(FIELD, text, at)[1] ?? null;
  if (name === null || isField(name.toLowerCase())) return name;
  return /^[0-9a-f:.]+$/i.test(match(PLAIN, text, at)[0]) ? null : name;
}

type Value = { value: string; form: Alternative['form']; end: number };

function readValue(text: string, at: number, field: string | null): Value | FilterSyntaxError {
  if (text[at] === '"') {
    const quoted = match(QUOTED, text, at);
    if (quoted[0] === '') return new FilterSyntaxError(at, 'a closing " is missing');
    return {
      value: (quoted[1] as string).replace(/\\(["\\])/g, '$1'),
      form: 'quoted',
      end: at + quoted[0].length,
    };
  }
  if (text[at] === '/' && (field === null || field.toLowerCase() === 'text')) {
    const expression = match(EXPRESSION, text, at);
    if (expression[0] === '')
      return new FilterSyntaxError(at, 'a closing / is missing, or quotes around a path');
    return { value: expression[1] as string, form: 'expression', end: at + expression[0].length };
  }
  const [value] = match(PLAIN, text, at);
  return { value, form: 'plain', end: at + value.length };
}

/** Matches a sticky expression at a place; an empty match where it does not. */
function match(expression: RegExp, text: string, at: number): readonly [string, ...(string | undefined)[]] {
  expression.lastIndex = at;
  return (expression.exec(text) as [string, ...(string | undefined)[]] | null) ?? [''];
}
