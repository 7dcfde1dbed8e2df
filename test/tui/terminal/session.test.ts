import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTerminalSession } from '../../../src/tui/terminal/session.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';

/** As a stream of Node, the output tells the size that it was told last, until it is made to ask for it. */
function session() {
  const terminal = createFakeTerminal(80, 24);
  const windowSize = { columns: 80, rows: 24 };
  const events: string[] = [];
  const made = createTerminalSession(
    terminal.stdin,
    terminal.stdout,
    {
      onKeys: (keys) => events.push(...keys.map((key) => (key.kind === 'key' ? key.name : 'paste'))),
      onEnter: ({ columns, rows }) => events.push(`enter ${columns}x${rows}`),
      onLeave: () => events.push('leave'),
      onResize: ({ columns, rows }) => events.push(`resize ${columns}x${rows}`),
      onGone: () => events.push('gone'),
    },
    {
      stopGroup: () => events.push(`stop raw=${terminal.stdin.raw}`),
      askForSize() {
        Object.assign(terminal.stdout, windowSize);
        terminal.stdout.emit('resize');
      },
    },
  );
  return { terminal, events, session: made, windowSize };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the terminal session', () => {
  it('enters and leaves once each, however often it is told to', () => {
    const { terminal, events, session: it } = session();
    it.enter();
    it.enter();
    expect(terminal.stdin.raw).toBe(true);
    expect(terminal.writes.join('')).toBe('\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h');
    it.leave();
    it.leave();
    expect(terminal.stdin.raw).toBe(false);
    expect(terminal.writes).toHaveLength(2);
    expect(terminal.writes[1]).toBe(
      '\u001b[?2026l\u001b[0m\u001b[?2004l\u001b[?7h\u001b[9999;1H\u001b[2K\r\n\u001b[?1049l\u001b[?25h',
    );
    expect(events).toEqual(['enter 80x24', 'leave']);
  });

  it('gives the terminal back before it stops, and takes it again with its new size', async () => {
    const { terminal, events, session: it, windowSize } = session();
    it.enter();
    it.suspend();
    await Promise.resolve();
    Object.assign(windowSize, { columns: 100, rows: 30 });
    it.resume();
    expect(events).toEqual(['enter 80x24', 'leave', 'stop raw=false', 'enter 100x30']);
    expect(terminal.stdin.raw).toBe(true);
  });

  it('stops once the terminal has taken how it is given back, and not where it is taken again before', () => {
    const { terminal, events, session: it } = session();
    let taken = () => {};
    terminal.stdout.write = (_text, onTaken) => {
      if (onTaken) taken = onTaken;
      return false;
    };
    it.enter();
    it.suspend();
    expect(events).toEqual(['enter 80x24', 'leave']);
    taken();
    expect(events.at(-1)).toBe('stop raw=false');
    it.resume();
    it.suspend();
    it.resume();
    taken();
    expect(events.slice(3)).toEqual(['enter 80x24', 'leave', 'enter 80x24']);
  });

  it('asks for the size when it is told to', () => {
    const { events, session: it, windowSize } = session();
    it.enter();
    Object.assign(windowSize, { columns: 100, rows: 30 });
    it.refreshSize();
    expect(events).toEqual(['enter 80x24', 'resize 100x30']);
  });

  it('goes on where no shell was there to stop it', async () => {
    const { events, session: it } = session();
    it.enter();
    it.suspend();
    await Promise.resolve();
    vi.advanceTimersByTime(1000);
    expect(events.at(-1)).toBe('enter 80x24');
  });

  it('enters anew where it was stopped without a word', () => {
    const { terminal, events, session: it } = session();
    it.enter();
    it.resume();
    expect(events).toEqual(['enter 80x24', 'leave', 'enter 80x24']);
    expect(terminal.stdin.raw).toBe(true);
  });

  it('takes a lone ESC for the Esc key after a moment', () => {
    const { terminal, events, session: it } = session();
    it.enter();
    terminal.type('\u001b');
    expect(events).toEqual(['enter 80x24']);
    vi.advanceTimersByTime(100);
    terminal.type('\u001b');
    terminal.type('[A');
    vi.advanceTimersByTime(100);
    expect(events).toEqual(['enter 80x24', 'escape', 'up']);
  });

  it('waits far longer for the rest of what is a sequence already', () => {
    const { terminal, events, session: it } = session();
    it.enter();
    for (const part of ['\u001b[', '20', '0~r', 'q\u001b[201~', '\u001bO', 'B']) {
      terminal.type(part);
      vi.advanceTimersByTime(500);
    }
    expect(events).toEqual(['enter 80x24', 'paste', 'down']);
    terminal.type('\u001b[');
    vi.advanceTimersByTime(2000);
    terminal.type('j');
    expect(events.slice(3)).toEqual(['alt+[', 'j']);
  });

  it('hears no keys while the terminal is not ours, and tells when it is gone', () => {
    const { terminal, events, session: it } = session();
    terminal.type('j');
    it.enter();
    it.leave();
    terminal.type('j');
    terminal.stdin.emit('error');
    expect(events).toEqual(['enter 80x24', 'leave', 'gone']);
  });

  it('survives a terminal that refuses everything', () => {
    const { terminal, session: it } = session();
    terminal.stdin.setRawMode = () => {
      throw new Error('EIO');
    };
    it.enter();
    expect(() => it.leave()).not.toThrow();
  });
});
