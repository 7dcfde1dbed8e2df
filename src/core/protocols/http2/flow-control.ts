import { otherThan, type Saying, type Side } from '../dissector.ts';
import type { Stream } from './streams.ts';

/** The window of the connection, and of each stream of which nothing else was said (RFC 9113, section 6.9.2). */
const FIRST_WINDOW_OCTETS = 65_535;

/** What one side may still send, as the other side has allowed it. */
class Allowance {
  connectionOctets = FIRST_WINDOW_OCTETS;
  /** The window with which each of its streams begins. */
  initialOctets = FIRST_WINDOW_OCTETS;
  /** That all its streams had to wait was told. */
  isStallTold = false;
  /** The receiver's settings were seen, and nothing was missed: only then it is known what is left. */
  isKnown = false;
}

/**
 * The windows of both directions (RFC 9113, section 5.2): tells when one is used up, so that its sender has to wait. Once
 * for each: with small windows that is how every transfer goes on.
 */
export class FlowControl {
  private readonly allowances = [new Allowance(), new Allowance()] as const;

  /** `receiver` said with how large a window the streams that are sent to it begin. */
  setInitial(receiver: Side, octets: number): void {
    this.of(receiver).initialOctets = octets;
  }

  /** The settings of `receiver` were seen. */
  settle(receiver: Side): void {
    this.of(receiver).isKnown = true;
  }

  /** Octets of `side` were missed, so nothing is known any more of what it took or gave. */
  lose(): void {
    for (const allowance of this.allowances) {
      allowance.isKnown = false;
      allowance.connectionOctets = Number.POSITIVE_INFINITY;
    }
  }

  /** `sender` sent a DATA frame of this many octets, padding included; what is to be said if that used up a window. */
  sent(sender: Side, identifier: number, stream: Stream, octets: number, isLast: boolean): Saying | null {
    const allowance = this.allowances[sender];
    const own = stream[sender];
    allowance.connectionOctets -= octets;
    own.windowOctets -= octets;
    if (isLast || !allowance.isKnown || octets === 0) return null;
    if (allowance.connectionOctets <= 0) return stall(allowance, null);
    return allowance.initialOctets + own.windowOctets <= 0 ? stall(own, identifier) : null;
  }

  /** `receiver` lets the other side send `octets` more, on a stream or, without one, in all. */
  extended(receiver: Side, stream: Stream | null, octets: number): void {
    const allowance = this.of(receiver);
    if (stream === null) allowance.connectionOctets += octets;
    else stream[otherThan(receiver)].windowOctets += octets;
  }

  /** That of what is sent to `receiver`. */
  private of(receiver: Side): Allowance {
    return this.allowances[otherThan(receiver)];
  }
}

function stall(window: { isStallTold: boolean }, stream: number | null): Saying | null {
  if (window.isStallTold) return null;
  window.isStallTold = true;
  const whose = stream === null ? 'the connection' : `stream ${stream}`;
  return {
    summary: `stalled: the flow-control window of ${whose} is used up`,
    role: 'event',
    fields: { stalled: true, stream: stream ?? 0 },
    aside: { kind: 'stalled', stream },
  };
}
