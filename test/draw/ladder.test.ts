import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LadderEntry } from '../../src/core/view/snapshot.ts';
import { drawLadder, drawLadderHeader } from '../../src/draw/ladder.ts';
import { layoutLadder, TIME_MODES } from '../../src/draw/ladder-layout.ts';
import { ASCII, BARE, COLOUR, UNICODE } from '../../src/draw/style.ts';
import { columnsOf } from '../../src/draw/text.ts';
import { segment } from './entries.ts';
import { wireText } from './wire-text.ts';

const bare = { paint: BARE, glyphs: UNICODE };
const startTime = { seconds: 1_598_700_000, nanoseconds: 123_456_789 };
const options = { timeMode: 'start', startTime, language: 'en' } as const;
const ends = {
  client: { address: '127.0.0.1', port: 51_546 },
  server: { address: '127.0.0.1', port: 18_083 },
};

const SYN = 0x02;
const SYN_ACK = 0x12;
const PSH_ACK = 0x18;
const FIN_ACK = 0x11;
const RST_ACK = 0x14;

const DIALOGUE: readonly LadderEntry[] = [
  segment({ controlBits: SYN, said: 'mss 65495  wscale 10  sack  ts' }),
  segment({
    nanoseconds: 35_000,
    sinceNanoseconds: 35_000,
    from: 1,
    controlBits: SYN_ACK,
    said: 'mss 65495',
  }),
  segment({ nanoseconds: 50_000, sinceNanoseconds: 15_000 }),
  segment({
    nanoseconds: 1e6,
    sinceNanoseconds: 950_000,
    controlBits: PSH_ACK,
    payloadBytes: 571,
    said: 'GET /chat HTTP/1.1',
    protocol: 'http',
  }),
  segment({
    nanoseconds: 24e6,
    sinceNanoseconds: 23e6,
    from: 1,
    controlBits: PSH_ACK,
    payloadBytes: 129,
    said: '101 Switching Protocols',
    protocol: 'http',
  }),
  { kind: 'switch', nanoseconds: 24e6, to: 'WebSocket', within: null },
  segment({
    nanoseconds: 30e6,
    sinceNanoseconds: 6e6,
    controlBits: PSH_ACK,
    payloadBytes: 17,
    said: 'TEXT "日本"',
    protocol: 'websocket',
  }),
  { kind: 'said', nanoseconds: 30e6, from: 0, said: 'PING "1"', protocol: 'websocket' },
  { kind: 'silence', nanoseconds: 30e6, durationNanoseconds: 1_204e6 },
  segment({
    nanoseconds: 1_234e6,
    sinceNanoseconds: 1_204e6,
    controlBits: PSH_ACK,
    payloadBytes: 17,
    marks: 1,
    said: 'TEXT "日本"',
    protocol: 'websocket',
  }),
  segment({ nanoseconds: 1_235e6, sinceNanoseconds: 1e6, from: 1, count: 12 }),
  segment({
    nanoseconds: 1_236e6,
    sinceNanoseconds: 1e6,
    from: 1,
    controlBits: PSH_ACK,
    payloadBytes: 48_200,
    count: 33,
  }),
  segment({ nanoseconds: 1_237e6, sinceNanoseconds: 1e6, marks: 2 }),
  segment({ nanoseconds: 1_238e6, sinceNanoseconds: 1e6, payloadBytes: 1, marks: 4 }),
  { kind: 'omitted', nanoseconds: 1_238e6, segments: 1204 },
  segment({ nanoseconds: 5e9, sinceNanoseconds: 3.7e9, from: 1, controlBits: FIN_ACK }),
  segment({ nanoseconds: 5.0001e9, sinceNanoseconds: 100_000, controlBits: RST_ACK }),
  { kind: 'ended', nanoseconds: 5.0001e9, text: 'S closed first with FIN after 3.7 s of silence', by: 1 },
];

describe('drawLadder', () => {
  it('draws a dialogue at 80 columns', () => {
    const lines = [drawLadderHeader(ends, 80, bare, 'start'), ...drawLadder(DIALOGUE, 80, bare, options)];
    expect(lines.map((line) => line.trimEnd()).join('\n')).toMatchInlineSnapshot(`
      "      TIME  C :51546            :18083 S  SAID
        0.000000  │───────── [SYN] ─────────▶│  mss 65495  wscale 10  sack  ts
        0.000035  │◀─────── [SYN,ACK] ───────│  mss 65495
        0.000050  │───────── [ACK] ─────────▶│
        0.001000  │──── [PSH,ACK] 571 B ────▶│  GET /chat HTTP/1.1
        0.024000  │◀──── [PSH,ACK] 129 B ────│  101 Switching Protocols
                  │ ════ now WebSocket ═════ │
        0.030000  │──── [PSH,ACK] 17 B ─────▶│  TEXT "日本"
                  │                          │  PING "1"
                  │ ┄┄ silent for 1.204 s ┄┄ │
        1.234000  │╌╌ [PSH,ACK] 17 B RETX ╌╌▶│  TEXT "日本"
        1.235000  │◀─────── [ACK] ×12 ───────│
        1.236000  │◀── [PSH,ACK] 48.2K ×33 ──│
        1.237000  │───────── [ACK] ─────────▶│  zero window
        1.238000  │─────── [ACK] 1 B ───────▶│  keep-alive probe
                  │ ………… 1,204 not kept ………… │
        5.000000  │◀─────── [FIN,ACK] ───────│
        5.000100  │─────── [RST,ACK] ───────▶│
        5.000100  └── S closed first with FIN after 3.7 s of silence"
    `);
  });

  it('says to whom ICMP errors went, and what they say beside it where there is room', () => {
    const errors: LadderEntry = {
      kind: 'icmp',
      nanoseconds: 46e6,
      about: 1,
      text: 'packet too big',
      nextHopMtu: 1300,
      count: 3,
      refuses: false,
      fromHost: false,
    };
    const drawn = (width: number) => drawLadder([errors], width, bare, options)[0]?.trimEnd();
    expect([drawn(80), drawn(50)]).toMatchInlineSnapshot(`
      [
        "  0.046000  │ ┄┄┄┄┄ ICMP to S ×3 ┄┄┄┄┄ │  packet too big: next hop takes 1,300 B",
        " 0.046000  │ ┄┄┄┄ packet too big ┄┄┄┄ │",
      ]
    `);
  });

  it('draws it at 120 columns with full addresses and words', () => {
    const lines = [drawLadderHeader(ends, 120, bare, 'start'), ...drawLadder(DIALOGUE, 120, bare, options)];
    expect(lines.map((line) => line.trimEnd()).join('\n')).toMatchInlineSnapshot(`
      "      TIME    +GAP  C 127.0.0.1:51546           127.0.0.1:18083 S  SAID
        0.000000          │───────────────── [SYN] ──────────────────▶│  mss 65495  wscale 10  sack  ts
        0.000035   +35us  │◀─────────────── [SYN,ACK] ────────────────│  mss 65495
        0.000050   +15us  │───────────────── [ACK] ──────────────────▶│
        0.001000  +950us  │──────────── [PSH,ACK] 571 B ─────────────▶│  GET /chat HTTP/1.1
        0.024000   +23ms  │◀──────────── [PSH,ACK] 129 B ─────────────│  101 Switching Protocols
                          │ ════════ WebSocket from here on ═════════ │
        0.030000    +6ms  │───────────── [PSH,ACK] 17 B ─────────────▶│  TEXT "日本"
                          │                                           │  PING "1"
                          │ ┄┄┄┄┄┄┄┄┄┄ silent for 1.204 s ┄┄┄┄┄┄┄┄┄┄┄ │
        1.234000   +1.2s  │╌╌╌╌╌╌╌╌╌╌ [PSH,ACK] 17 B RETX ╌╌╌╌╌╌╌╌╌╌╌▶│  TEXT "日本"
        1.235000    +1ms  │◀─────────────── [ACK] ×12 ────────────────│
        1.236000    +1ms  │◀───── [PSH,ACK] 48.2K in 33 segments ─────│
        1.237000    +1ms  │───────────────── [ACK] ──────────────────▶│  zero window
        1.238000    +1ms  │─────────────── [ACK] 1 B ────────────────▶│  keep-alive probe
                          │ …………………… 1,204 segments not kept …………………… │
        5.000000   +3.7s  │◀─────────────── [FIN,ACK] ────────────────│
        5.000100  +100us  │─────────────── [RST,ACK] ────────────────▶│
        5.000100          └── S closed first with FIN after 3.7 s of silence"
    `);
  });

  it('draws it with ASCII characters only at 60 columns', () => {
    const style = { paint: BARE, glyphs: ASCII };
    const lines = [drawLadderHeader(ends, 60, style, 'start'), ...drawLadder(DIALOGUE, 60, style, options)];
    const text = lines.map((line) => line.trimEnd()).join('\n');
    expect(text.replaceAll(/[日本]/g, '')).toMatch(/^[ -~\n]*$/);
    expect(text).toMatchInlineSnapshot(`
      "     TIME  C :51546            :18083 S  SAID
       0.000000  |--------- [SYN] --------->|  mss 65495  wscale ~
       0.000035  |<------- [SYN,ACK] -------|  mss 65495
       0.000050  |--------- [ACK] --------->|
       0.001000  |---- [PSH,ACK] 571 B ---->|  GET /chat HTTP/1.1
       0.024000  |<---- [PSH,ACK] 129 B ----|  101 Switching Prot~
                 | ==== now WebSocket ===== |
       0.030000  |---- [PSH,ACK] 17 B ----->|  TEXT "日本"
                 |                          |  PING "1"
                 | .. silent for 1.204 s .. |
       1.234000  |~~ [PSH,ACK] 17 B RETX ~~>|  TEXT "日本"
       1.235000  |<------- [ACK] x12 -------|
       1.236000  |<-- [PSH,ACK] 48.2K x33 --|
       1.237000  |--------- [ACK] --------->|  zero window
       1.238000  |------- [ACK] 1 B ------->|  keep-alive probe
                 | ~~~~ 1,204 not kept ~~~~ |
       5.000000  |<------- [FIN,ACK] -------|
       5.000100  |------- [RST,ACK] ------->|
       5.000100  +-- S closed first with FIN after 3.7 s of silen~"
    `);
  });

  it('gives the time since the entry before, or the time of day', () => {
    const previous = drawLadder(DIALOGUE, 80, bare, { ...options, timeMode: 'previous' });
    expect(previous[0]).toMatch(/^ {12}│/);
    expect(previous[1]).toMatch(/^ \+0\.000035 {2}│/);
    const clock = drawLadder(DIALOGUE, 100, bare, { ...options, timeMode: 'clock' });
    expect(clock[1]).toMatch(/^\d\d:\d\d:\d\d\.123491 {3}\+35us {2}│/);
    const narrow = drawLadder(DIALOGUE, 60, bare, { ...options, timeMode: 'clock' });
    expect(narrow[1]).toMatch(/^\d\d:\d\d:\d\d\.123 {2}│/);
  });

  it('paints sides, control bits and trouble, and nothing of a selected row', () => {
    const style = { paint: COLOUR, glyphs: UNICODE };
    const rows = drawLadder(DIALOGUE, 80, style, { ...options, selected: 3 });
    expect(rows[0]).toContain('\u001b[33m[SYN]\u001b[39m');
    expect(rows[2]).toContain('\u001b[90m[ACK]\u001b[39m');
    expect(rows[3]).toMatch(/^\u001b\[7m[^\u001b]*\u001b\[27m$/);
    expect(rows[4]).toContain('\u001b[35m[PSH,ACK]\u001b[39m');
    expect(rows[9]).toContain('\u001b[31m RETX\u001b[39m');
    expect(rows[16]).toContain('\u001b[31m[RST,ACK]\u001b[39m');
  });

  it('names all control bits, and gives way to letters where there is no room', () => {
    const all = segment({ controlBits: 0x1ff, payloadBytes: 1460, marks: 1 });
    expect(drawLadder([all], 160, bare, options)[0]).toContain('[FSRPAUECN] 1460 B RETX');
    expect(drawLadder([segment({ controlBits: 0xc2 })], 160, bare, options)[0]).toContain('[SYN,ECE,CWR]');
    expect(drawLadder([segment({ controlBits: 0 })], 80, bare, options)[0]).toContain('[no bits]');
  });

  it('keeps the notes on what was said where there is no room for all of it', () => {
    const asked = segment({
      controlBits: PSH_ACK,
      payloadBytes: 225,
      said: 'HEAD /1.html HTTP/1.1  Upgrade: h2c  Connection: close',
      protocol: 'HTTP',
      noteCharacters: '  Upgrade: h2c  Connection: close'.length,
    });
    const saidAt = (width: number) =>
      drawLadder([asked], width, bare, options)[0]
        ?.replace(/.*│ {2}/, '')
        .trimEnd();
    expect(saidAt(80)).toBe('HEAD…  Upgrade: h2c  Connection: close');
    expect(saidAt(112)).toBe('HEAD /1.html …  Upgrade: h2c  Connection: close');
    expect(saidAt(124)).toBe(asked.said);
    expect(saidAt(64)).toBe('HEAD …  Upgrade: h2c …');
  });

  it('writes a remark without the sign of microseconds where only ASCII is drawn', () => {
    const remark: LadderEntry = {
      kind: 'remark',
      nanoseconds: 0,
      code: 'client-closed-early',
      values: { nanoseconds: 94_000 },
    };
    expect(drawLadder([remark], 80, bare, options)[0]).toContain('94 µs');
    expect(drawLadder([remark], 80, { paint: BARE, glyphs: ASCII }, options)[0]).toContain(
      '! C closed a connection that could have been kept, 94 us',
    );
  });

  it('lets words that belong to the segment above begin left of where they would be cut', () => {
    const said = 'h2c not taken: the request said Connection: close';
    const remark = 'the first byte of this response came 1.0 s after its request, the slowest of 12';
    const entries: readonly LadderEntry[] = [
      { kind: 'said', nanoseconds: 0, from: 1, said, protocol: 'HTTP' },
      { kind: 'said', nanoseconds: 0, from: 1, said: '200 (stream 1)', protocol: 'HTTP/2' },
      {
        kind: 'remark',
        nanoseconds: 0,
        code: 'slow-first-byte',
        values: { nanoseconds: 1e9, of: 12, early: false },
      },
    ];
    expect(drawLadder(entries, 80, bare, options).map((row) => row.trimEnd())).toEqual([
      `            │                  ${said}`,
      '            │                          │  200 (stream 1)',
      '            │ ▲ the first byte of this response came 1.0 s after its request, …',
    ]);
    for (const row of drawLadder(entries, 80, bare, options)) expect(columnsOf(row)).toBe(80);
    expect(drawLadder(entries, 120, bare, options)[2]).toContain(`▲ ${remark}`);
  });

  it('words a remark in the language that is wanted, in rows as wide as all others', () => {
    const remark: LadderEntry = {
      kind: 'remark',
      nanoseconds: 0,
      code: 'zero-window',
      values: { who: 1, times: 2, nanoseconds: 4e9 },
    };
    const japanese = { ...options, language: 'ja' } as const;
    for (const width of [36, 60, 80, 81, 120, 200])
      expect(columnsOf(drawLadder([remark], width, bare, japanese)[0] as string)).toBe(width);
    expect(drawLadder([remark], 120, bare, japanese)[0]).toContain(
      '▲ S の受信バッファに空きがなくなりました。ウィンドウが 2 回、合わせて 4.0 秒の間 0 になり',
    );
  });

  it('bounds the arrow so that what was said gets the room', () => {
    expect(layoutLadder(300, 'start')).toEqual({ width: 300, time: 10, gap: 7, arrow: 44, said: 232 });
    expect(layoutLadder(80, 'start')).toEqual({ width: 80, time: 10, gap: 0, arrow: 26, said: 38 });
    expect(layoutLadder(60, 'start').said).toBeGreaterThan(15);
  });

  it('has rows of exactly the width asked for, whatever is in them', () => {
    const entry = fc.oneof(
      fc
        .record({
          nanoseconds: fc.maxSafeNat(),
          sinceNanoseconds: fc.option(fc.maxSafeNat()),
          from: fc.constantFrom(0 as const, 1 as const),
          controlBits: fc.nat(0x1ff),
          payloadBytes: fc.oneof(fc.constant(0), fc.nat(2e9)),
          count: fc.integer({ min: 1, max: 100_000 }),
          marks: fc.nat(15),
          said: fc.option(wireText()),
        })
        .map(segment),
      fc.record({
        kind: fc.constant('said' as const),
        nanoseconds: fc.nat(),
        from: fc.constant(1 as const),
        said: wireText(),
        protocol: fc.constant('http'),
      }),
      fc.record({
        kind: fc.constant('silence' as const),
        nanoseconds: fc.nat(),
        durationNanoseconds: fc.maxSafeNat(),
      }),
      fc.record({
        kind: fc.constant('icmp' as const),
        nanoseconds: fc.nat(),
        about: fc.constantFrom(0 as const, 1 as const),
        text: wireText(),
        nextHopMtu: fc.option(fc.nat()),
        count: fc.maxSafeNat(),
        refuses: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('switch' as const), nanoseconds: fc.nat(), to: wireText() }),
      fc.record({ kind: fc.constant('omitted' as const), nanoseconds: fc.nat(), segments: fc.maxSafeNat() }),
      fc.record({
        kind: fc.constant('ended' as const),
        nanoseconds: fc.maxSafeNat(),
        text: wireText(),
        by: fc.constant(null),
      }),
    );
    const styles = [bare, { paint: COLOUR, glyphs: ASCII }];
    fc.assert(
      fc.property(
        entry,
        fc.integer({ min: 1, max: 320 }),
        fc.constantFrom(...TIME_MODES),
        (one, width, timeMode) => {
          for (const style of styles) {
            const [row] = drawLadder([one as LadderEntry], width, style, { ...options, timeMode, startTime });
            expect(columnsOf(row!)).toBe(width);
            expect(row!.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/\p{Cc}/u);
            expect(columnsOf(drawLadderHeader(ends, width, style, timeMode))).toBe(width);
          }
        },
      ),
    );
  });
});
