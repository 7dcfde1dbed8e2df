import {
  type Batch,
  type CaptureInterface,
  RECORD_CAPTURED_LENGTH,
  RECORD_HEADER_OCTETS,
  RECORD_NANOSECONDS,
  RECORD_ORIGINAL_LENGTH,
  RECORD_SECONDS,
} from './batch.ts';
import { ConversationContext } from './conversation/context.ts';
import { keepRemarks } from './dialogue/remarks.ts';
import { HostNames } from './host-names.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { TlsSecrets } from './protocols/tls/secrets.ts';
import type { Connection } from './tcp/connection.ts';
import type { Sighting } from './tcp/sighting.ts';
import { Tracker } from './tcp/tracker.ts';
import { nanosecondsBetween, type Time } from './time.ts';
import { TimeSpan } from './time-span.ts';
import type { Query } from './view/query.ts';
import { Selector, type ViewContext } from './view/select.ts';
import type { Counters, Snapshot } from './view/snapshot.ts';
import { decodeFrame } from './wire/decode.ts';
import { FragmentTable } from './wire/fragments.ts';
import { ICMP_ERROR, OUTCOMES, SEGMENT } from './wire/outcome.ts';
import { Segment } from './wire/segment.ts';

export interface AnalysisOptions {
  readonly limits: Limits;
  /** Keep segments and messages for ladders; without it only what a connection's summary needs is kept. */
  readonly keepDialogues: boolean;
}

/** The core's door: frames go in by batches, snapshots come out by queries. */
export class Analysis {
  readonly tracker: Tracker;
  readonly interfaces: CaptureInterface[] = [];
  names = new HostNames();
  private readonly context: ConversationContext;
  private readonly selector: Selector;
  private readonly segment = new Segment();
  private readonly fragments: FragmentTable;
  private readonly sighting: Sighting = {
    seconds: 0,
    nanoseconds: 0,
    frameLength: 0,
    interfaceIndex: 0,
    position: 0,
    octets: new Uint8Array(0),
    view: new DataView(new ArrayBuffer(0)),
  };
  private readonly outcomes = new Float64Array(OUTCOMES.length);
  /** Frames taken in. */
  frames = 0;
  /** Frames among them that have no time of their own. */
  framesWithoutTime = 0;
  private frameOctets = 0;
  /** The times of all frames that have one, whatever is in them. */
  readonly span = new TimeSpan();

  constructor(options: AnalysisOptions = { limits: DEFAULT_LIMITS, keepDialogues: true }) {
    const { limits, keepDialogues } = options;
    this.context = new ConversationContext(limits, keepDialogues);
    this.fragments = new FragmentTable(limits);
    this.tracker = new Tracker(limits, keepDialogues, this.context, keepRemarks);
    this.selector = new Selector(this.tracker);
  }

  /** TLS is decrypted from here on where its secrets are among these. */
  decryptWith(secrets: TlsSecrets): void {
    this.context.tlsSecrets = secrets;
  }

  /** Frames of another interface will come; its index is for `ingest`. */
  addInterface(captureInterface: CaptureInterface): number {
    return this.interfaces.push(captureInterface) - 1;
  }

  /**
   * Takes in a batch. `interfaceIndex` is one that `addInterface` gave; `position` is how many octets of batches came
   * before this one, so that a segment's record can be found again in whatever keeps the frames. Returns where it stopped:
   * the batch's end, or before it once `most` frames are taken.
   */
  ingest(batch: Batch, interfaceIndex: number, position: number, most = Number.POSITIVE_INFINITY): number {
    const linkType = this.interfaces[interfaceIndex]?.linkType ?? -1;
    this.sighting.interfaceIndex = interfaceIndex;
    placeIn(this.sighting, batch);
    let taken = 0;
    let at = batch.start;
    while (at < batch.end && taken < most) {
      at = this.takeFrame(batch, at, linkType, position);
      taken++;
    }
    this.frames += taken;
    if (batch.untimed) this.framesWithoutTime += taken;
    return at;
  }

  /**
   * Takes in the frame whose record begins at `at`, and gives where the next one does. A function of its own, because what
   * runs for each frame is then made fast for good: a loop is made fast anew for each batch.
   */
  private takeFrame(batch: Batch, at: number, linkType: number, position: number): number {
    const { view, secondsBase = 0 } = batch;
    const { segment, sighting, tracker, fragments } = this;
    const seconds = secondsBase + view.getUint32(at + RECORD_SECONDS, true);
    const nanoseconds = view.getUint32(at + RECORD_NANOSECONDS, true);
    const captured = view.getUint32(at + RECORD_CAPTURED_LENGTH, true);
    const original = view.getUint32(at + RECORD_ORIGINAL_LENGTH, true);
    const frame = at + RECORD_HEADER_OCTETS;
    fragments.nowSeconds = seconds;
    const outcome = decodeFrame(linkType, view, frame, captured, original, segment, fragments);
    this.outcomes[outcome] = (this.outcomes[outcome] as number) + 1;
    this.frameOctets += original;
    if (outcome === SEGMENT) {
      sighting.seconds = seconds;
      sighting.nanoseconds = nanoseconds;
      sighting.frameLength = original;
      sighting.position = position + (at - batch.start);
      const { datagram } = segment;
      if (datagram !== null) placeIn(sighting, datagram);
      tracker.track(segment, sighting);
      if (datagram !== null) placeIn(sighting, batch);
    } else if (outcome === ICMP_ERROR) {
      sighting.seconds = seconds;
      sighting.nanoseconds = nanoseconds;
      tracker.noteIcmpError(segment, sighting);
    }
    if (!batch.untimed) this.span.note(seconds, nanoseconds);
    return frame + captured;
  }

  /** No frames come any more: what was to be seen from more of them is decided. */
  end(): void {
    this.tracker.end();
  }

  get counters(): Omit<Counters, 'connectionsOpen' | 'connectionsInTrouble'> {
    const { tracker, context } = this;
    return {
      frames: this.frames,
      segments: this.outcomes[SEGMENT] as number,
      frameOctets: this.frameOctets,
      ignored: this.countsOf('ignored'),
      malformed: this.countsOf('malformed'),
      connectionsSeen: tracker.table.seen,
      connectionsKept: tracker.table.size,
      connectionsLetGo: tracker.connectionsLetGo,
      memoryWasShort: tracker.memoryWasShort,
      segmentsLetGo: tracker.segmentsLetGo,
      fragmentsLetGo: this.fragments.letGo,
      messagesLetGo: context.messagesLetGo,
      segmentsPerConnectionLetGo: tracker.segmentsPerConnectionLetGo,
      messagesPerConnectionLetGo: context.messagesPerConnectionLetGo,
      controlBitsLetGo: tracker.runs.letGo,
      tlsSecretsLetGo: context.tlsSecrets?.letGo ?? 0,
      namesLetGo: this.names.letGo,
      reassemblyOctetsLetGo: context.octetsLetGo,
      dissectorFailures: context.dissectorFailures,
    };
  }

  /** Answers a query. `now` is what ages count to, where that is later than the newest frame: a live capture's clock. */
  select(query: Query, now?: Time): Snapshot {
    const context = this.viewContext(now);
    const { rows, matching, offset, open, inTrouble, filterError } = this.selector.select(query, context);
    return {
      sequence: query.sequence,
      filterError,
      matching,
      offset,
      rows,
      counters: { ...this.counters, connectionsOpen: open, connectionsInTrouble: inTrouble },
      startSeconds: this.span.empty ? null : context.start.seconds,
      startNanoseconds: context.start.nanoseconds,
      nowNanoseconds: nanosecondsBetween(context.start, context.now),
      dialogue: this.selector.opened(query, context),
      interfaces: this.interfaces,
    };
  }

  /** The kept connections that a view filter lets through, in order of id; `error` tells why a filter is wrong. */
  matching(filter: string): { readonly connections: Connection[]; readonly error: string | null } {
    return this.selector.matching(filter, this.viewContext());
  }

  /** Where the records of these connections' kept segments stand, ascending: positions as given to `ingest`. */
  positionsOf(connections: readonly Connection[]): {
    readonly positions: Float64Array;
    readonly missing: number;
  } {
    let count = 0;
    let missing = 0;
    for (const c of connections) {
      count += c.segmentsKept;
      missing += c.segmentsFirstOrdinal + c.segmentsOmitted;
    }
    const positions = new Float64Array(count);
    let i = 0;
    for (const c of connections)
      this.tracker.segments.forEach(c, (s) => {
        positions[i++] = s.position;
      });
    return { positions: positions.sort(), missing };
  }

  /** Every entry of one connection's dialogue, and what its row shows. */
  dialogueOf(id: number, fold: boolean): Snapshot['dialogue'] {
    const query = { id, offset: 0, entries: Number.MAX_SAFE_INTEGER, fold };
    return this.selector.dialogue(query, 200, this.viewContext());
  }

  private viewContext(now?: Time): ViewContext {
    const { first, last } = this.span;
    const later = now !== undefined && !this.span.empty && nanosecondsBetween(last, now) > 0;
    return { start: first, now: later ? now : last, interfaces: this.interfaces, names: this.names };
  }

  private countsOf(kind: 'ignored' | 'malformed'): Record<string, number> {
    const counts: Record<string, number> = {};
    OUTCOMES.forEach((entry, i) => {
      const count = this.outcomes[i] as number;
      if (entry.kind === kind && count > 0) counts[entry.reason] = count;
    });
    return counts;
  }
}

/** The octets that a segment's offsets are into: a batch, or what was put together from fragments. */
function placeIn(sighting: Sighting, place: Pick<Sighting, 'octets' | 'view'>): void {
  sighting.octets = place.octets;
  sighting.view = place.view;
}
