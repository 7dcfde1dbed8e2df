import { describe, expect, it } from 'vitest';
import { languageIn, modeIn, type Surroundings, styleIn, textColumns } from '../../src/cli/surroundings.ts';
import { ASCII, BARE, COLOUR, NO_COLOUR, UNICODE } from '../../src/draw/style.ts';

const terminal: Surroundings = { terminal: true, columns: 90, environment: { TERM: 'xterm' } };
const unicode = { paint: BARE, glyphs: UNICODE };
const pipe: Surroundings = { terminal: false, columns: null, environment: { TERM: 'xterm' } };
const dumb: Surroundings = { ...terminal, environment: { TERM: 'dumb' } };

describe('where the program finds itself', () => {
  it('writes text where standard output is no terminal', () => {
    expect(modeIn('tui', terminal)).toBe('tui');
    expect(modeIn('tui', pipe)).toBe('text');
    expect(modeIn('json', terminal)).toBe('json');
    expect(modeIn('text', dumb)).toBe('text');
  });

  it('refuses the screen on a dumb terminal', () => {
    expect(() => modeIn('tui', dumb)).toThrow(expect.objectContaining({ code: 'dumb-terminal' }));
  });

  it('has colours on a terminal only, and where they are wanted', () => {
    const options = { colour: true, ascii: false };
    expect(styleIn(options, terminal)).toEqual({ paint: COLOUR, glyphs: UNICODE });
    expect(styleIn(options, pipe).paint).toBe(BARE);
    expect(styleIn(options, dumb).paint).toBe(BARE);
    expect(styleIn({ colour: false, ascii: true }, terminal)).toEqual({ paint: NO_COLOUR, glyphs: ASCII });
    expect(styleIn(options, { ...terminal, environment: { NO_COLOR: '1' } }).paint).toBe(NO_COLOUR);
    expect(styleIn(options, { ...terminal, environment: { NO_COLOR: '' } }).paint).toBe(COLOUR);
  });

  it('tells dialogues in the language asked for, else in that of the environment, else in English', () => {
    const inLocale = (environment: Surroundings['environment']) =>
      languageIn({ language: null }, { ...terminal, environment }, unicode);
    expect(inLocale({})).toBe('en');
    expect(inLocale({ LANG: 'ja_JP.UTF-8' })).toBe('ja');
    expect(inLocale({ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' })).toBe('en');
    expect(inLocale({ LANG: 'de_DE', LC_ALL: '', LC_MESSAGES: 'ja' })).toBe('ja');
    expect(inLocale({ LANG: 'jam_JM' })).toBe('en');
    const japanese = { ...terminal, environment: { LANG: 'ja_JP' } };
    expect(languageIn({ language: 'en' }, japanese, unicode)).toBe('en');
  });

  it('tells dialogues in English where only ASCII is written, and refuses what was asked for and cannot be', () => {
    const japanese = { ...terminal, environment: { LANG: 'ja_JP.eucJP' } };
    const ascii = { paint: BARE, glyphs: ASCII };
    expect(languageIn({ language: null }, japanese, ascii)).toBe('en');
    expect(languageIn({ language: 'en' }, japanese, ascii)).toBe('en');
    expect(() => languageIn({ language: 'ja' }, japanese, ascii)).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  it('draws as wide as the terminal, and 120 columns into a file', () => {
    expect(textColumns(terminal)).toBe(90);
    expect(textColumns({ ...terminal, columns: 0 })).toBe(120);
    expect(textColumns(pipe)).toBe(120);
  });

  it('draws into a file as wide as COLUMNS says, where that is a width', () => {
    const wide = (COLUMNS: string) => textColumns({ ...pipe, environment: { COLUMNS } });
    expect(wide('200')).toBe(200);
    for (const wrong of ['', 'wide', '0', '-80', '5', '1e9']) expect(wide(wrong)).toBe(120);
    expect(textColumns({ ...terminal, environment: { COLUMNS: '200' } })).toBe(90);
  });

  it('draws with ASCII where the locale names an encoding that has no lines and arrows', () => {
    const glyphs = (environment: Record<string, string>) =>
      styleIn({ colour: true, ascii: false }, { ...terminal, environment }).glyphs;
    for (const LANG of ['ja_JP.UTF-8', 'C.utf8', 'de_DE.UTF-8@euro', 'C', 'POSIX', 'en_US', ''])
      expect(glyphs({ LANG })).toBe(UNICODE);
    for (const LANG of ['ja_JP.eucJP', 'de_DE.ISO-8859-15@euro', 'zh_TW.Big5'])
      expect(glyphs({ LANG })).toBe(ASCII);
    expect(glyphs({ LANG: 'ja_JP.eucJP', LC_ALL: 'C.UTF-8' })).toBe(UNICODE);
    expect(glyphs({ LANG: 'C.UTF-8', LC_CTYPE: 'ja_JP.SJIS' })).toBe(ASCII);
  });
});
