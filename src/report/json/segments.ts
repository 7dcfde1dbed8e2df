import { scaledWindow } from '../../core/dialogue/ladder.ts';
import { SIDE_NAMES } from '../../core/side.ts';
import type { Connection } from '../../core/tcp/connection.ts';
import { MARK_NAMES } from '../../core/tcp/marks.ts';
import type { LoggedSegment } from '../../core/tcp/segment-log.ts';
import type { Tracker } from '../../core/tcp/tracker.ts';
import { timeText } from '../../core/time.ts';
import { ACK, controlBitLetters } from '../../core/wire/control-bits.ts';
import { anything, member, type Write } from './write.ts';

/** The kept segments, one by one. */
export function segments(tracker: Tracker): Write<Connection> {
  return member('segments', (c, text) => {
    const kept: object[] = [];
    tracker.segments.forEach(c, (s) => {
      kept.push(segmentOf(c, s));
    });
    anything(kept, text);
  });
}

/** Numbers are relative to the initial sequence number of their side; the window is scaled. */
function segmentOf(c: Connection, s: LoggedSegment): object {
  const sender = s.fromSecond ? c.second : c.first;
  const receiver = c.hearerOf(sender);
  return {
    time: timeText(s),
    from: SIDE_NAMES[c.sideOf(sender)],
    flags: controlBitLetters(s.controlBits),
    sequenceNumber: sender.relative(s.sequenceNumber) as number,
    acknowledgmentNumber: s.controlBits & ACK ? receiver.relative(s.acknowledgmentNumber) : null,
    window: scaledWindow(s, sender, receiver),
    payloadBytes: s.payloadLength,
    marks: MARK_NAMES.filter((_, bit) => s.marks & (1 << bit)),
  };
}
