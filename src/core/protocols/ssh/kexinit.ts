import { printableText } from '../../printable.ts';
import type { FieldValue } from '../dissector.ts';

/** Behind the message's number and its cookie (RFC 4253, section 7.1). */
const LISTS_START = 17;
const LIST_CHARACTERS = 2000;
const NAME_CHARACTERS = 64;

const LISTS = ['kex', 'hostKey', 'cipherToServer', 'cipherToClient', 'macToServer', 'macToClient'] as const;
type ListName = (typeof LISTS)[number];

/** The algorithms that a side offers, those it likes best first. */
export type Offer = Readonly<Record<ListName, readonly string[]>>;

/** Reads the payload `start`..`end`; null where it is cut or no KEXINIT. */
export function readOffer(octets: Uint8Array, view: DataView, start: number, end: number): Offer | null {
  const offer: Partial<Record<ListName, readonly string[]>> = {};
  let at = start + LISTS_START;
  for (const name of LISTS) {
    if (at + 4 > end) return null;
    const length = view.getUint32(at);
    at += 4;
    if (length > end - at) return null;
    offer[name] = namesIn(octets, at, at + length);
    at += length;
  }
  return offer as Offer;
}

function namesIn(octets: Uint8Array, start: number, end: number): string[] {
  if (end === start) return [];
  return printableText(octets, start, end, LIST_CHARACTERS)
    .split(',')
    .map((name) => (name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS - 1)}…` : name));
}

/** What the two sides agree on: the client's first that the server has too (RFC 4253, section 7.1); '' where none. */
export function agreedOn(name: ListName, client: Offer, server: Offer): string {
  return client[name].find((algorithm) => server[name].includes(algorithm)) ?? '';
}

/** By what only a client offers, or only a server (RFC 8308, section 2.1; OpenSSH PROTOCOL, 1.9); null where it has neither. */
export function isClients({ kex }: Offer): boolean | null {
  if (kex.some((name) => name === 'ext-info-c' || name.startsWith('kex-strict-c-'))) return true;
  return kex.some((name) => name === 'ext-info-s' || name.startsWith('kex-strict-s-')) ? false : null;
}

/** `curve25519-sha256 ssh-ed25519 aes128-ctr`: the first of each list. */
export function summaryOf(offer: Offer): string {
  const firsts = [offer.kex[0], offer.hostKey[0], offer.cipherToServer[0]];
  return firsts.filter((first) => first !== undefined).join(' ');
}

export function fieldsOf(offer: Offer): Record<string, FieldValue> {
  return {
    kexOffered: offer.kex,
    hostKeysOffered: offer.hostKey,
    ciphersOffered: offer.cipherToServer,
    macsOffered: offer.macToServer,
  };
}
