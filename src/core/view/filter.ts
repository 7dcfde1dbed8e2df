import { printable } from '../printable.ts';
import { parsePrefix } from '../wire/address.ts';
import { FILTER_FIELDS, type FilterField } from './filter/fields.ts';
import type { FilterSubject, Parsed, Test } from './filter/subject.ts';
import { type Alternative, FilterSyntaxError, readTerms, type Term } from './filter/terms.ts';
import { searchExpression } from './filter/text-search.ts';

/** A view filter, compiled. */
export interface Filter {
  /** As it was typed. */
  readonly text: string;
  matches(subject: FilterSubject): boolean;
}

export type FilterResult =
  | { readonly ok: true; readonly filter: Filter }
  /** `at` is the character where it is wrong, `what` one sentence. */
  | { readonly ok: false; readonly at: number; readonly what: string };

/** Longest filter that is read, and longest sentence on what is wrong with one. */
const FILTER_CHARACTERS = 1000;
const ERROR_CHARACTERS = 400;

/** How terms are written beside those with a field, for the README: what one types and what it means. */
export const FILTER_FORMS: readonly { readonly example: string; readonly title: string }[] = [
  { example: '8000', title: 'a bare number is a port' },
  { example: 'index.html', title: 'a bare word is searched for in addresses, protocols and messages' },
  { example: '"GET /"', title: 'quotes keep spaces and commas' },
  { example: '/get|post/', title: 'a regular expression; case does not matter' },
  { example: '10.0.0.0/8', title: 'a bare prefix is a host' },
  { example: 'port:80 state:open', title: 'terms side by side must all hold' },
  { example: 'port:80,443', title: 'a comma inside a term means or' },
  { example: '!state:closed', title: 'an exclamation mark before a term means not' },
];

const FIELDS = new Map(FILTER_FIELDS.map((field) => [field.name, field]));
const PORT = FIELDS.get('port') as FilterField;
const HOST = FIELDS.get('host') as FilterField;
const TEXT = FIELDS.get('text') as FilterField;

interface Compiled {
  readonly test: Test;
  readonly cost: number;
}

/** Reads a view filter; the empty one matches everything. */
export function parseFilter(text: string): FilterResult {
  if (text.length > FILTER_CHARACTERS) {
    return failure(FILTER_CHARACTERS, `a filter has at most ${FILTER_CHARACTERS} characters`);
  }
  const terms = readTerms(text, (name) => FIELDS.has(name));
  if (terms instanceof FilterSyntaxError) return failure(terms.at, terms.what);
  const compiled: Compiled[] = [];
  for (const term of terms) {
    const one = compileTerm(term);
    if (one instanceof FilterSyntaxError) return failure(one.at, one.what);
    compiled.push(one);
  }
  const matches = all(cheapestFirst(compiled));
  return { ok: true, filter: { text, matches } };
}

/** What was typed is quoted in the sentence, and may hold anything. */
function failure(at: number, what: string): FilterResult {
  return { ok: false, at, what: printable(what, ERROR_CHARACTERS) };
}

function compileTerm(term: Term): Compiled | FilterSyntaxError {
  const compiled: Compiled[] = [];
  for (const alternative of term.alternatives) {
    const one = compileAlternative(alternative);
    if (one instanceof FilterSyntaxError) return one;
    compiled.push(one);
  }
  const test = any(cheapestFirst(compiled));
  const cost = Math.max(...compiled.map((one) => one.cost));
  return { test: term.negated ? (subject) => !test(subject) : test, cost };
}

function compileAlternative(alternative: Alternative): Compiled | FilterSyntaxError {
  const { field: name, value, form, at, valueAt } = alternative;
  const field = name === null ? bareField(alternative) : FIELDS.get(name.toLowerCase());
  if (field === undefined) {
    const names = FILTER_FIELDS.map((one) => one.name).join(', ');
    return new FilterSyntaxError(at, `unknown field '${name}': one of ${names}`);
  }
  if (value === '') {
    const what = name === null ? 'a value is missing here' : `${name}: needs a value, as in ${field.example}`;
    return new FilterSyntaxError(valueAt, what);
  }
  const parsed: Parsed<Test> = form === 'expression' ? searchExpression(value) : field.parse(value);
  if ('wrong' in parsed) return new FilterSyntaxError(valueAt, parsed.wrong);
  return { test: parsed.value, cost: field.cost };
}

/** What a value without a field asks. */
function bareField({ value, form }: Alternative): FilterField {
  if (form !== 'plain') return TEXT;
  if (/^\d+$/.test(value)) return PORT;
  return value.includes('/') && parsePrefix(value) !== null ? HOST : TEXT;
}

function cheapestFirst(compiled: readonly Compiled[]): Test[] {
  return [...compiled].sort((a, b) => a.cost - b.cost).map(({ test }) => test);
}

function all(tests: readonly Test[]): Test {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (subject) => {
    for (const test of tests) if (!test(subject)) return false;
    return true;
  };
}

function any(tests: readonly Test[]): Test {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (subject) => {
    for (const test of tests) if (test(subject)) return true;
    return false;
  };
}
