import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../src/core/view/snapshot.ts';
import { analyse } from '../../support/analyse.ts';
import { connectionJson } from '../../support/json.ts';

const analysis = analyse('self-connected');
const jsonOf = (id: number) =>
  connectionJson(analysis, analysis.tracker.table.list()[id], { messages: false, segments: true });
const viewOf = (id: number) => analysis.dialogueOf(id, false) as DialogueView;
const toldOf = (id: number) =>
  explain(viewOf(id), 'en')
    .filter(({ isRemark }) => !isRemark)
    .map(({ text }) => text);

describe('a socket that is connected to itself (RFC 9293, figure 5, of one end)', () => {
  test('is closed by its one FIN, for both ends', () => {
    const json = jsonOf(0);
    expect(json).toMatchObject({ clientState: 'TIME-WAIT', serverState: 'TIME-WAIT' });
    expect(json.serverTransition).toEqual({ from: 'CLOSING', event: 'rcv ACK of FIN' });
    expect(json.close).toEqual({
      by: 'client',
      how: 'FIN',
      why: 'C, connected to itself, has closed (FIN)',
    });
    expect(viewOf(0).row.state).toBe('closed');
    expect(viewOf(2).row.state).toBe('closed');
  });

  test('is reset by itself', () => {
    expect(jsonOf(1).close.why).toBe('C, connected to itself, reset the connection (RST)');
    expect(jsonOf(1)).toMatchObject({ clientState: 'CLOSED', serverState: 'CLOSED' });
  });

  test('acknowledges itself: nothing is missing, and windows are scaled', () => {
    const { analysis: counts, segments } = jsonOf(0);
    expect(counts.gaps).toEqual([0, 0]);
    expect(counts.roundTripSeconds).toEqual([expect.objectContaining({ samples: 3 }), null]);
    expect(segments.at(-1)).toMatchObject({ acknowledgmentNumber: 29, window: 65_536, marks: [] });
  });

  test('is as Zeek has it: from the originator alone', () => {
    expect(jsonOf(0)).toMatchObject({ history: 'SADF', connState: 'SH' });
  });

  test('is remarked on, once it is open', () => {
    for (const id of [0, 1, 2]) {
      expect(jsonOf(id).remarks.map(({ code }: { readonly code: string }) => code)).toEqual([
        'self-connected',
      ]);
    }
  });

  test('is told of as one', () => {
    expect(toldOf(0)).toEqual([
      'C asks to open a connection (SYN).',
      'The SYN comes back to C itself, which takes it for that of another end and agrees (SYN+ACK).',
      'C acknowledges (ACK): the connection is open.',
      'C says `GET / HTTP/1.1` (27 octets).',
      'C has nothing more to say and closes (FIN).',
      'C acknowledges (ACK).',
      'That FIN ends both directions: there is no other end that could still send.',
    ]);
  });
});
