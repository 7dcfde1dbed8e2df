import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editLine, insertText, type Line, lineOf, lineText } from '../../src/tui/line-edit.ts';

const press = (line: Line, ...keys: string[]) =>
  keys.reduce((current, key) => editLine(current, key, key.length === 1 ? key : ''), line);

describe('a line being typed', () => {
  it('types, moves and deletes as a shell does', () => {
    const line = press(lineOf('port:80'), 'home', 'right', 'X', 'end', '!', 'left', 'backspace');
    expect(line).toEqual({ before: 'pXort:8', after: '!' });
    expect(press(line, 'delete')).toEqual({ before: 'pXort:8', after: '' });
    expect(press(lineOf('ab cd  '), 'ctrl+w')).toEqual(lineOf('ab '));
    expect(press(lineOf('abc'), 'left', 'ctrl+u')).toEqual({ before: '', after: 'c' });
    expect(press(lineOf('abc'), 'ctrl+a', 'right', 'ctrl+k')).toEqual(lineOf('a'));
    expect(press(lineOf('abc'), 'ctrl+a', 'ctrl+e')).toEqual(lineOf('abc'));
  });

  it('moves over whole graphemes', () => {
    expect(press(lineOf('a👩‍👩‍👧'), 'backspace')).toEqual(lineOf('a'));
    expect(press(lineOf('e\u0301x'), 'home', 'right')).toEqual({ before: 'e\u0301', after: 'x' });
  });

  it('types nothing for a key that has no text', () => {
    expect(editLine(lineOf('a'), 'ctrl+x', '')).toEqual(lineOf('a'));
    expect(editLine(lineOf('a'), 'f5', '')).toEqual(lineOf('a'));
    expect(editLine(lineOf('a'), 'ctrl+a', '')).toEqual({ before: '', after: 'a' });
  });

  it('makes blanks of line ends and lets no control character in', () => {
    expect(lineText(insertText(lineOf(''), 'tcp\r\nport\t80\u001b[2J\u0007\u202e'))).toBe('tcp port 80[2J');
  });

  it('never holds a control character or more than its limit, whatever is done to it', () => {
    const keys = fc.constantFrom(
      'left',
      'right',
      'home',
      'end',
      'backspace',
      'delete',
      'ctrl+w',
      'ctrl+u',
      'ctrl+k',
    );
    const act = fc.oneof(
      keys.map((key) => ({ key })),
      fc.string({ unit: 'binary', maxLength: 400 }).map((text) => ({ text })),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let line = lineOf('');
        for (const one of acts)
          line = 'key' in one ? editLine(line, one.key, '') : insertText(line, one.text);
        expect(lineText(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u);
        expect(lineText(line).length).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
