import { nanosecondsBetween } from '../time.ts';
import type { Segment } from '../wire/segment.ts';
import { COPIED_WITHIN_NANOSECONDS } from './captured-again.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import type { Sighting } from './sighting.ts';

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

/** Errors in a row that say the same of what the same end has sent, whatever was sent between them. */
export interface IcmpNotice {
  readonly message: IcmpMessage;
  /** It has sent what they quote. */
  readonly about: Endpoint;
  /** The largest packet that the next hop takes; 0 where they do not tell. */
  readonly nextHopMtu: number;
  /** The first of them refused the connection. */
  readonly refuses: boolean;
  /** They came from the address of the other end itself, not from one on the way. */
  readonly fromHost: boolean;
  /** Behind how many segments of the connection the first of them came, and when. */
  readonly segments: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  count: number;
}

/** Who sends ICMP errors is not known: past so many that differ, they are only counted. */
export const MOST_NOTICES = 8;

/** An error that came not long ago, by which its copy is known. */
interface RecentError {
  readonly message: IcmpMessage;
  readonly about: Endpoint;
  /** Of the packet that it quotes. */
  readonly sequenceNumber: number;
  readonly identification: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Errors that may stand between one and its copy: a router sends few of them. */
const MOST_RECENT = 8;

/** What ICMP errors say of one connection. */
export class IcmpErrors {
  /** Of all that were captured, copies too. */
  count = 0;
  /** The newest ones, oldest first. */
  readonly recent: RecentError[] = [];
  /** The one that refused it last, where `closedHow` is `icmp`, and whether it came from the host that was asked. */
  refusal: IcmpMessage = 0;
  refusedByHost = false;
  readonly notices: IcmpNotice[] = [];
}

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

/** Whether it says that what was sent cannot be delivered at all. */
export function saysUnreachable(ipVersion: number, message: IcmpMessage): boolean {
  return meaningOf(ipVersion, message)[1];
}

/** Whether it says that a packet was too big for the path (RFC 1191; RFC 8201). */
export function saysTooBig(ipVersion: number, message: IcmpMessage): boolean {
  return ipVersion === 4 ? message === PACKET_TOO_BIG_4 : message >> 8 === PACKET_TOO_BIG_TYPE_6;
}

const PACKET_TOO_BIG_4: IcmpMessage = 0x0304;
const PACKET_TOO_BIG_TYPE_6 = 2;

/**
 * Takes note of an ICMP error about a segment that `from` has sent. One that says that the other end cannot be reached
 * refuses the connection while nothing has come from there; later it is no more than a hint (RFC 5461).
 */
export function noteIcmp(
  c: Connection,
  from: Endpoint,
  to: Endpoint,
  s: Segment,
  at: Pick<Sighting, 'seconds' | 'nanoseconds'>,
): void {
  const isSyn = from.offered !== null && s.sequenceNumber === from.initialSequence;
  const message = (s.icmpType << 8) | s.icmpCode;
  const refuses = c.state === 'syn' && to.packets === 0 && isSyn && saysUnreachable(c.ipVersion, message);
  c.version++;
  c.icmp ??= new IcmpErrors();
  c.icmp.count++;
  if (isCopy(c.icmp, message, from, s, at)) return;
  addNotice(c.icmp, {
    message,
    about: from,
    nextHopMtu: s.icmpNextHopMtu,
    refuses,
    fromHost: s.icmpFromDestination,
    segments: c.packets,
    seconds: at.seconds,
    nanoseconds: at.nanoseconds,
    count: 1,
  });
  if (!refuses) return;
  c.icmp.refusal = message;
  c.icmp.refusedByHost = s.icmpFromDestination;
  c.closedHow = 'icmp';
  c.state = 'refused';
  from.state = 'CLOSED';
  to.state = 'CLOSED';
}

/**
 * Whether this is one packet with an error before, captured again on its way through this host, or by a mirror port: what a
 * segment that is sent again brings about quotes another packet, and comes later.
 */
function isCopy(
  { recent }: IcmpErrors,
  message: IcmpMessage,
  about: Endpoint,
  { sequenceNumber, icmpQuotedIdentification: identification }: Segment,
  { seconds, nanoseconds }: Pick<Sighting, 'seconds' | 'nanoseconds'>,
): boolean {
  const original = recent.find(
    (error) =>
      error.message === message &&
      error.about === about &&
      error.sequenceNumber === sequenceNumber &&
      error.identification === identification &&
      Math.abs(nanosecondsBetween(error, { seconds, nanoseconds })) <= COPIED_WITHIN_NANOSECONDS,
  );
  if (original !== undefined) return true;
  if (recent.length === MOST_RECENT) recent.shift();
  recent.push({ message, about, sequenceNumber, identification, seconds, nanoseconds });
  return false;
}

function addNotice(icmp: IcmpErrors, notice: IcmpNotice): void {
  const last = icmp.notices.at(-1);
  const isSame =
    last !== undefined &&
    last.message === notice.message &&
    last.about === notice.about &&
    last.nextHopMtu === notice.nextHopMtu &&
    last.refuses === notice.refuses &&
    last.fromHost === notice.fromHost;
  if (isSame) last.count++;
  else if (icmp.notices.length < MOST_NOTICES) icmp.notices.push(notice);
}
