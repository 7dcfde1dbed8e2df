import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../src/tui/terminal/screen.ts';

const size = { columns: 10, rows: 4 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

function recorded(ready = () => true) {
  const frames: (readonly string[])[] = [];
  let invalidated = 0;
  const writer = {
    paint: (rows: readonly string[]) => {
      frames.push(rows);
    },
    invalidate: () => {
      invalidated += 1;
    },
  };
  const faults: unknown[] = [];
  const screen = createScreen(writer, size, ready, (error) => faults.push(error));
  screen.setActive(true);
  return { screen, frames, faults, invalidated: () => invalidated };
}

describe('the screen', () => {
  it('puts live panes over what Ink laid out, never more rows than the terminal has', async () => {
    const { screen, frames } = recorded();
    screen.output.write('top\n\n\nfoot\nmore\n');
    screen.addPane({
      place: () => ({ row: 1, rows: 2 }),
      draw: (columns, rows) => [`${columns}x${rows}`, 'b', 'c'],
    });
    await turn();
    expect(frames).toEqual([['top', '10x2', 'b', 'foot']]);
  });

  it('cuts a pane at the end of the terminal, and forgets one that has gone', async () => {
    const { screen, frames } = recorded();
    const remove = screen.addPane({ place: () => ({ row: 3, rows: 5 }), draw: () => ['a', 'b'] });
    await turn();
    remove();
    await turn();
    expect(frames).toEqual([
      ['', '', '', 'a'],
      ['', '', '', ''],
    ]);
  });

  it('asks nothing of a pane that stands below the end of the terminal', async () => {
    const { screen, frames, faults } = recorded();
    screen.addPane({
      place: () => ({ row: 9, rows: 2 }),
      draw: () => {
        throw new Error('asked');
      },
    });
    await turn();
    expect(frames).toEqual([['', '', '', '']]);
    expect(faults).toEqual([]);
  });

  it('says in its place that a pane could not be drawn, and shows the others', async () => {
    const { screen, frames, faults } = recorded();
    screen.addPane({
      place: () => ({ row: 0, rows: 2 }),
      draw: () => {
        throw new Error('no');
      },
    });
    screen.addPane({ place: () => ({ row: 2, rows: 1 }), draw: () => ['whole'] });
    await turn();
    expect(frames).toEqual([['  This ca…', '', 'whole', '']]);
    expect(faults).toEqual([new Error('no')]);
  });

  it('makes one frame of what changes and of what React makes of it', async () => {
    const { screen, frames } = recorded();
    screen.request();
    queueMicrotask(() => queueMicrotask(() => screen.output.write('committed')));
    await turn();
    expect(frames).toEqual([['committed', '', '', '']]);
  });

  it('makes one frame of all that happens in a turn', async () => {
    const { screen, frames } = recorded();
    for (let times = 0; times < 5; times += 1) {
      screen.output.write(`frame ${times}`);
      screen.request();
    }
    await turn();
    expect(frames).toEqual([['frame 4', '', '', '']]);
  });

  it('writes nothing while the terminal is not ours or cannot take more', async () => {
    let ready = false;
    const { screen, frames } = recorded(() => ready);
    screen.output.write('a');
    await turn();
    ready = true;
    screen.setActive(false);
    screen.request();
    await turn();
    expect(frames).toEqual([]);
    screen.setActive(true);
    screen.request();
    await turn();
    expect(frames).toHaveLength(1);
  });

  it('tells Ink another size and draws everything anew', async () => {
    const { screen, frames, invalidated } = recorded();
    let told = '';
    screen.output.on('resize', () => {
      told = `${screen.output.columns}x${screen.output.rows}`;
    });
    screen.resize({ columns: 20, rows: 2 });
    await turn();
    expect(told).toBe('20x2');
    expect(frames).toEqual([['', '']]);
    expect(invalidated()).toBe(1);
  });
});
