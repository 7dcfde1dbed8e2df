import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain, LANGUAGES, type Language } from '../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../src/core/view/snapshot.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const CAPTURES = readdirSync(new URL('../../fixtures', import.meta.url))
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.slice(0, -'.pcap'.length));
const LANGUAGE_LIST: readonly Language[] = LANGUAGES;
const SECOND = 1e9;

function viewsOf(capture: string): DialogueView[] {
  const analysis = analyse(capture);
  return analysis.tracker.table.list().map(({ id }) => analysis.dialogueOf(id, false) as DialogueView);
}

const told = (view: DialogueView | undefined, language: Language = 'en') =>
  explain(view as DialogueView, language).map(({ text, isRemark }) => (isRemark ? `(${text})` : text));
const toldOf = (capture: string, id: number, language: Language = 'en') =>
  told(viewsOf(capture)[id], language);
const toldBy = ({ analysis }: DialogueBuilder, language: Language = 'en') =>
  told(analysis.dialogueOf(0, false) as DialogueView, language);

describe('a real dialogue is told as it went', () => {
  test('the server closes when its keep-alive timeout has run out', () => {
    const sentences = toldOf('http-keepalive-session', 0);
    expect(sentences.slice(0, 3)).toEqual([
      'C asks to open a connection (SYN).',
      'S agrees (SYN+ACK) after 11 µs.',
      'C acknowledges (ACK): the three-way handshake is complete, the connection is open.',
    ]);
    expect(sentences.slice(-10)).toEqual([
      'Both are silent for 1.958 s.',
      'S closes first (FIN): its keep-alive timeout of 2 s has run out.',
      "(A client that sends its next request at this moment loses it: its own idle timeout should be shorter than the server's.)",
      'C acknowledges (ACK).',
      'Half-closed: S will send no more, C still may.',
      'C closes too (FIN), 1.000 s after S.',
      expect.stringMatching(/^\(The other side may still send.*\)$/),
      'S acknowledges (ACK).',
      'In all, 5 requests were answered over this one connection.',
      'S closed first.',
    ]);
  });

  test('the same in Japanese', () => {
    const sentences = toldOf('http-keepalive-session', 0, 'ja');
    expect(sentences.slice(0, 3)).toEqual([
      'C が接続を要求します（SYN）。',
      'S が 11 マイクロ秒後に応じます（SYN+ACK）。',
      'C が確認応答を返します（ACK）。スリーウェイハンドシェイクが完了し、コネクションが開きました。',
    ]);
    expect(sentences).toContain('1.958 秒の間、どちらも黙っています。');
    expect(sentences).toContain('2 秒のキープアライブタイムアウトが過ぎたので、S が先に閉じます（FIN）。');
    expect(sentences.at(-1)).toBe('先に閉じたのは S です。');
  });

  test('a request whose head never came whole is told where it was sent', () => {
    const sentences = toldOf('head-cut-short', 0);
    const request = sentences.indexOf('C says `GET /slow HTTP/1.1  head cut short` (22 octets).');
    expect(request).toBe(3);
    expect(sentences.slice(request + 1, request + 3)).toEqual([
      'Both are silent for 1.959 s.',
      'S answers `408 Request Time-out  Connection: close` in 233 octets, 2.002 s after C last spoke.',
    ]);
  });

  test('a server that knows HTTP/2 alone', () => {
    const sentences = toldOf('http2-only', 0);
    const answer = 'What S sends here does not follow the rules of HTTP (HTTP/2 instead, a SETTINGS frame).';
    expect(toldOf('http2-only', 0, 'ja')).toContain(
      'S がここで送るものは HTTP の決まりに合っていません（HTTP/2 の「SETTINGS」フレームです）。',
    );
    expect(sentences).toContain(answer);
    expect(sentences[sentences.indexOf(answer) + 1]).toMatch(/^\(C spoke HTTP\/1, S speaks HTTP\/2 at once/);
  });

  test.each([
    [0, 'an answer in HTTP/1'],
    [1, 'an answer in HTTP/1'],
  ])('a server that knows HTTP/1 alone: %d', (stream, reason) => {
    const sentences = toldOf('http2-to-http1', stream);
    const answer = `What S sends here does not follow the rules of HTTP/2 (${reason}).`;
    expect(sentences[sentences.indexOf(answer) + 1]).toMatch(/^\(C spoke HTTP\/2 from the first byte, S/);
    expect(sentences.join(' ')).not.toContain('while the FIN of S was on its way');
  });

  test('a segment that is sent again and again is told as one', () => {
    const sentences = toldOf('blackhole', 0);
    expect(sentences).toContain(
      'C retransmits 31 octets 7 times within 13.240 s, because no acknowledgment came in time (retransmission timeout).',
    );
    // The silences are those of its timer, longer each time.
    expect(sentences.filter((sentence) => /silent/.test(sentence))).toEqual([]);
    expect(toldOf('blackhole', 0, 'ja')).toContain(
      '確認応答が来ないまま再送タイムアウトになったので、C が、同じ 31 バイトを 13.240 秒の間に 7 回再送します。',
    );
  });

  test('what goes on behind that is told apart from it', () => {
    const sentences = toldOf('go-back-n', 0);
    const again = sentences.findIndex((sentence) => sentence.startsWith('S retransmits 1,448 octets'));
    expect(sentences[again]).toMatch(/12 times within 8 min 10 s, because no acknowledgment came/);
    expect(sentences.slice(again + 2, again + 4)).toEqual([
      'S sends 126,152 octets (88 segments within 312 ms).',
      'S retransmits 43,440 octets (30 segments within 227 ms).',
    ]);
  });

  test('messages that are alike are counted', () => {
    expect(toldOf('grpc-stream', 0)).toContain(
      'C says `GOAWAY NO_ERROR (last stream 0)` twice (34 octets in 2 segments).',
    );
    expect(toldOf('redis', 1)).toContain('S answers `+OK` 6 times in 30 octets, 35 µs later.');
  });

  test('who may still speak is told before the silence in which it may', () => {
    const sentences = toldOf('large-packets-lost', 0);
    const halfClosed = sentences.indexOf('Half-closed: C will send no more, S still may.');
    expect(sentences.slice(halfClosed - 1, halfClosed + 2)).toEqual([
      'S acknowledges (ACK).',
      'Half-closed: C will send no more, S still may.',
      'Both are silent for 1.224 s.',
    ]);
  });

  test('a client that closes before its answer has given up waiting: that is said once', () => {
    const sentences = toldOf('no-answer', 0);
    const closes = sentences.indexOf('C closes (FIN), before the answer has come.');
    expect(sentences[closes + 1]).toMatch(/^\(The server had received the whole request/);
    expect(sentences).toContain('S answers `200 OK` in 42 octets, 3.029 s after C last spoke.');
    expect(toldOf('no-answer', 0, 'ja')).toContain(
      'S が、C が最後に話してから 3.029 秒後に「200 OK」と答えます（42 バイト）。',
    );
  });

  test('packets that were captured twice are told of once', () => {
    const sentences = toldOf('captured-twice', 0);
    expect(sentences[1]).toMatch(
      /^\(Every packet of this connection is in the capture twice \(16 copies\)\. /,
    );
    expect(sentences.slice(2, 5)).toEqual([
      'S agrees (SYN+ACK) after 76 µs.',
      'C acknowledges (ACK): the three-way handshake is complete, the connection is open.',
      'C says `GET /0 HTTP/1.1` (28 octets).',
    ]);
    expect(sentences.slice(2).join(' ')).not.toMatch(/again|repeats|still there/);
    expect(toldOf('captured-twice', 0, 'ja')[1]).toContain('どれも 2 回ずつ入っています（写しは 16 個）。');
  });

  test('a SYN that comes again sooner than any timer runs out does not tell that no answer came', () => {
    const asked = (after: number) => new DialogueBuilder().c('S').c('S', { sequence: 0, after });
    expect(toldBy(asked(58_000))[1]).toBe('C asks again after 58 µs (SYN retransmitted).');
    expect(toldBy(asked(58_000), 'ja')[1]).toBe('C は 58 マイクロ秒後にもう一度要求します（SYN の再送）。');
    const twice = asked(58_000).c('S', { sequence: 0, after: 8_000_000 });
    expect(toldBy(twice)[1]).toBe(
      'C asks again twice (SYN retransmitted), the last time 8 ms after the first SYN.',
    );
    expect(toldBy(twice, 'ja')[1]).toMatch(/^C はさらに 2 回要求します/);
    expect(toldBy(asked(SECOND))[1]).toBe(
      'No answer comes, and C asks again after 1.000 s (SYN retransmitted).',
    );
  });

  test('that both know ECN, and what came of it', () => {
    const sentences = toldOf('ecn', 0);
    expect(sentences[2]).toBe('Both agree to report congestion on the path to each other (ECN).');
    const summary =
      'In between, C reported congestion on the path in 46 segments (ECE); S slowed down 25 times (CWR).';
    expect(sentences).toContain(summary);
    expect(sentences.findIndex((text) => text.includes('closes'))).toBe(sentences.indexOf(summary) + 1);
    expect(toldOf('ecn', 0, 'ja')).toContain(
      '途中、C は 46 セグメントで、経路が混んでいることを S に知らせました（ECE）。S は速度を 25 回落としました（CWR）。',
    );
    expect(toldOf('ecn-accecn', 0)).toContain(
      'Both agree to report congestion on the path to each other (ECN), though not by number, as C had asked (Accurate ECN).',
    );
    expect(toldOf('ecn-accecn', 1)).toContain(
      'Both agree to report congestion on the path to each other (ECN).',
    );
    // Its bits count, and are no flags.
    expect(toldOf('ecn-accecn', 0).join(' ')).not.toContain('ECE');
  });

  test('how many requests shared a connection, unless each was a step of one errand, or some could not be heard', () => {
    expect(toldOf('browser-keepalive', 5, 'ja')).toContain(
      'この 1 本のコネクションで、5 件のリクエストに応答がありました。',
    );
    for (const [capture, id] of [
      ['http-close', 0],
      ['ftp', 0],
      ['smtp', 1],
      ['socks', 0],
      // 103 answers nothing.
      ['no-final-response', 4],
    ] as const)
      expect(toldOf(capture, id).join('\n')).not.toContain('In all');
  });

  test('no sentence stands behind one of a later time', () => {
    for (const capture of CAPTURES)
      for (const view of viewsOf(capture)) {
        const times = explain(view, 'en').map(({ nanoseconds }) => nanoseconds);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
  });

  test('a server whose newest response was not captured whole closes for a reason that is not known', () => {
    expect(toldOf('wrk-keepalive', 1)).toContain('S closes (FIN).');
  });

  test('a silence that was told is not told again with the answer, nor by the remark on it', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', { payload: 'GET /slow HTTP/1.1\r\n\r\n' })
      .s('A')
      .s('PA', { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', after: 3 * SECOND });
    expect(toldBy(d).slice(4, 7)).toEqual([
      'Both are silent for 3.000 s.',
      'S answers `200 OK` in 38 octets.',
      expect.stringMatching(/^\(Apart from one round trip/),
    ]);
    expect(toldBy(d, 'ja')[5]).toBe('S が「200 OK」と答えます（38 バイト）。');
  });

  test('data on a SYN is TCP Fast Open with its option only', () => {
    const d = new DialogueBuilder().c('S', { payload: 'hello' }).s('SA').c('A');
    expect(toldBy(d)[1]).toBe('The SYN carries data already.');
    expect(toldBy(d, 'ja')[1]).toBe('この SYN はデータを含んでいます。');
    expect(toldOf('tfo', 1, 'ja')).toContain('この SYN はデータを含んでいます（TCP Fast Open）。');
  });

  test('what a SYN carried, and what is sent again of it, begin at the same octet', () => {
    const sentences = toldOf('tfo-close', 2);
    expect(sentences).toContain('C retransmits 7 octets.');
    expect(sentences).not.toContain('C sends 1 octet.');
  });

  test('what each side sends next is found in one pass, however often it is asked for', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: 'x' }).s('A').c('FA').s('A');
    for (let i = 0; i < 5; i++) d.s('PA', { payload: 'more' }).c('FA', { sequence: 2 });
    const sentences = toldBy(d.c('R'));
    expect(sentences).not.toContain('Half-closed: C will send no more, S still may.');
    expect(sentences).toContain('C has closed already and takes no more (RST).');
  });

  test('windows that were closed for an instant are told before the end', () => {
    const sentences = toldOf('upload', 0);
    const at = sentences.indexOf(
      'In between, S had no room 143 times, each time for less than 10 ms (zero window).',
    );
    expect(at).toBeGreaterThan(0);
    expect(sentences[at + 1]).toMatch(/closes|resets/);
  });

  test('requests that failed do not go on like those that did not', () => {
    const sentences = toldOf('http2-not-found', 0);
    const at = sentences.findIndex((text) => text.includes('goes on like this'));
    expect(sentences.slice(at - 2, at + 1)).toEqual([
      'C says `GET /5.html (stream 11)` (22 octets).',
      'S answers `404 (stream 11)` and `DATA 9 B (stream 11)` in 54 octets, 32 µs later.',
      'It goes on like this 10 more times, for 866 µs: 220 octets from C and 350 from S.',
    ]);
    expect(sentences.slice(0, at).join('\n')).toContain('S answers `200 (stream 9)`');
  });

  test('what is sent encrypted is not what the alert behind it says', () => {
    const sentences = toldOf('tls-old-versions', 0);
    const at = sentences.indexOf('S sends 41 more octets, probably an alert (close_notify).');
    expect(sentences[at - 1]).toBe('S sends 9,282 more octets.');
    expect(sentences.join('\n')).not.toContain('`encrypted alert');
    expect(toldOf('socks', 1)).toContain(
      'S sends 5,472 more octets, the last of them probably an alert (close_notify).',
    );
    expect(toldOf('socks', 1, 'ja')).toContain(
      'S がさらに 5,472 バイトを送ります。最後はおそらくアラート（close_notify）です。',
    );
    expect(toldOf('tls-alerts', 2)).toContain(
      'C sends 30 more octets (2 segments), the last of them an encrypted alert.',
    );
    expect(toldOf('tls-alerts', 1, 'ja')).toContain(
      'S がさらに 24 バイトを送ります。おそらくハンドシェイク直後のアラートです。',
    );
  });

  test('a mail is not quoted, since its size is no word of it', () => {
    expect(toldOf('smtp', 0)).toContain('What C sends here is a mail of 1,617 octets.');
    expect(toldOf('smtp', 0, 'ja')).toContain('C がここで送るものは、1,617 バイトのメールです。');
  });

  test('an RST behind a FIN of its own refuses only what has come', () => {
    expect(toldOf('tls-alerts', 0, 'en').concat(toldOf('tls-alerts', 2))).toContain(
      'C resets the connection (RST) after its FIN.',
    );
    const closed = () => new DialogueBuilder().handshake().c('PA', { payload: 'hi' }).s('A').c('FA');
    expect(toldBy(closed().s('PA', { payload: 'ho' }).c('R'))).toContain(
      'C has closed already and takes no more (RST).',
    );
    expect(toldBy(closed().s('A').c('RA'), 'ja')).toContain(
      'C は FIN に続けてコネクションをリセットします（RST）。',
    );
  });

  test('what was sent again and came twice, as the other side says, was not missing', () => {
    const sentences = toldOf('dsack', 0);
    expect(sentences).toContain('C sends the same ACK once more (duplicate ACK).');
    expect(sentences.join(' ')).toContain(
      '(S retransmitted 2 segments though C had them already. Nothing was lost:',
    );
    expect(toldOf('dsack', 0, 'ja').join(' ')).toContain(
      'S は、C がすでに受け取っていた 2 セグメントを再送しました。失われたものはありません。',
    );
  });

  test('segments that are there already do not come out of order', () => {
    const sentences = toldOf('sack-recovery', 0).join('\n');
    expect(sentences).toContain(
      'octets (16 segments within 50 ms), because duplicate ACKs asked for it (fast retransmission).',
    );
    expect(sentences).not.toContain('out of order');
  });

  test('who closes as soon as it hears of a FIN leaves nothing half-closed, however far away it is', () => {
    expect(toldOf('far-close', 1).slice(-3)).toEqual([
      'S closes too (FIN), 601 ms after C.',
      'C acknowledges (ACK).',
      'C closed first.',
    ]);
    expect(toldOf('far-close', 1).join(' ')).not.toMatch(/half-closed/i);
    expect(toldOf('far-close', 0)).toContain('Half-closed: C will send no more, S still may.');
  });

  test('a message that is never answered leaves none open', () => {
    expect(toldOf('postgres', 6)).toContain('S closes (FIN): `CancelRequest` is never answered.');
    expect(toldOf('postgres', 6, 'ja')).toContain(
      '「CancelRequest」に答えが返ることはないので、S はそのまま閉じます（FIN）。',
    );
  });

  test('an offer of h2c that the server passes over, and why', () => {
    const sentences = toldOf('h2c-upgrade-close', 0);
    expect(sentences).toContain(
      'C had offered to go on in `h2c` (Upgrade), but S does not take it up: the request said Connection: close.',
    );
    expect(sentences).toContain('S closes (FIN), as both had said (Connection: close).');
    expect(toldOf('h2c-upgrade-close', 0, 'ja')).toContain(
      'C は「h2c」への切り替えを申し出ていました（Upgrade）が、S は応じません。リクエストに Connection: close があったためとみられます。',
    );
    expect(sentences).toContain(
      '(Connection: close leaves nothing to switch: ask again without it, with Connection: Upgrade, HTTP2-Settings.)',
    );
    expect(toldOf('h2c-upgrade-close', 1).join('\n')).toContain('goes on in HTTP/1: speak HTTP/2');
  });

  test('a switch of protocol stands between what was said before and behind it, though one segment has both', () => {
    const sentences = toldOf('h2c-upgrade', 1);
    const at = sentences.indexOf('From here on they speak HTTP/2.');
    expect(sentences[at - 1]).toMatch(/^S answers `101 Switching Protocols[^`]*` in/);
    expect(sentences[at + 1]).toBe(
      'S says `SETTINGS MAX_CONCURRENT_STREAMS 100, INITIAL_WINDOW_SIZE 16777216`.',
    );
    expect(sentences.filter((text) => text.startsWith('From here on'))).toHaveLength(1);
  });

  test.each([
    ['refused', 0, ['S refuses the connection to port 18200 (RST).']],
    [
      'syn-timeout',
      0,
      [
        'No answer comes, and C asks again 7 times (SYN retransmitted), the last time 11.257 s after the first SYN.',
      ],
    ],
    ['syn-timeout', 1, ['The request is refused (ICMP: host administratively prohibited).']],
    [
      'half-close',
      0,
      ['Half-closed: C will send no more, S still may.', 'S closes too (FIN), 1.004 s after C.'],
    ],
    ['reset-mid-stream', 1, ['C resets the connection (RST), 104 ms after it began.']],
    [
      'reset-mid-stream',
      3,
      ['S does not answer, but closes (FIN).', 'S has closed already and takes no more (RST).'],
    ],
    [
      'tcp-keepalive',
      0,
      ['C asks 5 times whether S is still there (keep-alive probes); S answers each time.'],
    ],
    [
      'lookalikes',
      5,
      [
        'C asks once whether S is still there (keep-alive probe); S answers.',
        'S asks once whether C is still there (keep-alive probe); C answers.',
        'C has nothing more to say and closes (FIN), 729 ms later.',
      ],
    ],
    ['lookalikes', 0, ['C sends an RST as well.', 'S says once more that it closes (FIN retransmitted).']],
    ['lookalikes', 3, ['S closes (FIN).']],
    [
      'lookalikes',
      8,
      [
        'S retransmits 1,444 octets, to find out whether what it sent last was lost (tail loss probe).',
        'S retransmits 1,448 octets.',
      ],
    ],
    [
      'reordered',
      1,
      [
        '8 segments from S come twice, doubled on the way.',
        'C sends the same ACK 6 more times (duplicate ACKs).',
      ],
    ],
    [
      'openings',
      0,
      [
        'C acknowledges (ACK): the three-way handshake is complete, the connection is open.',
        '1 segment from S comes twice, doubled on the way.',
      ],
    ],
    // The SYN that is sent again asks for no Fast Open any more.
    ['openings', 1, ['The SYN carries data already (TCP Fast Open).']],
    [
      'newer',
      0,
      [
        'S acknowledges (ACK).',
        'From here on it is another connection between the same ports, whose beginning we did not see.',
        'C says `GET /new HTTP/1.1` (30 octets).',
        'S answers `204 No Content` in 33 octets, 56 µs later.',
      ],
    ],
    [
      'newer',
      1,
      [
        'C resets the connection (RST), 248 µs after it began.',
        'From here on it is another connection between the same ports, whose SYN we did not see.',
        'S agrees (SYN+ACK).',
        'C says `GET /new HTTP/1.1` (30 octets).',
      ],
    ],
    [
      'newer',
      2,
      [
        'S resets the connection (RST), 54 ms after it began.',
        'From here on it is another connection between the same ports, whose beginning we did not see.',
        'S answers `204 No Content` in 33 octets, 46 µs later.',
      ],
    ],
    ['doubled', 0, ['C closes too (FIN).', '1 segment from S comes twice, doubled on the way.']],
    [
      'zero-window',
      0,
      [
        'S can take no more for now (zero window), and C has to wait.',
        'C asks 4 times whether there is room again (window probes).',
        'After 3.964 s S has room again (window update).',
      ],
    ],
    [
      'simultaneous',
      0,
      [
        'S asks to open a connection too (SYN), without knowing that C has: they ask each other at the same time.',
        'S closes too (FIN), without knowing that C has: the two FINs cross on the way.',
        'Both closed at the same time.',
      ],
    ],
    [
      'loss',
      0,
      [
        'No answer comes, and C asks again after 1.017 s (SYN retransmitted).',
        'C retransmits 79 octets, because no acknowledgment came in time (retransmission timeout).',
        'C sends the same ACK once more (duplicate ACK).',
      ],
    ],
    ['loss-server', 0, ['S says once more that it closes (FIN retransmitted).']],
    ['download', 0, ['S retransmits 261,932 octets (4 segments within 120 ms).']],
    [
      'wrk-keepalive',
      1,
      ['It goes on like this 999 more times, for 710 ms: 40,959 octets from C and 247,747 from S.'],
    ],
    ['browser-keepalive', 0, ['C closes (FIN): nothing was said.']],
    ['browser-keepalive', 5, ['In all, 5 requests were answered over this one connection.']],
    ['refused', 3, ['S closes (FIN), as HTTP/1.0 does after a response.']],
    ['tfo', 1, ['The SYN carries data already (TCP Fast Open).']],
    [
      'multipath',
      0,
      [
        'Both speak Multipath TCP (MPTCP): some of what they say may go over other connections.',
        'C closes (FIN).',
      ],
    ],
    ['urgent', 0, ['C marks 2 of these segments as urgent (URG).']],
    ['ssh', 1, ['Both have closed already; S resets what is left of the connection (RST).']],
    ['postgres-tls', 0, ['From here on they speak TLS.']],
    [
      'mysql',
      0,
      ['S answers with 1 row (2 B) in 58 octets, 264 µs later.', 'C sends a file of 23 B (31 octets).'],
    ],
    [
      'h2c-upgrade',
      1,
      [
        'From here on they speak HTTP/2.',
        // When the response came, and its octets: not those of the segment that had the 101 and SETTINGS.
        'S answers `200 (stream 1)` and `DATA 14 B (stream 1)` in 122 octets, 177 µs later.',
      ],
    ],
    ['https', 2, ['What S says is encrypted now.', 'What C says is encrypted now.']],
    ['https', 0, ['What S says is encrypted now.', 'What C says is encrypted now.']],
  ] as const)('%s %i', (capture, id, expected) => {
    const sentences = toldOf(capture, id);
    for (const sentence of expected) expect(sentences).toContain(sentence);
  });
});

test('that something is encrypted is told before how much of it there is', () => {
  const sentences = toldOf('https', 2);
  const at = sentences.indexOf('What C says is encrypted now.');
  expect(sentences[at + 1]).toBe('C sends 168 more octets (2 segments).');
});

test('a protocol that is only recognised is spoken, its name is not said', () => {
  const d = new DialogueBuilder()
    .handshake()
    .c('PA', { payload: 'JDWP-Handshake' })
    .s('PA', { payload: 'JDWP-Handshake' });
  expect(toldBy(d).slice(3, 6)).toEqual(['C speaks JDWP.', 'C sends 14 octets.', 'S sends 14 octets.']);
  expect(toldBy(d, 'ja')[3]).toBe('C は「JDWP」で話します。');
});

test('a head that is too long is passed over, and the answer to it is told', () => {
  const d = new DialogueBuilder().handshake().c('PA', { payload: 'GET /long HTTP/1.1\r\nX: ' });
  for (let n = 0; n < 70; n += 1) d.c('A', { payload: 'y'.repeat(1000) });
  d.c('PA', { payload: '\r\n\r\n' }).s('PA', { payload: 'HTTP/1.1 431 Too Large\r\n\r\n' });
  expect(toldBy(d)).toContain('What C sends here is skipped (too much of one message to hold).');
  expect(toldBy(d, 'ja')).toContain('C がここで送るものは長すぎるので、読み飛ばします。');
  expect(toldBy(d).at(-2)).toMatch(/^S answers `431 Too Large`/);
});

describe('why who closes first does so', () => {
  const closing = (d: DialogueBuilder, language: Language = 'en') =>
    toldBy(d, language).filter((text) => /(?:closes|閉じます)/.test(text));
  const say = (payload: string) => ({ payload: payload.replaceAll('\n', '\r\n') });

  test.each([
    ['GET / HTTP/1.0\n\n', 'HTTP/1.0 200 OK\n\nabc', 'C has nothing more to say and closes (FIN).'],
    [
      'GET / HTTP/1.0\n\n',
      'HTTP/1.1 501 No\nConnection: close\n\n',
      'C has nothing more to say and closes (FIN).',
    ],
    [
      'GET / HTTP/1.1\nConnection: close\n\n',
      'HTTP/1.1 200 OK\nConnection: close\n\n',
      'C closes (FIN), as it had said (Connection: close).',
    ],
  ])('a client that has heard no answer yet: %j', (request, response, sentence) => {
    const d = new DialogueBuilder().handshake().c('PA', say(request)).c('FA').s('PA', say(response)).s('FA');
    expect(closing(d.c('A'))[0]).toBe(sentence);
  });

  test('what HTTP said of the end is void behind CONNECT', () => {
    const tunnel = () =>
      new DialogueBuilder()
        .handshake()
        .c('PA', say('CONNECT a:22 HTTP/1.1\n\n'))
        .s('PA', say('HTTP/1.0 200 OK\n\n'))
        .s('PA', say('SSH-2.0-x\n'))
        .c('PA', say('SSH-2.0-y\n'))
        .s('A');
    expect(closing(tunnel().c('FA').s('FA').c('A'))[0]).toBe('C has nothing more to say and closes (FIN).');
  });

  test('in the midst of a response', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', say('GET / HTTP/1.1\n\n'))
      .s('PA', say('HTTP/1.1 200 OK\nContent-Length: 1000\n\nabc'))
      .s('FA')
      .c('FA')
      .s('A');
    const sentences = toldBy(d);
    expect(sentences.join('\n')).toContain(
      "The body of S's response was cut short: 3 of 1,000 octets had come",
    );
    expect(sentences).toContain('S closes (FIN).');
    expect(closing(d, 'ja')[0]).toBe('S が閉じます（FIN）。');
  });

  test('the client leaves while its response is under way', () => {
    expect(toldOf('response-left', 0)).toContain('C closes (FIN) while S is still answering.');
    expect(toldOf('event-stream-left', 0)).toContain(
      'C closes (FIN), 105 ms later, while S is still answering.',
    );
    // S had said Connection: close, which is not why C leaves.
    expect(toldOf('ajax', 1)).toContain('C closes (FIN) while S is still answering.');
    expect(viewsOf('ajax').flatMap((view) => told(view, 'ja'))).toContain(
      'S がまだ答えている途中で、C が閉じます（FIN）。',
    );
  });

  test('how much later is counted from what was told before, not from an ACK that was not', () => {
    expect(toldOf('server-farewell', 1)).toContain(
      'S says `FATAL 57P05: terminating connection due to idle-session timeout` (116 octets), 1.000 s later.',
    );
  });

  test('an answer that only announces the final one is none', () => {
    const { length } = viewsOf('no-final-response');
    const ends = Array.from({ length }, (_, id) =>
      toldOf('no-final-response', id).filter((text) => /closes.*FIN/.test(text)),
    );
    expect(ends[0]?.[0]).toBe('S does not answer, but closes (FIN), 300 ms later.');
    expect(ends[1]).toEqual([
      'C closes (FIN), 510 ms later, before the answer has come.',
      'S closes too (FIN), without having answered.',
    ]);
    expect(ends[3]?.[0]).toBe('S closes (FIN), 301 ms later, and leaves a request without its answer.');
    expect(toldOf('unanswered', 0)).toContain('S closes too (FIN), without having answered.');
    const inJapanese = viewsOf('no-final-response').flatMap((view) => told(view, 'ja'));
    expect(inJapanese).toContain('301 ミリ秒後、S は、答えていないリクエストを残したまま閉じます（FIN）。');
    expect(inJapanese).toContain('S も、答えないまま閉じます（FIN）。');
  });

  test.each([
    [
      'mysql',
      1,
      'S closes (FIN): it had refused (`Error 1045`).',
      '断ったので（「Error 1045」）、S が閉じます（FIN）。',
    ],
    ['socks', 3, 'S closes (FIN): it had refused (`not accepted`).', null],
    ['socks', 4, 'S closes (FIN): it had refused (`takes none of these`).', null],
    ['socks', 5, 'S closes (FIN): it had refused (`connection refused`).', null],
    ['recognised', 4, 'S closes (FIN), as C had asked (`LOGOUT`).', null],
  ])('%s %i: behind a refusal, or a farewell: %s', (capture, id, en, ja) => {
    expect(toldOf(capture, id)).toContain(en);
    if (ja !== null) expect(told(viewsOf(capture)[id] as DialogueView, 'ja')).toContain(ja);
  });

  test('what the capture lacks accuses nobody, nor does a switch to what is not known', () => {
    const lacking = new DialogueBuilder().handshake().c('PA', say('GET / HTTP/1.1\n\n'));
    const ends = closing(
      lacking.c('FA', { acknowledge: 200, after: SECOND }).s('FA', { sequence: 200 }).c('A'),
    );
    expect(ends.join()).not.toContain('answer');
    const switched = new DialogueBuilder()
      .handshake()
      .c('PA', say('GET / HTTP/1.1\nConnection: Upgrade\nUpgrade: tcp\n\n'))
      .s('PA', say('HTTP/1.1 101 UPGRADED\nConnection: Upgrade\nUpgrade: tcp\n\n'))
      .c('A');
    expect(closing(switched.s('FA', { after: SECOND }).c('FA').s('A')).join()).not.toContain('answer');
  });

  test('an idle connection, though a request comes too late', () => {
    const atOnce =
      'S closes first (FIN): it gives up the idle connection, after a time that it had not announced.';
    expect(toldOf('pool-race', 0)).toContain(
      'S closes first (FIN): its keep-alive timeout of 1 s has run out.',
    );
    expect(toldOf('keep-alive-race', 0)).toContain(atOnce);
  });

  test('a WebSocket that is left without a word', () => {
    expect(toldOf('websocket-unclosed', 0)).toContain('S closes (FIN).');
    expect(toldOf('websocket-unclosed', 2).join('\n')).not.toContain('Close frame');
  });

  test('a request of the connection is left without an answer', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', say('GET /a HTTP/1.1\n\n'))
      .s('PA', say('HTTP/1.1 200 OK\nContent-Length: 0\n\n'))
      .c('PA', say('GET /b HTTP/1.1\n\n'))
      .s('FA')
      .c('FA')
      .s('A');
    expect(closing(d)[0]).toBe('S does not answer, but closes (FIN).');
  });

  test.each([
    ['ftp', 'S closes (FIN), as C had asked (`QUIT`).', 'C の「QUIT」を受けて、S が閉じます（FIN）。'],
    [
      'postgres',
      'C closes (FIN), after its `Terminate`.',
      '「Terminate」を送ったので、C が閉じます（FIN）。',
    ],
    ['postgres', 'S closes (FIN), after its `FATAL 28P01`.', null],
    ['websocket-browser', 'C closes (FIN), after its `CLOSE 1001`.', null],
    // That of S only answers it.
    ['websocket-echo', 'S closes (FIN), as C had asked (`CLOSE 1000`).', null],
    ['h2c-prior-knowledge', 'S closes (FIN), as C had asked (`GOAWAY NO_ERROR`).', null],
  ])('%s: one side had taken leave: %s', (capture, en, ja) => {
    const all = (language: Language) => viewsOf(capture).flatMap((view) => told(view, language));
    expect(all('en')).toContain(en);
    if (ja !== null) expect(all('ja')).toContain(ja);
  });

  test('the client gives up waiting for an answer', () => {
    const asked = () => new DialogueBuilder().handshake().c('PA', say('GET /slow HTTP/1.1\n\n')).s('A');
    expect(closing(asked().c('FA', { after: 2 * SECOND }))).toContain(
      'C closes (FIN), before the answer has come.',
    );
    expect(closing(asked().c('FA', { after: 2 * SECOND }), 'ja')).toContain(
      '答えが届く前に、C が閉じます（FIN）。',
    );
    expect(toldBy(asked().c('RA', { after: SECOND })).at(-2)).toMatch(
      /^C resets the connection \(RST\) before the answer has come, 1\.000 s after it began\.$/,
    );
    const answered = asked().s('PA', say('HTTP/1.1 200 OK\nContent-Length: 0\n\n'));
    expect(closing(answered.c('FA', { after: 2 * SECOND }))).toContain(
      'C has nothing more to say and closes (FIN).',
    );
  });

  test('the server breaks off in place of an answer', () => {
    const asked = () => new DialogueBuilder().handshake().c('PA', say('GET / HTTP/1.1\n\n')).s('A');
    expect(toldBy(asked().s('RA', { after: SECOND }))).toContain(
      'S does not answer, but resets the connection (RST), 1.000 s after it began.',
    );
    expect(toldBy(asked().s('RA', { after: SECOND }), 'ja')).toContain(
      '始まってから 1.000 秒後、S が答えないままコネクションをリセットします（RST）。',
    );
    // What it said in the wrong protocol was an answer of a kind.
    expect(toldOf('ssh', 2).at(-1)).toMatch(/^S resets the connection \(RST\)/);
  });

  test('a client that acknowledges what the capture lacks may have had all of the response', () => {
    const closing = (acknowledge: number) => {
      const d = new DialogueBuilder().handshake().c('PA', { payload: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' });
      d.s('PA', { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc' });
      return toldBy(d.c('A', { acknowledge }).c('FA', { acknowledge }));
    };
    expect(closing(44)).toContain('C closes (FIN) while S is still answering.');
    expect(closing(940)).toContain('C closes (FIN).');
  });

  test('behind an RST, the remark on a half-closed connection says of what time it speaks', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: 'hi' }).s('FA').c('A');
    expect(toldBy(d.c('RA', { after: SECOND })).slice(-3)).toEqual([
      'C resets the connection (RST) instead of closing in turn.',
      expect.stringMatching(
        /^\(Half-closed for 1\.0 s: S had closed, C sent nothing in that time\. The other side/,
      ),
      'S closed first.',
    ]);
  });

  test('TLS was given up with an alert, unless that was a warning', () => {
    const hello = `\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x03${'r'.repeat(32)}\0\0\x02\x13\x01\x01\0`;
    const alert = (level: string) =>
      new DialogueBuilder()
        .handshake()
        .c('PA', { payload: hello })
        .s('PA', { payload: `\x15\x03\x03\0\x02${level}\x70` })
        .s('FA')
        .c('FA')
        .s('A');
    expect(closing(alert('\x02'))[0]).toBe('S closes (FIN): TLS was given up.');
    expect(closing(alert('\x02'), 'ja')[0]).toBe('TLS が打ち切られたので、S が閉じます（FIN）。');
    expect(toldBy(alert('\x02')).join()).toContain('S gave up TLS: unrecognized_name (fatal)');
    expect(toldBy(alert('\x01'))).toContain('S says `Alert warning unrecognized_name` (7 octets).');
    expect(toldBy(alert('\x01')).join()).not.toContain('gave up');
    expect(toldBy(alert('\x01')).join()).not.toContain('given up');
  });

  test.each([
    [
      'https',
      1,
      'S closes (FIN), as C had announced (close_notify, probably).',
      'C が終わりを告げたので（おそらく close_notify）、S が閉じます（FIN）。',
    ],
    [
      'socks',
      1,
      'C closes (FIN), as it had announced (close_notify, probably).',
      '終わりを告げたので（おそらく close_notify）、C が閉じます（FIN）。',
    ],
    [
      'tls-alerts',
      0,
      'C closes (FIN), right after an alert from S.',
      'S のアラートの直後に、C が閉じます（FIN）。',
    ],
    [
      'tls-alerts',
      2,
      'C closes (FIN), right after its alert.',
      'アラートを送った直後に、C が閉じます（FIN）。',
    ],
  ])('%s %i: behind an alert of TLS that cannot be read: %s', (capture, id, en, ja) => {
    expect(toldOf(capture, id)).toContain(en);
    expect(toldOf(capture, id, 'ja')).toContain(ja);
  });

  test('a timeout that comes a second later than announced, as that of Node.js', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', say('GET / HTTP/1.1\n\n'))
      .s('PA', say('HTTP/1.1 200 OK\nKeep-Alive: timeout=2\nContent-Length: 0\n\n'))
      .c('A')
      .s('FA', { after: 3.01 * SECOND })
      .c('FA')
      .s('A');
    expect(closing(d)[0]).toBe('S closes first (FIN): its keep-alive timeout of 2 s has run out.');
  });

  test('who sends on without knowing that the other side has closed speaks in no half-closed connection', () => {
    const crossing = new DialogueBuilder()
      .handshake()
      .c('PA', { payload: 'ask' })
      .s('PA', { payload: 'answer' })
      .s('FA')
      .c('PA', { payload: 'more', acknowledge: 7 })
      .c('FA', { acknowledge: 7 })
      .s('A')
      .c('A');
    expect(toldBy(crossing).join('\n')).toContain('the two FINs cross on the way');
    expect(toldBy(crossing).join('\n')).not.toMatch(/half-closed/i);
  });

  test('nor does who sends to one that takes no more', () => {
    const closed = () =>
      new DialogueBuilder()
        .handshake()
        .c('PA', say('ask'))
        .c('FA')
        .s('A')
        .s('PA', { ...say('hello'), after: SECOND });
    const refused = toldBy(closed().c('R', { sequence: 5 }));
    expect(refused.join('\n')).not.toContain('Half-closed: C will');
    expect(refused).toContain('C has closed already and takes no more (RST).');
    expect(refused.join('\n')).toContain(
      'C had closed, S still sent 5 octets, which C did not take (RST). The other side',
    );
    const taken = closed().c('A').s('FA').c('A');
    expect(toldBy(taken)).toContain('Half-closed: C will send no more, S still may.');
    expect(toldBy(taken).join('\n')).toContain('(One direction is closed, the other still carries data:');
    expect(toldBy(taken, 'ja')).toContain('半クローズの状態です。C はもう送りませんが、S はまだ送れます。');
    expect(toldBy(taken, 'ja').join('\n')).toContain('（shutdown）です。');
    expect(toldOf('reset-mid-stream', 3).join('\n')).not.toContain('Half-closed: ');
  });

  test('a server that closes before anything was asked owes no answer', () => {
    const d = new DialogueBuilder().handshake().s('FA').c('A').c('PA', say('QUIT')).s('R', { sequence: 2 });
    expect(closing(d)[0]).toBe('S closes (FIN): nothing has been said yet.');
    expect(closing(d, 'ja')[0]).toBe('まだ何もやりとりしないうちに、S が閉じます（FIN）。');
    const greeted = new DialogueBuilder().handshake().s('PA', say('220 mx\n')).s('FA').c('PA', say('QUIT\n'));
    expect(closing(greeted)[0]).toBe('S has nothing more to say and closes (FIN).');
  });

  test('a reset long after the other side has closed ends a half-closed connection', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', say('hello'))
      .c('FA')
      .s('A')
      .s('RA', { after: SECOND });
    const sentences = toldBy(d);
    const at = sentences.indexOf('Half-closed: C will send no more, S still may.');
    expect(at).toBeGreaterThan(0);
    expect(sentences[at + 1]).toBe('S resets the connection (RST) instead of closing in turn.');
  });
});

describe('what the captures lack', () => {
  const hello = { payload: 'hello' };

  test('a connection whose beginning and end were not seen', () => {
    const d = new DialogueBuilder().c('PA', hello).s('A');
    expect(toldBy(d)).toEqual([
      'We did not see how this connection began: that C is the client is a guess.',
      'C sends 5 octets, beginning with `hello`.',
      'We did not see how it ended.',
    ]);
    expect(toldBy(d, 'ja').at(-1)).toBe('終わりもキャプチャにありません。');
  });

  test('one that is open still', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', hello)
      .s('A', { after: 2 * SECOND });
    expect(toldBy(d).slice(-2)).toEqual([
      'Both are silent for 2.000 s.',
      'When we last looked, the connection was still open.',
    ]);
  });
});

describe('every dialogue of every capture', () => {
  const JAPANESE_SENTENCE = /^[^`]*[。）]$/;
  /** Outside quotes: names and words of protocols, units, and nothing else of the Latin alphabet. */
  const LATIN_ALLOWED =
    /\b(?:[A-Z]|SYN|ACK|FIN|RST|URG|SYN\+ACK|TCP Fast Open|TCP|ICMP|HTTP(?:\/[\d.]+)?|HTTPS?|TLS|SSL|ALPN|ECN|ECE|CWR|RFC|Upgrade|Connection: close|Keep-Alive(?:: timeout=\d+)?|CLOSE-WAIT|MD5|SHA-1|TCP_NODELAY|TCP_USER_TIMEOUT|SO_RCVBUF|TTL|NAT|MTU|PMTU|MSS|ClientHello|WebSocket|SSH|DNS|PostgreSQL|MySQL|[a-z]+_[a-z_]+|fatal|shutdown|warning|h2c|https?|URL|KiB)\b/g;

  test.each(CAPTURES)('%s is told to its end in both languages', (capture) => {
    for (const view of viewsOf(capture)) {
      const [english, japanese] = LANGUAGE_LIST.map((language) => explain(view, language));
      expect(english?.length).toBeGreaterThan(0);
      expect(japanese?.map(({ nanoseconds }) => nanoseconds)).toEqual(
        english?.map(({ nanoseconds }) => nanoseconds),
      );
      for (const { text } of english ?? []) {
        expect(text).toMatch(/^[A-Z\d].*\.$/s);
        expect(text).not.toMatch(/undefined|NaN|null\b|-\d+ (?:µs|ms|s)\b/);
      }
      for (const { text } of japanese ?? []) {
        expect(text).toMatch(JAPANESE_SENTENCE);
        const unquoted = text.replace(/「[^」]*」/g, '');
        expect(unquoted.replace(LATIN_ALLOWED, '')).not.toMatch(/[a-z]{2}|[A-Z]{2}/);
        expect(unquoted).not.toMatch(/[ぁ-ん一-龠] ?[(),:;]|[(),:;] ?[ぁ-ん一-龠]/);
      }
    }
  });
});

describe('the answer to the screen', () => {
  const query = {
    sequence: 1,
    filter: '',
    sort: 'id',
    descending: false,
    offset: 0,
    rows: 1,
    keep: null,
    follow: false,
    stripLength: 10,
  } as const;

  test('has the explanation in the language that was asked for, though it shows a part of the ladder only', () => {
    const analysis = analyse('http-close');
    const asked = (language: Language | null) =>
      analysis.select({ ...query, open: { id: 0, offset: 0, entries: 2, fold: true, explain: language } })
        .dialogue;
    expect(asked(null)).not.toHaveProperty('explanation');
    expect(asked('en')?.explanation).toEqual(explain(analysis.dialogueOf(0, false) as DialogueView, 'en'));
    expect(asked('ja')?.explanation?.[0]?.text).toBe('C が接続を要求します（SYN）。');
    expect(asked('ja')?.entries).toHaveLength(2);
  });

  test('leaves out the middle of what is very long', () => {
    const [view] = viewsOf('http-keepalive-session');
    const all = explain(view as DialogueView, 'en');
    const short = explain(view as DialogueView, 'en', 6);
    expect(short.map(({ text }) => text)).toEqual([
      ...all.slice(0, 3).map(({ text }) => text),
      `${all.length - 6} sentences in between are left out.`,
      ...all.slice(-3).map(({ text }) => text),
    ]);
  });
});

test('of a long line the beginning is told, and the notes behind it', () => {
  const payload = `GET /?${'x'.repeat(900)} HTTP/1.1\r\nConnection: close\r\n\r\n`;
  const dialogue = new DialogueBuilder().handshake().c('PA', { payload });
  const sentence = toldBy(dialogue).find((line) => line.includes('GET'));
  expect(sentence).toMatch(/^C says `GET \/\?x{100,180}… {2}Connection: close` \(/);
});
