import type { Parsed, Test } from './subject.ts';

/** Longest word or regular expression. */
const PATTERN_CHARACTERS = 200;
/** What an expression that repeats searches of one text, and how often it may: its time can grow as a power of these. */
const SEARCHED_CHARACTERS = 200;
const REPEATS_AT_MOST = 3;

/** A test for text that contains `word`, in upper or lower case. */
export function searchWord(word: string): Parsed<Test> {
  if (word.length > PATTERN_CHARACTERS)
    return { wrong: `a text has at most ${PATTERN_CHARACTERS} characters` };
  const pattern = new RegExp(word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return { value: searchTexts(pattern, Number.POSITIVE_INFINITY) };
}

/** A test for text that a regular expression matches, in upper or lower case. */
export function searchExpression(source: string): Parsed<Test> {
  if (source.length > PATTERN_CHARACTERS) {
    return { wrong: `a regular expression has at most ${PATTERN_CHARACTERS} characters` };
  }
  const endless = whyEndless(source);
  if (endless !== null) return { wrong: `'${source}' ${endless}` };
  try {
    const most = /[*+{]/.test(source) ? SEARCHED_CHARACTERS : Number.POSITIVE_INFINITY;
    return { value: searchTexts(new RegExp(source, 'i'), most) };
  } catch {
    return { wrong: `'${source}' is not a regular expression` };
  }
}

function searchTexts(pattern: RegExp, most: number): Test {
  return (subject) =>
    anyMatches(pattern, subject.protocolNames(), most) || anyMatches(pattern, subject.texts(), most);
}

function anyMatches(pattern: RegExp, texts: Iterable<string>, most: number): boolean {
  for (const text of texts) {
    if (pattern.test(text.length > most ? text.slice(0, most) : text)) return true;
  }
  return false;
}

/**
 * Why an expression could take forever: a group that is repeated and has inside more than one way to match, as in
 * `(a+)+` or `(a|aa)*`, needs 2^n steps to fail on n letters. Null where there is no such reason.
 */
function whyEndless(source: string): string | null {
  const plain = source
    .replace(/\\./gs, '_')
    .replace(/\[[^\]]*\]?/g, '_')
    .replaceAll('(?', '(');
  const waysInside = [false];
  let repeats = 0;
  let behindSuchGroup = false;
  for (const character of plain) {
    const repeating = character === '*' || character === '+' || character === '{';
    if (repeating && behindSuchGroup)
      return 'repeats a group that itself repeats or chooses: write it without one of them';
    if (repeating) repeats++;
    if (character === '(') waysInside.push(false);
    const innermost = waysInside.length - 1;
    if (repeating || character === '?' || character === '|') waysInside[innermost] = true;
    behindSuchGroup = character === ')' && innermost > 0 && (waysInside.pop() as boolean);
    if (behindSuchGroup) waysInside[innermost - 1] = true;
  }
  return repeats > REPEATS_AT_MOST ? `repeats more than ${REPEATS_AT_MOST} times: write it with fewer` : null;
}
