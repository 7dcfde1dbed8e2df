import { describe, expect, it } from 'vitest';
import { REMARK_CATALOGUE, remarkWhat } from '../../../../src/core/dialogue/explain/remark-catalogue.ts';
import { REMARK_RULES } from '../../../../src/core/dialogue/remarks/index.ts';
import type { RemarkCode, RemarkValues } from '../../../../src/core/dialogue/remarks/values.ts';
import { drawLadder } from '../../../../src/draw/ladder.ts';
import { BARE, UNICODE } from '../../../../src/draw/style.ts';

const again = { sides: [{ who: 1, segments: 3, times: 3, nanoseconds: 226e6 }] } as const;
/** Something that each remark could be told of. */
const EXAMPLES: RemarkValues = {
  'captured-twice': { times: 2, copies: 16 },
  'port-reused': { port: 40_000 },
  'self-connected': { port: 40_000 },
  refused: { port: 80, by: 'rst' },
  'syn-unanswered': { syns: 8, nanoseconds: 11.3e9 },
  'no-mss': { who: 0 },
  'no-window-scaling': { who: null },
  'ecn-refused': {},
  'h2c-not-taken': { reason: 'the request said Connection: close' },
  'tls-version-deprecated': { who: 1, version: '1.0', newestOffered: '1.3' },
  'tls-alert': { who: 0, description: 'unknown_ca' },
  'plain-http-to-tls-port': { saidSo: true },
  'tls-to-plain-http-port': {},
  'http1-to-http2-port': {},
  'http2-to-http1-port': {},
  'expect-unanswered': { nanoseconds: 1e9 },
  'slow-first-byte': { nanoseconds: 2e9, of: 3, early: false },
  'slow-transfer': { nanoseconds: 2e9, end: 'seen' },
  'nagle-delayed-ack': { who: 0, times: 2, nanoseconds: 44e6 },
  'zero-window': { who: 1, times: 1, nanoseconds: 4e9 },
  'window-limited': { who: 0, times: 190, nanoseconds: 2.4e9, window: 23_168, roundTrip: 100e6 },
  'large-packets-lost': { who: 1, octets: 1448, times: 4, passed: 1024 },
  'data-unanswered': { who: 0, times: 5, nanoseconds: 6.6e9 },
  'icmp-unreachable': { who: 0, reason: 'host unreachable', times: 19 },
  'packet-too-big': { who: 1, times: 3, nextHopMtu: 1300 },
  'retransmission-timeout': again,
  'fast-retransmission': again,
  'spurious-retransmission': { ...again, reported: false },
  'not-captured': { who: 0, octets: 1448 },
  'keep-alive-unanswered': { who: 0, times: 9 },
  'server-idle-timeout': { nanoseconds: 5e9, withReset: false, announcedSeconds: 5, asAnnounced: true },
  'client-closed-early': { nanoseconds: 544e3 },
  'gave-up-waiting': { nanoseconds: 2e9, withReset: true },
  'request-on-closing-connection': { octets: 71_000, knew: true, reset: true },
  'body-cut-short': {
    who: 1,
    isRequest: false,
    octets: 16_384,
    end: 24_000,
    by: 1,
    withReset: false,
    inName: false,
    afterOther: false,
  },
  'websocket-unclosed': { who: 0, withReset: true, inName: false },
  'reset-with-data-unread': { who: 1, octets: 5000, behind: 'data' },
  'reset-not-from-host': {
    who: 1,
    hopLimits: { least: 64, most: 64, ofReset: 250, name: 'TTL' },
    wentOnNanoseconds: null,
    other: null,
  },
  'connection-unknown': { who: 1, nanoseconds: 3e9 },
  'half-closed': { who: 0, nanoseconds: 1e9, octets: 0, taken: true },
};
const CODES = Object.keys(EXAMPLES) as RemarkCode[];
/** `C closed a connection that could have been kept` */
const TOLD_CHARACTERS = 47;

describe('every remark in both languages', () => {
  it('has a wording for each rule, and none without', () => {
    expect(Object.keys(REMARK_CATALOGUE).sort()).toEqual(REMARK_RULES.map(({ code }) => code).sort());
  });

  it.each(CODES)('%s', (code) => {
    expect(remarkWhat(code, EXAMPLES[code], 'en')).toMatch(/^[a-zCS].*[^.]$/);
    expect(remarkWhat(code, EXAMPLES[code], 'ja')).toMatch(/^[^`(]*[^。(]$/);
    expect(remarkWhat(code, EXAMPLES[code], 'ja')).toMatch(/[ぁ-ん]/);
    expect(REMARK_CATALOGUE[code].why.en).toMatch(/^[A-Z].*\.$/);
    expect(REMARK_CATALOGUE[code].why.ja).toMatch(/^[^(]*[ぁ-ん]。$/);
  });

  it.each(CODES)(
    '%s stands whole in a ladder of 120 columns, and its beginning tells it in one of 80',
    (code) => {
      const text = remarkWhat(code, EXAMPLES[code], 'en');
      const values = EXAMPLES[code];
      const rowAt = (width: number) =>
        drawLadder(
          [{ kind: 'remark', nanoseconds: 0, code, values }],
          width,
          { paint: BARE, glyphs: UNICODE },
          {
            timeMode: 'start',
            startTime: { seconds: 0, nanoseconds: 0 },
            language: 'en',
          },
        )[0];
      expect(rowAt(120)).toContain(text);
      expect(rowAt(80)).toContain(text.slice(0, TOLD_CHARACTERS));
    },
  );

  it('words what varies', () => {
    const idle = (values: Partial<RemarkValues['server-idle-timeout']>) =>
      remarkWhat('server-idle-timeout', { ...EXAMPLES['server-idle-timeout'], ...values }, 'ja');
    expect(idle({})).toContain('Keep-Alive: timeout=5 と予告したとおりです');
    expect(idle({ asAnnounced: false })).toContain('予告は timeout=5 でした');
    expect(idle({ announcedSeconds: null, withReset: true })).toMatch(
      /RST で閉じました。.*予告はありませんでした/,
    );
    expect(remarkWhat('retransmission-timeout', again, 'ja')).toBe(
      'S は再送タイマーが切れたあとに 3 セグメントを再送しました（最長 226 ミリ秒の遅れ）',
    );
    const often = (segments: number) =>
      ({ sides: [{ who: 0, segments, times: 7, nanoseconds: 6e9 }] }) as const;
    const late = 'after its timer ran out (up to 6.0 s late)';
    expect(remarkWhat('retransmission-timeout', often(1), 'en')).toBe(
      `C retransmitted 1 segment 7 times ${late}`,
    );
    expect(remarkWhat('retransmission-timeout', often(3), 'en')).toBe(
      `C retransmitted 3 segments, 7 times in all, ${late}`,
    );
    expect(remarkWhat('retransmission-timeout', often(1), 'ja')).toContain('1 セグメントを 7 回再送しました');
    expect(remarkWhat('retransmission-timeout', often(3), 'ja')).toContain(
      '3 セグメントを合わせて 7 回再送しました',
    );
    const stalled = (times: number) =>
      (['en', 'ja'] as const).map((language) =>
        remarkWhat('nagle-delayed-ack', { who: 0, times, nanoseconds: 42e6 }, language),
      );
    expect(stalled(1)).toEqual([
      expect.stringMatching(/: once, for 42 ms$/),
      expect.stringMatching(/（1 回、42 ミリ秒）$/),
    ]);
    expect(stalled(2)).toEqual([
      expect.stringMatching(/: twice, up to 42 ms$/),
      expect.stringMatching(/（2 回、最長 42 ミリ秒）$/),
    ]);
    expect(remarkWhat('no-window-scaling', { who: 1 }, 'en')).toBe('C offered window scaling, S did not');
  });
});
