import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyDecoder } from '../../../src/tui/terminal/keys.ts';

/** Names of the keys in chunks, then what is left when no more comes. */
function namesOf(...chunks: string[]): string[] {
  const decoder = createKeyDecoder();
  const pressed = [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()];
  return pressed.map((one) => (one.kind === 'paste' ? `paste ${one.text}` : one.name));
}

describe('key decoding', () => {
  it('takes each grapheme of a chunk as a key', () => {
    expect(namesOf('jj')).toEqual(['j', 'j']);
    expect(namesOf('a👩‍👩‍👧é')).toEqual(['a', '👩‍👩‍👧', 'é']);
  });

  it.each([
    ['\u001b[A', 'up'],
    ['\u001bOB', 'down'],
    ['\u001b[5~', 'pageup'],
    ['\u001b[6~', 'pagedown'],
    ['\u001b[H', 'home'],
    ['\u001b[4~', 'end'],
    ['\u001b[3~', 'delete'],
    ['\u001bOP', 'f1'],
    ['\u001b[11~', 'f1'],
    ['\u001b[[A', 'f1'],
    ['\u001b[Z', 'shift+tab'],
    ['\u001b[1;5C', 'ctrl+right'],
    ['\r', 'enter'],
    ['\n', 'enter'],
    ['\t', 'tab'],
    [' ', 'space'],
    ['\u007f', 'backspace'],
    ['\b', 'backspace'],
    ['\u0003', 'ctrl+c'],
    ['\u001a', 'ctrl+z'],
    ['\u000c', 'ctrl+l'],
    ['\u001b', 'escape'],
    ['\u001bx', 'alt+x'],
  ])('knows %j as %s', (sequence, name) => {
    expect(namesOf(sequence)).toEqual([name]);
  });

  it('knows a sequence that comes in parts', () => {
    expect(namesOf('\u001b', '[', '5', '~j')).toEqual(['pageup', 'j']);
  });

  it('tells Esc from a sequence: twice Esc is Esc twice', () => {
    const decoder = createKeyDecoder();
    expect(decoder.push('\u001b')).toEqual([]);
    expect(decoder.pending()).toBe('escape');
    expect(namesOf('\u001b\u001b')).toEqual(['escape', 'escape']);
    expect(namesOf('\u001b\u0003')).toEqual(['escape', 'ctrl+c']);
  });

  it('types nothing of a sequence that names no key', () => {
    expect(namesOf('\u001b[?62;22c', '\u001b[I', '\u001b[<0;5;6M', 'j')).toEqual(['j']);
    expect(createKeyDecoder().push('\u001b[200~x')).toEqual([]);
  });

  it.each([
    ['OSC, ended by BEL', '\u001b]11;rgb:1e1e/1e1e/1e1e\u0007'],
    ['OSC, ended by ST', '\u001b]52;c;cXE=\u001b\\'],
    ['DCS', '\u001bP1+r544e=787465726d\u001b\\'],
    ['APC', '\u001b_Gi=31;OK\u001b\\'],
    ['PM', '\u001b^quit\u001b\\'],
    ['SOS', '\u001bXquit\u001b\\'],
  ])('types nothing of what the terminal answers: %s', (_, answer) => {
    expect(namesOf(`${answer}j`)).toEqual(['j']);
    expect(namesOf(...answer, 'j')).toEqual(['j']);
  });

  it('hears keys again where an answer is broken off, and where it never ends', () => {
    expect(namesOf('\u001b]11;rgb:\u0003')).toEqual(['ctrl+c']);
    expect(namesOf('\u001b]11;rgb:\u001b[A')).toEqual(['up']);
    expect(namesOf('\u001b]')).toEqual(['alt+]']);
    const decoder = createKeyDecoder();
    for (let times = 0; times < 40; times += 1)
      expect(decoder.push(`${times === 0 ? '\u001bP' : ''}${'q'.repeat(10_000)}`)).toEqual([]);
    expect(decoder.pending()).toBe('sequence');
    expect(decoder.flush()).toEqual([]);
    expect(decoder.push('j')).toMatchObject([{ name: 'j' }]);
  });

  it('waits for the rest of a sequence that nobody types, however late it comes', () => {
    const decoder = createKeyDecoder();
    expect(decoder.push('\u001b[')).toEqual([]);
    expect(decoder.pending()).toBe('sequence');
    expect(decoder.push('20')).toEqual([]);
    expect(decoder.pending()).toBe(null);
    expect(decoder.flush()).toEqual([]);
    expect(decoder.push('0~rq\u001b[201~')).toEqual([{ kind: 'paste', text: 'rq' }]);
  });

  it('types nothing of a sequence however long it is', () => {
    const long = `\u001b[${'1;'.repeat(5000)}`;
    expect(namesOf(long, '1Aj')).toEqual(['j']);
    expect(namesOf(`${long}1Aj`)).toEqual(['j']);
  });

  it('takes a paste as one text, also in parts', () => {
    expect(namesOf('a\u001b[200~port', ':80\r\nq\u001b[201', '~b')).toEqual(['a', 'paste port:80\r\nq', 'b']);
  });

  it('bounds a paste that does not end', () => {
    const decoder = createKeyDecoder();
    decoder.push('\u001b[200~');
    for (let times = 0; times < 40; times += 1) decoder.push('x'.repeat(10_000));
    const [pasted] = decoder.push('\u001b[201~');
    expect(pasted?.kind === 'paste' && pasted.text.length).toBeLessThan(70_000);
  });

  it('gives no key a text with control characters, and the same keys however the input is cut', () => {
    const part = fc.constantFrom(
      'j',
      'é',
      '\u001b[A',
      '\u001bOP',
      '\u001b[1;5D',
      '\r',
      '\u0001',
      '界',
      '\u001b[200~a\u0007b\u001b[201~',
      '\u009b',
      '\u001b]11;rgb:0/0/0\u0007',
      '\u001bP1$r0m\u001b\\',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
        (parts, sizes) => {
          const input = parts.join('');
          const chunks: string[] = [];
          for (let at = 0; at < input.length; ) {
            const size = sizes.next().value as number;
            chunks.push(input.slice(at, at + size));
            at += size;
          }
          expect(namesOf(...chunks)).toEqual(namesOf(input));
          for (const one of createKeyDecoder().push(input)) {
            if (one.kind === 'key') expect(one.text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u);
          }
        },
      ),
    );
  });
});
