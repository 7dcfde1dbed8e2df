import { indexOfOctet, LF } from '../ascii.ts';
import { type Octets, otherThan, type Progress, type Saying, type Side, type Telling } from '../dissector.ts';
import { MissedBefore } from '../missed-before.ts';
import { OctetSpan } from '../octet-span.ts';
import { consumed, malformed } from '../progress.ts';
import { beginsReply, identifyRequest } from './identify.ts';
import { Outstanding } from './outstanding.ts';
import { Snapshot } from './snapshot.ts';
import { Talker } from './talker.ts';
import { ARRAY, type ValueListener, ValueStream } from './value-stream.ts';

const span = new OctetSpan();

/** Both directions: who asks, who answers, and what a replica gets. */
export class RedisDialogue {
  private readonly outstanding = new Outstanding();
  private requester: Side | null = null;
  private asker: Talker | null = null;
  private answerer: Talker | null = null;
  private snapshot: Snapshot | null = null;
  /** Says the commands that a replica gets. */
  private replicator: Talker | null = null;
  private readonly missed = new MissedBefore();

  take(side: Side, octets: Octets, telling: Telling): Progress {
    const { asker, answerer } = this.talkersFrom(side, octets);
    if (side === this.requester) return progressOf(takeFrom(asker, octets, octets.start, telling));
    const { start, end } = octets;
    let at = start;
    while (at < end) {
      if (this.outstanding.replication === 'snapshot') {
        at += this.takeSnapshot(octets, at, telling);
        if (this.snapshot !== null) break;
        continue;
      }
      const isStream = this.outstanding.replication === 'stream';
      const done = takeFrom(isStream ? this.replicatorOf(side) : answerer, octets, at, telling);
      if (done === -1) return progressOf(-1);
      at += done;
      if (done === 0 || isStream || this.outstanding.replication === 'none') break;
    }
    return consumed(at - start);
  }

  gap(side: Side, missingOctets: number): void {
    if (this.requester === null) {
      this.missed.add(side, missingOctets);
      return;
    }
    const { replication } = this.outstanding;
    if (side === this.requester) lose(this.asker as Talker, missingOctets);
    else if (replication === 'none') lose(this.answerer as Talker, missingOctets);
    else if (replication === 'stream' || !this.snapshot?.gap(missingOctets)) {
      this.outstanding.beginReplication('stream');
      lose(this.replicatorOf(side), missingOctets);
    }
  }

  private talkersFrom(side: Side, octets: Octets): { asker: Talker; answerer: Talker } {
    let { asker, answerer } = this;
    if (asker === null || answerer === null) {
      const requester = beginsReply(octets) ? otherThan(side) : side;
      this.requester = requester;
      this.asker = asker = new Talker(requester, true, this.outstanding);
      this.answerer = answerer = new Talker(otherThan(requester), false, this.outstanding);
      this.missed.settle((from, missing) => this.gap(from, missing));
    }
    return { asker, answerer };
  }

  private replicatorOf(side: Side): Talker {
    if (this.replicator === null) {
      const unanswered = new Outstanding();
      unanswered.replies = 'off';
      this.replicator = new Talker(side, true, unanswered);
    }
    return this.replicator;
  }

  /** How many octets are done with; there is no snapshot any more once it is over, or none comes. */
  private takeSnapshot({ octets, end }: Octets, at: number, telling: Telling): number {
    const { outstanding } = this;
    this.snapshot ??= new Snapshot();
    const { snapshot } = this;
    // A master sends arrays, and now and then a PING alone.
    if (snapshot.mayHaveEnded && octets[at] === ARRAY && areValues(octets, at, end, true)) {
      this.endSnapshot('RDB, not all of it captured', { incomplete: true }, telling);
      return 0;
    }
    const hadBegun = snapshot.hasBegun;
    const done = snapshot.take(octets, at, end);
    // SYNC is answered by the snapshot itself, PSYNC by the line before it.
    if (outstanding.count > 0 && !hadBegun && snapshot.hasBegun) telling.answering();
    if (snapshot.state === 'over')
      this.endSnapshot(`RDB, ${snapshot.octets} B`, { rdbBytes: snapshot.octets }, telling);
    else if (snapshot.state === 'absent') {
      outstanding.refuseReplication();
      this.snapshot = null;
    }
    return done;
  }

  private endSnapshot(summary: string, fields: Saying['fields'], telling: Telling): void {
    const { outstanding } = this;
    const role = outstanding.count > 0 && outstanding.answer() ? 'response' : 'event';
    telling.say(otherThan(this.requester as Side), { role, summary, fields, aside: { kind: 'described' } });
    outstanding.beginReplication('stream');
    this.snapshot = null;
  }
}

function progressOf(done: number): Progress {
  return done === -1 ? malformed('no RESP value') : consumed(done);
}

/** How many octets from `at` on are done with; -1 where they are no values. */
function takeFrom(talker: Talker, { octets, view, end }: Octets, at: number, telling: Telling): number {
  const start = talker.lost ? beginningIn(talker, span.point(octets, view, at, end)) : at;
  if (start === end) return end - at;
  talker.lost = false;
  const done = talker.take(octets, start, end, telling);
  return done === -1 ? -1 : start - at + done;
}

function lose(talker: Talker, missingOctets: number): void {
  if (!talker.values.gap(missingOctets)) talker.lose();
}

/** Where, behind missing octets, a command or a reply begins for certain; the end where none does. */
function beginningIn(talker: Talker, given: OctetSpan): number {
  const { octets, view, start, end } = given;
  if (!talker.isRequester) return areValues(octets, start, end, false) ? start : end;
  for (let at = start; at < end; ) {
    if (identifyRequest(given.point(octets, view, at, end)) === 'match') return at;
    const lineFeed = indexOfOctet(octets, LF, at, end);
    at = lineFeed === -1 ? end : lineFeed + 1;
  }
  return end;
}

const NOBODY: ValueListener = { aggregate() {}, line() {}, string() {}, inline() {}, complete() {} };

/** Whether nothing but whole replies, or commands, stands from `start` to `end`. */
function areValues(octets: Uint8Array, start: number, end: number, areCommands: boolean): boolean {
  const values = new ValueStream(NOBODY, areCommands);
  return values.take(octets, start, end) === end - start && values.isBetween;
}
