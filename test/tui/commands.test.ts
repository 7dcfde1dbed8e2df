import { describe, expect, it } from 'vitest';
import {
  COMMANDS,
  type Command,
  commandOf,
  footerCommands,
  keyLabel,
  SCREENS,
} from '../../src/tui/commands.ts';
import { HANDLERS } from '../../src/tui/handlers/index.ts';
import { helpRows } from '../../src/tui/help-text.ts';

const commands: readonly Command[] = COMMANDS;

describe('the table of commands', () => {
  it.each(SCREENS)('has each key once on screen %s', (screen) => {
    const keys = commands
      .filter(({ screens }) => screens.includes(screen))
      .flatMap(({ keys: names }) => names);
    expect(keys.length).toBeGreaterThan(0);
    expect([...new Set(keys)]).toEqual(keys);
  });

  it('names each command once and has a handler for each', () => {
    const ids = commands.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(HANDLERS).sort()).toEqual([...ids].sort());
  });

  it('finds a command by screen and key', () => {
    expect(commandOf('list', '/')).toBe('filter');
    expect(commandOf('dialogue', '/')).toBe('search');
    expect(commandOf('list', '[')).toBeNull();
    for (const screen of SCREENS) expect(commandOf(screen, 'ctrl+c')).toBe('interrupt');
  });

  it('never quits by Esc', () => {
    for (const screen of SCREENS)
      expect(['quit', 'interrupt', 'confirm']).not.toContain(commandOf(screen, 'escape'));
  });

  it('leaves ^S and ^Q to the terminal', () => {
    for (const screen of SCREENS) {
      expect(commandOf(screen, 'ctrl+s')).toBeNull();
      expect(commandOf(screen, 'ctrl+q')).toBeNull();
    }
  });

  it('has each place in a footer once', () => {
    for (const screen of SCREENS) {
      const places = footerCommands(screen).map(({ footer }) => footer);
      expect([...new Set(places)]).toEqual(places);
    }
  });

  it('writes keys as a person does', () => {
    expect(['ctrl+d', 'pageup', 'escape', '/', 'up'].map((key) => keyLabel(key))).toEqual([
      '^D',
      'PgUp',
      'Esc',
      '/',
      '↑',
    ]);
    expect(keyLabel('up', true)).toBe('Up');
  });

  it('has every key of the list and the dialogue in the help', () => {
    const help = helpRows(false)
      .map((pieces) => pieces.map(([text]) => text).join(''))
      .join('\n');
    for (const { screens, keys, help: words } of commands) {
      if (!screens.includes('list') && !screens.includes('dialogue')) continue;
      expect(help).toContain(words);
      expect(help).toContain(keys.map((key) => keyLabel(key)).join(' '));
    }
  });

  it('tells what stands in a ladder, with the characters that it is drawn with', () => {
    const help = (ascii: boolean) =>
      helpRows(ascii)
        .map((pieces) => pieces.map(([text]) => text).join(''))
        .join('\n');
    for (const drawn of [
      '╌╌ RETX',
      '×12, in 33 segments',
      '┄┄ silent for',
      '══ HTTP from here on',
      '▲ ',
      '└── ',
    ])
      expect(help(false)).toContain(`   ${drawn}`);
    expect(help(true)).toMatch(/^[\x20-\x7e\n]*$/);
    for (const row of help(false).split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  });
});
