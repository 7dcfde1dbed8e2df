import { CONNECT_REQUEST, HEAD_REQUEST, PLAIN_REQUEST, UPGRADE_REQUEST } from './body.ts';
import type { Head } from './head.ts';

/** Requests without an answer that are remembered; more of them mean that the answers are not seen. */
const MOST_OUTSTANDING = 1024;

/** The requests that wait for their answers, oldest first, each by its bits. */
export class OutstandingRequests {
  /** The newest request with an Upgrade field. */
  offer: Head | null = null;
  /** -1 where none waits. */
  private oldest = -1;
  /** Those behind the oldest one: hardly anyone sends several at once. */
  private further: number[] | null = null;
  private answersLost = false;

  /** Whether the newest request is the one that the next response answers. */
  get isAlone(): boolean {
    return this.isKnown && this.further === null;
  }

  /** Whether the request that the next response answers was seen. */
  get isKnown(): boolean {
    return this.oldest !== -1 && !this.answersLost;
  }

  /** Whether no request waits for its response, by all that was seen. */
  get isNone(): boolean {
    return this.oldest === -1 && !this.answersLost;
  }

  /** Remembers a request; returns its bits. */
  add(head: Head): number {
    const { method, upgrade } = head.fields;
    let bits = method === 'HEAD' ? HEAD_REQUEST : PLAIN_REQUEST;
    if (method === 'CONNECT') bits |= CONNECT_REQUEST;
    if (upgrade !== undefined) {
      bits |= UPGRADE_REQUEST;
      this.offer = head;
    }
    if (this.further !== null && this.further.length >= MOST_OUTSTANDING) this.forget();
    if (this.oldest === -1) {
      this.oldest = bits;
    } else {
      this.further ??= [];
      this.further.push(bits);
    }
    return bits;
  }

  /** Takes the request that a final response answers: the oldest one (RFC 9112, section 9.3.2). */
  takeAnswered(): number {
    // Behind lost answers the newest request is meant.
    if (this.answersLost && this.further !== null) {
      this.oldest = this.further.at(-1) as number;
      this.further = null;
    }
    this.answersLost = false;
    const answered = this.oldest === -1 ? PLAIN_REQUEST : this.oldest;
    this.oldest = this.further?.shift() ?? -1;
    if (this.further?.length === 0) this.further = null;
    return answered;
  }

  /** Answers may have been missed. */
  loseAnswers(): void {
    this.answersLost = true;
  }

  private forget(): void {
    this.oldest = -1;
    this.further = null;
  }
}
