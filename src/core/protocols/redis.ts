import type { Dissector } from './dissector.ts';
import { RedisDialogue } from './redis/dialogue.ts';
import { identifyInline, identifyRequest } from './redis/identify.ts';

/** Commands and replies of Redis and its kin, RESP2 and RESP3, and what replicas get; of values only beginnings are looked at. */
export const redis: Dissector<RedisDialogue> = {
  name: 'redis',
  title: 'Redis',
  reference: 'Redis serialization protocol specification (RESP2, RESP3)',
  ports: [6379],
  identify(first, side, other, opener) {
    const answer = identifyRequest(first);
    return answer === 'reject' ? identifyInline(first, side, other, opener) : answer;
  },
  start: () => new RedisDialogue(),
  dissect: (dialogue, side, octets, telling) => dialogue.take(side, octets, telling),
  gap(dialogue, side, missingOctets) {
    dialogue.gap(side, missingOctets);
    return 'go-on';
  },
};
