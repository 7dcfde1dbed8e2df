import { expect, test } from 'vitest';
import { endingOf } from '../../../src/core/dialogue/ended.ts';
import { remarksOf } from '../../../src/core/dialogue/remarks.ts';
import type { Connection } from '../../../src/core/tcp/connection.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const textOf = (c: Connection) => endingOf(c, [])?.text;
const captured = (name: string, id: number) => {
  const { tracker } = analyse(name);
  const c = tracker.table.list().find((one) => one.id === id) as Connection;
  return endingOf(c, remarksOf(c, tracker.segments))?.text;
};
const open = () => new DialogueBuilder().handshake().c('PA', { payload: 'hello' }).s('PA', { payload: 'hi' });

test('RST for data that came behind a FIN is told as such', () => {
  expect(captured('reset-mid-stream', 3)).toBe('S closed first (FIN); S sent RST for what came after');
  expect(captured('websocket-browser', 4)).toBe('C closed first (FIN); C sent RST for what came after');
});

test('RST instead of a FIN, where nothing came that it could be for', () => {
  expect(captured('https', 5)).toBe('S closed first (FIN), then C reset the connection (RST)');
  expect(textOf(open().c('FA').c('RA').connection)).toBe(
    'C closed first (FIN), then reset the connection (RST)',
  );
});

test('RST that its side has probably not sent', () => {
  expect(captured('reset-by-whom', 1)).toBe('an RST in the name of S broke the connection off');
  expect(captured('reset-by-whom', 3)).toBe('S reset the connection (RST)');
  // Who has the last word is the other side, which has ignored the RST that C did not send.
  const asked = { payload: 'GET / HTTP/1.1\r\n\r\n' };
  const { connection, analysis } = open()
    .c('R', { hopLimit: 99 })
    .c('PA', asked)
    .s('PA', { payload: 'more' })
    .c('A')
    .s('RA', { after: 5e8 });
  const remarks = remarksOf(connection, analysis.tracker.segments);
  expect(remarks.map(({ code }) => code)).toContain('reset-not-from-host');
  expect(endingOf(connection, remarks)?.text).toBe('S reset the connection (RST)');
  // It was ignored.
  expect(captured('reset-ignored', 0)).toBe('C closed first (FIN), then S');
});

test('RST of one that has sent its FIN', () => {
  expect(captured('ssh', 1)).toBe('C closed first (FIN), then S, which sent RST as well');
  expect(textOf(open().s('FA').c('FA').s('A').s('RA').connection)).toBe(
    'S closed first (FIN), then C; S sent RST as well',
  );
});
