import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../../src/core/limits.ts';
import { octetByOctet, play, type Turn, turnsOf } from '../turns.ts';
import { framed16, octetsOf, x } from './octets.ts';

const HELLO = (turnsOf('https', 0).find(({ side }) => side === 0) as Turn).octets;
const ANSWER = (turnsOf('https', 0).find(({ side }) => side === 1) as Turn).octets;

function turns(...texts: readonly (readonly [side: 0 | 1, text: string | Uint8Array])[]): Turn[] {
  return texts.map(([side, text]) => ({ side, octets: typeof text === 'string' ? octetsOf(text) : text }));
}

function protocolsOf(dialogue: readonly Turn[]): readonly string[] {
  const context = new ConversationContext(DEFAULT_LIMITS, true);
  const { protocols } = play(dialogue, context);
  expect(context.dissectorFailures).toBe(0);
  expect(context.budget.octetsHeld).toBe(0);
  return protocols;
}

describe('after STARTTLS', () => {
  it.each([
    ['imap', '* OK IMAP4rev1 ready\r\n', 'a1 STARTTLS\r\n', 'a1 OK begin\r\n'],
    ['pop3', '+OK ready\r\n', 'STLS\r\n', '+OK begin\r\n'],
    ['nntp', '200 news.example.org NNTP ready\r\n', 'STARTTLS\r\n', '382 begin\r\n'],
    ['managesieve', '"IMPLEMENTATION" "Sieve"\r\nOK\r\n', 'STARTTLS\r\n', 'OK "begin"\r\n'],
    ['irc', ':irc.example.org NOTICE * :hello\r\n', 'STARTTLS\r\n', ':irc.example.org 670 * :begin\r\n'],
  ])('%s turns to TLS', (name, greeting, command, answer) => {
    const dialogue = turns([1, greeting], [0, command], [1, answer], [0, HELLO], [1, ANSWER]);
    expect(protocolsOf(dialogue)).toEqual([name, 'tls']);
    expect(protocolsOf(octetByOctet(dialogue))).toEqual([name, 'tls']);
  });

  it('what only begins like a hello is no turn', () => {
    const greeting = '* OK IMAP4rev1 ready\r\n';
    expect(protocolsOf(turns([1, greeting], [0, '\x16\x03\x01\0\x05\x02hello']))).toEqual(['imap']);
    expect(protocolsOf(turns([1, greeting], [0, '\x16\x03']))).toEqual(['imap']);
    expect(protocolsOf(turns([1, greeting], [0, 'a1 NOOP\r\n'], [1, 'a1 OK\r\n']))).toEqual(['imap']);
  });

  it('RDP turns to TLS behind its connection request', () => {
    const request = x('0300 0013 0e e0 0000 0000 00 01 00 0800 03000000');
    const confirm = x('0300 0013 0e d0 0000 1234 00 02 00 0800 02000000');
    expect(protocolsOf(turns([0, request], [1, confirm], [0, HELLO], [1, ANSWER]))).toEqual(['rdp', 'tls']);
  });
});

it('a session of NetBIOS is SMB once it is there', () => {
  const request = `\x81\0${framed16(`\x20${'CA'.repeat(16)}\0\x20${'CA'.repeat(16)}\0`)}`;
  const smb = `\0\0${framed16(`\xffSMBr${'\0'.repeat(40)}`)}`;
  const dialogue = turns([0, request], [1, x('82000000')], [0, smb], [1, smb]);
  expect(protocolsOf(dialogue)).toEqual(['netbios', 'smb']);
  expect(protocolsOf(octetByOctet(dialogue))).toEqual(['netbios', 'smb']);
  expect(protocolsOf(turns([0, request], [1, x('83000001 82')]))).toEqual(['netbios']);
});
