#!/usr/bin/env node
// Fills the tables of the README, of docs/protocols.md and of docs/remarks.md from the tables in the code, between markers
// such as <!-- options --> and <!-- /options -->.
//
//   node scripts/readme-tables.mjs           write them
//   node scripts/readme-tables.mjs --check   exit status 1 where they are not as the code has them
//
// Another file of one of these names may be named behind that. What is told of a protocol is written by hand into the last
// column of its row, and stays there.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPTION_SHAPES, optionUsage } from '../src/cli/options.ts';
import { REMARK_CATALOGUE } from '../src/core/dialogue/explain/remark-catalogue.ts';
import { REMARK_RULES } from '../src/core/dialogue/remarks/index.ts';
import { DISSECTORS } from '../src/core/protocols/index.ts';
import { SIGNATURES, TOLD_BY_LINES } from '../src/core/protocols/signatures.ts';
import { FILTER_FIELDS } from '../src/core/view/filter/fields.ts';
import { FILTER_FORMS } from '../src/core/view/filter.ts';
import { COMMANDS, keyLabel } from '../src/tui/commands.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENTS = {
  'README.md': { options: optionsTable, keys: keysTable, filter: filterTable },
  'docs/protocols.md': { understood: understoodTable, recognised: recognisedTable },
  'docs/remarks.md': { remarks: remarksTable },
};

const words = process.argv.slice(2);
const check = words.includes('--check');
const named = words.find((word) => word !== '--check');
for (const [document, tables] of Object.entries(DOCUMENTS)) {
  if (named === undefined) bringUpToDate(ROOT + document, tables);
  else if (basename(named) === basename(document)) bringUpToDate(named, tables);
}

function bringUpToDate(path, tables) {
  const before = readFileSync(path, 'utf8');
  let after = before;
  for (const [name, rowsOf] of Object.entries(tables)) after = fill(path, after, name, rowsOf);
  if (after === before) {
    console.log(`${path}: its tables are as the code has them`);
  } else if (check) {
    console.error(`${path}: its tables are not as the code has them: run node scripts/readme-tables.mjs`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, after);
    console.log(`${path}: its tables were written`);
  }
}

function optionsTable() {
  const rows = OPTION_SHAPES.map((option) => [code(optionUsage(option)), plain(option.help)]);
  return table(['option', 'meaning'], rows);
}

function keysTable() {
  const rows = COMMANDS.map(({ keys, screens, help }) => [
    keys.map((key) => code(keyLabel(key))).join(' '),
    screens.join(', '),
    plain(help),
  ]);
  return table(['key', 'where', 'what it does'], rows);
}

function filterTable() {
  const rows = [...FILTER_FORMS, ...FILTER_FIELDS].map(({ example, title }) => [code(example), plain(title)]);
  return table(['term', 'meaning'], rows);
}

/** The protocols whose messages are told; `former` is the table with what was written of them. */
function understoodTable(former, path) {
  const written = new Map();
  for (const [, name, told] of former.matchAll(/^\|[^|]*\| `([^`]+)` \|[^|]*\| (.*) \|$/gm)) {
    written.set(name, told);
  }
  const rows = byTitle(DISSECTORS.filter((dissector) => !SIGNATURES.includes(dissector))).map((dissector) => {
    const told = written.get(dissector.name) ?? '';
    if (told === '') {
      console.error(`${path}: write what is told of ${dissector.name} into its row`);
      process.exitCode = 1;
    }
    return [...nameCells(dissector), told];
  });
  return table(['protocol', 'name', 'specified in', 'what is told'], rows);
}

function recognisedTable() {
  const rows = byTitle(SIGNATURES).map((signature) => [
    ...nameCells(signature),
    TOLD_BY_LINES.has(signature.name) ? 'name, lines' : 'name',
  ]);
  return table(['protocol', 'name', 'specified in', 'what is told'], rows);
}

function remarksTable() {
  const rows = REMARK_RULES.map(({ code: name, what, evidence }) => [
    code(name),
    plain(what),
    plain(evidence),
    plain(REMARK_CATALOGUE[name].why.en),
  ]);
  return table(['code', 'what', 'evidence', 'why it matters'], rows);
}

function nameCells({ title, name, reference }) {
  return [plain(title), code(name), plain(reference)];
}

function byTitle(dissectors) {
  return dissectors.toSorted((one, other) => one.title.localeCompare(other.title, 'en'));
}

function fill(path, text, name, rowsOf) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close, start);
  if (start < 0 || end < 0) {
    console.error(`${path}: there is no ${open} … ${close} for the table`);
    process.exit(1);
  }
  const rowsAt = start + open.length;
  return `${text.slice(0, rowsAt)}\n${rowsOf(text.slice(rowsAt, end), path)}\n${text.slice(end)}`;
}

function table(titles, rows) {
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

// A bar parts cells in a table even inside of code.
function code(text) {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
}

// Within a word, as in NO_COLOR, an underscore is only that.
function plain(text) {
  return text.replace(/[|<>*\\]/g, (character) => `\\${character}`);
}
