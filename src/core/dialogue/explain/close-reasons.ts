import type { CloseAnnouncement } from '../../conversation/cues.ts';
import { otherThan, type Side } from '../../side.ts';
import type { RemarkCode, RemarkValues } from '../remarks/values.ts';
import { Farewells, neverAnswered } from './farewell.ts';
import { isSelfConnected, type SaidEntry } from './story.ts';
import type { ExplanationSubject } from './subject.ts';
import type { CloseReason } from './values.ts';
import { NOTICEABLE_NANOSECONDS } from './words.ts';

const TLS = 'TLS';
const CLOSE_NOTIFY = 'Alert warning close_notify';

/** Remarks on a side, `who`, that ended what it had not finished. */
const BREAKS_OFF: ReadonlySet<RemarkCode> = new Set(['body-cut-short', 'websocket-unclosed']);

/** An alert of TLS: whether it says that its sender sends no more, and whether that could be read. */
interface Alerted {
  readonly by: Side;
  readonly nanoseconds: number;
  readonly closes: boolean;
  readonly sure: boolean;
}

/** Why a side closes, or what it leaves open by breaking off: told by what was said before. */
export class CloseReasons {
  private readonly view: ExplanationSubject;
  /** Who has sent data so far, as far as can be told. */
  private readonly hasSent: [boolean, boolean] = [false, false];
  /** Who sent data last. */
  private spokeLast: Side | null = null;
  private spokeNanoseconds = 0;
  private farewells = new Farewells();
  /** The first alert of TLS of each side behind which it sent no more. */
  private readonly alerts: [Alerted | null, Alerted | null] = [null, null];
  /** What was said last, where it is never answered. */
  private neverAnswered: string | null = null;
  /** Requests that have been said and wait for their responses; null where that is not known. */
  private waiting: number | null = 0;
  private isFollowed = true;

  constructor(view: ExplanationSubject) {
    this.view = view;
    if (!view.multipath) return;
    this.isFollowed = false;
    this.misses(0, 1);
  }

  /** `who` sends data. */
  data(who: Side, nanoseconds: number): void {
    this.hasSent[who] = true;
    const alert = this.alerts[who];
    if (alert !== null && nanoseconds - alert.nanoseconds >= NOTICEABLE_NANOSECONDS) this.alerts[who] = null;
    this.spokeLast = who;
    this.spokeNanoseconds = nanoseconds;
  }

  /** What was said by now was said on another connection. */
  beginAnew(): void {
    this.hasSent.fill(false);
    this.alerts.fill(null);
    this.spokeLast = null;
    this.neverAnswered = null;
    this.farewells = new Farewells();
    this.isFollowed = !this.view.multipath;
    this.waiting = this.isFollowed ? 0 : null;
  }

  /** A message is said. */
  says({ from, said, protocol, open, aside, nanoseconds }: Omit<SaidEntry, 'kind'>): void {
    if (aside?.kind === 'encrypted-alert')
      this.alerts[from] ??= { by: from, nanoseconds, closes: aside.guess === 'close_notify', sure: false };
    else if (protocol === TLS && said === CLOSE_NOTIFY)
      this.alerts[from] ??= { by: from, nanoseconds, closes: true, sure: true };
    this.farewells.said(from, said, protocol);
    this.neverAnswered = neverAnswered(said, protocol);
    if (aside?.kind === 'not-understood' || aside?.kind === 'not-followed') this.isFollowed = false;
    this.waiting = this.isFollowed ? (open ?? 0) : null;
  }

  /** Something that these have sent is missing, which may have been an answer. */
  misses(...senders: readonly Side[]): void {
    this.waiting = null;
    for (const who of senders) this.hasSent[who] = true;
  }

  /** Why `who` closes now, being the first; null where it may just have nothing more to say. */
  of(who: Side, nanoseconds: number): CloseReason {
    const { row, unheard, remarks } = this.view;
    const idle = remarks.find((remark) => remark.code === 'server-idle-timeout');
    if (who === 1 && idle !== undefined) {
      const { announcedSeconds, asAnnounced } = idle.values as RemarkValues['server-idle-timeout'];
      return { kind: 'idle', announcedSeconds, asAnnounced };
    }
    const isPartial = row.basis === 'first' || unheard.includes(true);
    if (!this.hasSent.includes(true)) {
      const isSaidLater = row.payloadBytes[0] + row.payloadBytes[1] > 0;
      return isPartial ? { kind: 'untold' } : { kind: 'wordless', isSaidLater };
    }
    if (who === 1 && this.neverAnswered !== null)
      return { kind: 'never-answered', words: this.neverAnswered };
    if (who === 1 && this.leavesUnanswered()) return { kind: 'unanswered', other: this.spokeLast === 1 };
    if (remarks.some(({ code }) => code === 'tls-alert')) return { kind: 'alerted' };
    const alerted = this.behindAlert(who);
    if (alerted !== null) return alerted;
    const farewell = this.farewells.first;
    if (farewell !== null) return { kind: 'farewell', ...farewell };
    if (who === 0 && this.view.responseLeft) return { kind: 'response-left' };
    const by = this.announcedBefore(who);
    if (by === 'unseen') return { kind: 'untold' };
    if (by !== null) return { kind: 'announced', by };
    if (who === 0 && this.leavesUnheard(nanoseconds)) return { kind: 'unheard' };
    const refusal = this.farewells.refusal;
    if (refusal !== null) return { kind: 'refused', ...refusal };
    return this.waiting === null || this.breaksOff(who) ? { kind: 'untold' } : null;
  }

  /** What an alert of its own, or else of the other side, tells of why `who` closes; one that cannot be read does only where nothing came since. */
  private behindAlert(who: Side): CloseReason {
    const { alerts, spokeNanoseconds } = this;
    const alert = alerts[who] ?? alerts[otherThan(who)];
    if (alert === null) return null;
    const { by, closes, sure, nanoseconds } = alert;
    if (closes) return { kind: 'close-notify', by, sure };
    return spokeNanoseconds - nanoseconds < NOTICEABLE_NANOSECONDS ? { kind: 'behind-alert', by } : null;
  }

  /** Whether it closes in the middle of a message of its own, or without the farewell that its protocol has. */
  private breaksOff(who: Side): boolean {
    return this.view.remarks.some(
      ({ code, values }) =>
        BREAKS_OFF.has(code) &&
        'who' in values &&
        values.who === who &&
        !('by' in values && values.by !== who),
    );
  }

  /** Whether the server owes an answer: it has heard something and said nothing, or a request waits for its response. */
  private leavesUnanswered(): boolean {
    return (this.hasSent[0] && !this.hasSent[1]) || this.waits;
  }

  /** Whether a request waits for its response, as far as is known. */
  get waits(): boolean {
    return this.waiting !== null && this.waiting > 0;
  }

  /**
   * Whether the client has waited in vain for what it asked for: one that closes right behind its request has only said
   * all that it has to say.
   */
  private leavesUnheard(nanoseconds: number): boolean {
    const waited = nanoseconds - this.spokeNanoseconds;
    if (this.view.unheard[1] || isSelfConnected(this.view.row)) return false;
    return this.waits && (this.spokeLast === 1 || waited >= NOTICEABLE_NANOSECONDS);
  }

  /** Who leaves what open, by breaking off now. */
  left(who: Side, nanoseconds: number): 'unanswered' | 'unheard' | null {
    if (who === 0) return this.leavesUnheard(nanoseconds) ? 'unheard' : null;
    return this.spokeLast === 0 && this.neverAnswered === null && this.leavesUnanswered()
      ? 'unanswered'
      : null;
  }

  /** Who had announced the end by now: a client that closes right behind its request has heard nothing of it yet. */
  private announcedBefore(who: Side): CloseAnnouncement | 'unseen' | null {
    const { closeAnnounced } = this.view;
    if (who === 1 || this.spokeLast !== 0) return closeAnnounced;
    return closeAnnounced === 'request' || closeAnnounced === 'both' ? 'request' : null;
  }
}
