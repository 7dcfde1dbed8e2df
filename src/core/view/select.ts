import type { CaptureInterface } from '../batch.ts';
import { explain, type Language, type Sentence } from '../dialogue/explain.ts';
import { ladderOf } from '../dialogue/ladder.ts';
import { ladderRowsOf } from '../dialogue/ladder-rows.ts';
import { isUnheard } from '../dialogue/remarks/rule.ts';
import { type Remark, remarksOf } from '../dialogue/remarks.ts';
import type { HostNames } from '../host-names.ts';
import type { Side } from '../side.ts';
import type { Connection } from '../tcp/connection.ts';
import { roundTripsOf } from '../tcp/round-trip.ts';
import type { Tracker } from '../tcp/tracker.ts';
import type { Time } from '../time.ts';
import { type Filter, parseFilter } from './filter.ts';
import { ConnectionSubject } from './filter-subject.ts';
import type { DialogueQuery, Query } from './query.ts';
import { protocolTurns, rowOf } from './row.ts';
import type { ConnectionRow, DialogueView, EndpointName, LadderEntry } from './snapshot.ts';
import { ViewIndex } from './view-index.ts';
import { rankOf, windowOf } from './window-of.ts';

/** The rows of one answer, and what they were chosen from. */
export interface Selection {
  readonly rows: readonly ConnectionRow[];
  readonly matching: number;
  readonly offset: number;
  readonly open: number;
  readonly inTrouble: number;
  readonly filterError: string | null;
}

/** What the screen's frame of reference is: the first and the newest frame, the interfaces, names of hosts. */
export interface ViewContext {
  readonly start: Time;
  readonly now: Time;
  readonly interfaces: readonly CaptureInterface[];
  readonly names: HostNames;
}

/** More would be read by nobody, and are sent to the screen again and again. */
const MOST_SENTENCES = 2000;

/** What was told of which connection, at which version of it. */
interface Explanation {
  readonly id: number;
  readonly version: number;
  readonly language: Language;
  readonly sentences: readonly Sentence[];
}

/** What was drawn of which connection, and at which version of it. */
interface Ladder {
  readonly id: number;
  readonly version: number;
  readonly fold: boolean;
  readonly entries: readonly LadderEntry[];
  readonly remarks: readonly Remark[];
}

/** Answers queries; it remembers the last good filter and the ladder drawn last. */
export class Selector {
  private readonly tracker: Tracker;
  private readonly index: ViewIndex;
  private readonly subject = new ConnectionSubject();
  private filterText = '';
  private filterError: string | null = null;
  private filter: Filter | null = null;
  private ladder: Ladder | null = null;
  private explanation: Explanation | null = null;

  constructor(tracker: Tracker) {
    this.tracker = tracker;
    this.index = new ViewIndex(tracker);
  }

  select(query: Query, context: ViewContext): Selection {
    this.applyFilter(query.filter);
    const { index, tracker } = this;
    index.update(this.filter, query.sort, query.descending, context.now);
    const offset = this.offsetFor(query, index.matching);
    const window = windowOf(index.order, index.matching, index.keys, offset, query.rows);
    const rows: ConnectionRow[] = [];
    for (const place of window)
      rows.push(rowOf(index.at(place), tracker, context.start, context.interfaces, query.stripLength));
    return {
      rows,
      matching: index.matching,
      offset,
      open: tracker.table.live.size,
      inTrouble: index.inTrouble,
      filterError: this.filterError,
    };
  }

  /** All connections that a filter lets through; throws nothing: a wrong filter gives its error. */
  matching(
    text: string,
    context: ViewContext,
  ): { readonly connections: Connection[]; readonly error: string | null } {
    const parsed = parseFilter(text);
    if (!parsed.ok) return { connections: [], error: parsed.what };
    const connections: Connection[] = [];
    this.tracker.table.forEach((c) => {
      if (parsed.filter.matches(this.subject.of(c, context.now))) connections.push(c);
    });
    return { connections, error: null };
  }

  /** The dialogue that a query opens, as of its rows. */
  opened(query: Query, context: ViewContext): DialogueView | null {
    const open = query.follow ? this.newestOpened(query) : query.open;
    return open === null ? null : this.dialogue(open, query.stripLength, context);
  }

  dialogue(query: DialogueQuery, stripLength: number, context: ViewContext): DialogueView | null {
    const c = this.tracker.table.byId(query.id);
    if (c === null) return null;
    const { entries, remarks } = this.ladderOf(c, query.fold);
    const exchanges = c.conversation?.exchanges ?? null;
    const last = Math.max(0, entries.length - query.entries);
    const known = query.anchor ?? null;
    const anchor = known === null ? null : { ...known, index: indexOfSegment(entries, known.ordinal) };
    const moved = known === null || anchor === null ? 0 : anchor.index - known.index;
    const offset = query.offset === null ? last : Math.max(0, Math.min(query.offset + moved, last));
    const row = rowOf(c, this.tracker, context.start, context.interfaces, stripLength);
    const nameOf = ({ address }: EndpointName): string | null => context.names.get(address) ?? null;
    const view: DialogueView = {
      row,
      unheard: [isUnheard(c, 0), isUnheard(c, 1)],
      names: [nameOf(row.client), nameOf(row.server)],
      clientState: c.client.state,
      serverState: c.hearerOf(c.client).state,
      transitions: [c.client.transition, c.hearerOf(c.client).transition],
      roundTrips: [roundTripsOf(c.client), roundTripsOf(c.server)],
      protocols: protocolTurns(c),
      firstByte: exchanges?.firstByte ?? null,
      requestsAnswered: exchanges?.done ?? 0,
      requestsOpen: exchanges?.open ?? 0,
      closeAnnounced: c.conversation?.cues?.closeAnnounced ?? null,
      // Where the client acknowledges what the capture lacks, it may have had all of the response.
      responseLeft:
        (c.conversation?.cues?.responseLeft ?? false) && !c.multipath && !acknowledgesUnseen(remarks, 0),
      multipath: c.multipath,
      remarks,
      facts: { ...c.conversation?.facts },
      total: entries.length,
      offset,
      entries: entries.slice(offset, offset + query.entries),
      ...(anchor !== null && { anchor }),
    };
    return query.explain ? { ...view, explanation: this.explanationOf(c, view, query.explain) } : view;
  }

  /** Told from all entries, none of them folded. */
  private explanationOf(c: Connection, view: DialogueView, language: Language): readonly Sentence[] {
    const last = this.explanation;
    if (last !== null && last.id === c.id && last.version === c.version && last.language === language)
      return last.sentences;
    const entries = ladderOf(c, this.tracker.segments, false, view.remarks);
    const whole = { ...view, total: entries.length, offset: 0, entries };
    const sentences = explain(whole, language, MOST_SENTENCES);
    this.explanation = { id: c.id, version: c.version, language, sentences };
    return sentences;
  }

  private ladderOf(c: Connection, fold: boolean): Ladder {
    const last = this.ladder;
    if (last !== null && last.id === c.id && last.version === c.version && last.fold === fold) return last;
    const { segments } = this.tracker;
    const remarks = remarksOf(c, segments);
    const whole = ladderOf(c, segments, fold, remarks);
    // Folded, it is there to be read; unfolded, it has all that there is, and the story is told from it.
    const entries = fold ? ladderRowsOf(whole) : whole;
    this.ladder = { id: c.id, version: c.version, fold, entries, remarks };
    return this.ladder;
  }

  /** The last good filter stays in force while a new one is wrong. */
  private applyFilter(text: string): void {
    if (text === this.filterText) return;
    this.filterText = text;
    const parsed = parseFilter(text);
    this.filterError = parsed.ok ? null : parsed.what;
    if (parsed.ok) this.filter = text.trim() === '' ? null : parsed.filter;
  }

  private offsetFor(query: Query, length: number): number {
    const last = Math.max(0, length - query.rows);
    const offset = Math.max(0, Math.min(query.offset, last));
    const wanted = query.follow ? this.newestMatch() : this.matchWithId(query.keep);
    if (wanted < 0) return offset;
    const rank = rankOf(wanted, this.index.order, length, this.index.keys);
    if (rank < offset) return rank;
    return rank >= offset + query.rows ? Math.min(last, rank - query.rows + 1) : offset;
  }

  /** Its place; matches stand in order of id. */
  private newestMatch(): number {
    const { index } = this;
    return index.matching === 0 ? -1 : (index.order[index.matching - 1] as number);
  }

  /** Of the newest connection: while it was asked for, newer ones may have come. */
  private newestOpened({ open }: Query): DialogueQuery | null {
    const place = this.newestMatch();
    if (open === null || place < 0) return open;
    const { id } = this.index.at(place);
    return id === open.id ? open : { ...open, id, offset: null, anchor: null };
  }

  private matchWithId(id: number | null): number {
    const c = id === null ? null : this.tracker.table.byId(id);
    return c === null ? -1 : this.index.placeOf(c);
  }
}

/** The entry that has a segment, alone or folded into it; of one that was let go the nearest before it, else the first that is kept. */
function indexOfSegment(entries: readonly LadderEntry[], ordinal: number): number {
  let found = -1;
  for (const [at, entry] of entries.entries()) {
    if (entry.kind !== 'segment') continue;
    if (found >= 0 && entry.ordinal > ordinal) break;
    found = at;
  }
  return Math.max(0, found);
}

/** Whether `side` acknowledges octets that are not in the capture. */
function acknowledgesUnseen(remarks: readonly Remark[], side: Side): boolean {
  return remarks.some(
    ({ code, values }) => code === 'not-captured' && 'who' in values && values.who === side,
  );
}
