import { expect, test } from 'vitest';
import { endingOf } from '../../../src/core/dialogue/ended.ts';
import type { Connection } from '../../../src/core/tcp/connection.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';

const textOf = (c: Connection) => endingOf(c)?.text;
const captured = (name: string, id: number) =>
  textOf(
    analyse(name)
      .tracker.table.list()
      .find((c) => c.id === id) as Connection,
  );
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

test('RST of one that has sent its FIN', () => {
  expect(captured('ssh', 1)).toBe('C closed first (FIN), then S, which sent RST as well');
  expect(textOf(open().s('FA').c('FA').s('A').s('RA').connection)).toBe(
    'S closed first (FIN), then C; S sent RST as well',
  );
});
