import { describe, expect, it } from 'vitest';
import type { ConnectionRow, DialogueView } from '../../src/core/view/snapshot.ts';
import { drawExplanationTitle } from '../../src/draw/explanation.ts';
import { ASCII, BARE, COLOUR, UNICODE } from '../../src/draw/style.ts';
import { drawDetails, drawDialogueTitle, drawPreview } from '../../src/draw/summary.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { connectionRow } from './entries.ts';

const bare = { paint: BARE, glyphs: UNICODE };
const row = connectionRow({ state: 'closed', closedBy: 'server', closedHow: 'FIN', retransmissions: [1, 2] });
const view: DialogueView = {
  row,
  names: [null, 'example.org'],
  clientState: 'TIME-WAIT',
  serverState: 'CLOSED',
  transitions: [{ from: 'FIN-WAIT-2', event: 'rcv FIN, snd ACK' }, null],
  roundTrips: [null, null],
  protocols: ['HTTP', 'WebSocket'],
  firstByte: { least: 1e6, mean: 2e6, most: 5e6 },
  unheard: [false, false],
  requestsAnswered: 0,
  requestsOpen: 1,
  closeAnnounced: null,
  responseLeft: false,
  multipath: false,
  remarks: [
    {
      code: 'half-closed',
      values: { who: 0, nanoseconds: 1e9, octets: 110 },
      ordinal: 7,
      nanoseconds: 1e9,
    },
  ],
  facts: { serverName: 'example.org', alpnOffered: ['h2', 'http/1.1'], cipher: null },
  total: 0,
  offset: 0,
  entries: [],
};

const titled = (row: ConnectionRow) => ({
  row,
  protocols: row.protocol === null ? [] : [row.protocol],
  remarks: [],
});

describe('one connection in words', () => {
  it('has a title across the width', () => {
    expect(drawDialogueTitle(titled(row), 80, bare)).toBe(
      '── #18 10.0.0.12:51546 ⇄ 10.0.3.7:5432  CLOSED by S  PostgreSQL ────────────────',
    );
    expect(drawDialogueTitle(titled(row), 40, { paint: BARE, glyphs: ASCII })).toBe(
      '-- #18 10.~12:51546 <> 10.~3.7:5432  CL~',
    );
  });

  it('tells in its title what was spoken in turn, and that there are remarks', () => {
    const endOf = (protocols: readonly string[], remarks = 0) =>
      drawDialogueTitle(
        {
          ...titled(row),
          protocols,
          remarks: view.remarks.slice(0, 1).concat(view.remarks).slice(0, remarks),
        },
        110,
        bare,
      ).replace(/^.*CLOSED by S | ─+$/gu, '');
    expect(endOf(['HTTP', 'HTTP/2'])).toBe(' HTTP → HTTP/2');
    expect(endOf(['TLS HTTP/2'], 1)).toBe(' TLS HTTP/2  ▲ 1 remark');
    expect(endOf(['HTTP', 'TLS HTTP', 'TLS WebSocket'], 2)).toBe(
      ' HTTP → TLS HTTP → TLS WebSocket  ▲ 2 remarks',
    );
    expect(endOf(['SOCKS', 'HTTP', 'SMTP', 'TLS'])).toBe(' SOCKS → … → TLS');
    expect(drawDialogueTitle(view, 75, bare)).toMatch(/ {2}HTTP → WebSocket {2}▲ 1 *$/u);
  });

  it('shortens the addresses in its title, and not what stands behind them', () => {
    const v6 = connectionRow({
      state: 'reset',
      closedBy: 'client',
      protocol: 'HTTP',
      client: { address: '2001:db8:85a3:1:2:8a2e:370:7334', port: 50_008 },
      server: { address: '2001:db8:85a3:1:2:8a2e:370:1', port: 443 },
    });
    expect(drawDialogueTitle(titled(v6), 80, bare)).toBe(
      '── #18 [2001:db8:…370:7334]:50008 ⇄ [2001:db8:8…a2e:370:1]:443  RESET by C  HTTP',
    );
    expect(drawExplanationTitle(titled(v6), 80, bare)).toMatch(/:443 {2}HTTP$/u);
    expect(drawDialogueTitle(titled({ ...v6, server: { address: '::1', port: 443 } }), 80, bare)).toContain(
      ' ⇄ [::1]:443  RESET by C  HTTP ',
    );
  });

  it('has a preview that tells what the row has no room for', () => {
    expect(drawPreview(row, 80, bare, 9e9)).toMatchInlineSnapshot(
      `"#18 · closed by the server · C→S 48.2K  S→C 912K · 4 requests · 3 sent again · …"`,
    );
    expect(drawPreview(row, 140, bare, 9e9)).toMatchInlineSnapshot(
      `"#18 10.0.0.12:51546 ⇄ 10.0.3.7:5432 · closed by the server · C→S 48.2K  S→C 912K · 4 requests · 3 sent again · rtt 35us · idle 4.0s         "`,
    );
  });

  it('has its figures rather than addresses that leave them no room', () => {
    const long = { address: '2001:db8:85a3:1:2:8a2e:370:7334', port: 50_008 };
    const preview = drawPreview({ ...row, client: long, server: long }, 140, bare, 9e9);
    expect(preview).toMatch(/^#18 · closed by the server · .* · idle 4\.0s *$/u);
  });

  it('tells how many requests have how many responses', () => {
    const preview = (requests: number, responses: number) =>
      drawPreview({ ...row, requests, responses }, 140, bare, 9e9);
    expect(preview(1, 1)).toContain('1 request ·');
    expect(preview(3, 2)).toContain('3 requests, 2 answered ·');
    expect(preview(1, 2)).toContain('1 request, 2 responses ·');
  });

  it('has details beside the ladder', () => {
    expect(drawDetails(view, 40, bare, 'en').map((line) => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "state         closed by the server",
        "S is          example.org",
        "client        TIME-WAIT",
        "  by          rcv FIN, snd ACK",
        "server        CLOSED",
        "lasted        5.000 s",
        "rtt           35 us",
        "packets       C 20  S 30",
        "payload       C 48.2K  S 912K",
        "on wire       C 50.0K  S 1.0M",
        "again         C 1  S 2",
        "spoken        HTTP, then WebSocket",
        "asked         4 requests",
        "first byte    1ms / 2ms / 5ms",
        "waiting       1 not answered",
        "remarks       1",
        "device        lo",
        "server name   example.org",
        "alpn offered  h2 http/1.1",
        "▲ half-closed for 1.0 s: C had closed, S",
        "  still sent 110 octets, which C did not",
        "  take (RST)",
        "  The other side may still send, which",
        "  is sometimes meant; without data it is",
        "  often a program that closes late or",
        "  forgets to (CLOSE-WAIT), and holds a",
        "  socket.",
      ]
    `);
  });

  it('goes on in the next row with a value that is too long, up to a bound', () => {
    const names = Array.from({ length: 30 }, (_, i) => `host${i}.example.org`);
    const long: DialogueView = {
      ...view,
      row: connectionRow({ requests: 3, responses: 4 }),
      facts: { names },
    };
    const lines = drawDetails(long, 34, bare, 'en').map((line) => line.trimEnd());
    const at = lines.findIndex((line) => line.startsWith('asked'));
    expect(lines.slice(at, at + 2)).toEqual(['asked       3 requests, 4', '            responses']);
    const named = lines.findIndex((line) => line.startsWith('names'));
    expect(lines.slice(named, named + 4)).toEqual([
      'names       host0.example.org',
      '            host1.example.org',
      '            host2.example.org …',
      '▲ half-closed for 1.0 s: C had',
    ]);
  });

  it('says when it is only guessed who is the client', () => {
    const details = drawDetails({ ...view, row: connectionRow({ basis: 'first' }) }, 50, bare, 'en');
    expect(details.find((line) => line.startsWith('C and S'))).toContain('a guess: who was seen first');
  });

  it('is exactly as wide as asked for', () => {
    for (let width = 1; width <= 200; width++) {
      const style = { paint: COLOUR, glyphs: UNICODE };
      const lines = [
        drawDialogueTitle(view, width, style),
        drawPreview(row, width, style, 0),
        ...drawDetails(view, width, style, 'en'),
      ];
      expect(lines.map(columnsOf)).toEqual(lines.map(() => width));
    }
  });
});

describe('an RST that its side has probably not sent', () => {
  const broken: DialogueView = {
    ...view,
    row: connectionRow({ state: 'reset', closedBy: 'server', closedHow: 'RST' }),
    clientState: 'CLOSED',
    serverState: 'CLOSED',
    transitions: [
      { from: 'ESTABLISHED', event: 'rcv RST' },
      { from: 'ESTABLISHED', event: 'snd RST' },
    ],
    remarks: [
      {
        code: 'reset-not-from-host',
        values: { who: 1, hopLimits: null, wentOnNanoseconds: 1e9, other: null },
        ordinal: 3,
        nanoseconds: 1e9,
      },
    ],
  };

  it('is not told as its own', () => {
    expect(drawDialogueTitle(broken, 100, bare)).toContain('RESET in the name of S');
    const details = drawDetails(broken, 60, bare, 'en').map((line) => line.trim().replace(/ {2,}/g, ': '));
    expect(details).toContain('state: reset in the name of the server');
    expect(details.join('\n')).toContain(
      'client: CLOSED\nby: rcv RST\nserver: not known\nby: RST in its name',
    );
  });

  it('is told as its own without that remark', () => {
    const own = { ...broken, remarks: [] };
    expect(drawDialogueTitle(own, 100, bare)).toContain('RESET by S');
    expect(drawDetails(own, 60, bare, 'en').join('\n')).toContain('reset by the server');
  });
});
