import { describe, expect, it } from 'vitest';
import type { DialogueView } from '../../src/core/view/snapshot.ts';
import { ASCII, BARE, COLOUR, UNICODE } from '../../src/draw/style.ts';
import { dialogueLines } from '../../src/report/text.ts';
import { connectionRow, segment } from '../draw/entries.ts';

const startTime = { seconds: 0, nanoseconds: 0 };
const view: DialogueView = {
  row: connectionRow(),
  names: [null, null],
  clientState: 'SYN-SENT',
  serverState: 'UNKNOWN',
  transitions: [null, null],
  roundTrips: [null, null],
  firstByte: null,
  unheard: [false, false],
  requestsAnswered: 0,
  requestsOpen: 0,
  closeAnnounced: null,
  responseLeft: false,
  multipath: false,
  remarks: [],
  protocols: ['PostgreSQL'],
  facts: {},
  total: 1,
  offset: 0,
  entries: [segment({ controlBits: 2 })],
};

describe('a dialogue as text', () => {
  it('has a title, the ends, its ladder and how it stands', () => {
    const lines = dialogueLines(view, startTime, {
      width: 80,
      style: { paint: BARE, glyphs: ASCII },
      language: 'en',
    });
    expect(lines).toEqual([
      '-- #18 10.0.0.12:51546 <> 10.0.3.7:5432  OPEN  PostgreSQL ----------------------',
      '      TIME  C :51546             :5432 S  SAID',
      '  0.000000  |--------- [SYN] --------->|',
      'not over: client SYN-SENT, server UNKNOWN',
    ]);
  });

  it('has no character beyond ASCII where only ASCII is drawn', () => {
    const spoken = segment({ said: 'GET /\u021b?q=日本 …', protocol: 'HTTP' });
    const style = { paint: BARE, glyphs: ASCII };
    const lines = dialogueLines({ ...view, entries: [spoken] }, startTime, {
      width: 120,
      style,
      language: 'en',
    });
    expect(lines.join('\n')).toMatch(/^[\n -~]*$/u);
    expect(lines[2]).toContain('GET /??q=???? ~');
  });

  it('ends with how it ended, where it has', () => {
    const ended = { kind: 'ended', nanoseconds: 0, text: 'refused', by: 1 } as const;
    const options = { width: 80, style: { paint: COLOUR, glyphs: UNICODE }, language: 'en' } as const;
    const lines = dialogueLines({ ...view, entries: [...view.entries, ended] }, startTime, options);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toContain('\u001b[1m refused\u001b[22m');
  });
});
