#!/usr/bin/env node
// Fills the tables of the README from the tables in the code, between markers such as <!-- options --> and <!-- /options -->.
//
//   node scripts/readme-tables.mjs           write them
//   node scripts/readme-tables.mjs --check   exit status 1 where they are not as the code has them
//
// Another file may be named behind that.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OPTION_SHAPES, optionUsage } from '../src/cli/options.ts';
import { FILTER_FIELDS, FILTER_FORMS } from '../src/core/view/filter.ts';
import { COMMANDS, keyLabel } from '../src/tui/commands.ts';

const TABLES = { options: optionsTable, keys: keysTable, filter: filterTable };

const words = process.argv.slice(2);
const check = words.includes('--check');
const path =
  words.find((word) => word !== '--check') ?? fileURLToPath(new URL('../README.md', import.meta.url));

const before = readFileSync(path, 'utf8');
const after = Object.entries(TABLES).reduce((text, [name, rows]) => fill(text, name, rows()), before);
if (after === before) {
  console.log(`${path}: its tables are as the code has them`);
} else if (check) {
  console.error(`${path}: its tables are not as the code has them: run node scripts/readme-tables.mjs`);
  process.exitCode = 1;
} else {
  writeFileSync(path, after);
  console.log(`${path}: its tables were written`);
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

function fill(text, name, rows) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  const end = text.indexOf(close, start);
  if (start < 0 || end < 0) {
    console.error(`${path}: there is no ${open} … ${close} for the table`);
    process.exit(1);
  }
  return `${text.slice(0, start + open.length)}\n${rows}\n${text.slice(end)}`;
}

function table(titles, rows) {
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

// A bar parts cells in a table even inside of code.
function code(text) {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|')}${fence}`;
}

function plain(text) {
  return text.replace(/[|<>*_\\]/g, (character) => `\\${character}`);
}
