/** How what has no words of its own (`aside` of the kind `described`) is told in a sentence, by how a ladder describes it. */
const DESCRIPTIONS: readonly (readonly [form: RegExp, english: string, japanese: string])[] = [
  [/^(\d+) (rows?)$/, '$1 $2', '$1 行'],
  [/^(\d+) (rows?) \((\d+) B\)$/, '$1 $2 ($3 B)', '$1 行（$3 バイト）'],
  [/^(\d+) (columns?)$/, '$1 $2', '$1 列'],
  [/^(\d+) (columns?) \((\d+) B\)$/, '$1 $2 ($3 B)', '$1 列（$3 バイト）'],
  [/^cursor$/, 'a cursor', 'カーソル'],
  [/^file, (\d+) B$/, 'a file of $1 B', 'ファイル（$1 バイト）'],
  [/^chunk of a message, (\d+) B$/, 'a chunk of $1 B of a message', 'メールの一部（$1 バイト）'],
  [/^RDB, (\d+) B$/, 'an RDB of $1 B', '「RDB」（$1 バイト）'],
  [/^RDB, not all of it captured$/, 'an RDB (not all of it captured)', '「RDB」（一部は捕捉されていません）'],
];

/** One part or several; an unknown one is given as it is. */
export const descriptionEn = (words: string): string =>
  partsOf(words)
    .map((part) => inForm(part)?.[0] ?? part)
    .join('; ');

/** One part or several; an unknown one is given as a quotation. */
export const descriptionJa = (words: string): string =>
  partsOf(words)
    .map((part) => inForm(part)?.[1] ?? `「${part}」`)
    .join('、');

const partsOf = (words: string): string[] => words.split('; ');

function inForm(words: string): readonly [english: string, japanese: string] | null {
  const found = DESCRIPTIONS.find(([form]) => form.test(words));
  if (found === undefined) return null;
  const [form, english, japanese] = found;
  return [words.replace(form, english), words.replace(form, japanese)];
}
