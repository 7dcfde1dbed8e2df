import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../../src/core/analysis.ts';
import { CATALOGUE } from '../../../../src/core/dialogue/explain/catalogue.ts';
import { explain, type Language } from '../../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../../src/core/view/snapshot.ts';
import { analyse } from '../../../support/analyse.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';

const toldOf = (analysis: Analysis, id = 0, language: Language = 'en') =>
  explain(analysis.dialogueOf(id, false) as DialogueView, language)
    .filter(({ isRemark }) => !isRemark)
    .map(({ text }) => text);
const toldBy = ({ analysis }: DialogueBuilder, language: Language = 'en') => toldOf(analysis, 0, language);

describe('a connection that is asked for again', () => {
  const again = { sequence: 0, after: 500_000_000 };
  const refusal = { sequence: 0 };

  test('and refused each time', () => {
    const d = new DialogueBuilder().c('S').s('RA', refusal);
    expect(toldBy(d.c('S', again).s('RA', refusal))).toEqual([
      'C asks to open a connection (SYN).',
      'S refuses the connection to port 80 (RST).',
      'C asks again, and is refused again.',
    ]);
    d.c('S', again).s('RA', refusal);
    expect(toldBy(d).at(-1)).toBe('C asks again twice, and is refused each time.');
    expect(toldBy(d, 'ja').at(-1)).toBe('C はさらに 2 回要求しますが、毎回拒否されます。');
    expect(toldBy(d.c('S', again)).slice(2)).toEqual([
      'C asks again 3 times, and is refused twice.',
      'S has not answered.',
    ]);
  });

  test('though the answer stands above', () => {
    const d = new DialogueBuilder().c('S').s('SA').c('S', again).s('SA', { sequence: 0 }).c('A');
    expect(toldBy(d).slice(2)).toEqual([
      'The answer does not reach C in time, and C asks again after 500 ms (SYN retransmitted).',
      'S agrees again (SYN+ACK retransmitted).',
      expect.stringMatching(/the connection is open\.$/),
      'When we last looked, the connection was still open.',
    ]);
    expect(toldBy(d, 'ja')[2]).toBe(
      '応答は C に間に合わず、C は 500 ミリ秒後にもう一度要求します（SYN の再送）。',
    );
    const twice = new DialogueBuilder().c('S').s('SA').c('S', again).c('S', again);
    expect(toldBy(twice)[2]).toBe(
      'The answer does not reach C in time, and C asks again twice (SYN retransmitted), the last time 1.000 s after the first SYN.',
    );
  });

  test('and agreed to with another sequence number', () => {
    const d = new DialogueBuilder().c('S').s('SA').c('S', again).s('SA', { sequence: 70_000 });
    expect(toldBy(d)[3]).toBe('S agrees again, with another sequence number (SYN+ACK).');
    expect(toldBy(d, 'ja')[3]).toBe('S が、別のシーケンス番号でもう一度応じます（SYN+ACK）。');
  });

  test('while the server still held an older one', () => {
    const analysis = analyse('half-open');
    expect(toldOf(analysis, 1).slice(0, 6)).toEqual([
      'C asks to open a connection (SYN).',
      'S still holds an older connection between the same ports, and says which sequence number it expects there (ACK).',
      'C knows nothing of that one and resets it (RST).',
      'C asks again.',
      'S agrees (SYN+ACK).',
      'C acknowledges (ACK): the three-way handshake is complete, the connection is open.',
    ]);
  });

  test('tells no time to the answer, which may be that to either SYN', () => {
    expect(toldOf(analyse('syn-lost')).slice(1, 3)).toEqual([
      'No answer comes, and C asks again after 1.013 s (SYN retransmitted).',
      'S agrees (SYN+ACK).',
    ]);
    const once = new DialogueBuilder().c('S').s('SA', { after: 5_000_000 });
    expect(toldBy(once)[1]).toBe('S agrees (SYN+ACK) after 5 ms.');
  });
});

describe('what is confirmed, or taken, only in part', () => {
  test('a SYN+ACK that is sent again though its ACK was seen', () => {
    const again = { sequence: 0, after: 1_000_000_000 };
    const d = new DialogueBuilder().handshake().s('SA', again).s('SA', again);
    const more =
      'S agrees again twice (SYN+ACK retransmitted), though C has acknowledged: that ACK is lost, or S does not take the connection yet (its backlog is full, or it waits for data).';
    expect(toldBy(d)).toContain(more);
    // A SYN that came twice is answered twice.
    const soon = new DialogueBuilder().handshake().s('SA', { sequence: 0 });
    expect(toldBy(soon)).toContain('S agrees again (SYN+ACK retransmitted).');
  });

  test('the data of a SYN', () => {
    const passedOver = 'S has not taken the data of the SYN: it has to be sent again.';
    const asked = () => new DialogueBuilder().c('S', { payload: 'hello' });
    expect(toldBy(asked().s('SA').c('A'))).not.toContain(passedOver);
    const refused = asked().s('SA', { acknowledge: 1 }).c('PA', { sequence: 1, payload: 'hello' });
    expect(toldBy(refused).slice(-5, -3)).toEqual(['S agrees (SYN+ACK) after 1 µs.', passedOver]);
    const again = { sequence: 0, acknowledge: 1, after: 1_000_000_000 };
    const told = toldBy(asked().s('SA', { acknowledge: 1 }).s('SA', again));
    expect(told.filter((text) => text === passedOver)).toHaveLength(1);
  });
});

describe('what the capture lacks of an opening', () => {
  test('an ACK of more than was captured is of no older connection', () => {
    const d = new DialogueBuilder().c('S').s('A', { sequence: 1, acknowledge: 58 });
    const older = /^S still holds an older connection/;
    expect(toldBy(d)[1]).toMatch(older);
    expect(toldBy(d.c('A', { sequence: 58 }))[1]).toBe(
      'We did not see S agree (SYN+ACK), but what follows shows that the connection is open.',
    );
    const held = new DialogueBuilder().c('S').s('A', { sequence: 1, acknowledge: 58 });
    expect(toldBy(held.c('R', { sequence: 58 }))[1]).toMatch(older);
  });

  const hello = { payload: 'hello' };
  const open = 'When we last looked, the connection was still open.';

  test('the SYN+ACK', () => {
    const client = new DialogueBuilder()
      .c('S')
      .c('A', { acknowledge: 1 })
      .s('PA', { ...hello, sequence: 1 });
    const server = new DialogueBuilder()
      .c('S')
      .s('PA', { ...hello, sequence: 1 })
      .c('A');
    for (const d of [client, server])
      expect(toldBy(d)).toEqual([
        'C asks to open a connection (SYN).',
        'We did not see S agree (SYN+ACK), but what follows shows that the connection is open.',
        'S sends 5 octets, beginning with `hello`.',
        open,
      ]);
  });

  test('the ACK that ends it', () => {
    const d = new DialogueBuilder().c('S').s('SA').s('A', { acknowledge: 6 });
    expect(toldBy(d)).toContain(
      'We did not see C acknowledge that (ACK), but what follows shows that the connection is open.',
    );
    expect(toldBy(d).at(-1)).toBe(open);
  });

  test('all of one side', () => {
    const analysis = analyse('one-sided');
    expect(toldOf(analysis, 0)).toEqual([
      'C asks to open a connection (SYN).',
      'Nothing that S sent is in this capture.',
      'C sends 2 octets, beginning with `hi`.',
      'C is silent for 1.003 s.',
      'C asks 5 times whether S is still there (keep-alive probes).',
      'C resets the connection (RST), 6.251 s after it began.',
    ]);
    expect(toldOf(analysis, 1).slice(1)).toEqual([
      'Nothing that S sent is in this capture.',
      'C sends 5 octets, beginning with `query`.',
      'C has nothing more to say and closes (FIN).',
      'We did not see how it ended.',
    ]);
    expect(toldBy(new DialogueBuilder().s('SA', { acknowledge: 1 })).slice(1)).toEqual([
      'S agrees (SYN+ACK).',
      'Nothing that C sent is in this capture.',
    ]);
  });

  test('nothing where an end is connected to itself', () => {
    const analysis = analyse('self-connected');
    const told = toldOf(analysis);
    expect(told.filter((text) => /capture|see/.test(text))).toEqual([]);
    expect(analysis.dialogueOf(0, false)?.remarks.map(({ code }) => code)).toEqual(['self-connected']);
  });

  test('all but the end', () => {
    const d = new DialogueBuilder().c('PA', hello).s('RA', { after: 15_000 });
    expect(toldBy(d).at(-1)).toBe(
      'S does not answer, but resets the connection (RST), 15 µs after the first segment that we saw.',
    );
  });
});

describe('a connection that both asked for at once', () => {
  const asked = () => new DialogueBuilder().c('S').s('S');

  test('opens without a three-way handshake', () => {
    const d = asked().c('SA', { sequence: 0 }).s('SA', { sequence: 0 }).c('A');
    expect(toldBy(d)).toContain('C acknowledges (ACK): the connection is open.');
    expect(toldBy(d, 'ja')).toContain('C が確認応答を返します（ACK）。コネクションが開きました。');
  });

  test('is not said to be unanswered, be it that it did not open', () => {
    expect(toldBy(asked()).at(-1)).toBe('Neither has agreed: the connection did not open.');
    expect(toldBy(asked(), 'ja').at(-1)).toBe('どちらも応じず、コネクションは開きませんでした。');
    const open = asked().c('PA', { payload: 'hello' });
    expect(toldBy(open).join('\n')).toContain('shows that the connection is open');
    expect(toldBy(open).at(-1)).toBe('When we last looked, the connection was still open.');
  });
});

describe('what is no connection', () => {
  test.each(['F', 'FPU'])('a probe with %s', (bits) => {
    const d = new DialogueBuilder().c(bits);
    const probe = 'C sends a FIN without ACK, as no host does within a connection: this may be a port scan.';
    expect(toldBy(d)).toEqual([probe, 'S has not answered.']);
    expect(toldBy(d.s('RA', { sequence: 0 }))).toEqual([probe, 'S knows of no such connection (RST).']);
  });
});

test('an RST that was ignored is told as such', () => {
  const analysis = analyse('reset-ignored');
  const [forged, low] = [toldOf(analysis, 0), toldOf(analysis, 1)];
  expect(forged).toContain('An RST comes from S, or in its name, and C ignores it: the connection goes on.');
  expect(forged.filter((text) => text.includes('again'))).toEqual([]);
  expect(forged.at(-1)).toBe('C closed first.');
  expect(low).toContain('An RST comes from C, or in its name, and S ignores it: the connection goes on.');
  expect(low.at(-1)).toBe('When we last looked, the connection was still open.');
});

describe('an RST within the handshake', () => {
  const ignored = (who: string, other: string) =>
    `An RST comes from ${who}, or in its name, and ${other} ignores it: the connection goes on.`;
  const opens = 'C acknowledges (ACK): the three-way handshake is complete, the connection is open.';
  const hello = { payload: 'hello' };

  test('is ignored where both go on', () => {
    const forged = { sequence: 900 };
    const server = new DialogueBuilder().c('S').s('SA').s('R', forged).c('A').c('PA', hello).s('A');
    expect(toldBy(server).slice(2, 4)).toEqual([ignored('S', 'C'), opens]);
    const client = new DialogueBuilder().c('S').s('SA').c('R', forged).c('A').c('PA', hello).s('A');
    expect(toldBy(client).slice(2, 4)).toEqual([ignored('C', 'S'), opens]);
    const early = new DialogueBuilder().c('S').s('R', { sequence: 0 }).s('SA').c('A').c('PA', hello).s('A');
    expect(toldBy(early)[1]).toBe(ignored('S', 'C'));
    expect([server, client, early].map(({ connection }) => connection.state)).toEqual([
      'open',
      'open',
      'open',
    ]);
  });

  test('is heeded where one does not, or asks anew', () => {
    const heeded = new DialogueBuilder().c('S').s('RA', { sequence: 0 }).s('SA').c('R');
    expect(toldBy(heeded)[1]).toBe('S refuses the connection to port 80 (RST).');
    const anew = new DialogueBuilder()
      .c('S')
      .s('RA', { sequence: 0 })
      .c('S', { sequence: 0 })
      .s('SA')
      .c('A')
      .s('A');
    expect(toldBy(anew)[1]).toBe('S refuses the connection to port 80 (RST).');
    const scan = new DialogueBuilder().c('S').s('SA').c('R').s('SA', { sequence: 0 });
    expect(toldBy(scan)[2]).not.toBe(ignored('C', 'S'));
  });
});

describe('ICMP errors', () => {
  test('about an open connection are told in both languages', () => {
    const analysis = analyse('icmp-open');
    expect(toldOf(analysis, 0)).toContain(
      '3 ICMP errors report on what S sent: packet too big, the next hop takes at most 1,300 octets.',
    );
    expect(toldOf(analysis, 1)).toContain('19 ICMP errors report on what C sent: host unreachable.');
    expect(toldOf(analysis, 0, 'ja')).toContain(
      'S が送ったものについて、ICMP エラー（パケットが大きすぎる）が 3 回届きます。次の区間を通れるのは 1,300 バイトまでです。',
    );
  });

  test('that refuse a SYN are told where they came', () => {
    expect(toldOf(analyse('syn-timeout'), 1)).toEqual([
      'C asks to open a connection (SYN).',
      'The request is refused (ICMP: host administratively prohibited).',
    ]);
    expect(toldOf(analyse('syn-timeout'), 1, 'ja')[1]).toBe(
      '接続要求は ICMP で拒否されました（ホストへの通信は管理上禁止）。',
    );
    const onTheWay = { reason: 'host unreachable', onTheWay: true };
    expect(CATALOGUE.icmp.en(onTheWay)).toContain('turned away on the way to S');
    expect(CATALOGUE.icmp.ja(onTheWay)).toContain('S に届く前に');
  });
});

test('a request that still waits when the capture ends is told of', () => {
  const asked = new DialogueBuilder().handshake().c('PA', { payload: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' });
  expect(toldBy(asked).at(-1)).toBe(
    'When we last looked, the connection was still open, and a request waited for its answer.',
  );
  expect(toldBy(asked, 'ja').at(-1)).toBe(
    '最後に見た時点で、コネクションはまだ開いていて、要求が応答を待っていました。',
  );
  asked.s('PA', { payload: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234' });
  expect(toldBy(asked).at(-1)).toBe('When we last looked, the connection was still open.');
});
