import type { CutBodyCue } from '../../conversation/cues.ts';
import { otherThan, type Side } from '../../side.ts';
import { isAfter, sequenceDistance } from '../../tcp/sequence.ts';
import { FIN, RST } from '../../wire/control-bits.ts';
import { isInNameOnly } from './reset-not-from-host.ts';
import { type RemarkRule, sideNow } from './rule.ts';
import { NOWHERE, type Story } from './story.ts';

export const bodyCutShort: RemarkRule<'body-cut-short'> = {
  code: 'body-cut-short',
  what: 'The body of an HTTP message was cut short, or its end cannot be told from a failure.',
  evidence:
    'HTTP/1: the FIN of the sender, or an RST of either side, with fewer octets than Content-Length says before it, or without the end of a chunked body, and none of them missing from the capture; an RST before the FIN of the sender where only that would end the body; a request only while it has no response.',
  whole: true,
  applies: ({ cues }) => cues !== null && cues.cutBody !== null,
  find(e) {
    const { connection: c, cues, exchanges, story } = e;
    if (!cues?.cutBody) return null;
    const { from, octets, end } = cues.cutBody;
    const who = sideNow(c, from);
    const place = endOf(story, cues.cutBody, who);
    if (place === NOWHERE || mayBeWholeLater(story, place, who, cues.cutBody)) return null;
    const by = story.side(place);
    return {
      place,
      values: {
        who,
        isRequest: exchanges?.requester === from,
        octets,
        end,
        by,
        withReset: (story.controlBits(place) & RST) !== 0,
        inName: isInNameOnly(e, place),
        afterOther: hasClosedBefore(story, place, otherThan(by)),
      },
    };
  },
};

/** The segment that ended the body; a FIN may have come before the last octets that precede it. */
function endOf(story: Story, { ordinal }: CutBodyCue, who: Side): number {
  const noted = story.placeOf(ordinal);
  if (noted !== NOWHERE && story.controlBits(noted) & RST) return noted;
  return story.firstWith(FIN, who);
}

/** Whether the sender goes on behind the RST, because it has not heard of it, with as many octets as were missing. */
function mayBeWholeLater(story: Story, place: number, who: Side, body: CutBodyCue): boolean {
  if (body.end === 'close') return story.firstWith(FIN, who, place + 1) !== NOWHERE;
  const missing = body.end === 'last-chunk' ? 1 : body.end - body.octets;
  let end: number | null = null;
  for (let i = 0; i <= place; i++)
    if (story.side(i) === who && (end === null || isAfter(story.end(i), end))) end = story.end(i);
  if (end === null) return false;
  for (let i = place + 1; i < story.length; i++)
    if (story.side(i) === who && story.payload(i) > 0 && sequenceDistance(end, story.end(i)) >= missing)
      return true;
  return false;
}

function hasClosedBefore(story: Story, place: number, side: Side): boolean {
  const fin = story.firstWith(FIN, side);
  return fin !== NOWHERE && fin < place;
}
