import type { Aside, Dissector, ExpectedConnection, Octets } from '../protocols/dissector.ts';
import { dissectorNamed } from '../protocols/index.ts';
import { notUnderstood } from '../protocols/not-understood.ts';
import type { OctetBuffer } from '../protocols/octet-buffer.ts';
import { CLIENT, otherThan, SERVER, type Side } from '../side.ts';
import type { Account } from './account.ts';
import type { ConversationContext } from './context.ts';
import { Dissection, type HandOver, type Verdict } from './dissection.ts';
import { Identification } from './identification.ts';
import type { Preview } from './preview.ts';

/** Of what more came than may be held. */
const TOO_LONG = 'too much of one message to hold';

/** Stands for octets that are missing where it is not known how many. */
const SOME_OCTETS = 1;

/** Protocols that may take turns on one connection: more are not followed. */
const MOST_PROTOCOLS = 8;

/**
 * What is said in one stream of octets in both directions: finds out the protocol, has it dissected, and goes on where
 * another takes over. What a protocol wraps and reveals again (TLS, where its secrets are known) is a layer inside.
 */
export class Layer {
  private identification: Identification | null;
  private dissection: Dissection | null = null;
  private inside: Layer | null = null;
  /** What goes on inside of the protocol that it has handed over to. */
  private resuming: Dissection | null = null;
  /** The layer inside is at work. */
  private isInside = false;
  /** What one of the sides says inside cannot be revealed. */
  private isConcealed = false;
  private readonly account: Account;
  private readonly context: ConversationContext;
  /** Canonical name of the protocol that wraps what is said here; null where nothing does. */
  private readonly wrapper: string | null;

  constructor(
    account: Account,
    context: ConversationContext,
    expected: ExpectedConnection | null,
    wrapper: string | null,
  ) {
    this.account = account;
    this.context = context;
    this.wrapper = wrapper;
    this.identification = new Identification(context, expected);
  }

  /** Nothing more can be told of it. */
  get isOver(): boolean {
    return this.identification === null && this.dissection === null;
  }

  /** Canonical name of the protocol in which the next thing is said. */
  get speaking(): string {
    if (this.isInside && this.inside !== null) return this.inside.speaking;
    return this.dissection?.dissector.name ?? (this.account.protocols.at(-1) as string);
  }

  /** What is said is wrapped in something that says things of its own as well. */
  get isWrapped(): boolean {
    return this.inside !== null;
  }

  /** How the sides began, or went on behind the last protocol, where it is not known what they speak. */
  previews(): readonly Preview[] {
    const { identification, inside } = this;
    return [...(identification?.previews() ?? []), ...(inside?.previews() ?? [])];
  }

  /** The next octets of `side` are its first. */
  begin(side: Side): void {
    this.identification?.begin(side);
  }

  /** The other side has heard more of `side` than was captured by now. */
  spokeUnseen(side: Side): void {
    this.identification?.spokeUnseen(side);
  }

  /** Takes the next octets of `side`. */
  take(side: Side, octets: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.dissection !== null) this.follow(side, this.dissection.feed(side, octets, view, start, end));
    else if (this.identification !== null) this.listen(side, octets, view, start, end);
  }

  /** Octets of `side` are missing here. */
  miss(side: Side, missing: number): void {
    this.account.exchanges?.lose(side);
    this.passOver(side, missing);
  }

  private passOver(side: Side, missing: number): void {
    const { dissection, identification } = this;
    if (dissection !== null) this.follow(side, dissection.gap(side, missing));
    else if (identification !== null) this.cut(identification, side, missing);
  }

  /** Octets of `side` that were wrapped in what is looked at now, in order. */
  reveal(side: Side, { octets, view, start, end }: Octets): void {
    if (this.isInside) this.inside?.reveal(side, { octets, view, start, end });
    else this.within((inside) => inside.take(side, octets, view, start, end), true);
  }

  /** Of what `side` says inside, so many octets are missing before what is revealed of it next; null: perhaps some. */
  misses(side: Side, missing: number | null): void {
    if (this.isInside) this.inside?.misses(side, missing);
    // Which requests may have had their responses among them was known when they were found to be missing.
    else this.within((inside) => inside.passOver(side, missing ?? SOME_OCTETS), true);
  }

  /**
   * What `side` goes on to say inside of what is looked at now cannot be revealed, because of `reason`: nothing more is
   * told of either side, since what is said would seem to be without an answer.
   */
  conceal(side: Side, reason: string): void {
    if (this.isInside) {
      this.inside?.conceal(side, reason);
      return;
    }
    this.isConcealed = true;
    this.within((inside) => {
      if (inside.isOver) return;
      for (const either of [CLIENT, SERVER]) this.account.exchanges?.lose(either);
      inside.stop(side, reason);
    });
  }

  /** `side` sends nothing more. */
  end(side: Side): void {
    const { dissection, identification } = this;
    // What wraps something may only now tell that something of it is missing.
    if (dissection !== null) this.beLate(side, () => dissection.end(side));
    this.within((inside) => inside.end(side));
    if (identification?.cut(side, 0) === null) this.close();
  }

  /** `by` has broken the connection off, and all that was sent before has been given. */
  reset(by: Side): void {
    this.dissection?.reset(by);
    this.within((inside) => inside.reset(by));
  }

  /** Nothing more comes, or can be told: frees what is held. */
  close(): void {
    const { identification, dissection, inside, resuming, account, context } = this;
    if (identification !== null && account.protocols.length === 0) this.guess(identification);
    if (identification !== null && context.keepMessages) account.keepPreviews(identification.previews());
    this.identification = null;
    this.dissection = null;
    this.inside = null;
    this.resuming = null;
    identification?.close();
    dissection?.close();
    resuming?.close();
    inside?.close();
  }

  /** A dissector threw: that is our fault, and must cost no more than what this layer would have told. */
  fail(): void {
    this.context.dissectorFailures += 1;
    const title = this.dissection?.dissector.title;
    if (title !== undefined) this.account.say(0, notUnderstood(title, 'not understood'));
    this.close();
  }

  /** Has the layer inside do something; `begins`: if there is none yet, it begins. */
  private within(act: (inside: Layer) => void, begins = false): void {
    if (this.inside === null && begins && !this.isConcealed) this.inside = this.begun();
    const { inside } = this;
    if (inside === null) return;
    this.isInside = true;
    try {
      act(inside);
    } catch {
      inside.fail();
    } finally {
      this.isInside = false;
    }
  }

  /** A layer of which nothing was said yet, or in which the protocol goes on that has asked for what wraps it. */
  private begun(): Layer {
    const { account, context, dissection, resuming } = this;
    const layer = new Layer(account, context, null, dissection?.dissector.name ?? null);
    this.resuming = null;
    if (resuming !== null) layer.goOnWith(resuming);
    else {
      layer.begin(CLIENT);
      layer.begin(SERVER);
    }
    return layer;
  }

  private goOnWith(dissection: Dissection): void {
    this.identification = null;
    this.dissection = dissection;
    this.account.turnTo(dissection.dissector.name, this.wrapper);
  }

  /** What was said may be understood only now that it is known what is missing before it. */
  private cut(identification: Identification, side: Side, missing: number): void {
    const answer = identification.cut(side, missing);
    if (answer === 'need-more') return;
    if (answer === null) {
      this.close();
      return;
    }
    const now = this.account.at;
    const other = otherThan(side);
    this.recognise(identification, answer, other);
    this.account.at = identification.momentOf(other) ?? now;
    this.replay(other, identification.held.of(other));
    this.account.at = now;
    identification.close();
    this.miss(side, missing);
  }

  private listen(side: Side, octets: Uint8Array, view: DataView, start: number, end: number): void {
    const identification = this.identification as Identification;
    const now = this.account.at;
    const answer = identification.hear(side, octets, view, start, end, now);
    if (answer === 'need-more') return;
    if (answer === null) {
      this.close();
      return;
    }
    this.recognise(identification, answer, side);
    const other = otherThan(side);
    this.account.at = identification.momentOf(other) ?? now;
    this.replay(other, identification.held.of(other));
    if (identification.missing(other) > 0) this.miss(other, identification.missing(other));
    this.account.at = now;
    const held = identification.held.of(side);
    if (held !== null) this.replay(side, held);
    else this.take(side, octets, view, start, end);
    identification.close();
  }

  private recognise(identification: Identification, dissector: Dissector, side: Side): void {
    this.identification = null;
    if (this.context.keepMessages) this.account.keepPreviews(identification.rejected());
    this.turnTo(dissector);
    const { expected } = identification;
    if (expected !== null && expected.purpose !== '') this.remark(side, expected.purpose);
  }

  private replay(side: Side, held: OctetBuffer | null): void {
    if (held !== null) this.take(side, held.octets, held.view, held.start, held.end);
  }

  private turnTo(dissector: Dissector): void {
    this.account.turnTo(dissector.name, this.wrapper);
    this.dissection = new Dissection(dissector, this.account, this.context);
  }

  private follow(side: Side, verdict: Verdict): void {
    if (verdict === null) return;
    if (verdict.kind === 'hand-over') this.handOver(side, verdict);
    else if (verdict.kind === 'stop') this.stop(side, verdict.reason);
    else this.lose(verdict.of, verdict.kind === 'malformed' ? verdict.reason : null);
  }

  private stop(side: Side, reason: string | null): void {
    if (reason !== null) this.remarkNotFollowed(side, reason);
    this.close();
  }

  /** What is there of `side` cannot be read: because of `malformation`, or, where that is null, because of its length. */
  private lose(side: Side, malformation: string | null): void {
    const dissection = this.dissection as Dissection;
    this.account.exchanges?.lose(side);
    const goesOn = this.beLate(side, () => dissection.lose(side));
    if (malformation !== null)
      this.account.say(side, notUnderstood(dissection.dissector.title, malformation));
    else if (goesOn) this.remark(side, `passed over: ${TOO_LONG}`, { kind: 'passed-over', reason: TOO_LONG });
    else this.remarkNotFollowed(side, TOO_LONG);
    if (!goesOn) this.close();
  }

  /** Does what may show that a request of `side` had begun before: its response waits for what has come of it by now. */
  private beLate<Result>(side: Side, act: () => Result): Result {
    const { account } = this;
    const { requests } = account;
    const result = act();
    if (account.requests > requests) account.exchanges?.heard(side, account.at);
    return result;
  }

  /** What either side has said beyond the end of the old protocol belongs to the new one. */
  private handOver(side: Side, { to, resumes }: HandOver): void {
    const { account, context } = this;
    const former = this.dissection as Dissection;
    this.dissection = null;
    account.exchanges?.goOnIn(to);
    const dissector = to === null ? null : dissectorNamed(to);
    const isFollowed = account.protocols.length < MOST_PROTOCOLS && (to === null || dissector !== null);
    if (dissector !== null && isFollowed) this.turnTo(dissector);
    else if (to !== null) account.turnTo(to, this.wrapper);
    if (to === null && isFollowed) this.identification = new Identification(context, null);
    for (const from of [side, otherThan(side)]) this.replay(from, former.rests.of(from));
    former.close();
    if (resumes === true && context.tlsSecrets !== null) this.resuming = former;
    if (!isFollowed) this.close();
  }

  /** Where the octets alone do not tell which protocol it was, the ports break the tie; it is told as a guess. */
  private guess(identification: Identification): void {
    const found = identification.guess(this.account.ports);
    if (found !== null) this.account.fact('guess', `${found.title}, by its port`);
  }

  private remark(from: Side, summary: string, aside?: Aside): void {
    this.account.say(from, { summary, role: 'event', fields: {}, aside });
  }

  private remarkNotFollowed(from: Side, reason: string): void {
    this.remark(from, `not followed further: ${reason}`, { kind: 'not-followed', reason });
  }
}
