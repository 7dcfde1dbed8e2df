import { NANOSECONDS_PER_MILLISECOND } from '../../time.ts';
import { icmpErrorJa } from './terms-ja.ts';
import type { Catalogue } from './values.ts';
import { durationEn, durationJa, grouped, letter, otherLetter, timesEn } from './words.ts';

/** No host in wide use gives up waiting for an answer sooner. */
const SHORTEST_WAIT_NANOSECONDS = 200 * NANOSECONDS_PER_MILLISECOND;

/** How a connection is asked for, agreed on, or refused. C is the client, S the server. */
export const OPENING_SENTENCES = {
  'unseen-start': {
    en: () => 'We did not see how this connection began: that C is the client is a guess.',
    ja: () => 'このコネクションの始まりはキャプチャにありません。C がクライアントだというのは推測です。',
  },
  'unseen-syn': {
    en: () => 'We did not see C ask for the connection (SYN).',
    ja: () => 'C が接続を求めるところ（SYN）はキャプチャにありません。',
  },
  asks: {
    en: ({ who }) => `${letter(who)} asks to open a connection (SYN).`,
    ja: ({ who }) => `${letter(who)} が接続を求めます（SYN）。`,
  },
  'asks-too': {
    en: ({ who }) =>
      `${letter(who)} asks to open a connection too (SYN), without knowing that ${otherLetter(who)} has: they ask each other at the same time.`,
    ja: ({ who }) =>
      `${letter(who)} も、${otherLetter(who)} が求めたことを知らずに接続を求めます（SYN）。双方が同時に求め合っています。`,
  },
  'asks-again': {
    en: ({ who, times, nanoseconds }) =>
      times === 1
        ? `${nanoseconds < SHORTEST_WAIT_NANOSECONDS ? '' : 'No answer comes, and '}${letter(who)} asks again after ${durationEn(nanoseconds)} (SYN sent again).`
        : `No answer comes, and ${letter(who)} asks again ${timesEn(times)}, the last time after ${durationEn(nanoseconds)} (SYN sent again).`,
    ja: ({ who, times, nanoseconds }) =>
      times === 1
        ? `${nanoseconds < SHORTEST_WAIT_NANOSECONDS ? '' : '応答がなく、'}${letter(who)} は ${durationJa(nanoseconds)}後にもう一度求めます（SYN の再送）。`
        : `応答がなく、${letter(who)} はさらに ${grouped(times)} 回求めます（SYN の再送）。最後は ${durationJa(nanoseconds)}後です。`,
  },
  agrees: {
    en: ({ who, after }) =>
      `${letter(who)} agrees (SYN+ACK)${after === null ? '' : ` after ${durationEn(after)}`}.`,
    ja: ({ who, after }) =>
      `${letter(who)} が${after === null ? '' : ` ${durationJa(after)}後に`}応じます（SYN+ACK）。`,
  },
  'agrees-again': {
    en: ({ who, times }) =>
      `${letter(who)} agrees again${times === 1 ? '' : ` ${timesEn(times)}`} (SYN+ACK sent again).`,
    ja: ({ who, times }) =>
      times === 1
        ? `${letter(who)} がもう一度応じます（SYN+ACK の再送）。`
        : `${letter(who)} がさらに ${grouped(times)} 回応じます（SYN+ACK の再送）。`,
  },
  'fast-open': {
    en: () => 'The SYN carries data already (TCP Fast Open).',
    ja: () => 'この SYN はもうデータを運んでいます（TCP Fast Open）。',
  },
  'congestion-told': {
    en: () => 'Both agree to tell each other of congestion on the way (ECN).',
    ja: () => '双方は、経路の混雑を互いに知らせ合うことで合意しました（ECN）。',
  },
  opens: {
    en: ({ who }) => `${letter(who)} confirms (ACK): the connection is open.`,
    ja: ({ who }) =>
      `${letter(who)} が確認します（ACK）。スリーウェイハンドシェイクが完了し、コネクションが開きました。`,
  },
  refuses: {
    en: ({ who, port }) => `${letter(who)} refuses the connection to port ${port} (RST).`,
    ja: ({ who, port }) => `${letter(who)} がポート ${port} への接続を拒否します（RST）。`,
  },
  icmp: {
    en: ({ reason }) => `The request is turned away on the way to S (ICMP: ${reason}).`,
    ja: ({ reason }) => `接続要求は S に届く前に拒否されました（ICMP：${icmpErrorJa(reason)}）。`,
  },
  'breaks-off-opening': {
    en: ({ who }) => `${letter(who)} breaks off (RST) before the connection is open.`,
    ja: ({ who }) => `コネクションが開く前に ${letter(who)} が打ち切ります（RST）。`,
  },
} satisfies Partial<Catalogue>;
