import type { Segment } from '../wire/segment.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';

/** What a message says, and whether it means that a SYN will not be answered. */
type Meaning = readonly [text: string, refuses: boolean];

/** By type and code, as `messageOf` puts them together; a code of -1 stands for every other one. RFC 792, RFC 1812 */
const MEANINGS_4: Readonly<Record<string, Meaning>> = {
  '3/0': ['network unreachable', true],
  '3/1': ['host unreachable', true],
  '3/2': ['protocol unreachable', true],
  '3/3': ['port unreachable', true],
  '3/4': ['packet too big', false],
  '3/5': ['source route failed', true],
  '3/6': ['network unknown', true],
  '3/7': ['host unknown', true],
  '3/9': ['network administratively prohibited', true],
  '3/10': ['host administratively prohibited', true],
  '3/13': ['administratively prohibited', true],
  '3': ['destination unreachable', true],
  '4': ['source quench', false],
  '5': ['redirect', false],
  '11/0': ['time to live exceeded', false],
  '11/1': ['fragments not complete in time', false],
  '12': ['parameter problem', false],
};

/** RFC 4443, section 3 */
const MEANINGS_6: Readonly<Record<string, Meaning>> = {
  '1/0': ['no route to destination', true],
  '1/1': ['administratively prohibited', true],
  '1/2': ['beyond scope of source address', true],
  '1/3': ['address unreachable', true],
  '1/4': ['port unreachable', true],
  '1/5': ['source address failed policy', true],
  '1/6': ['route to destination rejected', true],
  '1': ['destination unreachable', true],
  '2': ['packet too big', false],
  '3/0': ['hop limit exceeded', false],
  '3/1': ['fragments not complete in time', false],
  '4': ['parameter problem', false],
};

/** Type and code of an ICMP error in one number, which is what a connection keeps. */
export type IcmpMessage = number;

function meaningOf(ipVersion: number, message: IcmpMessage): Meaning {
  const meanings = ipVersion === 4 ? MEANINGS_4 : MEANINGS_6;
  const type = message >> 8;
  const code = message & 0xff;
  return meanings[`${type}/${code}`] ?? meanings[type] ?? [`type ${type}, code ${code}`, false];
}

/** What an ICMP error says, in words. */
export function icmpErrorText(ipVersion: number, message: IcmpMessage): string {
  return meaningOf(ipVersion, message)[0];
}

/**
 * Takes note of an ICMP error about a segment that `from` has sent. One that says that the other end cannot be reached
 * refuses the connection while nothing has come from there; later it is only counted (RFC 5461).
 */
export function noteIcmp(c: Connection, from: Endpoint, to: Endpoint, s: Segment): void {
  c.icmpErrors++;
  c.version++;
  const isSyn = from.offered !== null && s.sequenceNumber === from.initialSequence;
  const message = (s.icmpType << 8) | s.icmpCode;
  if (c.state !== 'syn' || to.packets > 0 || !isSyn || !meaningOf(c.ipVersion, message)[1]) return;
  c.icmpRefusal = message;
  c.closedHow = 'icmp';
  c.state = 'refused';
  from.state = 'CLOSED';
  to.state = 'CLOSED';
}
