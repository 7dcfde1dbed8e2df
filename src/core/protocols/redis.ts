import { indexOfOctet, LF } from './ascii.ts';
import { type Dissector, type Octets, otherThan, type Side } from './dissector.ts';
import { consumed, malformed } from './progress.ts';
import { identifyInline, identifyRequest } from './redis/identify.ts';
import { type Outstanding, Talker } from './redis/talker.ts';

const NO_REPLY = 0;

class RedisDialogue {
  private talkers: readonly [Talker, Talker] | null = null;

  /** The client of the connection asks, unless its first octets can only be a reply: then it was joined late. */
  talkerOf(side: Side, firstOctet: number): Talker {
    this.talkers ??= talkersWhere('+-:$'.includes(String.fromCharCode(firstOctet)) ? otherThan(side) : 0);
    return this.talkers[side];
  }
}

function talkersWhere(requester: Side): readonly [Talker, Talker] {
  const outstanding: Outstanding = { count: 0, unsure: false, subscribed: false };
  return [new Talker(0, requester === 0, outstanding), new Talker(1, requester === 1, outstanding)];
}

/** Commands and replies of Redis and its kin, RESP2 and RESP3; of values only beginnings are looked at. */
export const redis: Dissector<RedisDialogue> = {
  name: 'redis',
  title: 'Redis',
  reference: 'Redis serialization protocol specification (RESP2, RESP3)',
  ports: [6379],
  identify(first, _side, other) {
    const answer = identifyRequest(first);
    return answer === 'reject' ? identifyInline(first, other) : answer;
  },
  start: () => new RedisDialogue(),
  dissect(dialogue, side, octets, telling) {
    const talker = dialogue.talkerOf(side, octets.octets[octets.start] ?? NO_REPLY);
    const start = talker.lost ? beginningIn(octets) : octets.start;
    if (start === octets.end) return consumed(start - octets.start);
    talker.lost = false;
    const done = talker.take(octets.octets, start, octets.end, telling);
    return done === -1 ? malformed('no RESP value') : consumed(start - octets.start + done);
  },
  gap(dialogue, side, missingOctets) {
    const talker = dialogue.talkerOf(side, NO_REPLY);
    if (!talker.values.gap(missingOctets)) talker.lose();
    return 'go-on';
  },
};

const head = { octets: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)), start: 0, end: 0 };

/** Where, behind missing octets, a command begins for certain; the end where none does. */
function beginningIn({ octets, view, start, end }: Octets): number {
  for (let at = start; at < end; ) {
    Object.assign(head, { octets, view, start: at, end });
    if (identifyRequest(head) === 'match') return at;
    const lineFeed = indexOfOctet(octets, LF, at, end);
    at = lineFeed === -1 ? end : lineFeed + 1;
  }
  return end;
}
