import { describe, expect, it } from 'vitest';
import { Pace } from '../../../src/tui/terminal/pace.ts';
import { createPacedOutput } from '../../../src/tui/terminal/paced-output.ts';

/** A terminal of so many octets a second, whose kernel has found itself full at 0 and went on to take `octets`. */
function slow(octetsPerSecond: number, octets = 4500): { pace: Pace; now: number } {
  const pace = new Pace();
  let now = 0;
  pace.taken(500, false, now);
  for (let taken = 0; taken < octets; taken += 500) {
    now += 500_000 / octetsPerSecond;
    pace.taken(500, false, now);
  }
  return { pace, now };
}

describe('the pace of a terminal', () => {
  it('is not slowed down where it takes all at once', () => {
    const pace = new Pace();
    for (let now = 0; now < 10_000; now += 10) pace.taken(50_000, true, now);
    expect(pace.wait(10_000)).toBe(0);
  });

  it('waits for what is under way, three seconds at the most', () => {
    const { pace, now } = slow(960);
    expect(pace.wait(now)).toBe(3000);
    expect(pace.wait(now + 1000)).toBe(2000);
    expect(pace.wait(now + 3000)).toBe(0);
  });

  it('writes as much as arrives within a quarter of a second once little is under way', () => {
    const { pace, now } = slow(1000);
    const later = now + 30_000;
    expect(pace.wait(later)).toBe(0);
    pace.taken(200, true, later);
    expect(pace.wait(later)).toBe(0);
    pace.taken(400, true, later);
    expect(pace.wait(later)).toBe(350);
  });

  it('takes nothing from a single pause', () => {
    const pace = new Pace();
    pace.taken(3000, false, 20_000);
    pace.taken(500, true, 20_001);
    expect(pace.wait(20_001)).toBe(0);
  });

  it('forgets what it knows, later where that was true still', () => {
    const { pace, now } = slow(1000);
    pace.taken(10_000, true, now + 59_000);
    expect(pace.wait(now + 59_000)).toBe(3000);
    expect(pace.wait(now + 60_000)).toBe(0);
    for (let i = 1; i <= 10; i += 1) pace.taken(500, false, now + 70_000 + i * 500);
    const again = now + 75_000;
    pace.taken(10_000, true, again + 100_000);
    expect(pace.wait(again + 100_000)).toBe(3000);
    expect(pace.wait(again + 120_000)).toBe(0);
  });
});

describe('a paced output', () => {
  it('has one screen under way, and asks for the newest once that is taken', () => {
    let taken = () => {};
    const terminal = {
      writableLength: 0,
      write(data: string, done?: () => void) {
        terminal.writableLength = data.length;
        taken = () => {
          terminal.writableLength = 0;
          done?.();
        };
        return true;
      },
    };
    let asked = 0;
    const output = createPacedOutput(
      terminal,
      () => {
        asked += 1;
      },
      () => 0,
    );
    expect(output.ready()).toBe(true);
    output.write('a screen');
    expect(output.ready()).toBe(false);
    expect(asked).toBe(0);
    taken();
    expect(asked).toBe(1);
    expect(output.ready()).toBe(true);
    output.write('another');
    taken();
    expect(asked).toBe(1);
  });
});
