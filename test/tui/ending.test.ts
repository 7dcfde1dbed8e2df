import { describe, expect, it } from 'vitest';
import type { RecordingStatus } from '../../src/core/view/snapshot.ts';
import { createEnding } from '../../src/tui/ending.ts';

const RECORDING: RecordingStatus = {
  path: 'a\u001b[2J.pcap',
  frames: 1,
  octets: 1234,
  unwritten: 0,
  startedMilliseconds: 0,
};

function ending(close: () => Promise<RecordingStatus | null>) {
  const events: string[] = [];
  let resolve: (status: number) => void = () => undefined;
  const status = new Promise<number>((done) => {
    resolve = done;
  });
  const made = createEnding({
    giveBack: () => events.push('give back'),
    close: () => {
      events.push('close');
      return close();
    },
    wordsOf: (error) => String(error),
    say: (line) => events.push(line),
    resolve,
  });
  return { events, status, ending: made };
}

describe('the way out', () => {
  it('gives the terminal back, then closes, then says what was recorded', async () => {
    const { events, status, ending: it } = ending(async () => RECORDING);
    expect(it.started()).toBe(false);
    it.end(0);
    expect(it.started()).toBe(true);
    expect(await status).toBe(0);
    expect(events).toEqual(['give back', 'close', 'recorded 1 packet, 1.2K octets, to a\ufffd[2J.pcap']);
  });

  it('says a failure in one line and ends with 1', async () => {
    const { events, status, ending: it } = ending(async () => null);
    it.end(0, 'broken\nbadly\u0007');
    expect(await status).toBe(1);
    expect(events).toEqual(['give back', 'broken badly\ufffd', 'close']);
  });

  it('keeps the status of a signal', async () => {
    const { status, ending: it } = ending(async () => null);
    it.end(143);
    expect(await status).toBe(143);
  });

  it('ends with 1 where closing fails', async () => {
    const { events, status, ending: it } = ending(() => Promise.reject(new Error('disk full')));
    it.end(0);
    expect(await status).toBe(1);
    expect(events.at(-1)).toBe('Error: disk full');
  });

  it('waits for the recording, but not when told a second time', async () => {
    const { status, ending: it } = ending(() => new Promise(() => undefined));
    it.end(0);
    it.end(143);
    expect(await status).toBe(143);
  });
});
