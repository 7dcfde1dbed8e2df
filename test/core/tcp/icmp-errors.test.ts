import { describe, expect, it } from 'vitest';
import { endingOf } from '../../../src/core/dialogue/ended.ts';
import { remarksOf } from '../../../src/core/dialogue/remarks.ts';
import type { Connection } from '../../../src/core/tcp/connection.ts';
import { MOST_NOTICES } from '../../../src/core/tcp/icmp-errors.ts';
import { isInTrouble } from '../../../src/core/view/row.ts';
import { Segment } from '../../../src/core/wire/segment.ts';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';
import { connectionJson } from '../../support/json.ts';

/** So many packets were quoted: each has a number of its own. */
let packets = 100;

/** An ICMP error about a segment of the builder's client, or of its server. */
function icmpError(
  d: DialogueBuilder,
  type: number,
  code: number,
  sequence = 1000,
  fromServer = false,
  identification = ++packets,
): void {
  const s = new Segment();
  const client = { address: 0x0a000001, port: 40000 };
  const server = { address: 0x0a000002, port: 80 };
  const [from, to] = fromServer ? [server, client] : [client, server];
  Object.assign(s, { source3: from.address, sourcePort: from.port, sequenceNumber: sequence });
  Object.assign(s, { destination3: to.address, destinationPort: to.port, icmpType: type, icmpCode: code });
  s.icmpQuotedIdentification = identification;
  d.analysis.tracker.noteIcmpError(s, { seconds: d.connection.lastSeconds, nanoseconds: 0 });
}

describe('an ICMP error', () => {
  it.each<[number, number, string]>([
    [3, 0, 'network unreachable'],
    [3, 1, 'host unreachable'],
    [3, 2, 'protocol unreachable'],
    [3, 3, 'port unreachable'],
    [3, 10, 'host administratively prohibited'],
    [3, 13, 'administratively prohibited'],
    [3, 99, 'destination unreachable'],
  ])('of type %i, code %i refuses a SYN: %s', (type, code, text) => {
    const d = new DialogueBuilder().c('S');
    icmpError(d, type, code);
    const { connection } = d;
    expect(connection).toMatchObject({ state: 'refused', closedHow: 'icmp', closer: null, icmpErrors: 1 });
    expect(isInTrouble(connection)).toBe(true);
    expect(endingOf(connection, [])?.text).toBe(`refused on the way to S: ${text} (ICMP)`);
    expect(connection.over).toBe(true);
  });

  it('that comes from the server itself was not sent on the way', () => {
    expect(endingOf(analyse('syn-timeout').tracker.table.list()[1] as Connection, [])?.text).toBe(
      'refused: host administratively prohibited (ICMP)',
    );
  });

  it.each<[string, number, number]>([
    ['packet too big', 3, 4],
    ['time to live exceeded', 11, 0],
    ['source quench', 4, 0],
  ])('that says %s refuses nothing', (_text, type, code) => {
    const d = new DialogueBuilder().c('S');
    icmpError(d, type, code);
    expect(d.connection).toMatchObject({ state: 'syn', closedHow: null, icmpErrors: 1 });
  });

  it('and an RST behind it refuse as the RST alone does', () => {
    const d = new DialogueBuilder().c('S');
    icmpError(d, 3, 1);
    expect(d.s('RA', { sequence: 0 }).connection).toMatchObject({ state: 'refused', closedHow: 'refused' });
  });

  it('is only counted once the other end has answered', () => {
    const d = new DialogueBuilder().handshake();
    icmpError(d, 3, 3);
    icmpError(d, 3, 3, 5000, true);
    expect(d.connection).toMatchObject({ state: 'open', closedHow: null, icmpErrors: 2 });
    expect(connectionJson(d.analysis, d.connection).analysis.icmpErrors).toBe(2);
  });

  it('about another sequence number is of another time', () => {
    const d = new DialogueBuilder().c('S');
    icmpError(d, 3, 3, 999);
    expect(d.connection).toMatchObject({ state: 'syn', icmpErrors: 1 });
  });

  it('about no connection that is known is nobody’s', () => {
    const d = new DialogueBuilder({ clientPort: 1 }).c('S');
    icmpError(d, 3, 3);
    expect(d.connection.icmpErrors).toBe(0);
  });

  it('is not the last word where the SYN is sent again, or answered after all', () => {
    const again = new DialogueBuilder().c('S');
    icmpError(again, 3, 1);
    expect(again.c('S', { sequence: 0 }).connection).toMatchObject({ state: 'syn', closedHow: null });
    icmpError(again, 3, 1);
    expect(again.connection.state).toBe('refused');
    expect(again.s('SA').c('A').connection).toMatchObject({ state: 'open', closedHow: null, over: false });
    expect(again.connections).toHaveLength(1);
  });

  it('of a captured refusal is found', () => {
    const analysis = analyse('syn-timeout');
    expect(analysis.tracker.table.list().map((c) => [c.state, c.closedHow])).toEqual([
      ['syn', null],
      ['refused', 'icmp'],
      ['refused', 'refused'],
    ]);
    expect(analysis.counters.ignored).toEqual({ 'icmp-error': 1 });
  });

  it('that was captured twice is told once, as each packet is', () => {
    const { tracker } = analyse('icmp-captured-twice');
    const [refused, open] = tracker.table.list();
    const codes = [refused, open].map((c) => c && remarksOf(c, tracker.segments).map(({ code }) => code));
    expect(refused?.icmp).toMatchObject({ count: 2, notices: [{ refuses: true, count: 1 }] });
    expect(open?.icmp).toMatchObject({ count: 8, notices: [{ refuses: false, count: 4 }] });
    expect(codes[0]).not.toContain('icmp-unreachable');
    expect(codes[1]).toContain('icmp-unreachable');
  });

  it('about a segment that was sent again at once is another one', () => {
    const d = new DialogueBuilder().handshake();
    icmpError(d, 3, 1, 1000, false, 7);
    icmpError(d, 3, 1, 1000, false, 8);
    icmpError(d, 3, 1, 1000, false, 7);
    expect(d.connection.icmp).toMatchObject({ count: 3, notices: [{ count: 2 }] });
  });

  it('is kept with what it says and how often, as long as there are few kinds', () => {
    const d = new DialogueBuilder().handshake();
    for (let i = 0; i < 3; i++) icmpError(d, 3, 1);
    icmpError(d, 3, 1, 5000, true);
    for (let code = 0; code < 100; code++) icmpError(d, 11, code);
    const { icmp, client, server } = d.connection;
    expect(icmp?.count).toBe(104);
    expect(icmp?.notices).toHaveLength(MOST_NOTICES);
    expect(icmp?.notices.slice(0, 2)).toMatchObject([
      { about: client, count: 3, refuses: false, segments: 3 },
      { about: server, count: 1 },
    ]);
  });
});
