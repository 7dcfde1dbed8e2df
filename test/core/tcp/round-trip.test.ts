import { expect, test } from 'vitest';
import { Endpoint } from '../../../src/core/tcp/endpoint.ts';
import { noteAcknowledged, noteSent, noteSentAgain, roundTripsOf } from '../../../src/core/tcp/round-trip.ts';
import type { Sighting } from '../../../src/core/tcp/sighting.ts';
import { Segment } from '../../../src/core/wire/segment.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const trips = (d: DialogueBuilder) => [roundTripsOf(d.connection.client), roundTripsOf(d.connection.server)];
const DATA = { payload: 'hello' };

test('from a segment to the ACK that covers it, on each side', () => {
  const d = new DialogueBuilder().c('S').s('SA', { after: 40_000 }).c('A', { after: 2_000 });
  expect(trips(d)).toEqual([
    { samples: 1, least: 40_000, smoothed: 40_000, most: 40_000 },
    { samples: 1, least: 2_000, smoothed: 2_000, most: 2_000 },
  ]);
  d.c('PA', DATA).s('A', { after: 48_000 }).c('PA', DATA).s('A', { after: 30_000 });
  expect(trips(d)[0]).toEqual({ samples: 3, least: 30_000, smoothed: 39_625, most: 48_000 });
});

test('one segment is timed at once, and an ACK of less is none', () => {
  const d = new DialogueBuilder()
    .handshake()
    .c('PA', DATA)
    .c('PA', { ...DATA, after: 100 })
    .s('A', { acknowledge: 3, after: 100 });
  d.s('A', { acknowledge: 6, after: 800 }).s('A', { after: 5_000 });
  expect(trips(d)[0]).toMatchObject({ samples: 2, most: 1_000 });
});

test('what was sent again without timestamps is not measured (Karn)', () => {
  const d = new DialogueBuilder()
    .handshake()
    .c('PA', DATA)
    .c('PA', { ...DATA, sequence: 1, after: 200e6 })
    .s('A', { after: 9_000 });
  expect(trips(d)[0]?.samples).toBe(1);
});

test('with timestamps the copy that the ACK echoes is measured, and the other is not', () => {
  const view = new DataView(new ArrayBuffer(10));
  const at = (nanoseconds: number) => ({ seconds: 0, nanoseconds, view }) as Sighting;
  const ack = new Segment();
  ack.optionsEnd = 10;
  view.setUint8(0, 8);
  view.setUint8(1, 10);
  const timed = (echo: number) => {
    const end = new Endpoint(0, 0, 0, 0, 80);
    noteSent(end, 100, at(0));
    noteSentAgain(end, 50, 7777, at(200_000));
    view.setUint32(6, echo);
    noteAcknowledged(end, 100, ack, at(250_000));
    return roundTripsOf(end);
  };
  expect(timed(7777)).toMatchObject({ samples: 1, least: 50_000 });
  expect(timed(7000)).toBeNull();
});

test('probes are not timed', () => {
  const d = new DialogueBuilder()
    .handshake()
    .c('PA', DATA)
    .s('A')
    .c('A', { sequence: 5 })
    .s('A', { after: 70_000 });
  expect(trips(d)[0]).toMatchObject({ samples: 2, most: 1_000 });
});

test('on a real path whose round trip is 20 ms it is measured as such', () => {
  const client = roundTripsOf(analyse('loss').tracker.table.list()[0].client);
  expect(client?.samples).toBeGreaterThan(2);
  expect(client?.least).toBeGreaterThan(19e6);
  expect(client?.least).toBeLessThan(30e6);
});
