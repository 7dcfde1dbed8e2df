import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ARCHITECTURE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
/** The first column of a table of rooms, each of which imports only from those above it. */
const ROOM = /^\| `([\w/]+)` \|/gm;
const IMPORT = /^(?:import|export)\b[^;'"]*?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm;
/** Files beside the rooms of the core: all rooms rest on them, but for its door, which rests on all rooms. */
const CORE_DOOR = 'src/core/analysis.ts';

interface Import {
  readonly from: string;
  readonly to: string;
}

function tableAfter(heading: string, end: string): string[] {
  const start = ARCHITECTURE.indexOf(heading);
  const text = ARCHITECTURE.slice(start, ARCHITECTURE.indexOf(end, start + heading.length));
  return [...text.matchAll(ROOM)].map(([, name]) => name as string);
}

function importsBelow(folder: string): Import[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const from = join(folder, name);
      const source = readFileSync(join(ROOT, from), 'utf8');
      return [...source.matchAll(IMPORT)].map(([, plain, dynamic]) => ({
        from,
        to: relative(ROOT, join(ROOT, dirname(from), (plain ?? dynamic) as string)),
      }));
    });
}

const imports = importsBelow('src');
const topRooms = tableAfter('| room |', 'Inside of the core');
const coreRooms = tableAfter('Inside of the core', '\n## ').map((name) => `src/core/${name}`);
/** Lowest first: what is beside the rooms of the core, its rooms, its door, and what is beside and in the rooms around it. */
const order = ['src/core', ...coreRooms, CORE_DOOR, 'src', ...topRooms.filter((name) => name !== 'src/core')];

/** Rooms that know nothing of each other, whatever their order. */
const apart: readonly (readonly [string, string])[] = [
  ['src/draw', 'src/source'],
  ['src/draw', 'src/engine'],
  ['src/report', 'src/tui'],
  ['src/source', 'src/core/tcp'],
  ...topRooms
    .filter((name) => name !== 'src/cli' && name !== 'src/demo')
    .map((name) => ['src/demo', name] as const),
];

function isWithin(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

/** The room, innermost first, in which a file stands. */
function roomOf(path: string): string {
  const rooms = order.filter((room) => isWithin(path, room));
  return rooms.reduce((longest, room) => (room.length > longest.length ? room : longest), '');
}

function text({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

describe('imports', () => {
  it('are found', () => expect(imports.length).toBeGreaterThan(1000));

  it('stand in rooms that the document names, and it names no others', () => {
    const folders = (parent: string) =>
      readdirSync(join(ROOT, parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${parent}/${name}`);
    expect([...topRooms].sort()).toEqual(folders('src').sort());
    expect([...coreRooms].sort()).toEqual(folders('src/core').sort());
  });

  it('point one way, between the rooms of the core as between those around it', () => {
    const astray = imports.filter(
      ({ from, to }) => order.indexOf(roomOf(to)) > order.indexOf(roomOf(from)) && isWithin(to, 'src'),
    );
    expect(astray.map(text)).toEqual([]);
  });

  it('leave rooms apart that know nothing of each other', () => {
    const crossing = imports.filter(({ from, to }) =>
      apart.some(
        ([a, b]) => (isWithin(from, a) && isWithin(to, b)) || (isWithin(from, b) && isWithin(to, a)),
      ),
    );
    expect(crossing.map(text)).toEqual([]);
  });
});
