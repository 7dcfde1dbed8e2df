import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../src/core/view/snapshot.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';
import { connectionJson } from '../../support/json.ts';
import { marksOf } from '../../support/marks.ts';

const GET = { payload: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' };
const OK = { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi' };

const ofCapture = (name: string, id = 0) => {
  const analysis = analyse(name);
  const connection = analysis.tracker.table.list()[id];
  return { connection, json: connectionJson(analysis, connection, { messages: false, segments: true }) };
};

describe('an RST that its receiver ignores (RFC 9293, section 3.10.7.4)', () => {
  test('with a number that nothing had reached is not the end, nor makes new data old', () => {
    const { connection, json } = ofCapture('reset-ignored', 0);
    expect(connection).toMatchObject({ state: 'closed', closedHow: 'FIN', closer: connection.client });
    expect([json.clientState, json.serverState]).toEqual(['TIME-WAIT', 'CLOSED']);
    // Counted as by Wireshark, and marked as what it is.
    expect(json.analysis.retransmissions).toEqual([0, 4]);
    expect(json.segments.flatMap(({ marks }: { readonly marks: string[] }) => marks)).toEqual(['DUP-ACK']);
    // What is sent as if there had been none is marked as nothing else.
    expect(json.remarks.map(({ code }: { readonly code: string }) => code)).toEqual(['reset-not-from-host']);
  });

  test('with a number that was acknowledged before', () => {
    const { connection, json } = ofCapture('reset-ignored', 1);
    expect(connection).toMatchObject({ state: 'open', closedHow: null, closer: null, over: false });
    expect([json.clientState, json.serverState]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(json.serverTransition).toEqual({ from: 'SYN-RECEIVED', event: 'rcv ACK of SYN' });
  });

  test('is taken for the end until what was sent behind it is acknowledged', () => {
    const d = new DialogueBuilder().handshake().c('PA', GET).s('PA', OK).c('A').s('R', { sequence: 3000 });
    expect(d.connection).toMatchObject({ state: 'reset', over: true });
    expect(d.c('A').c('PA', GET).connection.state).toBe('reset');
    expect(d.s('PA', OK).connection).toMatchObject({ state: 'open', closer: null, over: false });
    const { messages } = connectionJson(d.analysis, d.connection, { messages: true, segments: false });
    expect(messages).toHaveLength(4);
  });

  test('leaves the FIN that came before it, and the one that came behind it', () => {
    const before = new DialogueBuilder().handshake().c('FA').s('A').c('R', { sequence: 500 });
    expect(before.connection).toMatchObject({ state: 'closed', closedHow: 'FIN' });
    before.s('PA', OK).c('A');
    expect(before.connection).toMatchObject({ state: 'half-closed', closedHow: 'FIN' });
    expect(before.connection.closer).toBe(before.connection.client);
    const behind = new DialogueBuilder().handshake().c('R', { sequence: 0 }).c('FA', { sequence: 1 });
    expect(behind.connection.state).toBe('reset');
    expect(behind.s('A', { acknowledge: 2 }).connection).toMatchObject({
      state: 'half-closed',
      closedHow: 'FIN',
      client: { state: 'FIN-WAIT-2' },
      server: { state: 'CLOSE-WAIT' },
    });
    expect(behind.connection.closer).toBe(behind.connection.client);
  });

  test('within the handshake leaves both ends where they are by now', () => {
    const d = new DialogueBuilder().c('S').s('SA').s('R', { sequence: 900 }).c('A').c('PA', { payload: 'a' });
    const { client, server } = d.s('A').connection;
    expect([d.connection.state, client.state, server.state]).toEqual(['open', 'ESTABLISHED', 'ESTABLISHED']);
  });

  test('is not what answers data on its way, nor what overtook the data before it', () => {
    const answers = new DialogueBuilder().handshake().s('R').c('PA', GET).s('R').c('A');
    expect(answers.connection.state).toBe('reset');
    const overtook = new DialogueBuilder().handshake().s('R', { sequence: 3 });
    overtook.s('PA', { payload: 'hi', sequence: 1 }).c('A', { acknowledge: 3 });
    expect(overtook.connection.state).toBe('reset');
  });
});

describe('a SYN that is tried again', () => {
  test('where the server still held an older connection: the numbers are those of the new one', () => {
    const { connection, json } = ofCapture('half-open', 1);
    expect(json.flags).toBe('>S <A >R >S <SA >A >PA <A <PA >A >FA <A');
    expect(json.analysis.gaps).toEqual([0, 0]);
    expect(json.remarks.map(({ code }: { readonly code: string }) => code)).toEqual(['port-reused']);
    expect(json.segments.flatMap(({ marks }: { readonly marks: string[] }) => marks)).toEqual(['RETX']);
    expect(connection).toMatchObject({ state: 'half-closed', closedHow: 'FIN' });
    expect([json.clientState, json.serverState]).toEqual(['FIN-WAIT-2', 'CLOSE-WAIT']);
  });

  test('and refused each time is refused, without a timer', () => {
    const d = new DialogueBuilder().c('S');
    const again = { sequence: 0, after: 500_000_000 };
    d.s('RA', { sequence: 0 }).c('S', again).s('RA', { sequence: 0 }).c('S', again).s('RA', { sequence: 0 });
    expect(d.connection).toMatchObject({ state: 'refused', closedHow: 'refused' });
    expect(d.connection.closer).toBe(d.connection.server);
    expect(marksOf(d)).toEqual(['', '', 'RETX', '', 'RETX', '']);
    expect(d.connection.client.retransmissions).toBe(2);
  });

  test('behind an RST of either side counts from where it is accepted', () => {
    const d = new DialogueBuilder().c('S').s('RA').c('S', { sequence: 0 }).s('SA').c('A').s('FA').c('A');
    expect(d.connection).toMatchObject({ state: 'half-closed', closedHow: 'FIN' });
    expect([d.connection.client.rstSent, d.connection.server.rstSent]).toEqual([false, false]);
  });

  test('is not refused where a SYN+ACK comes behind the RST', () => {
    const d = new DialogueBuilder().c('S').s('RA', { sequence: 0 }).s('SA', { sequence: 0 });
    expect(d.connection).toMatchObject({ state: 'syn', closedHow: null });
    expect(d.c('A').connection).toMatchObject({ state: 'open', closer: null });
  });

  test('is no refusal where the server had agreed, or the client had gone on', () => {
    expect(new DialogueBuilder().c('S').s('SA').s('R').connection.closedHow).toBe('RST');
    expect(new DialogueBuilder().c('S').c('PA', GET).s('R').connection.closedHow).toBe('RST');
  });
});

describe('a newer connection between the same ports', () => {
  const closed = () => {
    const d = new DialogueBuilder().handshake().c('PA', GET).s('PA', OK).s('FA').c('FA').s('A');
    return d.again([60_000_000, 90_000_000]);
  };
  const behind = { sequence: 1, acknowledge: 1 };

  test.each([
    ['whose SYN is missing', (d: DialogueBuilder) => d.s('SA', { acknowledge: 1 }).c('A', behind)],
    ['whose SYN and SYN+ACK are missing', (d: DialogueBuilder) => d.c('A', behind)],
    ['whose whole beginning is missing', (d: DialogueBuilder) => d],
  ])('%s', (_, beginning) => {
    const d = beginning(closed()).c('PA', { ...GET, ...behind });
    expect(d.connections).toHaveLength(1);
    expect(d.connection).toMatchObject({ state: 'open', closedHow: null, closer: null });
    d.s('PA', { ...OK, sequence: 1 })
      .c('FA')
      .s('FA')
      .c('A');
    expect(d.connection).toMatchObject({ state: 'closed', closer: d.connection.client });
    const { analysis, remarks } = connectionJson(d.analysis, d.connection);
    expect(analysis.gaps).toEqual([0, 0]);
    expect(remarks.map(({ code }: { readonly code: string }) => code)).toEqual([]);
    expect(marksOf(d).filter((marks) => marks !== '')).toEqual([]);
    const told = explain(d.analysis.dialogueOf(0, false) as DialogueView, 'en').map(({ text }) => text);
    expect(told).toContainEqual(
      expect.stringMatching(/^From here on it is another connection between the same ports, whose/),
    );
    expect(told.slice(-4)).toEqual([
      'C has nothing more to say and closes (FIN).',
      'S closes too (FIN).',
      'C acknowledges (ACK).',
      'C closed first.',
    ]);
  });

  test('that speaks another protocol does not switch to it', () => {
    const d = closed().c('PA', { payload: '*1\r\n$4\r\nPING\r\n', ...behind });
    d.s('PA', { payload: '+PONG\r\n', sequence: 1 });
    const json = connectionJson(d.analysis, d.connection);
    expect(json).toMatchObject({ protocols: ['http', 'redis'], requests: 2, keepAliveReuse: 0 });
    const view = d.analysis.dialogueOf(0, false) as DialogueView;
    expect(view.entries.filter(({ kind }) => kind === 'switch')).toEqual([]);
    expect(explain(view, 'en').map(({ text }) => text)).not.toContainEqual(expect.stringMatching('speak'));
  });

  test('and many more after it cost no more than one has', () => {
    const asked = {
      payload: 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      ...behind,
    };
    const granted = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    const d = closed();
    for (let n = 1; n <= 100; n += 1)
      d.c('PA', asked)
        .s('PA', { payload: granted, sequence: 1 })
        .s('FA')
        .c('FA')
        .s('A')
        .again([60_000_000 + n * 1e6, 90_000_000 + n * 1e6]);
    const { conversation } = d.connection;
    expect(conversation?.requests).toBe(101);
    expect(conversation?.protocols).toEqual(['http', 'websocket']);
    expect(conversation?.switches).toHaveLength(64);
    expect(conversation?.messagesLetGo).toBe(36);
  });

  test('begins with the first segment that shows it, also where the last ACK of the older one is missing', () => {
    const d = new DialogueBuilder().handshake().c('PA', GET).s('PA', OK).s('FA').c('FA');
    d.again([60_000_000, 90_000_000]).c('PA', { ...GET, ...behind });
    expect(d.connection).toMatchObject({ state: 'open', renewed: true });
    const told = explain(d.analysis.dialogueOf(0, false) as DialogueView, 'en').map(({ text }) => text);
    expect(told.join()).not.toContain('not in this capture');
  });

  test.each(['c', 's'] as const)('behind an RST from %s', (side) => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', GET)
      .s('PA', OK)
      [side]('RA')
      .again([60_000_000, 90_000_000]);
    d.c('PA', { ...GET, ...behind }).s('PA', { ...OK, sequence: 1 });
    expect(d.connections).toHaveLength(1);
    expect(d.connection).toMatchObject({ state: 'open', closedHow: null, closer: null, renewed: true });
    const { analysis, remarks, requests, responses } = connectionJson(d.analysis, d.connection);
    expect({ gaps: analysis.gaps, remarks, requests, responses }).toEqual({
      gaps: [0, 0],
      remarks: [],
      requests: 2,
      responses: 2,
    });
  });

  test('is none where an RST was ignored, be it that the capture lacks what one side sent next', () => {
    const reset = () => new DialogueBuilder().handshake().c('PA', GET).s('PA', OK).c('R');
    const next = GET.payload.length + 1;
    expect(reset().c('PA', { ...GET, sequence: next + 500 }).connection.renewed).toBe(false);
    expect(reset().c('PA', { ...GET, acknowledge: OK.payload.length + 501 }).connection.renewed).toBe(false);
    expect(reset().s('PA', OK).c('A').connection).toMatchObject({ renewed: false, state: 'open' });
  });

  test('has its requests answered by itself alone', () => {
    const d = new DialogueBuilder()
      .handshake()
      .c('PA', GET)
      .c('FA')
      .s('FA')
      .c('A')
      .again([60_000_000, 90_000_000]);
    d.c('PA', { ...GET, ...behind, after: 5e9 }).s('PA', { ...OK, sequence: 1, after: 7000 });
    expect(d.connection.conversation?.exchanges?.firstByte).toEqual({ least: 7000, mean: 7000, most: 7000 });
    expect(d.connection.conversation?.exchanges?.open).toBe(0);
  });

  test('is none where what comes behind the FINs only tidies up', () => {
    const over = () => new DialogueBuilder().handshake().c('PA', GET).s('PA', OK).s('FA').c('FA').s('A');
    const last = GET.payload.length + 1;
    expect(over().c('FA', { sequence: last }).s('A').connection.state).toBe('closed');
    expect(over().c('A', { sequence: last + 9 }).connection.state).toBe('closed');
    expect(over().c('R').connection.state).toBe('closed');
  });
});
