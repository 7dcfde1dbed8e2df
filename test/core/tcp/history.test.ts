import { describe, expect, test } from 'vitest';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';
import { type Dialogue, told, toldOf } from '../../support/zeek.ts';

const TEN = { payload: '0123456789' };

function history(dialogue: Dialogue): string {
  return told(dialogue).history;
}

describe('letters that come once', () => {
  test('data, an ACK alone, and each end has its own', () => {
    expect(
      history((d) => d.handshake().c('PA', TEN).c('PA', TEN).s('A').s('PA', TEN).c('A').s('PA', TEN)),
    ).toBe('ShADad');
  });

  test('a FIN with data is only a FIN', () => {
    expect(history((d) => d.handshake().c('FPA', TEN).s('A'))).toBe('ShAFa');
  });

  test('no control bit and no data is nothing', () => {
    expect(history((d) => d.handshake().c('').c('P'))).toBe('ShA');
  });

  test('FIN and RST in one contradict each other; SYN with either is more than one flag', () => {
    expect(history((d) => d.handshake().c('FR').c('FR'))).toBe('ShAI');
    expect(history((d) => d.handshake().s('SF', { sequence: 0 }).s('SR', { sequence: 0 }))).toBe('ShAq');
  });
});

describe('letters that come again with another sequence number', () => {
  test('not when the same segment is sent again', () => {
    const d = (again: Dialogue) => again(new DialogueBuilder().handshake().c('FA'));
    expect(toldOf(d((x) => x.c('FA', { sequence: 1 }))).history).toBe('ShAF');
    expect(toldOf(d((x) => x.c('FA', { sequence: 50 }))).history).toBe('ShAFF');
  });

  test('RST', () => {
    expect(history((d) => d.handshake().c('R').c('R', { sequence: 1 }).c('R', { sequence: 30 }))).toBe(
      'ShARR',
    );
  });
});

describe('letters that come the 1st, the 10th, the 100th time', () => {
  test('data sent again', () => {
    const d = new DialogueBuilder().handshake().c('PA', TEN);
    for (let i = 0; i < 9; i++) d.c('PA', { ...TEN, sequence: 1 });
    expect(toldOf(d).history).toBe('ShADT');
    expect(toldOf(d.c('PA', { ...TEN, sequence: 1 })).history).toBe('ShADTT');
    for (let i = 0; i < 90; i++) d.c('PA', { ...TEN, sequence: 1 });
    expect(toldOf(d).history).toBe('ShADTTT');
  });

  test('a keep-alive with an octet counts as data sent again, without one it is an ACK', () => {
    expect(history((d) => d.handshake().c('PA', TEN).s('A').c('A', { sequence: 10, payload: '9' }))).toBe(
      'ShADaT',
    );
    expect(history((d) => d.handshake().c('PA', TEN).s('A').c('A', { sequence: 10 }))).toBe('ShADa');
  });

  test('a closed window', () => {
    const d = new DialogueBuilder().handshake().c('PA', TEN).s('A', { window: 0 });
    expect(toldOf(d).history).toBe('ShADaw');
    for (let i = 0; i < 9; i++) d.s('A', { window: 0 });
    expect(toldOf(d).history).toBe('ShADaww');
  });

  test('but not on an RST, nor once the other end has finished', () => {
    expect(history((d) => d.handshake().s('R', { window: 0 }))).toBe('ShAr');
    expect(history((d) => d.handshake().c('FA').s('A', { window: 0 }))).toBe('ShAFa');
    expect(history((d) => d.handshake().c('FA', { window: 0 }))).toBe('ShAFW');
  });

  test('what was acknowledged and never seen', () => {
    const d = new DialogueBuilder().handshake();
    for (let i = 0; i < 10; i++)
      d.c('PA', { ...TEN, sequence: 11 + 20 * i }).s('A', { acknowledge: 21 + 20 * i });
    expect(toldOf(d).history).toBe('ShADaGG');
  });
});

describe('a gap', () => {
  test('is told when the data behind the hole is acknowledged, not before', () => {
    const d = new DialogueBuilder().handshake().c('PA', { ...TEN, sequence: 11 });
    expect(toldOf(d).history).toBe('ShAD');
    expect(toldOf(d.s('A', { acknowledge: 21 })).history).toBe('ShADaG');
  });

  test('is none when the hole was filled in time', () => {
    const late = (d: DialogueBuilder) =>
      d
        .handshake()
        .c('PA', { ...TEN, sequence: 11 })
        .s('A', { acknowledge: 1 });
    expect(
      history((d) =>
        late(d)
          .c('PA', { ...TEN, sequence: 1 })
          .s('A'),
      ),
    ).toBe('ShADaT');
  });

  test('counts each hole below what is acknowledged', () => {
    expect(
      history((d) => {
        d.handshake();
        for (let i = 0; i < 10; i++) d.c('PA', { ...TEN, sequence: 11 + 20 * i });
        return d.s('A', { acknowledge: 201 });
      }),
    ).toBe('ShADaGG');
  });

  test('is none where only one side is seen for more than 16 KiB', () => {
    const big = { payload: 'x'.repeat(1000) };
    expect(
      history((d) => {
        d.handshake();
        for (let i = 0; i < 20; i++) d.c('PA', { ...big, sequence: 1001 + 1000 * i });
        return d.s('A');
      }),
    ).toBe('ShADa');
  });

  test('is none without the handshake, where numbers are guessed', () => {
    const d = new DialogueBuilder().c('PA', { ...TEN, sequence: 500, acknowledge: 900 });
    d.s('A', { sequence: 900, acknowledge: 700 });
    expect(toldOf(d).history).toBe('Da');
  });
});

describe('Fast Open', () => {
  test('data on the SYN reads as sent again, because the SYN is what sets where it begins', () => {
    expect(history((d) => d.c('S', TEN).s('SA').c('A'))).toBe('SThA');
  });
});

describe('who is the originator', () => {
  test('the sender of the first segment, whatever it carries', () => {
    const d = new DialogueBuilder({ clientPort: 40000 }).c('PA', { ...TEN, sequence: 9, acknowledge: 9 });
    expect(toldOf(d).history).toBe('D');
  });

  test('turned round where the first segment comes from a known server port', () => {
    const d = new DialogueBuilder().s('PA', { ...TEN, sequence: 9, acknowledge: 9 });
    expect(toldOf(d).history).toBe('^d');
  });

  test('between two known server ports the higher one is the server', () => {
    const both = (first: 'c' | 's') =>
      toldOf(new DialogueBuilder({ clientPort: 8080 })[first]('PA', { ...TEN, sequence: 9, acknowledge: 9 }))
        .history;
    expect(both('s')).toBe('^d');
    expect(both('c')).toBe('D');
  });

  test('a SYN+ACK from any other port waits for traffic', () => {
    const d = new DialogueBuilder({ clientPort: 40000, serverPort: 39000 }).s('SA', { acknowledge: 1 });
    expect(toldOf(d)).toEqual({ connState: 'OTH', history: 'H' });
    expect(toldOf(d.c('A', { sequence: 1 })).history).toBe('^hA');
    expect(toldOf(d.c('FA').s('FA')).connState).toBe('SF');
  });

  test('a SYN that was captured behind its SYN+ACK', () => {
    const d = new DialogueBuilder({ serverPort: 39000 }).s('SA', { acknowledge: 1 }).c('S', { sequence: 0 });
    expect(toldOf(d)).toEqual({ connState: 'S1', history: 'Hs^' });
  });
});

test('a history ends somewhere', () => {
  const d = new DialogueBuilder().handshake();
  for (let i = 1; i < 500; i++) d.c('R', { sequence: i });
  expect(toldOf(d).history).toHaveLength(201);
  expect(toldOf(d).history.endsWith('RX')).toBe(true);
});

describe('real dialogues', () => {
  // Worked out from their segments by Zeek's rules.
  test.each([
    ['http-close', ['ShADadfF SF']],
    ['http-close-client-first', ['ShADadFf SF']],
    ['half-close', ['ShADaFdf SF', 'ShADadfF SF']],
    ['reset-mid-stream', ['ShADadr RSTR', 'ShADadR RSTO', 'ShADadr RSTR', 'ShADafr RSTR']],
    ['refused', ['Sr REJ', 'Sr REJ', 'Sr REJ', 'ShADadfF SF']],
    ['syn-timeout', ['S S0', 'S S0', 'Sr REJ']],
    ['urgent', ['ShADaFdf SF']],
    // Not cut to a snapshot length: the data lost on the way came again before it was acknowledged.
    ['loss', ['ShADadtTfF SF']],
    // Cut to a snapshot length: payload that is not in the file was not seen.
    ['loss-server', ['ShADaGdggtgfF SF']],
  ])('%s', (name, expected) => {
    const analysis = analyse(name);
    const all = analysis.tracker.table.list().map((c) => toldOf({ analysis }, c));
    expect(all.map(({ history, connState }) => `${history} ${connState}`).slice(0, expected.length)).toEqual(
      expected,
    );
  });
});
