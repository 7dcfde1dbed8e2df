import { describe, expect, test } from 'vitest';
import { type Dialogue, told } from '../../../support/zeek.ts';

const GET = { payload: 'GET / HTTP/1.1\r\n\r\n' };

// What Zeek 8 writes of such dialogues, by TCPSessionAdapter.cc and scripts/base/protocols/conn/main.zeek.
const DIALOGUES: readonly [string, string, string, Dialogue][] = [
  ['S0', 'S', 'a SYN and no answer', (d) => d.c('S').c('S', { sequence: 0 })],
  ['S1', 'ShA', 'established', (d) => d.handshake()],
  ['S1', 'ShADad', 'in the middle', (d) => d.handshake().c('PA', GET).s('A').s('PA', GET)],
  [
    'SF',
    'ShADadFf',
    'closed by both',
    (d) => d.handshake().c('PA', GET).s('A').s('PA', GET).c('FA').s('FA').c('A'),
  ],
  ['SF', 'ShAFfR', 'an RST behind both FINs', (d) => d.handshake().c('FA').s('FA').c('R')],
  ['REJ', 'Sr', 'refused', (d) => d.c('S').s('RA')],
  ['REJ', 'SrR', 'refused, and reset as well', (d) => d.c('S').s('RA').c('R', { sequence: 1 })],
  ['S2', 'ShAFa', 'closed by the originator alone', (d) => d.handshake().c('FA').s('A')],
  ['S3', 'ShAf', 'closed by the responder alone', (d) => d.handshake().s('FA').c('A')],
  ['RSTO', 'ShADR', 'aborted by the originator', (d) => d.handshake().c('PA', GET).c('RA')],
  ['RSTR', 'ShADr', 'aborted by the responder', (d) => d.handshake().c('PA', GET).s('RA')],
  ['RSTR', 'ShAFr', 'aborted behind the other FIN', (d) => d.handshake().c('FA').s('R')],
  ['RSTOS0', 'SR', 'given up before an answer', (d) => d.c('S').c('R')],
  ['RSTRH', '^hr', 'a SYN+ACK, then an RST, and no SYN', (d) => d.s('SA', { acknowledge: 1 }).s('R')],
  ['SH', 'SF', 'a SYN, then a FIN, and no answer', (d) => d.c('S').c('F')],
  ['SHR', '^hf', 'a SYN+ACK, then a FIN, and no SYN', (d) => d.s('SA', { acknowledge: 1 }).s('FA')],
  ['OTH', '^h', 'a SYN+ACK alone', (d) => d.s('SA', { acknowledge: 1 })],
  [
    'OTH',
    'Dd',
    'no beginning and no end',
    (d) => d.c('PA', { ...GET, sequence: 500, acknowledge: 900 }).s('PA', { ...GET, sequence: 900 }),
  ],
  ['OTH', 'R', 'an RST alone', (d) => d.c('R', { sequence: 500 })],
];

describe('conn_state and history', () => {
  test.each(DIALOGUES)('%s %s: %s', (connState, history, _what, dialogue) => {
    expect(told(dialogue)).toEqual({ connState, history });
  });
});
