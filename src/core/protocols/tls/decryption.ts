import { CLIENT, type Side } from '../dissector.ts';
import { type CipherParameters, cipherParametersOf } from './cipher-parameters.ts';
import type { Hash } from './cryptography.ts';
import type { ServerHello } from './hello.ts';
import type { SecretLabel } from './key-log.ts';
import { keyBlock } from './key-schedule.ts';
import { aeadProtection, blockProtection, type Protection, protection13 } from './protection.ts';
import type { TlsSecrets } from './secrets.ts';
import { TLS_1_2, TLS_1_3 } from './versions.ts';

/** What protects a side's records, in this order; up to TLS 1.2 it is `application` from the beginning. */
export const STAGES = ['early', 'handshake', 'application'] as const;
export type Stage = (typeof STAGES)[number];

/** Of TLS 1.3 (RFC 8446, section 7.1): from the client, from the server. */
const TRAFFIC_SECRETS: Readonly<Record<Stage, readonly [SecretLabel, SecretLabel | null]>> = {
  early: ['CLIENT_EARLY_TRAFFIC_SECRET', null],
  handshake: ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_HANDSHAKE_TRAFFIC_SECRET'],
  application: ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'],
};

/** What the decryption of one session rests on: its hellos, and the secrets that are known of it. */
export class Decryption {
  /** The client has encrypted something: whoever tells the secrets has told them by now. */
  private clientEncrypts = false;
  private readonly secrets: TlsSecrets;
  private readonly clientRandom: Uint8Array;
  private hello: ServerHello | null = null;
  /** The server has asked the client to begin again, and passes over its early data (RFC 8446, section 4.2.10). */
  refusesEarlyData = false;
  private parameters: CipherParameters | null = null;

  constructor(secrets: TlsSecrets, clientRandom: Uint8Array) {
    this.secrets = secrets;
    this.clientRandom = clientRandom;
  }

  /** Whether the ServerHello has come. */
  get isAgreed(): boolean {
    return this.hello !== null;
  }

  get is13(): boolean {
    return this.hello !== null && this.hello.version >= TLS_1_3;
  }

  agree(hello: ServerHello): void {
    if (hello.isRetry) {
      this.refusesEarlyData = true;
      return;
    }
    this.hello = hello;
    // What was compressed before it was encrypted (RFC 3749) could be decrypted, but not read.
    this.parameters = hello.isCompressed ? null : cipherParametersOf(hello.cipherSuite);
  }

  /** `side` encrypts: is it that what is not known of the secrets now will not be known later, either? */
  isSettled(side: Side): boolean {
    this.clientEncrypts ||= side === CLIENT;
    return this.clientEncrypts || this.parameters === null;
  }

  /** The first stage in which `side` may encrypt. */
  firstStage(side: Side, sendsEarlyData: boolean): Stage {
    if (this.hello === null || this.hello.version < TLS_1_3) return 'application';
    return side === CLIENT && sendsEarlyData ? 'early' : 'handshake';
  }

  /** What protects the records of `side` at the beginning of a stage; null where the secrets are not known, or not yet. */
  protection(side: Side, stage: Stage): Protection | null {
    const { hello, parameters } = this;
    if (hello === null || parameters === null) return null;
    return hello.version < TLS_1_3
      ? this.protectionBefore13(side, hello, parameters)
      : this.protection13(side, stage, parameters);
  }

  private protection13(side: Side, stage: Stage, parameters: CipherParameters): Protection | null {
    const label = TRAFFIC_SECRETS[stage][side];
    if (parameters.kind !== 'aead' || label === null) return null;
    const secret = this.secrets.find(label, this.clientRandom);
    return secret === null ? null : protection13(this.secrets.cryptography, parameters, secret);
  }

  /** RFC 5246, section 6.3: the key block has what authenticates, keys and vectors, first the client's, of each. */
  private protectionBefore13(
    side: Side,
    { version, random, encryptsThenAuthenticates }: ServerHello,
    parameters: CipherParameters,
  ): Protection | null {
    const master = this.secrets.find('CLIENT_RANDOM', this.clientRandom);
    if (master === null) return null;
    const { cryptography } = this.secrets;
    const isBlock = parameters.kind === 'block';
    const sizes = isBlock
      ? [parameters.macOctets, parameters.keyOctets, parameters.blockOctets]
      : [0, parameters.keyOctets, parameters.fixedNonceOctets];
    const hash: Hash | 'md5 and sha1' = version < TLS_1_2 ? 'md5 and sha1' : parameters.hash;
    const octets = 2 * sizes.reduce((sum, size) => sum + size, 0);
    const block = keyBlock(cryptography, hash, master, random, this.clientRandom, octets);
    let at = 0;
    const [macKey, key, vector] = sizes.map((size) => {
      const part = block.subarray(at + side * size, at + (side + 1) * size);
      at += 2 * size;
      return part;
    }) as [Uint8Array, Uint8Array, Uint8Array];
    const keys = { macKey, key, vector };
    return isBlock
      ? blockProtection(cryptography, parameters, keys, version, encryptsThenAuthenticates)
      : aeadProtection(cryptography, parameters, keys);
  }
}
