import { type CipherGCMTypes, createCipheriv } from 'node:crypto';
import type { SecretLabel } from '../../src/core/protocols/tls/key-log.ts';
import { expandLabel } from '../../src/core/protocols/tls/key-schedule.ts';
import { NODE_CRYPTOGRAPHY } from '../../src/engine/cryptography.ts';

const RANDOM = '5a'.repeat(32);
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
const SUPPORTED_VERSIONS = '002b00020304';
const EARLY_DATA = '002a0000';

/** Of a session of TLS 1.3 (TLS_AES_128_GCM_SHA256) of which each record is made as a test wants it. */
const SECRETS = {
  CLIENT_EARLY_TRAFFIC_SECRET: '10'.repeat(32),
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: '20'.repeat(32),
  SERVER_HANDSHAKE_TRAFFIC_SECRET: '21'.repeat(32),
  CLIENT_TRAFFIC_SECRET_0: '30'.repeat(32),
  SERVER_TRAFFIC_SECRET_0: '31'.repeat(32),
} as const satisfies Partial<Record<SecretLabel, string>>;
type Label = keyof typeof SECRETS;

export const LABELS = Object.keys(SECRETS) as readonly Label[];

export function keyLogOf(labels: readonly Label[]): Uint8Array {
  return octets(labels.map((label) => `${label} ${RANDOM} ${SECRETS[label]}\n`).join(''));
}

function octets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export function clientHello(sendsEarlyData = false): Uint8Array {
  return hello(1, `0303${RANDOM}00000213010100`, sendsEarlyData ? EARLY_DATA : '');
}

export function serverHello(): Uint8Array {
  return hello(2, `0303${'77'.repeat(32)}00130100`, SUPPORTED_VERSIONS);
}

export function retryRequest(): Uint8Array {
  return hello(2, `0303${RETRY_RANDOM}00130100`, SUPPORTED_VERSIONS);
}

function hello(type: number, head: string, extensions: string): Uint8Array {
  const body = Buffer.from(head + uint(extensions.length / 2, 2) + extensions, 'hex');
  return record(22, joined(Buffer.from(uint(type, 1) + uint(body.length, 3), 'hex'), body));
}

/** A record that no secret opens. */
export function unreadable(): Uint8Array {
  return record(23, new Uint8Array(20));
}

function record(type: number, content: Uint8Array): Uint8Array {
  return joined(Buffer.from(`${uint(type, 1)}0303${uint(content.length, 2)}`, 'hex'), content);
}

function uint(value: number, octets: number): string {
  return value.toString(16).padStart(2 * octets, '0');
}

/** The records that one secret seals, one after the other. */
export class Sealer {
  private sequence = 0;
  private secret: Uint8Array;

  constructor(label: Label) {
    this.secret = Buffer.from(SECRETS[label], 'hex');
  }

  data(text: string, padding = 0): Uint8Array {
    return this.seal(23, octets(text), padding);
  }

  handshake(type: number, body = ''): Uint8Array {
    return this.seal(22, Buffer.from(uint(type, 1) + uint(body.length / 2, 3) + body, 'hex'));
  }

  /** KeyUpdate, and the keys behind it. */
  updateKeys(): Uint8Array {
    const update = this.handshake(24, '00');
    this.secret = expandLabel(NODE_CRYPTOGRAPHY, 'sha256', this.secret, 'traffic upd', 32);
    this.sequence = 0;
    return update;
  }

  private seal(type: number, content: Uint8Array, padding = 0): Uint8Array {
    const key = expandLabel(NODE_CRYPTOGRAPHY, 'sha256', this.secret, 'key', 16);
    const nonce = Buffer.from(expandLabel(NODE_CRYPTOGRAPHY, 'sha256', this.secret, 'iv', 12));
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.sequence) >>> 0, 8);
    this.sequence += 1;
    const inner = joined(content, Uint8Array.of(type), new Uint8Array(padding));
    const header = Buffer.from(`170303${uint(inner.length + 16, 2)}`, 'hex');
    const cipher = createCipheriv('aes-128-gcm' as CipherGCMTypes, key, nonce).setAAD(header);
    return joined(header, cipher.update(inner), cipher.final(), cipher.getAuthTag());
  }
}
