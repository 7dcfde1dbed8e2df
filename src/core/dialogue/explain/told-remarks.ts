import type { RemarkCode } from '../remarks/values.ts';
import type { Remark } from '../remarks.ts';
import type { Closing } from './closing.ts';
import type { Beat } from './values.ts';

/** Remarks on what the sentences before have told already: only why it matters is new. */
const TOLD_BY_STORY: ReadonlySet<RemarkCode> = new Set<RemarkCode>([
  'refused',
  'syn-unanswered',
  'h2c-not-taken',
  'slow-first-byte',
  'zero-window',
  'keep-alive-unanswered',
  'server-idle-timeout',
  'half-closed',
  'icmp-unreachable',
  'packet-too-big',
  'retransmission-timeout',
  'fast-retransmission',
  'spurious-retransmission',
]);

/** Whether one side says, behind it, that what was sent again had come before. */
export function saysNeedless({ values }: Remark): boolean {
  return 'reported' in values && values.reported;
}

/** Whether a client broke off before its answer came, as this tells. */
function leavesUnheard(beat: Beat | undefined): boolean {
  if (beat?.id === 'closes') return beat.values.reason?.kind === 'unheard';
  return beat?.id === 'resets' && beat.values.left === 'unheard';
}

/** Whether the sentences before a remark, the last of which is `last`, have told what it says. */
export function isToldByStory(remark: Remark, closing: Closing, last: Beat | undefined): boolean {
  const { code, values } = remark;
  if (code === 'gave-up-waiting') return leavesUnheard(last);
  const isWithReset = 'withReset' in values && values.withReset;
  // Behind an RST, nobody may still send: the remark has to say of what time it speaks.
  const isOver = code === 'half-closed' && (closing.isReset || !closing.isHalfClosedTold);
  // That it was for nothing is known from what came later.
  const isReported = saysNeedless(remark);
  // How it stands among others, or what it was measured from, is told of no answer.
  const isCompared = 'of' in values && (values.of > 1 || values.early);
  return TOLD_BY_STORY.has(code) && !isWithReset && !isOver && !isReported && !isCompared;
}
