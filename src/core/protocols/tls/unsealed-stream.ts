import type { Moment } from '../../moment.ts';
import type { Side, Telling } from '../dissector.ts';
import { OctetBuffer } from '../octet-buffer.ts';
import type { Agreement } from './agreement.ts';
import { type Decryption, STAGES, type Stage } from './decryption.ts';
import { tellHandshakeMessage } from './handshake-message.ts';
import { handshakeName } from './names.ts';
import type { Opened, Protection } from './protection.ts';
import {
  ALERT,
  ALERT_OCTETS,
  APPLICATION_DATA,
  CERTIFICATE,
  ENCRYPTED_EXTENSIONS,
  END_OF_EARLY_DATA,
  FINISHED,
  HANDSHAKE,
  HANDSHAKE_HEADER_OCTETS,
  KEY_UPDATE,
  RECORD_HEADER_OCTETS,
  uint24,
} from './record.ts';
import { tellAlert, tellEvent } from './telling.ts';

const CLOSE_NOTIFY = 0;
/** Records behind a gap that are tried as the next one: how many are missing is not known. */
const MOST_RECORDS_MISSING = 64;
/** Messages that are read; of others the name is told. */
const READ: ReadonlySet<number> = new Set([ENCRYPTED_EXTENSIONS, CERTIFICATE]);
/** What looks like a record behind a gap, and is none: where there is more of it, the side is given up. */
const MOST_MISTAKEN = 16;
const MISSING = 'records of TLS are missing';
const CONCEALED = 'the records of TLS can no longer be decrypted';

/** What came of an encrypted record: it was read, its secrets are not known yet, it is not whole, or it stays closed. */
export type Unsealing = 'read' | 'wait' | 'need-more' | 'closed';

/** The encrypted records of one side, decrypted: what they say themselves is told, and what they wrap is revealed. */
export class UnsealedStream {
  private stage: Stage;
  private protection: Protection | null = null;
  /** Records that were read, and those of them that wrapped what others say. */
  records = 0;
  wrapping = 0;
  /** The number of the next record since the last change of keys. */
  private sequence = 0;
  private mostMissing = 0;
  /** Of those before the newest one that was read, how many were. */
  private missing = 0;
  /** Behind the newest one that was read, in the octets of its side. */
  private readTo = 0;
  private mistaken = 0;
  private hasRevealed = false;
  /** Of what this side wraps, something may be missing before what is revealed first. */
  private revealsLate = false;
  private isClosed = false;
  /** A handshake message that is not whole. */
  private readonly begun = new OctetBuffer();
  /** Octets of a handshake message to pass over, and its type. */
  private skip = 0;
  private skipped = 0;
  private readonly side: Side;
  private readonly agreement: Agreement;
  private readonly decryption: Decryption;

  constructor(side: Side, agreement: Agreement, decryption: Decryption) {
    this.side = side;
    this.agreement = agreement;
    this.decryption = decryption;
    this.stage = decryption.firstStage(side, agreement.clientSendsEarly);
  }

  /**
   * Takes the record whose header is at `at`, and whose content may not be whole; in all that its side sent, that header
   * stands at `position`. What is in it is told as of `moment`, where that is not now. `isSought`: behind a gap, it may be
   * that no record stands there.
   */
  take(
    octets: Uint8Array,
    at: number,
    length: number,
    end: number,
    position: number,
    telling: Telling,
    moment?: Moment,
    isSought = false,
  ): Unsealing {
    if (this.isClosed) return 'closed';
    const isSettled = this.decryption.isSettled(this.side);
    const mayBeOpened = this.isKnown() || this.stage === 'early';
    const recordOctets = RECORD_HEADER_OCTETS + length;
    const isTooLong = recordOctets > telling.limits.messageOctets;
    if (isTooLong || (isSettled && !mayBeOpened)) return this.fail(telling, isSought);
    if (!mayBeOpened) return 'wait';
    if (recordOctets > end - at) return 'need-more';
    const opened = this.open(octets, at, length);
    if (opened === null && this.stage === 'early') {
      // Early data that the server refused: how many records are missing is tried with one of them, not with each.
      this.mostMissing = 0;
      return 'closed';
    }
    if (opened === null) return this.fail(telling, isSought);
    this.tellMissing(position - this.readTo, telling);
    this.readTo = position + recordOctets;
    this.mistaken = 0;
    this.read(opened, telling, moment);
    return 'read';
  }

  /** Whether records of this side can be told from what only looks like one. */
  get canTell(): boolean {
    return !this.isClosed && this.protection !== null;
  }

  /** Octets of this side are missing: it is not known yet how many records. */
  gap(): void {
    this.mostMissing = MOST_RECORDS_MISSING;
    this.begun.drop(this.begun.length);
    this.skip = 0;
  }

  /** The same, and it is not known how many octets. */
  lose(telling: Telling): void {
    if (this.isClosed) return;
    this.gap();
    if (this.hasRevealed) telling.conceal(this.side, MISSING);
  }

  /** Nothing more comes of this side. */
  end(telling: Telling): void {
    if (this.mostMissing > 0 && this.hasRevealed && !this.isClosed) telling.misses(this.side, null);
  }

  private fail(telling: Telling, isSought: boolean): 'closed' {
    if (isSought && this.mistaken < MOST_MISTAKEN) {
      this.mistaken += 1;
      return 'closed';
    }
    return this.close(telling);
  }

  /** Before the record that was opened now, so many octets of its side are not read: what was missing of what it wraps? */
  private tellMissing(octets: number, telling: Telling): void {
    const { missing, side } = this;
    // Of what is missing before the first data it is told with that.
    if (missing === 0 || !this.hasRevealed) return;
    const overheadOctets = this.protection?.overheadOctets ?? null;
    const wrapped = overheadOctets === null ? null : octets - missing * overheadOctets;
    if (wrapped === null) telling.conceal(side, MISSING);
    else if (wrapped > 0) telling.misses(side, wrapped);
  }

  /** Nothing more of this side is read: it has changed its keys in a way that is not followed, or they are not known. */
  close(telling: Telling): 'closed' {
    this.isClosed = true;
    telling.conceal(this.side, CONCEALED);
    return 'closed';
  }

  private isKnown(): boolean {
    this.protection ??= this.decryption.protection(this.side, this.stage);
    return this.protection !== null;
  }

  /** Opens a record with the keys of now, or with those of a later stage, whose beginning was not seen. */
  private open(octets: Uint8Array, at: number, length: number): Opened | null {
    for (const stage of STAGES.slice(STAGES.indexOf(this.stage))) {
      const isNow = stage === this.stage;
      const protection =
        isNow && this.isKnown() ? this.protection : this.decryption.protection(this.side, stage);
      const next = isNow ? this.sequence : 0;
      for (let sequence = next; protection !== null && sequence <= next + this.mostMissing; sequence++) {
        const opened = protection.open(octets, at, length, sequence);
        if (opened === null) continue;
        // Of a handshake nothing is revealed: what is missing of it is missed by nobody.
        this.missing = isNow ? sequence - next : 0;
        this.revealsLate ||= stage === 'application' ? sequence > next : this.stage === 'early' && !isNow;
        this.stage = stage;
        this.protection = protection;
        this.sequence = sequence + 1;
        this.mostMissing = 0;
        return opened;
      }
    }
    return null;
  }

  private read({ type, content }: Opened, telling: Telling, moment: Moment | undefined): void {
    if (!this.agreement.isDecrypted) telling.fact('tlsDecrypted', true);
    this.agreement.isDecrypted = true;
    this.records += 1;
    if (type === APPLICATION_DATA) this.reveal(content, telling, moment);
    else if (type === ALERT && content.length === ALERT_OCTETS) this.alert(content, telling, moment);
    else if (type === HANDSHAKE) this.handshake(content, telling, moment);
  }

  private reveal(content: Uint8Array, telling: Telling, moment: Moment | undefined): void {
    this.agreement.hasData = true;
    // Empty records stand before others up to TLS 1.0, so that nobody can foresee how these are encrypted.
    if (content.length === 0) return;
    if (this.revealsLate && !this.hasRevealed) telling.misses(this.side, null);
    this.hasRevealed = true;
    this.wrapping += 1;
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    telling.reveal(this.side, { octets: content, view, start: 0, end: content.length }, moment);
  }

  private alert([level, description]: Uint8Array, telling: Telling, moment: Moment | undefined): void {
    if (description === CLOSE_NOTIFY) telling.notice(this.side, { kind: 'farewell' });
    tellAlert(this.side, level as number, description as number, telling, moment);
  }

  private handshake(content: Uint8Array, telling: Telling, moment: Moment | undefined): void {
    const { begun } = this;
    let at = Math.min(this.skip, content.length);
    this.skip -= at;
    if (this.skip > 0) return;
    this.passed();
    begun.append(content, at, content.length);
    while (begun.length >= HANDSHAKE_HEADER_OCTETS) {
      const type = begun.octets[begun.start] as number;
      const length = HANDSHAKE_HEADER_OCTETS + uint24(begun.octets, begun.start + 1);
      const isRead = READ.has(type) && length <= telling.limits.messageOctets / 2;
      if (isRead && begun.length < length) return;
      const body = {
        octets: begun.octets,
        start: begun.start + HANDSHAKE_HEADER_OCTETS,
        end: begun.start + length,
      };
      if (!isRead || !tellHandshakeMessage(this.side, type, body, this.agreement, telling, moment))
        tellEvent(this.side, handshakeName(type) ?? `handshake message of type ${type}`, {}, telling, moment);
      at = Math.min(length, begun.length);
      this.skip = length - at;
      this.skipped = type;
      begun.drop(at);
      if (this.skip === 0) this.passed();
    }
  }

  /** The message that was told last is over: some change the keys (RFC 8446, sections 4.4.4, 4.5 and 4.6.3). */
  private passed(): void {
    const type = this.skipped;
    this.skipped = 0;
    if (!this.decryption.is13) return;
    if (type === END_OF_EARLY_DATA) this.turnTo('handshake');
    else if (type === FINISHED) this.turnTo('application');
    else if (type === KEY_UPDATE) this.turnTo('application', this.protection?.updated?.());
  }

  private turnTo(stage: Stage, protection: Protection | null = null): void {
    this.stage = stage;
    this.protection = protection;
    this.sequence = 0;
  }
}
