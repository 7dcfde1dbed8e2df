import type { Dissector, Progress } from './dissector.ts';
import { consumed } from './progress.ts';
import { CHAT_AND_MEDIA } from './signatures/chat-and-media.ts';
import { DATA_STORES } from './signatures/data-stores.ts';
import { DIRECTORY } from './signatures/directory.ts';
import { INDUSTRY } from './signatures/industry.ts';
import { MAIL_AND_NEWS } from './signatures/mail-and-news.ts';
import { MESSAGING } from './signatures/messaging.ts';
import { NETWORK } from './signatures/network.ts';
import { PEERS } from './signatures/peers.ts';
import { REMOTE_ACCESS } from './signatures/remote-access.ts';
import type { Signature, Turn } from './signatures/rule.ts';

/** Whether it is still to be said that the protocol is recognised. */
interface Recognition {
  isTold: boolean;
}

/** That is all that is told of a protocol which is only recognised. */
const DONE: Progress = { kind: 'stop', reason: null };

/** Protocols that are recognised by how they begin, and of which nothing more is told. */
export const SIGNATURES: readonly Dissector[] = [
  MAIL_AND_NEWS,
  DIRECTORY,
  DATA_STORES,
  MESSAGING,
  CHAT_AND_MEDIA,
  NETWORK,
  REMOTE_ACCESS,
  PEERS,
  INDUSTRY,
].flatMap((signatures) => signatures.map(recogniser));

function recogniser({ name, title, reference, ports, rule, turn }: Signature): Dissector {
  const saying = { summary: title, role: 'event', fields: {} } as const;
  const recognition: Dissector<Recognition> = {
    name,
    title,
    reference,
    ports,
    identify: rule,
    start: () => ({ isTold: false }),
    dissect(state, side, octets, telling) {
      if (!state.isTold) telling.say(side, saying);
      state.isTold = true;
      return turn === undefined ? DONE : progressOf(turn.at(octets), octets.end - octets.start, turn);
    },
    gap: () => 'go-on',
  };
  return recognition as Dissector;
}

function progressOf(at: number | null, length: number, { to }: Turn): Progress {
  if (at === null) return consumed(0);
  return at === -1 ? consumed(length) : { kind: 'hand-over', consumed: at, to };
}
