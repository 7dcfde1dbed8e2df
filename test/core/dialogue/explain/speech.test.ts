import { describe, expect, test } from 'vitest';
import { explain, type Language } from '../../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../../src/core/view/snapshot.ts';
import { DialogueBuilder } from '../../../support/dialogue-builder.ts';

const TEN = '0123456789';
const SIX = 'abcdef';
const REPEATED = 'S sends the same ACK once more (duplicate ACK)';

const toldBy = ({ analysis }: DialogueBuilder, language: Language = 'en') =>
  explain(analysis.dialogueOf(0, false) as DialogueView, language)
    .filter(({ isRemark }) => !isRemark)
    .map(({ text }) => text)
    .slice(3);
const sending = () => new DialogueBuilder().handshake().c('PA', { payload: TEN });

describe('what is sent again', () => {
  test('with new octets behind it is told apart from these', () => {
    const d = sending().c('PA', { payload: TEN + SIX, sequence: 1, after: 600e6 });
    expect(toldBy(d.s('A')).slice(0, 2)).toEqual([
      'C sends 16 octets (2 segments within 600 ms), beginning with `0123456789`.',
      'C retransmits 10 octets, because no acknowledgment came in time (retransmission timeout).',
    ]);
  });

  test('is nothing that comes for the first time, right behind the ACK for it', () => {
    const d = new DialogueBuilder().handshake().s('A', { acknowledge: 11 });
    expect(toldBy(d.c('PA', { payload: TEN, after: 50_000 })).slice(0, 2)).toEqual([
      'C sends 10 octets, beginning with `0123456789`.',
      '1 segment from C comes out of order.',
    ]);
  });

  test('what never comes is not in the capture: the remark says so, and no sentence before it', () => {
    const d = new DialogueBuilder().handshake().s('A', { acknowledge: 11 });
    expect(toldBy(d)).toEqual(['When we last looked, the connection was still open.']);
    // There is one remark: on the first of them.
    expect(toldBy(d.c('A', { acknowledge: 21 }))[0]).toBe(
      'C acknowledges something that S sent and that is not in this capture.',
    );
  });
});

describe('a duplicate ACK', () => {
  test('asks for nothing where it acknowledges all that was sent', () => {
    expect(toldBy(sending().s('A').s('A'))[1]).toBe(`${REPEATED}.`);
  });

  test('asks for what it does not acknowledge', () => {
    const d = sending().s('A').c('PA', { payload: TEN }).s('A', { acknowledge: 11 });
    expect(toldBy(d)[1]).toBe(`${REPEATED}: what should follow is missing.`);
  });
});

test('behind both FINs nobody waits for room', () => {
  const d = sending().s('A').c('FA').s('FA').c('A', { window: 0 });
  expect(toldBy(d).slice(1)).toEqual([
    'C has nothing more to say and closes (FIN).',
    'S closes too (FIN).',
    'C acknowledges (ACK).',
    'C closed first.',
  ]);
});
