import type { Side } from '../side.ts';
import type { Connection } from '../tcp/connection.ts';
import type { SegmentLog } from '../tcp/segment-log.ts';
import { NANOSECONDS_PER_SECOND, type Time } from '../time.ts';
import { copiesIn, doublesIn, mayHaveCopies } from './remarks/copies.ts';
import { REMARK_RULES } from './remarks/index.ts';
import type { Evidence, Finding } from './remarks/rule.ts';
import { Story } from './remarks/story.ts';
import type { RemarkCode, RemarkValues } from './remarks/values.ts';

/** Something that a person should know of a connection, and where it shows; `explain/remark-catalogue.ts` words it. */
export interface Remark {
  readonly code: RemarkCode;
  /** What the sentence that tells it is worded with. */
  readonly values: RemarkValues[RemarkCode];
  /** Which segment of the connection shows it, and when that came, in nanoseconds after the first one. */
  readonly ordinal: number;
  readonly nanoseconds: number;
}

const NONE: readonly Remark[] = [];
const NOTHING_AGAIN = { copies: [], doubles: [] };
const story = new Story();

/** All that is to be remarked on a connection, by place; every rule has its say once. */
export function remarksOf(c: Connection, log: SegmentLog): readonly Remark[] {
  const kept = keptWith(c);
  return c.segmentsKept === 0 ? kept : joined(kept, findRemarks(c, log, false));
}

/** The connection's segments are about to be let go: what they show for good is kept with it. */
export function keepRemarks(c: Connection, log: SegmentLog): void {
  if (c.segmentsKept === 0) return;
  const found = findRemarks(c, log, !c.over);
  // What `concat` gives has no room to spare.
  if (found.length > 0) c.remarks = keptWith(c).concat(found);
}

/** Only `keepRemarks` writes them there. */
function keptWith(c: Connection): readonly Remark[] {
  return (c.remarks as readonly Remark[] | null) ?? NONE;
}

function joined(kept: readonly Remark[], found: readonly Remark[]): readonly Remark[] {
  return kept.length === 0 ? found : [...kept, ...found];
}

/** Ordinals of the segments that are others once more: captured again, where that is remarked on, or doubled on their way. */
export function againOf(
  c: Connection,
  log: SegmentLog,
  remarks: readonly Remark[],
): { readonly copies: readonly number[]; readonly doubles: readonly number[] } {
  if (!mayHaveCopies(c)) return NOTHING_AGAIN;
  load(c, log);
  const { copies, doubles } = story;
  return remarks.some(({ code }) => code === 'captured-twice')
    ? { copies, doubles: [] }
    : { copies: [], doubles };
}

/** Whether RSTs that name this side as their sender are probably none of its own. */
export function isResetInName(remarks: readonly Remark[], who: Side): boolean {
  return remarks.some(({ code, values }) => {
    if (code !== 'reset-not-from-host') return false;
    const found = values as RemarkValues['reset-not-from-host'];
    return found.who === who || found.other !== null;
  });
}

/** Those that are not kept with the connection: a rule that has had its say is not asked again. */
function findRemarks(c: Connection, log: SegmentLog, onlyLasting: boolean): readonly Remark[] {
  const { conversation, renewed } = c;
  if (renewed) return NONE;
  const evidence: Evidence = {
    connection: c,
    conversation,
    exchanges: conversation?.exchanges ?? null,
    cues: conversation?.cues ?? null,
    story,
  };
  const kept = keptWith(c);
  let remarks: Remark[] | null = null;
  let isLoaded = false;
  for (const rule of REMARK_RULES) {
    if ((onlyLasting && rule.passing) || (c.multipath && rule.whole) || !rule.applies(evidence)) continue;
    if (hasHadItsSay(rule.code, kept)) continue;
    if (!isLoaded) load(c, log);
    isLoaded = true;
    const found = rule.find(evidence);
    if (found === null) continue;
    remarks ??= [];
    remarks.push(remarkOf(rule.code, found));
  }
  return remarks === null ? NONE : remarks.sort((a, b) => a.ordinal - b.ordinal);
}

/** Apart, because a function that is made within a loop costs memory in each round, whether or not it is come to. */
function hasHadItsSay(rule: RemarkCode, kept: readonly Remark[]): boolean {
  return kept.length > 0 && kept.some(({ code }) => code === rule);
}

/** What was captured twice, or doubled on its way, the rules see once. */
function load(c: Connection, log: SegmentLog): void {
  story.load(c, log);
  if (!mayHaveCopies(c)) return;
  story.copies = story.leaveOut(copiesIn(story));
  if (story.copies.length === 0) story.doubles = story.leaveOut(doublesIn(c, story));
}

function remarkOf(code: RemarkCode, { place, values }: Finding<RemarkCode>): Remark {
  return {
    code,
    values,
    ordinal: story.ordinal(place),
    nanoseconds: story.time(place),
  };
}

/** The instant of a remark. */
export function timeOfRemark({ firstSeconds, firstNanoseconds }: Connection, { nanoseconds }: Remark): Time {
  const since = firstNanoseconds + nanoseconds;
  const seconds = Math.floor(since / NANOSECONDS_PER_SECOND);
  return { seconds: firstSeconds + seconds, nanoseconds: since - seconds * NANOSECONDS_PER_SECOND };
}
