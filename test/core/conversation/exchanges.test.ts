import { describe, expect, test } from 'vitest';
import { Exchanges } from '../../../src/core/conversation/exchanges.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import type { FieldValue, Saying } from '../../../src/core/protocols/dissector.ts';
import type { Side } from '../../../src/core/side.ts';
import { analyse } from '../../support/analyse.ts';
import { connectionJson } from '../../support/json.ts';

const MILLISECOND = 1e6;

/** Tells an `Exchanges` what comes when, in milliseconds. */
class Teller {
  readonly exchanges = new Exchanges();
  private ordinal = 0;

  private moment(milliseconds: number) {
    const seconds = Math.floor(milliseconds / 1000);
    return { seconds, nanoseconds: (milliseconds - seconds * 1000) * MILLISECOND, ordinal: this.ordinal++ };
  }

  request(milliseconds: number, fields: Record<string, FieldValue> = {}, from: Side = 0): this {
    return this.say(milliseconds, from, { role: 'request', summary: '', fields });
  }

  response(milliseconds: number, fields: Record<string, FieldValue> = {}, from: Side = 1): this {
    return this.say(milliseconds, from, { role: 'response', summary: '', fields });
  }

  octets(milliseconds: number, from: Side): this {
    this.exchanges.heard(from, this.moment(milliseconds));
    return this;
  }

  /** More of a response's body. */
  body(milliseconds: number, stream?: number): this {
    const at = this.moment(milliseconds);
    this.exchanges.heard(1, at);
    this.exchanges.bodyGoesOn(1, stream, at);
    return this;
  }

  /** More of the request on this stream. */
  requestBody(milliseconds: number, stream: number): this {
    const at = this.moment(milliseconds);
    this.exchanges.heard(0, at);
    this.exchanges.bodyGoesOn(0, stream, at);
    return this;
  }

  /** A response begins that is told later. */
  answering(milliseconds: number, isEarly = false): this {
    const at = this.moment(milliseconds);
    this.exchanges.heard(1, at);
    this.exchanges.answering(at, isEarly);
    return this;
  }

  get transferMilliseconds(): number {
    return this.exchanges.longestTransferNanoseconds / MILLISECOND;
  }

  get figures() {
    const { done, open, firstByte } = this.exchanges;
    if (firstByte === null) return [done, open];
    const { least, mean, most } = firstByte;
    return [done, open, least / MILLISECOND, mean / MILLISECOND, most / MILLISECOND];
  }

  private say(milliseconds: number, from: Side, saying: Saying): this {
    const at = this.moment(milliseconds);
    this.exchanges.heard(from, at);
    this.exchanges.said(from, saying, at);
    return this;
  }
}

describe('requests and responses are paired', () => {
  test('in order, where several are sent at once', () => {
    const t = new Teller().request(0).request(1).request(2).response(10).response(20).response(31);
    expect(t.figures).toEqual([3, 0, 10, (10 + 19 + 29) / 3, 29]);
  });

  test('by stream, where there are streams', () => {
    const t = new Teller().request(0, { stream: 1 }).request(1, { stream: 3 });
    t.response(5, { stream: 3 }).response(30, { stream: 1 });
    expect(t.figures).toEqual([2, 0, 4, 17, 30]);
  });

  test('an interim response belongs to its exchange, and a body to its request', () => {
    const t = new Teller().request(0).response(1, { status: 100 }).octets(500, 0).octets(900, 0);
    expect(t.response(903, { status: 201 }).figures).toEqual([1, 0, 3, 3, 3]);
  });

  test('a response that is told once it is complete is timed from where it began', () => {
    const t = new Teller().answering(0).request(10).answering(15).answering(20).response(400);
    expect(t.figures).toEqual([1, 0, 5, 5, 5]);
    expect(t.transferMilliseconds).toBe(385);
    expect(t.request(500).response(507).figures).toEqual([2, 0, 5, 6, 7]);
  });

  test('of the slowest it is known whether its request was whole', () => {
    const isEarly = (t: Teller) => t.exchanges.slowestIsEarly;
    const t = new Teller().request(0).answering(10).response(10);
    expect(isEarly(t)).toBe(false);
    expect(isEarly(t.request(100).octets(200, 0).answering(300, true).response(300))).toBe(true);
    expect(isEarly(t.request(1000).answering(1001).response(1001))).toBe(true);
    expect(isEarly(t.request(2000).response(2900))).toBe(false);
  });

  test('either may be without the other', () => {
    expect(new Teller().response(1).request(2).figures.slice(0, 2)).toEqual([0, 1]);
    expect(new Teller().request(1).request(2, {}, 1).response(5, {}, 0).figures.slice(0, 2)).toEqual([1, 1]);
  });

  test('of streams that nobody answers the oldest are forgotten', () => {
    const t = new Teller();
    for (let i = 0; i < 1000; i++) t.request(i, { stream: 1 + 2 * i });
    expect(t.figures.slice(0, 2)).toEqual([0, 256]);
    expect(t.response(2000, { stream: 1 }).figures).toEqual([0, 256]);
    expect(t.response(2000, { stream: 1999 }).figures).toEqual([1, 255, 1001, 1001, 1001]);
  });

  test('of very many that are answered in order the first are timed, and each has its answer', () => {
    const t = new Teller();
    for (let i = 0; i < 1000; i++) t.request(i);
    expect(t.exchanges.open).toBe(1000);
    for (let i = 0; i < 1000; i++) t.response(5000 + i);
    expect(t.figures).toEqual([1000, 0, 5000, 5000, 5000]);
    expect(t.exchanges.timed).toBe(256);
    expect(t.request(9000).response(9003).figures.slice(2, 3)).toEqual([3]);
  });

  test('many requests of one segment, of which the answers come one by one', () => {
    const { exchanges } = new Teller();
    const at = (ordinal: number, seconds: number) => ({ seconds, nanoseconds: 0, ordinal });
    for (let i = 0; i < 600; i++) exchanges.said(0, { role: 'request', summary: '', fields: {} }, at(0, 10));
    exchanges.said(0, { role: 'request', summary: '', fields: {} }, at(1, 11));
    expect(exchanges.open).toBe(601);
    for (let i = 0; i < 600; i++)
      exchanges.said(1, { role: 'response', summary: '', fields: {} }, at(2 + i, 12));
    expect([exchanges.done, exchanges.open, exchanges.timed]).toEqual([600, 1, 600]);
    expect(exchanges.firstByte).toEqual({
      least: 2000 * MILLISECOND,
      mean: 2000 * MILLISECOND,
      most: 2000 * MILLISECOND,
    });
    exchanges.said(1, { role: 'response', summary: '', fields: {} }, at(700, 14));
    expect([exchanges.open, exchanges.mostNanoseconds]).toEqual([0, 3000 * MILLISECOND]);
  });

  test('of a stream only its own octets are more of its request', () => {
    const t = new Teller().request(0, { stream: 1 }).octets(900, 0).response(1000, { stream: 1 });
    expect(t.figures).toEqual([1, 0, 1000, 1000, 1000]);
    t.request(2000, { stream: 3 }).request(2001, { stream: 5 }).requestBody(2900, 5).requestBody(2950, 3);
    expect(t.response(3000, { stream: 5 }).figures.slice(2, 3)).toEqual([100]);
    expect(t.response(3000, { stream: 3 }).figures.slice(2, 3)).toEqual([50]);
  });

  test('a request that is given up waits for nothing', () => {
    const t = new Teller().request(0, { stream: 1 }).request(1, { stream: 3 });
    t.exchanges.giveUp(1);
    t.exchanges.giveUp(7);
    expect(t.figures).toEqual([0, 1]);
    expect(t.response(4, { stream: 3 }).figures).toEqual([1, 0, 3, 3, 3]);
  });

  test('where octets are missing, any request of the other side may have had its response', () => {
    const t = new Teller().request(0).request(1);
    t.exchanges.lose(0);
    expect(t.exchanges.open).toBe(2);
    t.exchanges.lose(1);
    expect(t.figures).toEqual([0, 0]);
    expect(t.request(5000).response(5002).figures).toEqual([1, 0, 2, 2, 2]);
  });

  test('a request whose answer changes the protocol is not waited for, though it may be answered in that', () => {
    const { exchanges } = new Teller().request(0).response(1, { status: 101 });
    expect([exchanges.open, exchanges.awaited]).toEqual([1, 0]);
  });

  test('one that is upgraded to HTTP/2 is answered on stream 1, to another protocol by the switch', () => {
    const upgraded = () => new Teller().request(0).response(1, { status: 101 });
    const http2 = upgraded();
    http2.exchanges.goOnIn('http2');
    expect(http2.figures).toEqual([0, 1]);
    expect(http2.response(1500, { stream: 1 }).figures).toEqual([1, 0, 1500, 1500, 1500]);
    const other = upgraded();
    other.exchanges.goOnIn('websocket');
    expect(other.figures).toEqual([1, 0, 1, 1, 1]);
  });

  test('a transfer is timed from the response to the last of its body, whatever else its side sends', () => {
    const t = new Teller()
      .request(0)
      .response(10)
      .body(400)
      .octets(450, 1)
      .request(500)
      .response(510)
      .body(700);
    expect(t.transferMilliseconds).toBe(390);
    t.exchanges.goOnIn(null);
    expect(t.octets(8000, 1).body(9000).transferMilliseconds).toBe(390);
  });

  test('a transfer goes on behind the next request, and is that of one stream', () => {
    expect(new Teller().request(0).response(10).request(20).body(30).transferMilliseconds).toBe(20);
    const t = new Teller().request(0, { stream: 1 }).response(10, { stream: 1 }).body(400, 3);
    expect(t.transferMilliseconds).toBe(0);
    expect(t.body(500, 1).transferMilliseconds).toBe(490);
  });

  test('what its own side requests or answers is no part of a response', () => {
    const t = new Teller().request(0).response(10).request(300, {}, 1).response(310, {}, 0);
    expect(t.request(9000).transferMilliseconds).toBe(0);
    expect(t.response(9010).response(9900).body(9999).transferMilliseconds).toBe(0);
  });
});

test('in HTTP/2 a transfer lasts from the head of a response to its trailers, in gRPC if it is one message', () => {
  const [streaming, single] = analyse('grpc-stream')
    .tracker.table.list()
    .map(({ conversation }) => conversation?.exchanges);
  expect(streaming).toMatchObject({ done: 1, longestTransferNanoseconds: 0 });
  expect(single).toMatchObject({ done: 1, longestTransferNanoseconds: 1_202_347_000 });
  const [, events] = [
    ...analyse('http-gzip').tracker.table.list(),
    ...analyse('event-stream').tracker.table.list(),
  ];
  expect(events?.conversation?.exchanges).toMatchObject({ done: 1, longestTransferNanoseconds: 0 });
});

test('in HTTP/2 a PING is no part of a request, nor is what goes on in another stream', () => {
  const times = analyse('http2-times')
    .tracker.table.list()
    .map(({ conversation }) => Math.round((conversation?.exchanges?.mostNanoseconds ?? 0) / MILLISECOND));
  expect(times).toEqual([2005, 2003, 1, 1, 1]);
});

test.each([true, false])('in a capture, with messages kept: %s', (keepDialogues) => {
  const analysis = analyse('http-keepalive-session', { limits: DEFAULT_LIMITS, keepDialogues });
  const [connection] = analysis.tracker.table.list();
  const report = connectionJson(analysis, connection);
  expect(report).toMatchObject({ requests: 5, responses: 5, keepAliveReuse: 4 });
  expect(report.timeToFirstByteSeconds).toEqual({ least: 0.000086, mean: 0.0002806, most: 0.000843 });
});
