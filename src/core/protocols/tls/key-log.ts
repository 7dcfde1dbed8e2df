import { hexadecimal } from '../../hexadecimal.ts';
import { CR, LF } from '../ascii.ts';

/** What a secret is for, as key logs call it. */
export type SecretLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_EARLY_TRAFFIC_SECRET'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0';

/** Secrets that are remembered of one key log: past it, the oldest are let go. */
export const MOST_SECRETS = 200_000;
/** No line with a secret is longer: a label, 32 octets of random and 48 of secret, in hexadecimal. */
const LONGEST_LINE = 256;
const LINE = /^([A-Z0-9_]+) ([0-9a-fA-F]{64}) ((?:[0-9a-fA-F]{2}){32,48})$/;

/**
 * Secrets of TLS sessions by the random of their ClientHello, as programs write them to the file that SSLKEYLOGFILE
 * names: RFC 9850. Lines that are none are passed over.
 */
export class KeyLog {
  /** Secrets that were let go because there were too many. */
  letGo = 0;
  /** It has comments, as a key log that holds no secrets yet may. */
  hasComments = false;
  private readonly secrets = new Map<string, string>();
  /** A line whose end has not come. */
  private begun = '';

  get isEmpty(): boolean {
    return this.secrets.size === 0;
  }

  /** Takes in the next octets, whose last line may go on in those that follow. */
  take(octets: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const octet = octets[at] as number;
      if (octet === LF) this.endLine();
      else if (octet !== CR && this.begun.length <= LONGEST_LINE) this.begun += String.fromCharCode(octet);
    }
  }

  /** The last line has come, whether or not it has an end. */
  endLine(): void {
    const line = this.begun;
    this.begun = '';
    if (line.startsWith('#')) this.hasComments = true;
    const [, label, random, secret] = LINE.exec(line) ?? [];
    if (label === undefined || random === undefined || secret === undefined) return;
    this.secrets.set(`${label} ${random.toLowerCase()}`, secret);
    if (this.secrets.size <= MOST_SECRETS) return;
    const [oldest] = this.secrets.keys();
    this.secrets.delete(oldest as string);
    this.letGo += 1;
  }

  find(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | null {
    const secret = this.secrets.get(`${label} ${hexadecimal(clientRandom, 0, clientRandom.length)}`);
    return secret === undefined ? null : octetsOf(secret);
  }
}

function octetsOf(digits: string): Uint8Array {
  const octets = new Uint8Array(digits.length / 2);
  for (let n = 0; n < octets.length; n++) octets[n] = Number.parseInt(digits.slice(2 * n, 2 * n + 2), 16);
  return octets;
}
