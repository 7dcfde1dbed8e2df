import { describe, expect, test } from 'vitest';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';
import { marksOf } from '../../support/marks.ts';

const SECOND = 1e9;
const GET = { payload: 'GET / HTTP/1.1\r\n\r\n' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
/** Of another SYN+ACK, far from that of the one before. */
const FAR = [90_000_000, -90_000_000];

const gapsOf = ({ connection: { client, server } }: DialogueBuilder) => [client.gaps, server.gaps];

describe('a SYN+ACK with another number', () => {
  const triedAgain = (number: number) =>
    new DialogueBuilder().c('S').s('SA').c('S', { sequence: 0, after: SECOND }).s('SA', { sequence: number });

  test.each(FAR)('begins anew before one is confirmed: %i', (number) => {
    const d = triedAgain(number).c('A', { acknowledge: number + 1 });
    d.c('PA', { ...GET, acknowledge: number + 1 }).s('PA', { payload: OK, sequence: number + 1 });
    d.c('A', { acknowledge: number + 1 + OK.length });
    expect(marksOf(d)).toEqual(['', '', 'RETX+TIMEOUT', '', '', '', '', '']);
    expect(gapsOf(d)).toEqual([0, 0]);
  });

  test.each(FAR)('does not where the client confirms the first one: %i', (number) => {
    const d = triedAgain(number).c('A', { acknowledge: 1 });
    d.c('PA', { ...GET, acknowledge: 1 }).s('PA', { payload: OK, sequence: 1 });
    d.c('A', { acknowledge: 1 + OK.length });
    expect(marksOf(d)).toEqual(['', '', 'RETX+TIMEOUT', '', '', '', '', '']);
    expect(gapsOf(d)).toEqual([0, 0]);
    expect(d.connection.server.relative(5001)).toBe(1);
  });

  test.each(FAR)('does not where the server goes on behind the first one, unconfirmed: %i', (number) => {
    const greeting = '220 here ESMTP\r\n';
    const d = new DialogueBuilder().c('S').s('SA').s('SA', { sequence: number });
    d.s('PA', { payload: greeting, sequence: 1 }).c('A', { acknowledge: 1 + greeting.length });
    d.c('PA', { payload: 'QUIT\r\n', acknowledge: 1 + greeting.length });
    expect(marksOf(d)).toEqual(['', '', '', '', '', '']);
    expect(gapsOf(d)).toEqual([0, 0]);
    expect(d.connection.server.relative(5001)).toBe(1);
    expect(d.connection.conversation?.messages).toHaveLength(2);
  });

  test.each(FAR)('is ignored behind the handshake: %i', (number) => {
    const d = new DialogueBuilder().handshake().s('SA', { sequence: number });
    d.c('PA', { ...GET, acknowledge: 1 }).s('PA', { payload: OK, sequence: 1 });
    d.c('A', { acknowledge: 1 + OK.length });
    expect(marksOf(d)).toEqual(['', '', '', '', '', '', '']);
    expect(gapsOf(d)).toEqual([0, 0]);
    expect(d.connection.server.relative(5001)).toBe(1);
  });

  test.each(FAR)('holds behind the handshake where the client takes it: %i', (number) => {
    const d = new DialogueBuilder().handshake().s('SA', { sequence: number });
    d.c('A', { acknowledge: number + 1 }).c('PA', { ...GET, acknowledge: number + 1 });
    d.s('PA', { payload: OK, sequence: number + 1 }).c('A', { acknowledge: number + 1 + OK.length });
    expect(marksOf(d)).toEqual(['', '', '', '', '', '', '', '']);
    expect(gapsOf(d)).toEqual([0, 0]);
  });

  test.each(FAR)('is no answer to the one before it that was timed: %i', (number) => {
    const d = triedAgain(number).c('A', { acknowledge: number + 1, after: 7000 });
    expect(d.connection.server.mostRoundTrip).toBe(7000);
  });

  test('is the one that holds where an ACK of what came behind it overtook it', () => {
    const d = new DialogueBuilder()
      .c('S')
      .c('A', { acknowledge: 1 + OK.length })
      .s('SA');
    d.c('PA', { ...GET, acknowledge: 1 })
      .s('PA', { payload: OK })
      .c('A');
    expect(d.connection.server.relative(5001)).toBe(1);
    expect(d.connection.conversation?.messages.map(({ summary }) => summary)).toEqual([
      'GET / HTTP/1.1',
      '200 OK',
    ]);
  });

  test('is of another connection behind a full close', () => {
    const d = new DialogueBuilder().handshake().c('FA').s('FA').c('A');
    expect(d.connection.state).toBe('closed');
    d.again([600_000_000, -400_000_000]).s('SA', { acknowledge: 1 }).c('A', { sequence: 1 });
    d.c('PA', GET).s('PA', { payload: OK }).c('A');
    expect(d.connections).toHaveLength(1);
    expect(d.connection.state).toBe('open');
    expect(gapsOf(d)).toEqual([0, 0]);
  });
});
