import type { Moment } from '../../moment.ts';
import { type AlertGuess, type Octets, SERVER, type Side, type Telling } from '../dissector.ts';
import {
  type Agreement,
  alertBefore13,
  alertOf13,
  endsHandshake,
  hasCertificateBefore13,
  isBefore13,
} from './agreement.ts';
import type { Decryption } from './decryption.ts';
import { tellHandshakeMessage } from './handshake-message.ts';
import { handshakeName } from './names.ts';
import {
  ALERT,
  ALERT_OCTETS,
  APPLICATION_DATA,
  CERTIFICATE,
  CHANGE_CIPHER_SPEC,
  CLIENT_HELLO,
  HANDSHAKE,
  HANDSHAKE_HEADER_OCTETS,
  type HandshakeOctets,
  isRunOfRecords,
  mayBeginSealed,
  RECORD_HEADER_OCTETS,
  recordLength,
  SERVER_HELLO,
  toComeOf,
  uint24,
} from './record.ts';
import { tellAlert, tellEncrypted, tellEncryptedAlert, tellEvent } from './telling.ts';
import { UnsealedStream, type Unsealing } from './unsealed-stream.ts';
import { tellVersion2Hello } from './version-2-hello.ts';

/** An alert of TLS 1.3 on the wire: itself, its type, and a tag of 16 octets (RFC 8446, section 5.2). */
const ENCRYPTED_ALERT_OCTETS = 19;
const NOTHING_UNSEALED = { records: 0, wrapping: 0 };
const NEED_MORE = -1;
const NO_TLS = -2;

/**
 * The records of one side (RFC 8446, section 5). A hello that is spread over several records is left where it is until
 * all of it has come, so that nothing is kept here; whatever else there is, is passed over.
 */
export class RecordStream {
  /** A record of this side has come. */
  hasBegun = false;
  /** Where the octets that are taken now stand in all that this side sent: so far behind where they lie. */
  private offset = 0;
  /** Octets that are done with, or missing. */
  private done = 0;
  /** Octets of a record to pass over. */
  private skip = 0;
  /** What is encrypted, where it can be decrypted. */
  private unsealed: UnsealedStream | null = null;
  /** Since when an encrypted record waits for its secrets, and did so when what is taken now was looked at before. */
  private waiting: Moment | null = null;
  private waited: Moment | undefined;
  /** Octets of handshake messages in the record at the front that are told already. */
  private told = 0;
  /** Octets of a handshake message to pass over, in this record and the next ones. */
  private messageSkip = 0;
  private encrypted = false;
  private saidEncrypted = false;
  private lost = false;
  /** The newest record, where it is encrypted and as short as an alert of TLS 1.3: if nothing follows, it is one. */
  private farewell: { readonly guess: AlertGuess; readonly at: Moment } | null = null;
  /** A hello that has begun. */
  private begun: string | null = null;
  private readonly side: Side;
  private readonly agreement: Agreement;

  constructor(side: Side, agreement: Agreement) {
    this.side = side;
    this.agreement = agreement;
  }

  /** Takes octets and returns how many are done with; -1 where these are no records. */
  take({ octets, start, end }: Octets, telling: Telling): number {
    this.offset = this.done - start;
    const done = this.takeRecords(octets, start, end, telling);
    this.done += Math.max(done, 0);
    return done;
  }

  private takeRecords(octets: Uint8Array, start: number, end: number, telling: Telling): number {
    let at = start;
    this.waited = this.waiting ?? undefined;
    this.waiting = null;
    const { records, wrapping } = this.unsealed ?? NOTHING_UNSEALED;
    while (at < end) {
      if (this.lost) {
        at = this.seek(octets, at, end);
        if (at === end) break;
      }
      if (this.skip > 0) {
        const passed = Math.min(this.skip, end - at);
        this.skip -= passed;
        at += passed;
        continue;
      }
      const next = end - at < RECORD_HEADER_OCTETS ? NEED_MORE : this.record(octets, at, end, telling);
      if (next === NO_TLS) return -1;
      if (next === NEED_MORE) break;
      at = next;
    }
    const { unsealed } = this;
    if (at === end && this.waited === undefined && unsealed !== null && unsealed.records > records)
      if (unsealed.wrapping === wrapping) telling.notice(this.side, { kind: 'wrapping' });
    return at - start;
  }

  /** Behind what was not taken, `rest`, octets are missing; a record that has begun says where the next one begins. */
  gap(missing: number, rest: Octets | null, telling: Telling): void {
    this.done += missing + (rest === null ? 0 : rest.end - rest.start);
    if (missing <= this.skip) {
      this.skip -= missing;
      return;
    }
    const toCome = rest === null || this.unsealed === null || this.lost ? 0 : toComeOf(rest);
    this.unsealed?.gap();
    this.passGap(telling);
    if (toCome < missing) this.lost = true;
    else this.skip = toCome - missing;
  }

  /** It is not known where the next record begins, nor how much is missing. */
  lose(telling: Telling): void {
    this.unsealed?.lose(telling);
    this.passGap(telling);
    this.lost = true;
  }

  private passGap(telling: Telling): void {
    this.cutOff(telling);
    this.farewell = null;
    this.encrypted = true;
    this.skip = 0;
    this.told = 0;
    this.messageSkip = 0;
  }

  /**
   * Where the next record may stand, behind a gap; `end` where there is none. With secrets it is tried what looks like one,
   * else records are found again where they fill what comes at once.
   */
  private seek(octets: Uint8Array, start: number, end: number): number {
    if (this.unsealed?.canTell !== true) {
      this.lost = !isRunOfRecords(octets, start, end);
      return this.lost ? end : start;
    }
    let at = start;
    while (at < end && !mayBeginSealed(octets, at, end)) at++;
    return at;
  }

  /** Nothing more will come of this side. */
  close(telling: Telling): void {
    this.cutOff(telling);
    this.unsealed?.end(telling);
    if (this.waiting !== null) this.sayEncrypted(telling, this.waiting);
    const { farewell } = this;
    if (farewell !== null && this.skip === 0)
      this.tellAlert(farewell.guess, ENCRYPTED_ALERT_OCTETS, telling, farewell.at);
    this.farewell = null;
  }

  /** Nothing more will come of a hello that has begun: its name is told. */
  private cutOff(telling: Telling): void {
    if (this.begun !== null) tellEvent(this.side, this.begun, { incomplete: true }, telling);
    this.begun = null;
  }

  /** Takes the record at `at`, or the next message in it. */
  private record(octets: Uint8Array, at: number, end: number, telling: Telling): number {
    const length = recordLength(octets, at);
    if (length === -1) return this.hasBegun ? NO_TLS : this.version2Hello(octets, at, end, telling);
    this.hasBegun = true;
    const content = at + RECORD_HEADER_OCTETS;
    this.farewell = null;
    if (this.agreement.decryption !== null && this.isSealed(octets[at] as number)) {
      const unsealing = this.unseal(octets, at, length, end, telling);
      if (unsealing === 'read') {
        this.lost = false;
        return content + length;
      }
      if (unsealing !== 'closed') return NEED_MORE;
    }
    // What was sought stands elsewhere.
    if (this.lost) return at + 1;
    switch (octets[at]) {
      case HANDSHAKE:
        return this.handshake(octets, at, length, end, telling);
      case ALERT:
        if (length !== ALERT_OCTETS) {
          telling.notice(this.side, { kind: 'farewell' });
          this.tellAlert(alertBefore13(this.agreement), length, telling);
          return this.passOver(content, length, null, telling);
        }
        if (end - content < ALERT_OCTETS) return NEED_MORE;
        tellAlert(this.side, octets[content] as number, octets[content + 1] as number, telling);
        return content + ALERT_OCTETS;
      case CHANGE_CIPHER_SPEC:
        // In TLS 1.3 it means nothing (RFC 8446, appendix D.4), and before the ServerHello it can be only that.
        if (this.encrypted && isBefore13(this.agreement)) this.unsealed?.close(telling);
        this.encrypted = true;
        return this.passOver(
          content,
          length,
          isBefore13(this.agreement) ? 'ChangeCipherSpec' : null,
          telling,
        );
      default:
        return this.encryptedRecord(content, length, telling);
    }
  }

  /** Is a record of this type one that is encrypted? */
  private isSealed(type: number): boolean {
    return isBefore13(this.agreement)
      ? this.encrypted && type !== CHANGE_CIPHER_SPEC
      : type === APPLICATION_DATA;
  }

  /** What is encrypted with early data in TLS 1.3 waits for the ServerHello, which says how. */
  private unseal(octets: Uint8Array, at: number, length: number, end: number, telling: Telling): Unsealing {
    const { side, agreement } = this;
    const decryption = agreement.decryption as Decryption;
    if (decryption.isAgreed) this.unsealed ??= new UnsealedStream(side, agreement, decryption);
    else if (decryption.refusesEarlyData) return 'closed';
    const position = this.offset + at;
    const unsealing =
      this.unsealed?.take(octets, at, length, end, position, telling, this.waited, this.lost) ?? 'wait';
    if (unsealing === 'wait') this.waiting = this.waited ?? telling.here();
    return unsealing;
  }

  /** What a client may begin with that is no record. */
  private version2Hello(octets: Uint8Array, at: number, end: number, telling: Telling): number {
    const next = tellVersion2Hello(this.side, { octets, start: at, end }, this.agreement, telling);
    if (next === 0) return NEED_MORE;
    if (next === -1) return NO_TLS;
    this.hasBegun = true;
    return next;
  }

  private tellAlert(guess: AlertGuess | null, length: number, telling: Telling, at?: Moment): void {
    tellEncryptedAlert(this.side, guess, RECORD_HEADER_OCTETS + length, telling, at);
  }

  private passOver(content: number, length: number, summary: string | null, telling: Telling): number {
    if (summary !== null) tellEvent(this.side, summary, {}, telling);
    this.skip = length;
    return content;
  }

  /** The first one is told: from here on nothing can be read. */
  private encryptedRecord(content: number, length: number, telling: Telling): number {
    const { agreement } = this;
    const isFirst = !this.saidEncrypted;
    if (isBefore13(agreement)) {
      agreement.hasData = true;
      this.sayEncrypted(telling);
      return this.passOver(content, length, null, telling);
    }
    const isShort = length === ENCRYPTED_ALERT_OCTETS;
    if (isFirst && isShort && endsHandshake(this.side, agreement)) {
      this.saidEncrypted = true;
      this.tellAlert(null, length, telling);
    } else if (isFirst) this.sayEncrypted(telling, this.waited);
    else if (isShort && telling.keepsMessages)
      this.farewell = { guess: alertOf13(this.side, agreement), at: telling.here() };
    if (this.side === SERVER) agreement.serverAnswered ||= agreement.clientEncrypts;
    else {
      agreement.clientEncrypts = true;
      agreement.clientLeaves = this.farewell !== null;
    }
    return this.passOver(content, length, null, telling);
  }

  private sayEncrypted(telling: Telling, at?: Moment): void {
    if (this.saidEncrypted) return;
    this.saidEncrypted = true;
    const summary = isBefore13(this.agreement) ? 'application data' : 'encrypted from here';
    tellEncrypted(this.side, summary, telling, at);
  }

  private handshake(octets: Uint8Array, at: number, length: number, end: number, telling: Telling): number {
    const left = length - this.told;
    if (left <= this.messageSkip) {
      this.messageSkip -= left;
      return this.passRest(at, length);
    }
    this.told += this.messageSkip;
    this.messageSkip = 0;
    const header = this.gather(octets, at, end, HANDSHAKE_HEADER_OCTETS);
    if (typeof header === 'number') return header;
    const type = header.octets[header.start] as number;
    const messageLength = uint24(header.octets, header.start + 1);
    const isHello = type === CLIENT_HELLO || type === SERVER_HELLO;
    const name = handshakeName(type);
    const fillsRecord = this.told === 0 && HANDSHAKE_HEADER_OCTETS + messageLength === length;
    // After ChangeCipherSpec only a second ClientHello can be in the clear (RFC 8446, appendix D.4).
    if (name === null || (this.encrypted && !(isHello && fillsRecord))) return this.passRest(at, length);
    const isRead =
      isHello || (type === CERTIFICATE && telling.keepsMessages && hasCertificateBefore13(this.agreement));
    if (isRead && messageLength <= telling.limits.messageOctets / 2) {
      this.begun = name;
      return this.message(octets, at, end, type, HANDSHAKE_HEADER_OCTETS + messageLength, telling);
    }
    tellEvent(this.side, name, {}, telling);
    const next = this.pass(octets, at, HANDSHAKE_HEADER_OCTETS);
    this.messageSkip = messageLength;
    return next;
  }

  /** Reads a hello or a certificate. */
  private message(
    octets: Uint8Array,
    at: number,
    end: number,
    type: number,
    length: number,
    telling: Telling,
  ): number {
    const message = this.gather(octets, at, end, length);
    if (typeof message === 'number') return message;
    this.begun = null;
    const body = { ...message, start: message.start + HANDSHAKE_HEADER_OCTETS };
    return tellHandshakeMessage(this.side, type, body, this.agreement, telling)
      ? this.pass(octets, at, length)
      : NO_TLS;
  }

  /** `wanted` octets of handshake messages behind those told, put together where they lie in several records. */
  private gather(octets: Uint8Array, at: number, end: number, wanted: number): HandshakeOctets | number {
    const start = at + RECORD_HEADER_OCTETS + this.told;
    if (this.told + wanted <= recordLength(octets, at)) {
      return end - start < wanted ? NEED_MORE : { octets, start, end: start + wanted };
    }
    const joined = new Uint8Array(wanted);
    let filled = 0;
    let record = at;
    let offset = this.told;
    while (filled < wanted) {
      if (end - record < RECORD_HEADER_OCTETS) return NEED_MORE;
      const length = recordLength(octets, record);
      if (length === -1 || octets[record] !== HANDSHAKE) return NO_TLS;
      const from = record + RECORD_HEADER_OCTETS + offset;
      const taken = Math.min(length - offset, wanted - filled);
      if (end - from < taken) return NEED_MORE;
      joined.set(octets.subarray(from, from + taken), filled);
      filled += taken;
      record += RECORD_HEADER_OCTETS + length;
      offset = 0;
    }
    return { octets: joined, start: 0, end: wanted };
  }

  /** Passes `count` octets of handshake messages, all of which are there; returns the record that is then at the front. */
  private pass(octets: Uint8Array, at: number, count: number): number {
    let record = at;
    let left = count;
    while (left > 0) {
      const length = recordLength(octets, record);
      const room = length - this.told;
      if (left < room) {
        this.told += left;
        return record;
      }
      left -= room;
      this.told = 0;
      record += RECORD_HEADER_OCTETS + length;
    }
    return record;
  }

  /** Passes over what is behind the octets told of the record at the front. */
  private passRest(at: number, length: number): number {
    const passed = at + RECORD_HEADER_OCTETS + this.told;
    this.skip = length - this.told;
    this.told = 0;
    return passed;
  }
}
