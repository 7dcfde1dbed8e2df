import {
  type Dissector,
  type Octets,
  otherThan,
  type Progress,
  type Side,
  type Telling,
} from './dissector.ts';
import { LineTeller } from './line-teller.ts';
import { OctetSpan } from './octet-span.ts';
import { consumed } from './progress.ts';
import { CHAT_AND_MEDIA } from './signatures/chat-and-media.ts';
import { DATA_STORES } from './signatures/data-stores.ts';
import { DIRECTORY } from './signatures/directory.ts';
import { GATEWAYS } from './signatures/gateways.ts';
import { INDUSTRY } from './signatures/industry.ts';
import { MAIL_AND_NEWS } from './signatures/mail-and-news.ts';
import { MESSAGING } from './signatures/messaging.ts';
import { NETWORK } from './signatures/network.ts';
import { PEERS } from './signatures/peers.ts';
import { REMOTE_ACCESS } from './signatures/remote-access.ts';
import type { Signature, Turn } from './signatures/rule.ts';

/** What is kept of a connection whose protocol was recognised. */
interface Recognition {
  /** It was said that the protocol is recognised. */
  isTold: boolean;
  /** Tells its lines; null where it has none, or nothing is kept of what is said. */
  lines: LineTeller | null;
}

/** What came since: not the beginning of a line that was looked at before. */
const news = new OctetSpan();

/** That is all that is told of a protocol which is only recognised. */
const DONE: Progress = { kind: 'stop', reason: null };

const TABLE: readonly Signature[] = [
  MAIL_AND_NEWS,
  DIRECTORY,
  DATA_STORES,
  MESSAGING,
  GATEWAYS,
  CHAT_AND_MEDIA,
  NETWORK,
  REMOTE_ACCESS,
  PEERS,
  INDUSTRY,
].flat();

/** Protocols that are recognised by how they begin, and of which no more is told than their lines, where they have such. */
export const SIGNATURES: readonly Dissector[] = TABLE.map(recogniser);

/** Names of those whose lines are told. */
export const TOLD_BY_LINES: ReadonlySet<string> = new Set(
  TABLE.filter(({ lines }) => lines !== undefined).map(({ name }) => name),
);

function recogniser({ name, title, reference, ports, rule, turn, lines }: Signature): Dissector {
  const saying = { summary: title, role: 'event', fields: {} } as const;
  const tellerOf = (state: Recognition, telling: Telling): LineTeller | null => {
    if (lines !== undefined && telling.keepsMessages) state.lines ??= new LineTeller(title, lines);
    return state.lines;
  };
  const recognition: Dissector<Recognition> = {
    name,
    title,
    reference,
    ports,
    identify: rule,
    start: () => ({ isTold: false, lines: null }),
    dissect(state, side, octets, telling) {
      const teller = tellerOf(state, telling);
      if (teller !== null) return takeLines(teller, side, octets, turn, telling);
      if (!state.isTold) telling.say(side, saying);
      state.isTold = true;
      return turn === undefined ? DONE : progressOf(turn.at(octets), octets.end - octets.start, turn);
    },
    gap(state, side, missingOctets, telling) {
      tellerOf(state, telling)?.lose(side, missingOctets, telling);
      return 'go-on';
    },
    end: (state, side, telling) => state.lines?.tellTitle(side, telling),
  };
  return recognition as Dissector;
}

function takeLines(
  lines: LineTeller,
  side: Side,
  given: Octets,
  turn: Turn | undefined,
  telling: Telling,
): Progress {
  const { octets, view, start, end } = given;
  const seen = lines.seen(side);
  if (start + seen === end) return consumed(0);
  const at = turn === undefined ? -1 : turn.at(news.point(octets, view, start + seen, end));
  if (at === null) return consumed(0);
  if (turn !== undefined && at !== -1) {
    const isBetweenLines = seen === 0 && lines.seen(otherThan(side)) === 0;
    return { kind: 'hand-over', consumed: seen + at, to: turn.to, resumes: isBetweenLines && turn.wraps };
  }
  return consumed(lines.take(side, given, telling));
}

function progressOf(at: number | null, length: number, { to, wraps }: Turn): Progress {
  if (at === null) return consumed(0);
  return at === -1 ? consumed(length) : { kind: 'hand-over', consumed: at, to, resumes: wraps };
}
