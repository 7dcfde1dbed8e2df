import { describe, expect, test } from 'vitest';
import { Analysis } from '../../src/core/analysis.ts';
import type { Batch } from '../../src/core/batch.ts';
import { DEFAULT_LIMITS } from '../../src/core/limits.ts';
import type { Query } from '../../src/core/view/query.ts';
import { batchOf } from '../support/analyse.ts';
import { readPcap } from '../support/pcap.ts';

const HTTP_CLOSE = readPcap(new URL('../fixtures/http-close.pcap', import.meta.url).pathname);
const FIRST_SECOND = 1_700_000_000;
/** In an Ethernet frame with IPv4. */
const SOURCE_ADDRESS = 26;
const DESTINATION_ADDRESS = 30;
const SOURCE_PORT = 34;
const SERVER_PORT = 18_080;
const RECORD_HEADER = 16;

/** Gives the core so many copies of one dialogue, or of its first frames, a few of them side by side at any time. */
class Crowd {
  readonly analysis: Analysis;
  readonly frames: typeof HTTP_CLOSE.frames;
  private readonly batches: readonly Batch[];
  private made = 0;

  constructor(analysis: Analysis, frames = HTTP_CLOSE.frames) {
    this.analysis = analysis;
    this.frames = frames;
    this.batches = frames.map((frame) => batchOf([frame]));
    analysis.addInterface({ name: 'test', linkType: HTTP_CLOSE.linkType, snapshotLength: 262_144 });
  }

  add(connections: number, sideBySide: number): void {
    for (let left = connections; left > 0; left -= sideBySide) {
      const now = Math.min(left, sideBySide);
      for (const batch of this.batches) {
        for (let i = 0; i < now; i++) {
          readdress(batch, this.made + i);
          this.analysis.ingest(batch, 0, 0);
        }
      }
      this.made += now;
    }
  }
}

/** The client's address tells which copy it is, and a thousand copies begin in each second. */
function readdress({ view }: Batch, copy: number): void {
  view.setUint32(0, FIRST_SECOND + Math.floor(copy / 1000), true);
  const fromServer = view.getUint16(RECORD_HEADER + SOURCE_PORT) === SERVER_PORT;
  view.setUint32(
    RECORD_HEADER + (fromServer ? DESTINATION_ADDRESS : SOURCE_ADDRESS),
    0x0a_00_00_00 + copy + 1,
  );
}

function held(analysis: Analysis) {
  const { tracker } = analysis;
  return {
    connections: tracker.table.size,
    runs: tracker.runs['arena'].chunksInUse,
    segments: tracker.segments.fill,
    payload: analysis['context'].budget.octetsHeld,
    messages: analysis['context'].messagesKept,
  };
}

const NOTHING_HELD = { connections: 0, runs: 0, segments: 0, payload: 0, messages: 0 };

describe('many connections', () => {
  test('200,000 of them go through a small table: every one is told whole, and nothing of them stays', () => {
    const limits = { ...DEFAULT_LIMITS, connections: 1000 };
    const analysis = new Analysis({ limits, keepDialogues: false });
    const crowd = new Crowd(analysis);
    let whole = 0;
    analysis.tracker.onLeave = (c) => {
      if (c.packets === crowd.frames.length && c.state === 'closed' && c.conversation?.responses === 1)
        whole++;
    };
    crowd.add(200_000, 100);
    expect(analysis.counters).toMatchObject({
      frames: 200_000 * crowd.frames.length,
      segments: 200_000 * crowd.frames.length,
      connectionsSeen: 200_000,
      connectionsKept: 1000,
      connectionsLetGo: 199_000,
      tlsSecretsLetGo: 0,
      namesLetGo: 0,
      reassemblyOctetsLetGo: 0,
      dissectorFailures: 0,
    });
    expect(whole).toBe(199_000);
    // Who has left the table leaves the queues as well, although no room was ever needed.
    const holders = analysis.tracker['holders'];
    for (const queue of [holders['all'], holders['over']]) expect(queue['items'].length).toBeLessThan(5000);
    analysis.tracker.releaseOver(FIRST_SECOND + 1_000_000, 1);
    expect(whole).toBe(200_000);
    expect(held(analysis)).toEqual(NOTHING_HELD);
  });

  test('more of them open at once than are kept: the longest silent one goes, and its room is used again', () => {
    const limits = { ...DEFAULT_LIMITS, connections: 5000, segments: 20_000, messages: 3000 };
    const analysis = new Analysis({ limits, keepDialogues: true });
    const opening = HTTP_CLOSE.frames.slice(0, 6);
    const left: number[] = [];
    analysis.tracker.onLeave = (c) => left.push(c.id);
    const crowd = new Crowd(analysis, opening);
    crowd.add(20_000, 1);
    expect(left).toEqual(Array.from({ length: 15_000 }, (_, id) => id));
    const { counters, tracker } = analysis;
    expect(counters).toMatchObject({ connectionsSeen: 20_000, connectionsKept: 5000 });
    const kept = tracker.table.list();
    expect(kept.map((c) => c.packets)).toEqual(kept.map(() => opening.length));
    expect(kept.reduce((sum, c) => sum + c.segmentsKept, 0)).toBeLessThanOrEqual(20_000);
    expect(held(analysis).messages).toBeLessThanOrEqual(3000);
    for (const c of kept) tracker.release(c);
    expect(held(analysis)).toEqual(NOTHING_HELD);
  });

  test('100,000 of them are open: a window of rows is what sorting all of them would give', () => {
    const analysis = new Analysis({ limits: DEFAULT_LIMITS, keepDialogues: false });
    new Crowd(analysis, HTTP_CLOSE.frames.slice(0, 4)).add(100_000, 500);
    const query: Query = {
      sequence: 1,
      filter: 'host:10.0.0.0/17 proto:http',
      sort: 'client',
      descending: true,
      offset: 100,
      rows: 50,
      keep: null,
      follow: false,
      stripLength: 20,
      open: null,
    };
    const { rows, matching, offset, counters } = analysis.select(query);
    expect({ matching, offset, open: counters.connectionsOpen }).toEqual({
      matching: 0x7fff,
      offset: 100,
      open: 100_000,
    });
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 50 }, (_, i) => 0x7fff - 1 - 100 - i));
  });
});
