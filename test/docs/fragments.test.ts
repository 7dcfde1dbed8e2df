import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const DOCS = readdirSync(new URL('docs/', ROOT)).filter((name) => name.endsWith('.md'));
/** Code of a file that its first line names. */
const FRAGMENT = /^```ts\n\/\/ (\S+)\n(.*?)^```$/gms;
/** Stands for lines of the file that are left out. */
const LEFT_OUT = '…\n';

const fragments = DOCS.flatMap((doc) =>
  [...readFileSync(new URL(`docs/${doc}`, ROOT), 'utf8').matchAll(FRAGMENT)].map(
    ([, file = '', code = '']) => ({ doc, file, code }),
  ),
);

describe('code in the documents', () => {
  it('is there', () => expect(fragments.length).toBeGreaterThan(0));

  it.each(fragments)('$doc: as $file has it', ({ file, code }) => {
    const source = readFileSync(new URL(file, ROOT), 'utf8');
    let at = 0;
    for (const part of code.split(LEFT_OUT)) {
      const found = source.indexOf(part, at);
      expect(found, part).toBeGreaterThanOrEqual(0);
      at = found + part.length;
    }
  });
});
