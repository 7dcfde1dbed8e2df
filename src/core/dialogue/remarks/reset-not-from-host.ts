import { otherThan, type Side } from '../../side.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { FIN, PSH, RST, SYN, URG } from '../../wire/control-bits.ts';
import type { Evidence, RemarkRule } from './rule.ts';
import { NOWHERE } from './story.ts';
import type { ResetProofs } from './values.ts';

/** With any of these, it is no RST that a host or a device has made: the packet is damaged. */
const NEVER_BESIDE_RST = SYN | FIN | PSH | URG;
/** So many segments of a host tell what is usual for it. */
const FEWEST_OTHERS = 2;
/** What hosts begin with, by their systems; behind that, each router takes one. */
const INITIAL_HOP_LIMITS = [32, 64, 128, 255];
/** What was on its way when the RST was sent comes sooner; TCP sends nothing again so soon. */
const OVERTAKEN_WITHIN_NANOSECONDS = 200 * NANOSECONDS_PER_MILLISECOND;

export const resetNotFromHost: RemarkRule<'reset-not-from-host'> = {
  code: 'reset-not-from-host',
  what: 'An RST was probably not sent by the host that it names.',
  evidence: `The first RST, before any FIN of the same side, has passed another number of routers than the other segments of that side, of which there are at least ${FEWEST_OTHERS}: its TTL (hop limit) lies outside of theirs by more than they differ among themselves, and is not as far from the next usual initial value (${INITIAL_HOP_LIMITS.join(', ')}) as any of theirs. Or that side had sent at least ${FEWEST_OTHERS} segments before, and 0.2 s and a round trip after the RST, or later, sends one that is no RST and no SYN. With such an RST, the first one of the other side is looked at likewise.`,
  // Of one that was ignored, neither end is said to have sent it.
  applies: ({ connection: c }) =>
    (c.controlBitsSeen & RST) !== 0 && (c.closedHow === 'RST' || (!c.client.rstSent && !c.server.rstSent)),
  find(e) {
    const { story } = e;
    // Those behind it may answer what was on its way still, or be the same one again.
    const reset = story.firstWith(RST);
    const proofs = proofsOf(e, reset);
    if (proofs === null) return null;
    const who = story.side(reset);
    // Who breaks a connection off on the way tells both sides, each in the name of the other.
    return {
      place: reset,
      values: { who, ...proofs, other: proofsOf(e, story.firstWith(RST, otherThan(who))) },
    };
  },
};

/** Whether the RST at this place is one that its side has not sent itself, as far as is known. */
export function isInNameOnly(e: Evidence, reset: number): boolean {
  if (!(e.story.controlBits(reset) & RST)) return false;
  const found = resetNotFromHost.applies(e) ? resetNotFromHost.find(e) : null;
  if (found === null) return false;
  if (found.values.who === e.story.side(reset)) return true;
  return found.values.other !== null;
}

function proofsOf(e: Evidence, reset: number): ResetProofs | null {
  const { story } = e;
  if (reset === NOWHERE || story.controlBits(reset) & NEVER_BESIDE_RST) return null;
  const who = story.side(reset);
  const fin = story.firstWith(FIN, who);
  if (fin !== NOWHERE && fin < reset) return null;
  const hopLimits = hopLimitsOf(e, reset, who);
  const wentOnNanoseconds = wentOn(e, reset, who);
  return hopLimits === null && wentOnNanoseconds === null ? null : { hopLimits, wentOnNanoseconds };
}

/** What the RST at `reset` and all else of its sender came with, where another path or sender alone explains that. */
function hopLimitsOf({ connection: c, story }: Evidence, reset: number, who: Side): ResetProofs['hopLimits'] {
  let others = 0;
  let least = 255;
  let most = 0;
  let isAsFar = false;
  const ofReset = story.hopLimit(reset);
  for (let i = 0; i < story.length; i++) {
    if (story.side(i) !== who || story.controlBits(i) & RST) continue;
    const hopLimit = story.hopLimit(i);
    others++;
    least = Math.min(least, hopLimit);
    most = Math.max(most, hopLimit);
    isAsFar ||= routersPassed(hopLimit) === routersPassed(ofReset);
  }
  const varies = most - least;
  const isUsual = ofReset >= least - varies && ofReset <= most + varies;
  if (others < FEWEST_OTHERS || isUsual || isAsFar) return null;
  return { least, most, ofReset, name: c.ipVersion === 4 ? 'TTL' : 'hop limit' };
}

/** As many as there were, where the sender began with the next usual value. */
function routersPassed(hopLimit: number): number {
  return (INITIAL_HOP_LIMITS.find((initial) => initial >= hopLimit) as number) - hopLimit;
}

/** How long after its RST the same side sent something that no one sends who has reset; null where it did not. */
function wentOn({ connection: c, story }: Evidence, reset: number, who: Side): number | null {
  const overtakenWithin = OVERTAKEN_WITHIN_NANOSECONDS + (c.handshakeNanoseconds ?? 0);
  // Who scans with packets of its own has a system that resets what it knows nothing of.
  let before = 0;
  for (let i = 0; i < reset; i++) if (story.side(i) === who) before++;
  if (before < FEWEST_OTHERS) return null;
  for (let i = reset + 1; i < story.length; i++) {
    if (story.controlBits(i) & SYN) return null;
    if (story.side(i) !== who || story.controlBits(i) & RST) continue;
    const since = story.time(i) - story.time(reset);
    if (since >= overtakenWithin) return since;
  }
  return null;
}
