import type { Effect } from './effects.ts';

/** Subscriptions that are remembered until they are confirmed. */
const MOST_SUBSCRIPTIONS = 64;

/** A command to subscribe, or to end that. */
interface Subscription {
  /** How many requests were sent before it. */
  readonly place: number;
  readonly channels: number;
}

/** What both sides know of each other: which requests wait for what. */
export class Outstanding {
  /** Requests were not all seen, so nobody knows which value answers one. */
  unsure = false;
  /** Messages of channels may come. */
  subscribed = false;
  /** Whether the server replies: CLIENT REPLY turns that off, or off for the next command, and so does replication. */
  replies: 'on' | 'off' | 'skip' = 'on';
  /** What the server says is no reply any more, but what a replica gets: all data, then commands. */
  replication: 'none' | 'snapshot' | 'stream' = 'none';
  /** A replica has asked to go on where it was. */
  asksToGoOn = false;
  private asked = 0;
  private answered = 0;
  /** Those without a confirmation, oldest first. */
  private subscriptions: Subscription[] = [];
  /** Of the channels of the subscription that was answered last. */
  private confirmationsLeft = 0;

  /** Requests that wait for their replies. */
  get count(): number {
    return this.asked - this.answered;
  }

  /** A command with so many arguments: will it be answered? */
  ask(effect: Effect, argumentCount: number): boolean {
    if (effect === 'replies on') this.replies = 'on';
    else if (effect === 'replies off') this.replies = 'off';
    else if (this.replies === 'skip') {
      this.replies = 'on';
      return false;
    } else if (effect === 'skip reply' && this.replies === 'on') {
      this.replies = 'skip';
      return false;
    }
    if (this.replies === 'off') return false;
    if (effect === 'subscribe' || effect === 'unsubscribe') this.askToSubscribe(argumentCount);
    this.asked += 1;
    this.asksToGoOn = effect === 'psync';
    if (effect === 'sync' && this.count === 1) this.replication = 'snapshot';
    return true;
  }

  /** Is this value a reply? */
  answer(): boolean {
    if (this.count === 0) return this.unsure;
    // Not confirmed, but refused.
    if (this.subscriptions[0]?.place === this.answered) this.subscriptions.shift();
    this.answered += 1;
    return true;
  }

  /** Is this confirmation a reply? */
  confirm(): boolean {
    if (this.confirmationsLeft > 0) {
      this.confirmationsLeft -= 1;
      return false;
    }
    const subscription = this.subscriptions[0];
    if (subscription === undefined || (!this.unsure && subscription.place !== this.answered)) return false;
    this.confirmationsLeft = subscription.channels - 1;
    return this.answer();
  }

  /** The server has granted what a replica asked for: nobody replies any more. */
  beginReplication(replication: 'snapshot' | 'stream'): void {
    this.replication = replication;
    this.replies = 'off';
  }

  /** No snapshot comes: it was refused. */
  refuseReplication(): void {
    this.replication = 'none';
    this.replies = 'on';
  }

  lose(): void {
    this.unsure = true;
    this.subscriptions = [];
    this.confirmationsLeft = 0;
  }

  /** It is confirmed channel by channel (in RESP3 by pushes), and the first of these answers it. */
  private askToSubscribe(channels: number): void {
    if (this.subscriptions.length >= MOST_SUBSCRIPTIONS) this.lose();
    this.subscriptions.push({ place: this.asked, channels: Math.max(1, channels) });
    this.subscribed = true;
  }
}
