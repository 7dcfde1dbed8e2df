import xterm from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASCII, UNICODE } from '../../../src/draw/style.ts';
import { createTerminalWriter, onlyColours } from '../../../src/tui/terminal/writer.ts';

function recorder(glyphs = UNICODE) {
  const writes: string[] = [];
  return { writes, writer: createTerminalWriter((text) => writes.push(text), glyphs) };
}

describe('onlyColours', () => {
  it('keeps SGR and refuses every other control character', () => {
    expect(onlyColours('\u001b[31mred\u001b[39m')).toBe('\u001b[31mred\u001b[39m');
    expect(onlyColours('a\u001b[2Jb\u0007c\u009bd\r\n\u202e')).toBe(
      'a\ufffd[2Jb\ufffdc\ufffdd\ufffd\ufffd\ufffd',
    );
    expect(onlyColours('\u001b]0;title\u0007')).toBe('\ufffd]0;title\ufffd');
  });

  it('lets nothing but SGR through, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(onlyColours(text).replace(/\u001b\[[\d;]*m/gu, '')).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f]/u,
        );
      }),
    );
  });
});

describe('the terminal writer', () => {
  it('writes what differs, addressed absolutely, inside one synchronized update', () => {
    const { writes, writer } = recorder();
    writer.paint(['one', 'two', 'three'], null);
    writer.paint(['one', 'TWO', 'three'], null);
    expect(writes).toHaveLength(2);
    expect(writes[1]).toBe('\u001b[?2026h\u001b[2;1HTWO\u001b[?2026l');
  });

  it('writes no octet above 0x7e where only ASCII is drawn, whatever comes', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u021b', '\u009b', '…', '日本', 'é'),
    );
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        const { writes, writer } = recorder(ASCII);
        writer.paint([`\u001b[36m${parts.join('')}\u001b[39m`], null);
        expect(writes.join('')).toMatch(/^[\u001b -~]*$/u);
      }),
    );
  });

  it('takes no colour away where another one follows', () => {
    const { writes, writer } = recorder();
    writer.paint(['\u001b[36mA\u001b[39m\u001b[90mb\u001b[39m c'], null);
    expect(writes[0]).toContain('\u001b[36mA\u001b[90mb\u001b[39m c');
  });

  it('writes nothing where nothing differs', () => {
    const { writes, writer } = recorder();
    writer.paint(['one'], null);
    writer.paint(['one'], null);
    expect(writes).toHaveLength(1);
  });

  it('writes everything again after invalidate', () => {
    const { writes, writer } = recorder();
    writer.paint(['one', 'two'], null);
    writer.invalidate();
    writer.paint(['one', 'two'], null);
    expect(writes[1]).toContain('\u001b[2J');
    expect(writes[1]).toContain('two');
  });

  it('shows the cursor where it is wanted, and only there', () => {
    const { writes, writer } = recorder();
    writer.paint(['/ port'], { column: 6, row: 0 });
    expect(writes[0]).toContain('\u001b[1;7H\u001b[?25h');
    writer.paint(['/ port'], null);
    expect(writes[1]).not.toContain('\u001b[?25h');
  });
});

const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '7', '│', '▶', '界', 'é'), maxLength: 12 });
const row = fc.oneof(
  text,
  text.map((plain) => `\u001b[36m${plain}\u001b[39m!`),
  text.map((plain) => `\u001b[7m${plain}\u001b[27m`),
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('frame' as const), rows: fc.array(row, { maxLength: 9 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('size' as const),
      columns: fc.integer({ min: 16, max: 40 }),
      rows: fc.integer({ min: 9, max: 14 }),
    }),
  },
);

/** What a terminal shows, row by row without what is blank at the end. */
async function shownBy(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) {
  const terminal = new xterm.Terminal({ cols: 30, rows: 10, allowProposedApi: true });
  let pending = Promise.resolve();
  const writer = createTerminalWriter((data) => {
    pending = new Promise((resolve) => terminal.write(data, resolve));
  }, UNICODE);
  terminal.write('\u001b[?1049h\u001b[?7l');
  let wanted: readonly string[] = [];
  for (const one of steps) {
    if (one.kind === 'frame') wanted = one.rows;
    else {
      await pending;
      terminal.resize(one.columns, one.rows);
      writer.invalidate();
    }
    writer.paint(wanted, null);
  }
  await pending;
  const buffer = terminal.buffer.active;
  const shown = Array.from(
    { length: terminal.rows },
    (_, at) => buffer.getLine(at)?.translateToString(true) ?? '',
  );
  terminal.dispose();
  return { shown, wanted: Array.from({ length: shown.length }, (_, at) => plain(wanted[at] ?? '')) };
}

const plain = (coloured: string) => coloured.replace(/\u001b\[[\d;]*m/gu, '').trimEnd();

describe('a terminal behind the writer', () => {
  it('shows the last frame, whatever came before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { shown, wanted } = await shownBy(steps);
        expect(shown.map((line) => line.trimEnd())).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
  });
});
