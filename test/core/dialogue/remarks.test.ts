import { describe, expect, test, vi } from 'vitest';
import type { Analysis } from '../../../src/core/analysis.ts';
import { REMARK_CATALOGUE, remarkWhat } from '../../../src/core/dialogue/explain/remark-catalogue.ts';
import { REMARK_RULES } from '../../../src/core/dialogue/remarks/index.ts';
import { keepRemarks, type Remark, remarksOf } from '../../../src/core/dialogue/remarks.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';
import { connectionJson } from '../../support/json.ts';
import { readStreams } from '../../support/streams.ts';

const MILLISECOND = 1e6;
const SECOND = 1e9;

function remarks(analysis: Analysis, id = 0): readonly Remark[] {
  const connection = analysis.tracker.table.list()[id];
  return remarksOf(connection, analysis.tracker.segments);
}

const told = (analysis: Analysis, id = 0) =>
  remarks(analysis, id).map(({ code, values }) => `${code}: ${remarkWhat(code, values, 'en')}`);
const codes = (analysis: Analysis, id = 0) => remarks(analysis, id).map(({ code }) => code);

describe('real dialogues are remarked on as an expert would', () => {
  test.each([
    ['refused', 0, ['refused: S refused: its answer to the SYN for port 18200 is an RST']],
    ['refused', 1, ['refused: S refused: its answer to the SYN for port 18200 is an RST']],
    [
      'icmp-open',
      0,
      [
        'packet-too-big: packets of S were too big for the path (ICMP, 3 times): the next hop takes at most 1,300 octets',
        'spurious-retransmission: S retransmitted 1 segment though C had it already',
      ],
    ],
    [
      'icmp-open',
      1,
      [
        'icmp-unreachable: what C sent could not be delivered: host unreachable (ICMP, 19 times)',
        'retransmission-timeout: C retransmitted 1 segment 18 times after its timer ran out (up to 248 ms late)',
      ],
    ],
    [
      'one-sided',
      0,
      ['not-captured: C acknowledged at least 100 octets of S that the capture does not have'],
    ],
    ['one-sided', 1, ['not-captured: C acknowledged at least 20 octets of S that the capture does not have']],
    ['syn-timeout', 0, ['syn-unanswered: C sent 8 SYNs in 11.3 s, and none was answered']],
    ['syn-timeout', 1, ['refused: S refused: its answer to the SYN for port 18302 is an ICMP error']],
    [
      'http-keepalive-session',
      0,
      [
        'server-idle-timeout: S closed the idle connection after 2.0 s of silence, as its Keep-Alive: timeout=2 had said',
        'half-closed: half-closed for 957 ms: S had closed, C sent nothing in that time',
      ],
    ],
    [
      'browser-keepalive',
      5,
      [
        'server-idle-timeout: S closed the idle connection after 3.0 s of silence, and had announced no timeout',
      ],
    ],
    [
      'http-keepalive-oneshot',
      0,
      [
        'client-closed-early: C closed a connection that could have been kept, 544 µs after the response to its only request',
      ],
    ],
    [
      'reset-mid-stream',
      1,
      [
        "body-cut-short: the body of S's response was cut short: 80,000 of 20,000,000 octets had come when C reset the connection (RST)",
        'reset-with-data-unread: C reset the connection right after 80,045 octets of the response of S',
      ],
    ],
    [
      'reset-mid-stream',
      2,
      [
        "reset-with-data-unread: S reset the connection right after its response, when C had sent 5,000 octets of the request's body",
      ],
    ],
    [
      'reset-mid-stream',
      3,
      [
        'request-on-closing-connection: C sent 7 octets although it had acknowledged the FIN of S; S answered with RST',
      ],
    ],
    [
      'reset-mid-stream',
      0,
      [
        "body-cut-short: the body of S's response was cut short: 30,000 of 100,000 octets had come when S reset the connection (RST)",
      ],
    ],
    [
      'body-cut-short',
      0,
      [
        "body-cut-short: the body of S's response was cut short: 3,854 of 12,000 octets had come when S closed (FIN)",
      ],
    ],
    [
      'body-cut-short',
      1,
      [
        "body-cut-short: the body of S's response was cut short: 23 octets had come in chunks when S closed (FIN)",
      ],
    ],
    [
      'body-cut-short',
      2,
      [
        "body-cut-short: the body of S's response was cut short: 3,854 of 12,000 octets had come when S closed (FIN), after C had closed",
      ],
    ],
    [
      'body-cut-short',
      3,
      [
        "body-cut-short: the body of S's response was cut short: 1,200 of 5,000 octets had come when S reset the connection (RST)",
      ],
    ],
    [
      'body-cut-short',
      5,
      [
        "body-cut-short: the body of C's request was cut short: 3,000 of 9,000 octets had come when C closed (FIN)",
      ],
    ],
    [
      'body-until-close',
      0,
      [
        "body-cut-short: the body of S's response has no proper end: S reset the connection (RST) after 1,900 octets of it, and only a FIN would have shown that it was whole",
      ],
    ],
    ['body-until-close', 1, []],
    [
      'body-until-close',
      2,
      [
        "body-cut-short: the body of S's response has no proper end: C reset the connection (RST) after 1,900 octets of it, and only a FIN would have shown that it was whole",
        'reset-with-data-unread: C reset the connection right after 1,964 octets of the response of S',
      ],
    ],
    [
      'response-left',
      0,
      [
        "body-cut-short: the body of S's response was cut short: 9,000 of 5,000,000 octets had come when C reset the connection (RST)",
      ],
    ],
    ['event-stream-left', 0, []],
    [
      'pool-race',
      0,
      [
        'server-idle-timeout: S closed the idle connection after 1.1 s of silence, as its Keep-Alive: timeout=1 had said',
        'request-on-closing-connection: C sent 28 octets although it had acknowledged the FIN of S; S answered with RST',
      ],
    ],
    ['tls-old-versions', 0, ['tls-version-deprecated: S chose TLS 1.0, although C had offered TLS 1.3']],
    ['tls-old-versions', 1, ['tls-version-deprecated: S chose TLS 1.1, although C had offered TLS 1.3']],
    ['tls-old-versions', 2, ['tls-version-deprecated: S chose TLS 1.0, the newest that C had offered']],
    [
      'websocket-unclosed',
      0,
      ['websocket-unclosed: S ended the WebSocket with FIN, and neither side had sent a Close frame'],
    ],
    [
      'websocket-unclosed',
      1,
      ['websocket-unclosed: S ended the WebSocket with RST, and neither side had sent a Close frame'],
    ],
    [
      'websocket-unclosed',
      3,
      ['websocket-unclosed: C ended the WebSocket with FIN, and neither side had sent a Close frame'],
    ],
    [
      'websocket-unclosed',
      4,
      [
        'websocket-unclosed: C ended the WebSocket with RST, and neither side had sent a Close frame',
        'reset-with-data-unread: C reset the connection right after 12 octets of S that it had not answered',
      ],
    ],
    [
      'keep-alive-race',
      0,
      [
        'request-on-closing-connection: C sent 44 octets while the FIN of S was on its way; no response came',
        'server-idle-timeout: S closed the idle connection after 1.0 s of silence, and had announced no timeout',
      ],
    ],
    [
      'keep-alive-race',
      1,
      [
        'server-idle-timeout: S closed the idle connection after 1.0 s of silence, and had announced no timeout',
        'request-on-closing-connection: C sent 44 octets while the FIN of S was on its way; no response came',
      ],
    ],
    [
      'keep-alive-race',
      2,
      [
        'server-idle-timeout: S closed the idle connection after 1.0 s of silence, and had announced no timeout',
        'request-on-closing-connection: C sent 44 octets although it had acknowledged the FIN of S; no response came',
      ],
    ],
    // Terminate, behind the FIN, is no request.
    [
      'server-farewell',
      1,
      ['half-closed: half-closed for 1.2 s: S had closed, C still sent 5 octets, which S did not take (RST)'],
    ],
    [
      'expect-unanswered',
      0,
      [
        'expect-unanswered: C waited 1.0 s in vain for 100 Continue before it sent the body of its request',
        "zero-window: S's receive buffer was full: its window was 0 for 1.8 s, and C had to wait",
        'slow-first-byte: the first byte of this response came 1.7 s after the last octets of its unfinished request',
        "reset-with-data-unread: S reset the connection right after its response, when C had sent 128,512 octets of the request's body",
      ],
    ],
    // The request was refused before C had sent its body: it had to close, or to send it.
    ['expect-refused', 0, ['half-closed: half-closed for 959 ms: C had closed, S sent nothing in that time']],
    [
      'http2-only',
      0,
      ['http1-to-http2-port: C spoke HTTP/1, S speaks HTTP/2 at once (its first octets are SETTINGS)'],
    ],
    // What a server says because it closes breaks no silence: GOAWAY, in the clear and in TLS, and an unasked-for 408.
    [
      'idle-farewell',
      0,
      [
        'server-idle-timeout: S closed the idle connection after 2.0 s of silence, and had announced no timeout',
      ],
    ],
    [
      'idle-farewell',
      1,
      [
        'server-idle-timeout: S closed the idle connection after 2.0 s of silence, and had announced no timeout',
      ],
    ],
    [
      'idle-farewell',
      2,
      [
        'server-idle-timeout: S closed the idle connection after 1.0 s of silence, and had announced no timeout',
      ],
    ],
    // Behind an acknowledgment of settings, or window updates, as long as the cipher of TLS 1.2 makes them.
    ...[0, 1].map((stream): [string, number, string[]] => [
      'idle-http2',
      stream,
      [
        'spurious-retransmission: S retransmitted 1 segment though C had it already',
        'server-idle-timeout: S closed the idle connection after 2.0 s of silence, and had announced no timeout',
      ],
    ]),
    [
      'idle-http2',
      2,
      [
        'server-idle-timeout: S closed the idle connection after 2.0 s of silence, and had announced no timeout',
      ],
    ],
    [
      'http-liberties',
      1,
      [
        'server-idle-timeout: S closed the idle connection after 1.1 s of silence, and had announced no timeout',
      ],
    ],
    // A WebSocket over HTTP/2, which lasted for 2 s, is no transfer.
    [
      'websocket-http2',
      0,
      [
        'nagle-delayed-ack: C held back what it had to send next until the delayed ACK of S came: once, for 43 ms',
        'reset-with-data-unread: C reset the connection right after 9 octets of S that it had not answered',
      ],
    ],
    // What comes behind the FIN asks for nothing: the rest of a request that was answered, a Close frame, a RST_STREAM.
    [
      'behind-the-end',
      0,
      [
        "reset-with-data-unread: S reset the connection right after its response, when C had sent 2,000 octets of the request's body",
      ],
    ],
    ['behind-the-end', 1, []],
    [
      'behind-the-end',
      2,
      [
        'nagle-delayed-ack: C held back what it had to send next until the delayed ACK of S came: once, for 43 ms',
      ],
    ],
    // The response came after C had gone, in two parts: the RST for the first one cut it short.
    [
      'behind-the-end',
      3,
      [
        'gave-up-waiting: C gave up waiting for the response after 1.2 s and closed (FIN)',
        'slow-first-byte: the first byte of this response came 1.6 s after its request',
        "body-cut-short: the body of S's response was cut short: 0 of 5 octets had come when C reset the connection (RST)",
      ],
    ],
    // nginx, with a status line; and http.server of Python, without one, that resets what C says then.
    ['http2-to-http1', 0, ['http2-to-http1-port: C spoke HTTP/2 from the first byte, S answered in HTTP/1']],
    ['http2-to-http1', 1, ['http2-to-http1-port: C spoke HTTP/2 from the first byte, S answered in HTTP/1']],
    [
      'reset-after-response',
      0,
      ['reset-with-data-unread: C reset the connection right after 43 octets of the response of S'],
    ],
    [
      'tls-close-race',
      0,
      // What C sent behind the FIN of S is no request, but its close_notify.
      [
        'nagle-delayed-ack: S held back what it had to send next until the delayed ACK of C came: once, for 44 ms',
      ],
    ],
    ['half-close', 0, ['half-closed: half-closed for 1.0 s: C had closed, S still sent 110 octets']],
    ['half-close', 1, ['half-closed: half-closed for 1.0 s: S had closed, C still sent 110 octets']],
    // Its messages are sent when there is something to say.
    ['grpc-stream', 0, []],
    ['grpc-stream', 1, ['slow-transfer: this response took 1.2 s from its first byte to its last']],
    [
      'chunked',
      0,
      [
        'slow-transfer: this response took 1.0 s from its first byte to its last',
        'client-closed-early: C closed a connection that could have been kept, 134 µs after the response to its only request',
      ],
    ],
    [
      'zero-window',
      0,
      [
        // A probe of the tail of what was sent, and S says that it has had it.
        'spurious-retransmission: C retransmitted 1 segment though S had it already',
        "zero-window: S's receive buffer was full: its window was 0 for 4.0 s in all (twice), and C had to wait",
      ],
    ],
    [
      'loss',
      0,
      [
        'retransmission-timeout: C retransmitted 2 segments after its timer ran out (up to 1.0 s late)',
        'fast-retransmission: S retransmitted 2 segments after duplicate ACKs',
        'spurious-retransmission: S retransmitted 2 segments though C had them already',
      ],
    ],
    [
      'blackhole',
      0,
      [
        'retransmission-timeout: C retransmitted 1 segment 7 times after its timer ran out (up to 6.7 s late)',
        'data-unanswered: C retransmitted the same segment 7 times within 13.5 s, and nothing at all came back from S',
      ],
    ],
    [
      'go-back-n',
      0,
      [
        // Twelve times the timer, then 42 segments that slow start sends again as ACKs come in.
        'retransmission-timeout: S retransmitted 1 segment 12 times after its timer ran out (up to 121 s late)',
      ],
    ],
    ['sack-recovery', 0, ['fast-retransmission: S retransmitted 16 segments after duplicate ACKs']],
    // Its timers ran out, and its probe was sent, because the ACKs were late: C says that it has had both.
    ['dsack', 0, ['spurious-retransmission: S retransmitted 2 segments though C had them already']],
    [
      'delayed-ack',
      0,
      [
        'nagle-delayed-ack: C held back what it had to send next until the delayed ACK of S came: 7 times, up to 44 ms',
      ],
    ],
    // On a path of 41 ms, Nagle's algorithm alone waits for as long.
    ['delayed-ack', 1, []],
    [
      'delayed-ack',
      2,
      ['reset-with-data-unread: S reset the connection right after 13 octets of C that it had not answered'],
    ],
    ['far-close', 0, ['half-closed: half-closed for 1.5 s: C had closed, S still sent 20 octets']],
    // The RST of S is not its host's, and nothing was in flight that a FIN could race with.
    [
      'lookalikes',
      0,
      [
        'reset-not-from-host: the RST was probably not sent by S itself: S went on 987 ms later as if it had not sent it',
        'retransmission-timeout: S retransmitted 1 segment twice after its timer ran out (up to 228 ms late)',
      ],
    ],
    // C had closed, and S sends the same again and again: it waits for an ACK.
    [
      'lookalikes',
      1,
      [
        'retransmission-timeout: S retransmitted 1 segment 5 times after its timer ran out (up to 1.8 s late)',
        "large-packets-lost: S's segments of 1,448 octets got no ACK (retransmitted 5 times), smaller packets got through",
      ],
    ],
    // The request of C was lost on its way five times; the FIN came 3 s behind it.
    [
      'lookalikes',
      2,
      [
        'retransmission-timeout: C retransmitted 1 segment 5 times after its timer ran out (up to 992 ms late)',
        'server-idle-timeout: S closed the idle connection after 5.0 s of silence, and had announced no timeout',
        // Its FIN was acknowledged here, and the ACK lost behind that.
        'spurious-retransmission: S retransmitted 1 segment 3 times though C had it already',
      ],
    ],
    // Who stops in the middle of a response is not idle.
    [
      'lookalikes',
      3,
      [
        "body-cut-short: the body of S's response was cut short: 5 of 500 octets had come when S closed (FIN)",
      ],
    ],
    [
      'lookalikes',
      4,
      [
        "body-cut-short: the body of S's response was cut short: 5 of 500 octets had come when S reset the connection (RST)",
      ],
    ],
    // What S sends on a path of 80 ms, each 45 ms, cannot wait for the ACKs of C.
    ['lookalikes', 6, []],
    // The RST had left before the request came.
    ['lookalikes', 7, []],
    // The last segment is sent again as a loss probe: no retransmission timer ran out.
    ['lookalikes', 8, []],
    // Of those that come late nothing was lost; one was sent again, for nothing.
    ['reordered', 0, ['spurious-retransmission: S retransmitted 1 segment though C had it already']],
    // The network has doubled eight segments.
    ['reordered', 1, []],
    // On a path of 0.6 s, the other side closes as soon as it hears of the FIN.
    ['far-close', 1, []],
    ['far-close', 2, []],
    [
      'captured-twice',
      0,
      ['captured-twice: every packet of this connection is in the capture twice (16 copies)'],
    ],
    ['h2c-upgrade-close', 0, ['h2c-not-taken: S did not switch to h2c: the request said Connection: close']],
    ['https', 5, ['tls-alert: C gave up TLS: unknown_ca (fatal)']],
    ['https', 6, ['plain-http-to-tls-port: C spoke plain HTTP, S says that it wants TLS']],
  ])('%s %i', (capture, id, expected) => {
    expect(told(analyse(capture), id)).toEqual(expected);
  });

  test('the delayed ACK that a small write waited for', () => {
    expect(told(analyse('chunked'), 1)).toContainEqual(
      'nagle-delayed-ack: S held back what it had to send next until the delayed ACK of C came: once, for 42 ms',
    );
  });

  test('each stands at its place, and in JSON with its time', () => {
    const analysis = analyse('http-keepalive-session');
    const [connection] = analysis.tracker.table.list();
    const report = connectionJson(analysis, connection, { messages: false, segments: true });
    const [timeout] = remarks(analysis);
    expect(report.segments[timeout.ordinal]).toMatchObject({ from: 'server', flags: 'FA' });
    expect(report.remarks[0]).toEqual({
      code: 'server-idle-timeout',
      time: report.segments[timeout.ordinal].time,
      text: remarkWhat(timeout.code, timeout.values, 'en'),
      why: REMARK_CATALOGUE[timeout.code].why.en,
    });
  });
});

test.each([
  'http-close',
  'http-close-any',
  'http-close-client-first',
  'http-gzip',
  'http-ipv6',
  'ajax',
  'websocket-echo',
  'websocket-browser',
  'wss',
  'h2c-prior-knowledge',
  'postgres',
  'ftp',
  'urgent',
  'tcp-keepalive',
  'ecn',
  'ecn-accecn',
  'tfo',
  'wrk-close',
  'simultaneous',
  'mqtt',
  'mqtt-will',
  // What seems to be missing of a body went over the other connection.
  'multipath',
  'event-stream',
  'tls-resumption',
])('there is nothing to remark on %s', (capture) => {
  const analysis = analyse(capture);
  const connections = analysis.tracker.table.list();
  expect(connections.flatMap((_, id) => told(analysis, id))).toEqual([]);
});

const get = { payload: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' };
const ok = { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' };

describe('packets that are in the capture more than once', () => {
  /** An opening and `segments` times data and its ACK, each packet so many times. */
  const each = (times: number, segments: number) => {
    const d = new DialogueBuilder();
    const next = { c: 0, s: 0 };
    const send = (side: 'c' | 's', bits: string, octets: number, sent: object = {}) => {
      const sequence = next[side];
      d[side](bits, { ...sent, sequence, after: 50 * MILLISECOND });
      for (let i = 1; i < times; i++) d[side](bits, { ...sent, sequence });
      next[side] += octets;
    };
    send('c', 'S', 1);
    send('s', 'SA', 1);
    send('c', 'A', 0);
    for (let i = 0; i < segments; i++) {
      send('c', 'PA', 5, { payload: 'hello' });
      send('s', 'A', 0);
    }
    return d;
  };

  test('are told of once, and nothing is made of them', () => {
    expect(codes(each(1, 3).analysis)).toEqual([]);
    expect(told(each(2, 3).analysis)).toEqual([
      'captured-twice: every packet of this connection is in the capture twice (9 copies)',
    ]);
    expect(told(each(3, 3).analysis)).toEqual([
      'captured-twice: every packet of this connection is in the capture 3 times (18 copies)',
    ]);
  });

  test.each([
    ['put together', [200, 200, 80], [480]],
    ['taken apart', [480], [200, 200, 80]],
    ['put together in part', [160, 160, 160], [320, 160]],
  ])('may have been %s in between', (_, first, again) => {
    const d = new DialogueBuilder();
    const twice = (side: 'c' | 's', bits: string, sequence: number, sent: object = {}) =>
      d[side](bits, { ...sent, sequence, after: 10 * MILLISECOND })[side](bits, { ...sent, sequence });
    twice('c', 'S', 0);
    twice('s', 'SA', 0);
    twice('c', 'A', 1);
    for (let i = 0; i < 20; i++) {
      for (const sizes of [first, again]) {
        let sequence = 1 + 480 * i;
        for (const size of sizes) {
          d.s('A', { sequence, payload: 'x'.repeat(size) });
          sequence += size;
        }
      }
      twice('c', 'A', 1, { acknowledge: 481 + 480 * i });
    }
    expect(codes(d.analysis)).toEqual(['captured-twice', 'no-mss']);
    expect(told(d.analysis)[0]).toContain('in the capture twice');
  });

  test('are not what the network doubles on one way', () => {
    const d = new DialogueBuilder().handshake();
    for (let i = 0; i < 8; i++)
      d.c('PA', { payload: 'hello' })
        .s('A')
        .s('A', { sequence: 1, acknowledge: 6 + 5 * i });
    expect(codes(d.analysis)).not.toContain('captured-twice');
  });

  test('what was sent again among them is', () => {
    const d = each(2, 3).c('PA', { payload: 'hello' });
    d.c('PA', { payload: 'hello', sequence: 16 }).c('PA', { payload: 'hello', sequence: 16, after: SECOND });
    d.c('PA', { payload: 'hello', sequence: 16 });
    expect(codes(d.analysis)).toEqual(['captured-twice', 'retransmission-timeout']);
  });

  test('are not duplicate ACKs of the only side that is there, nor SYNs that are refused and tried again', () => {
    const acks = new DialogueBuilder();
    for (let i = 0; i < 60; i++) acks.c('A', { sequence: 1, acknowledge: 1 + 1000 * Math.floor(i / 12) });
    expect(codes(acks.analysis)).not.toContain('captured-twice');
    const refused = new DialogueBuilder();
    for (let i = 0; i < 4; i++) refused.c('S', { sequence: 0, after: MILLISECOND }).s('RA', { sequence: 0 });
    expect(codes(refused.analysis)).not.toContain('captured-twice');
  });

  test('leave what is to be seen across them', () => {
    const d = new DialogueBuilder();
    const copied = (
      side: 'c' | 's',
      bits: string,
      sequence: number,
      sent: { payload?: string; after?: number } = {},
    ) => {
      d[side](bits, { ...sent, sequence });
      d[side](bits, { ...sent, sequence, after: 1000 });
    };
    copied('c', 'S', 0);
    copied('s', 'SA', 0);
    copied('c', 'A', 1);
    copied('c', 'PA', 1, get);
    copied('s', 'PA', 1, ok);
    copied('c', 'A', 1 + get.payload.length);
    copied('s', 'FA', 1 + ok.payload.length, { after: 5 * SECOND });
    expect(codes(d.analysis)).toEqual(['captured-twice', 'server-idle-timeout']);
  });

  test('a SYN that nobody answers', () => {
    const d = new DialogueBuilder();
    for (let i = 0; i < 4; i++) d.c('S', { sequence: 0, after: SECOND }).c('S', { sequence: 0 });
    expect(told(d.analysis)).toEqual([
      'captured-twice: every packet of this connection is in the capture twice (4 copies)',
      'syn-unanswered: C sent 4 SYNs in 3.0 s, and none was answered',
    ]);
  });
});

describe('what no capture at hand has', () => {
  const hello = `\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x03${'\x07'.repeat(32)}\x00\x00\x02\x13\x01\x01\x00`;

  test('plain HTTP to a TLS port, and the reverse', () => {
    const alert = { payload: '\x15\x03\x01\x00\x02\x02\x46' };
    const plain = new DialogueBuilder().handshake().c('PA', get).s('PA', alert);
    expect(codes(plain.analysis)).toEqual(['plain-http-to-tls-port']);
    const tls = new DialogueBuilder().handshake().c('PA', { payload: hello }).s('PA', ok);
    expect(codes(tls.analysis)).toEqual(['tls-to-plain-http-port']);
    const page = new DialogueBuilder().handshake().c('PA', { payload: hello });
    expect(codes(page.s('PA', { payload: '<!DOCTYPE HTML>\n<html lang="en">' }).analysis)).toEqual([
      'tls-to-plain-http-port',
    ]);
  });

  test('HTTP/2 behind an answer in HTTP/1 is no answer to it', () => {
    const preface = { payload: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' };
    const asked = new DialogueBuilder().handshake().c('PA', preface).s('PA', ok);
    expect(codes(asked.analysis)).toEqual(['http2-to-http1-port']);
    const upgraded = new DialogueBuilder()
      .handshake()
      .s('PA', { payload: 'HTTP/1.1\x10101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n', acknowledge: 80 })
      .c('PA', { ...preface, sequence: 80 });
    expect(codes(upgraded.analysis)).not.toContain('http2-to-http1-port');
    expect(upgraded.connection.conversation?.protocols).toEqual(['http2']);
  });

  test('a port that comes back', () => {
    const d = new DialogueBuilder().handshake().c('FA').s('FA').c('A').again([90_000, 70_000]).handshake();
    expect(codes(d.analysis, 0)).toEqual([]);
    expect(codes(d.analysis, 1)).toEqual(['port-reused']);
  });

  test('keep-alive probes without an answer, and with', () => {
    const dialogue = () => new DialogueBuilder().handshake().c('PA', { payload: 'hello' }).s('A');
    const probe = { sequence: 5, after: SECOND };
    expect(codes(dialogue().c('A', probe).s('A').c('A', probe).s('A').analysis)).toEqual([]);
    const unanswered = dialogue().c('A', probe).c('A', probe).c('A', probe);
    expect(told(unanswered.analysis)).toEqual([
      'keep-alive-unanswered: C asked 3 times whether S is still there, and had no answer',
    ]);
    // It only looked like that: the other end is there.
    expect(codes(unanswered.s('A', { after: SECOND }).analysis)).toEqual([]);
  });

  test('ECN asked for and refused', () => {
    expect(codes(new DialogueBuilder().c('SEC').s('SA').c('A').analysis)).toEqual(['ecn-refused']);
    expect(codes(new DialogueBuilder().c('SEC').s('SAE').c('A').analysis)).toEqual([]);
  });

  test('no maximum segment size and no window scaling, where it matters', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', { payload: 'x'.repeat(600) })
      .s('A');
    expect(codes(d.analysis)).toEqual(['no-mss']);
    for (let i = 0; i < 60; i++) d.c('PA', { payload: 'x'.repeat(1200) }).s('A');
    expect(codes(d.analysis)).toEqual(['no-window-scaling', 'no-mss']);
  });

  test('a slow first byte', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', get)
      .s('A')
      .s('PA', { ...ok, after: 1.5 * SECOND });
    expect(told(d.analysis)).toEqual([
      'slow-first-byte: the first byte of this response came 1.5 s after its request',
    ]);
  });

  test('a response that is late because of the network is not the slowness of its server', () => {
    const lost = new DialogueBuilder()
      .handshake()
      .c('PA', get)
      .c('PA', { ...get, sequence: 1, after: SECOND });
    expect(codes(lost.s('PA', { ...ok, after: MILLISECOND }).analysis)).toEqual(['retransmission-timeout']);
    const far = new DialogueBuilder()
      .c('S')
      .s('SA', { after: 1.2 * SECOND })
      .c('A')
      .c('PA', get);
    expect(codes(far.s('PA', { ...ok, after: 1.2 * SECOND }).analysis)).toEqual([]);
    const slow = new DialogueBuilder()
      .c('S')
      .s('SA', { after: 1.2 * SECOND })
      .c('A')
      .c('PA', get);
    expect(codes(slow.s('PA', { ...ok, after: 2.4 * SECOND }).analysis)).toEqual(['slow-first-byte']);
  });

  test('a response that did not come to its end has no last byte', () => {
    const half = { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc' };
    const d = new DialogueBuilder().handshake().c('PA', get).s('PA', half);
    d.s('PA', { payload: 'def', after: 2 * SECOND }).c('FA', { after: SECOND });
    expect(told(d.analysis)).toEqual([
      'slow-transfer: this response had taken 2.0 s when the last of it came, and was not whole',
    ]);
  });

  test('a response that is under way still has no last byte either', () => {
    const head = { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc' };
    const d = new DialogueBuilder().handshake().c('PA', get).s('PA', head);
    d.s('PA', { payload: 'def', after: 2 * SECOND });
    const underWay = 'slow-transfer: this response was still under way 2.0 s after its first byte';
    expect(told(d.analysis)).toEqual([underWay]);
    d.s('PA', { payload: 'ghi', after: SECOND });
    const whole = 'slow-transfer: this response took 3.0 s from its first byte to its last';
    expect(told(d.analysis)).toEqual([whole]);
    // It stays whole, whatever becomes of the next one.
    d.c('PA', get)
      .s('PA', head)
      .s('PA', { payload: 'def', after: 2 * SECOND });
    expect(told(d.analysis)).toEqual([whole]);
    d.s('PA', { payload: 'g', after: 2 * SECOND });
    expect(told(d.analysis)).toEqual([
      'slow-transfer: this response was still under way 4.0 s after its first byte',
    ]);
    const untilClose = { payload: 'HTTP/1.0 200 OK\r\n\r\nabc' };
    const closing = new DialogueBuilder().handshake().c('PA', get).s('PA', untilClose);
    closing.s('PA', { payload: 'def', after: 2 * SECOND });
    expect(told(closing.analysis)).toEqual([underWay]);
    expect(told(closing.s('FA').analysis)[0]).toBe(
      'slow-transfer: this response took 2.0 s from its first byte to its last',
    );
  });

  test('an RST tells of the data that it acknowledges', () => {
    const asked = () => new DialogueBuilder().handshake().c('PA', { payload: 'hello' }).s('A');
    const two = () => asked().c('PA', { payload: 'you' });
    expect(told(two().s('RA').analysis)).toEqual([
      'reset-with-data-unread: S reset the connection right after 8 octets of C that it had not answered',
    ]);
    expect(told(two().s('RA', { acknowledge: 6 }).analysis)).toEqual([
      'reset-with-data-unread: S reset the connection right after 5 octets of C that it had not answered',
    ]);
    for (const acknowledge of [1, -1000, 2 ** 30])
      expect(codes(two().s('RA', { acknowledge }).analysis)).toEqual([]);
  });

  test('who waits for room in a window, or for an ACK, is not idle', () => {
    const idle = (window: number) => {
      const d = new DialogueBuilder().handshake().c('PA', { payload: hello });
      d.s('PA', { payload: `\x17\x03\x03\x01\x00${'\x08'.repeat(256)}` }).c('A', { window });
      return codes(d.s('FA', { after: 3 * SECOND }).analysis);
    };
    expect(idle(1000)).toContain('server-idle-timeout');
    expect(idle(0)).not.toContain('server-idle-timeout');
  });

  test('half-closed is whoever could close, not who waits for an ACK', () => {
    const closing = (isAcknowledged: boolean) => {
      const d = new DialogueBuilder().handshake().c('PA', { payload: 'hello' }).c('FA').s('A');
      for (let i = 0; i < 4; i++) {
        d.s('PA', { payload: 'x', after: 300 * MILLISECOND });
        if (isAcknowledged) d.c('A');
      }
      return codes(d.c('A').s('FA').analysis);
    };
    expect(closing(true)).toEqual(['half-closed']);
    expect(closing(false)).toEqual([]);
  });

  test('octets that the capture does not have', () => {
    const d = new DialogueBuilder().handshake().c('PA', { payload: 'ab' }).s('A', { acknowledge: 1003 });
    expect(codes(d.analysis)).toEqual(['not-captured']);
  });

  test('the pool race: the request crossed with the FIN', () => {
    const d = new DialogueBuilder().handshake().c('PA', get).s('PA', ok).c('A').s('FA');
    const sent = get.payload.length;
    d.c('PA', { ...get, acknowledge: 1 + ok.payload.length }).s('R', { after: MILLISECOND });
    expect(told(d.analysis)).toEqual([
      `request-on-closing-connection: C sent ${sent} octets while the FIN of S was on its way; S answered with RST`,
    ]);
  });

  test('a farewell behind the FIN asks for nothing, whatever else does', () => {
    const behind = (payload: string) => {
      const d = new DialogueBuilder().handshake().s('PA', { payload: '220 mail.example ESMTP\r\n' });
      d.c('PA', { payload: 'EHLO me\r\n' })
        .s('PA', { payload: '250 mail.example\r\n' })
        .c('A')
        .s('FA')
        .c('A');
      return codes(d.c('PA', { payload }).s('R').analysis);
    };
    expect(behind('QUIT\r\n')).toEqual([]);
    expect(behind('NOOP\r\n')).toEqual(['request-on-closing-connection']);
    expect(behind('NOOP\r\nQUIT\r\n')).toEqual(['request-on-closing-connection']);
  });

  test('an alert of TLS 1.2 behind the FIN asks for nothing, however much it is padded', () => {
    const record = (type: number, octets: number) =>
      String.fromCharCode(type, 3, 3, octets >> 8, octets & 255) + 'x'.repeat(octets);
    const behind = (payload: string) => {
      const d = new DialogueBuilder().handshake().c('PA', { payload: record(23, 64) });
      d.s('PA', { payload: record(23, 64) })
        .c('A')
        .s('FA');
      return codes(d.c('PA', { payload }).s('R').analysis);
    };
    expect(behind(record(21, 224))).toEqual([]);
    expect(behind(record(23, 224))).toEqual(['request-on-closing-connection']);
  });

  test('the pool race where the request was captured before the FIN that did not know of it', () => {
    const race = () => new DialogueBuilder().handshake().c('PA', get).s('PA', ok).c('A').c('PA', get);
    const before = 1 + get.payload.length;
    const sent = `C sent ${get.payload.length} octets while the FIN of S was on its way`;
    expect(told(race().s('FA', { acknowledge: before }).s('R').analysis)).toEqual([
      `request-on-closing-connection: ${sent}; S answered with RST`,
    ]);
    expect(told(race().s('FA', { acknowledge: before }).c('FA').analysis)).toEqual([
      `request-on-closing-connection: ${sent}; no response came`,
    ]);
    // The FIN of a server that had received the request is an answer to it, if a poor one.
    expect(codes(race().s('FA').c('FA').analysis)).toEqual([]);
  });

  test('a body is cut short only where nothing is missing of it', () => {
    const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n';
    const begun = () =>
      new DialogueBuilder()
        .handshake()
        .c('PA', get)
        .s('PA', { payload: `${whole}abc` });
    expect(codes(begun().c('RA').analysis)).toEqual(['body-cut-short', 'reset-with-data-unread']);
    const rest = { payload: 'defghi' };
    expect(codes(begun().s('PA', rest).c('RA').analysis)).toEqual(['reset-with-data-unread']);
    // Captured beside the server, what is on its way when the RST comes may be all that was missing.
    expect(codes(begun().c('R').s('PA', rest).analysis)).toEqual([]);
    expect(codes(begun().c('R').s('PA', { payload: 'de' }).analysis)).toEqual(['body-cut-short']);
    const behind = begun();
    behind.s('R', { sequence: 1 + whole.length + 9 });
    expect(codes(behind.analysis)).not.toContain('body-cut-short');
    // An RST with an old number may be nobody's, until it has the last word.
    const old = begun().c('PA', { payload: 'GET / HTTP/1.1\r\n\r\n' }).c('R', { sequence: 1 });
    expect(codes(old.analysis)).toEqual([]);
    old.analysis.end();
    expect(codes(old.analysis)).toEqual(['body-cut-short']);
    const silent = begun().s('R', { sequence: 0 });
    const another = new DialogueBuilder({ analysis: silent.analysis, clientPort: 40001 });
    expect(another.c('S', { after: 59e9 }) && codes(silent.analysis)).toEqual([]);
    expect(another.c('S', { after: 2e9, sequence: 0 }) && codes(silent.analysis)).toEqual(['body-cut-short']);
    // Nor does one that goes on make others wait.
    const busy = begun().s('R', { sequence: 0 }).s('PA', { payload: 'de' });
    const { analysis } = busy;
    const waiting = new DialogueBuilder({ analysis, clientPort: 40002 }).handshake();
    waiting.c('PA', { payload: 'GET / HTTP/1.1\r\n\r\n' });
    waiting.s('PA', { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc' }).s('R', { sequence: 0 });
    for (let i = 0; i < 4; i++) busy.c('A', { after: 30e9 });
    expect(codes(analysis, 1)).toEqual(['body-cut-short']);
    const ignored = begun().s('R', { sequence: 0 }).s('PA', { payload: 'de' });
    ignored.analysis.end();
    expect(codes(ignored.analysis)).toEqual([]);
    const rested = begun().c('R', { sequence: 0 }).s('PA', rest);
    rested.analysis.end();
    expect(codes(rested.analysis)).toEqual([]);
    const untilClose = () =>
      new DialogueBuilder().handshake().c('PA', get).s('PA', { payload: 'HTTP/1.0 200 OK\r\n\r\nabc' });
    expect(codes(untilClose().s('FA').c('RA').analysis)).not.toContain('body-cut-short');
    expect(codes(untilClose().c('FA').s('RA').analysis)).toContain('body-cut-short');
    // What is on its way when the RST comes may be the rest, and the end.
    expect(codes(untilClose().c('R').s('PA', rest).s('FA').analysis)).not.toContain('body-cut-short');
    const unseen = begun().c('A', { acknowledge: 1 + whole.length + 9 });
    expect(codes(unseen.s('R').analysis)).not.toContain('body-cut-short');
  });

  test('a WebSocket of which frames are missing may have been closed', () => {
    const upgrade = { payload: 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n' };
    const switched = {
      payload: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    };
    const open = () => new DialogueBuilder().handshake().c('PA', upgrade).s('PA', switched).c('A');
    const text = { payload: '\x81\x02hi' };
    expect(codes(open().s('PA', text).s('FA').c('FA').analysis)).toEqual(['websocket-unclosed']);
    expect(codes(open().s('PA', text).s('FA').c('A').analysis)).toEqual([]);
    expect(codes(open().s('PA', { payload: '\x88\x00' }).s('FA').c('FA').analysis)).toEqual([]);
    const next = switched.payload.length + 1;
    const late = open()
      .s('PA', { ...text, sequence: next + 4 })
      .c('A', { acknowledge: next + 8 });
    expect(codes(late.s('FA').c('FA').analysis)).not.toContain('websocket-unclosed');
  });

  test('a response that ends with the connection is no idle timeout', () => {
    const until = { payload: 'HTTP/1.1 200 OK\r\n\r\nbegin' };
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', get)
      .s('PA', until)
      .s('FA', { after: 2 * SECOND });
    expect(codes(d.analysis)).toEqual([]);
    const kept = new DialogueBuilder()
      .handshake()
      .c('PA', get)
      .s('PA', ok)
      .s('FA', { after: 2 * SECOND });
    expect(codes(kept.analysis)).toEqual(['server-idle-timeout']);
  });

  test('a short record of HTTP/2 in TLS 1.2 may as well be a request, unless it makes room for something', () => {
    const [hello, agreed] = [0, 1].map((of) => {
      const first = readStreams('idle-http2')[0]?.find(
        ({ side, payload }) => side === of && payload.length > 0,
      );
      return { payload: Buffer.from(first?.payload ?? []).toString('latin1') };
    });
    const record = (octets: number) => ({
      payload: `\x17\x03\x03${String.fromCharCode(octets >> 8, octets & 255)}${'x'.repeat(octets)}`,
    });
    const last = (response: number, octets: number) => {
      const d = new DialogueBuilder().handshake().c('PA', hello).s('PA', agreed).c('PA', record(200));
      d.s('PA', record(response))
        .c('PA', record(8 + 16 + octets))
        .s('A')
        .s('FA', { after: 2 * SECOND });
      return codes(d.analysis).includes('server-idle-timeout');
    };
    // SETTINGS, one WINDOW_UPDATE and two; the last one is of no frame that waits for no answer.
    expect([9, 13, 26, 14].map((octets) => last(5000, octets))).toEqual([true, true, true, false]);
    expect([9, 13, 26, 14].map((octets) => last(3000, octets))).toEqual([true, false, false, false]);
  });

  test('a server that gives up what it has sent again in vain was not idle', () => {
    const again = (sequence: number) => {
      const d = new DialogueBuilder().handshake().c('PA', get).s('PA', ok);
      return d.s('PA', { ...ok, sequence, after: SECOND });
    };
    const reset = { after: 2 * SECOND };
    expect(codes(again(1).s('RA', reset).analysis)).toEqual(['retransmission-timeout']);
    expect(codes(again(1).c('A').s('RA', reset).analysis)).toEqual([
      'retransmission-timeout',
      'server-idle-timeout',
    ]);
  });

  test('a silence that was not as long as announced, as when the server is ended', () => {
    const promise = { payload: 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 0\r\n\r\n' };
    const closedAfter = (nanoseconds: number) =>
      told(
        new DialogueBuilder().handshake().c('PA', get).s('PA', promise).s('FA', { after: nanoseconds })
          .analysis,
      );
    expect(closedAfter(1.01 * SECOND)).toEqual([
      'server-idle-timeout: S closed the idle connection after 1.0 s of silence, though its Keep-Alive field said timeout=2',
    ]);
    expect(closedAfter(1.9 * SECOND)).toEqual([
      'server-idle-timeout: S closed the idle connection after 1.9 s of silence, as its Keep-Alive: timeout=2 had said',
    ]);
  });
});

test('a client that waits for 100 Continue', () => {
  const put = { payload: 'PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n' };
  const body = { payload: 'body', after: SECOND };
  const asked = () => new DialogueBuilder().handshake().c('PA', put).s('A');
  expect(codes(asked().c('PA', body).s('PA', ok).analysis)).toEqual(['expect-unanswered']);
  const goOn = { payload: 'HTTP/1.1 100 Continue\r\n\r\n' };
  expect(codes(asked().s('PA', goOn).c('PA', body).s('PA', ok).analysis)).toEqual([]);
  expect(codes(asked().c('PA', { payload: 'body' }).s('PA', ok).analysis)).toEqual([]);
  const lost = new DialogueBuilder().handshake().c('PA', put).c('PA', body).s('A').s('PA', ok);
  expect(codes(lost.analysis)).toEqual([]);
  const quiet = analyse('expect-unanswered', { limits: DEFAULT_LIMITS, keepDialogues: false });
  expect(codes(quiet)).toContain('expect-unanswered');
});

test('a body that was cut short is noticed without messages too', () => {
  const analysis = analyse('body-cut-short', { limits: DEFAULT_LIMITS, keepDialogues: false });
  expect(codes(analysis, 0)).toEqual(['body-cut-short']);
  expect(remarks(analysis, 0)[0].values).toMatchObject({ octets: 3854, end: 12_000 });
});

test('remarks outlive the segments they rest on, and do without messages', () => {
  const limits = { ...DEFAULT_LIMITS, segmentsForRemarks: 64 };
  const d = new DialogueBuilder({ limits, keepDialogues: false }).handshake().c('PA', get).s('PA', ok);
  const { analysis } = d
    .s('FA', { after: 2 * SECOND })
    .c('A')
    .c('FA', { after: SECOND })
    .s('A');
  const before = codes(analysis);
  expect(before).toEqual(['server-idle-timeout', 'half-closed']);
  for (let port = 1000; port < 1010; port++) {
    const another = new DialogueBuilder({ analysis, clientPort: port }).handshake();
    for (let i = 0; i < 4; i++) another.c('PA', { payload: 'x' }).s('A');
  }
  expect(analysis.tracker.table.list()[0].segmentsKept).toBe(0);
  expect(codes(analysis)).toEqual(before);
});

test('every rule has a code of its own, and says what, why and on what evidence', () => {
  expect(new Set(REMARK_RULES.map(({ code }) => code)).size).toBe(REMARK_RULES.length);
  for (const { code, what, evidence } of REMARK_RULES) {
    const why = REMARK_CATALOGUE[code].why.en;
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const sentence of [what, why, evidence]) expect(sentence).toMatch(/^[A-Z].*\.$/s);
  }
});

test('a rule that has had its say is not asked again when more segments are let go', () => {
  const { tracker } = analyse('loss');
  const [c] = tracker.table.list();
  keepRemarks(c, tracker.segments);
  const codes = remarksOf(c, tracker.segments).map(({ code }) => code);
  expect(codes).toContain('retransmission-timeout');
  const asked = REMARK_RULES.filter(({ code }) => codes.includes(code)).map((rule) => vi.spyOn(rule, 'find'));
  keepRemarks(c, tracker.segments);
  expect(remarksOf(c, tracker.segments).map(({ code }) => code)).toEqual(codes);
  for (const find of asked) {
    expect(find).not.toHaveBeenCalled();
    find.mockRestore();
  }
});
