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
    ja: () => 'C が接続を要求するところ（SYN）はキャプチャにありません。',
  },
  newer: {
    en: ({ agreed }) =>
      `From here on it is another connection between the same ports, ${agreed ? 'whose SYN' : 'whose beginning'} we did not see.`,
    ja: ({ agreed }) =>
      `ここからは、同じポートどうしの別のコネクションです。${agreed ? 'その SYN' : 'その始まり'}はキャプチャにありません。`,
  },
  asks: {
    en: ({ who }) => `${letter(who)} asks to open a connection (SYN).`,
    ja: ({ who }) => `${letter(who)} が接続を要求します（SYN）。`,
  },
  'asks-too': {
    en: ({ who }) =>
      `${letter(who)} asks to open a connection too (SYN), without knowing that ${otherLetter(who)} has: they ask each other at the same time.`,
    ja: ({ who }) =>
      `${letter(who)} も、${otherLetter(who)} が要求したことを知らずに接続を要求します（SYN）。双方が同時に要求し合っています。`,
  },
  'asks-again': {
    en: ({ who, times, nanoseconds }) =>
      times === 1
        ? `${nanoseconds < SHORTEST_WAIT_NANOSECONDS ? '' : 'No answer comes, and '}${letter(who)} asks again after ${durationEn(nanoseconds)} (SYN retransmitted).`
        : `${nanoseconds < SHORTEST_WAIT_NANOSECONDS ? '' : 'No answer comes, and '}${letter(who)} asks again ${timesEn(times)} (SYN retransmitted), the last time ${durationEn(nanoseconds)} after the first SYN.`,
    ja: ({ who, times, nanoseconds }) =>
      times === 1
        ? `${nanoseconds < SHORTEST_WAIT_NANOSECONDS ? '' : '応答がなく、'}${letter(who)} は ${durationJa(nanoseconds)}後にもう一度要求します（SYN の再送）。`
        : `${nanoseconds < SHORTEST_WAIT_NANOSECONDS ? '' : '応答がなく、'}${letter(who)} はさらに ${grouped(times)} 回要求します（SYN の再送）。最後は最初の SYN の ${durationJa(nanoseconds)}後です。`,
  },
  'asks-unheard': {
    en: ({ who, times, nanoseconds }) =>
      times === 1
        ? `The answer does not reach ${letter(who)} in time, and ${letter(who)} asks again after ${durationEn(nanoseconds)} (SYN retransmitted).`
        : `The answer does not reach ${letter(who)} in time, and ${letter(who)} asks again ${timesEn(times)} (SYN retransmitted), the last time ${durationEn(nanoseconds)} after the first SYN.`,
    ja: ({ who, times, nanoseconds }) =>
      times === 1
        ? `応答は ${letter(who)} に間に合わず、${letter(who)} は ${durationJa(nanoseconds)}後にもう一度要求します（SYN の再送）。`
        : `応答は ${letter(who)} に間に合わず、${letter(who)} はさらに ${grouped(times)} 回要求します（SYN の再送）。最後は最初の SYN の ${durationJa(nanoseconds)}後です。`,
  },
  'tries-again': {
    en: ({ who, times, answers }) =>
      `${letter(who)} asks again${times === 1 ? '' : ` ${timesEn(times)}`}${refusedAgainEn(times, answers ?? 0)}.`,
    ja: ({ who, times, answers }) =>
      `${letter(who)} は${times === 1 ? 'もう一度' : `さらに ${grouped(times)} 回`}要求します${refusedAgainJa(times, answers ?? 0)}。`,
  },
  agrees: {
    en: ({ who, after }) =>
      `${letter(who)} agrees (SYN+ACK)${after === null ? '' : ` after ${durationEn(after)}`}.`,
    ja: ({ who, after }) =>
      `${letter(who)} が${after === null ? '' : ` ${durationJa(after)}後に`}応じます（SYN+ACK）。`,
  },
  'agrees-with-itself': {
    en: ({ who }) =>
      `The SYN comes back to ${letter(who)} itself, which takes it for that of another end and agrees (SYN+ACK).`,
    ja: ({ who }) =>
      `その SYN は ${letter(who)} 自身に届き、${letter(who)} は相手からの要求とみなして応じます（SYN+ACK）。`,
  },
  'agrees-again': {
    en: ({ who, times }) =>
      `${letter(who)} agrees again${times === 1 ? '' : ` ${timesEn(times)}`} (SYN+ACK retransmitted).`,
    ja: ({ who, times }) =>
      times === 1
        ? `${letter(who)} がもう一度応じます（SYN+ACK の再送）。`
        : `${letter(who)} がさらに ${grouped(times)} 回応じます（SYN+ACK の再送）。`,
  },
  'agrees-unheard': {
    en: ({ who, times }) =>
      `${letter(who)} agrees again${times === 1 ? '' : ` ${timesEn(times)}`} (SYN+ACK retransmitted), though ${otherLetter(who)} has acknowledged: that ACK is lost, or ${letter(who)} does not take the connection yet (its backlog is full, or it waits for data).`,
    ja: ({ who, times }) =>
      `${otherLetter(who)} は確認応答を返したのに、${letter(who)} が${times === 1 ? 'もう一度' : `さらに ${grouped(times)} 回`}応じます（SYN+ACK の再送）。その ACK が失われたか、${letter(who)} がまだコネクションを受け付けていません（受け付け待ちの列に空きがないか、最初のデータを待っています）。`,
  },
  'agrees-anew': {
    en: ({ who, times }) =>
      `${letter(who)} agrees again${times === 1 ? '' : ` ${timesEn(times)}`}, with another sequence number (SYN+ACK).`,
    ja: ({ who, times }) =>
      `${letter(who)} が、別のシーケンス番号で${times === 1 ? 'もう一度' : `さらに ${grouped(times)} 回`}応じます（SYN+ACK）。`,
  },
  'fast-open': {
    en: ({ asked }) => `The SYN carries data already${asked ? ' (TCP Fast Open)' : ''}.`,
    ja: ({ asked }) => `この SYN はデータを含んでいます${asked ? '（TCP Fast Open）' : ''}。`,
  },
  'fast-open-passed-over': {
    en: ({ who }) => `${letter(who)} has not taken the data of the SYN: it has to be sent again.`,
    ja: ({ who }) => `${letter(who)} は SYN に付いたデータを受け取っていません。送り直すことになります。`,
  },
  multipath: {
    en: () => 'Both speak Multipath TCP (MPTCP): some of what they say may go over other connections.',
    ja: () => '双方はマルチパス TCP を使います。話すことの一部は、別のコネクションを通るかもしれません。',
  },
  'congestion-told': {
    en: ({ who, askedAccurate }) =>
      `Both agree to report congestion on the path to each other (ECN)${askedAccurate ? `, though not by number, as ${letter(who)} had asked (Accurate ECN)` : ''}.`,
    ja: ({ who, askedAccurate }) =>
      `双方は、経路の混雑を互いに知らせ合うことで合意しました（ECN）。${askedAccurate ? `${letter(who)} が求めた、回数を数えて知らせる方式（「Accurate ECN」）にはなりません。` : ''}`,
  },
  opens: {
    en: ({ who, atOnce }) =>
      `${letter(who)} acknowledges (ACK): ${atOnce ? '' : 'the three-way handshake is complete, '}the connection is open.`,
    ja: ({ who, atOnce }) =>
      `${letter(who)} が確認応答を返します（ACK）。${atOnce ? '' : 'スリーウェイハンドシェイクが完了し、'}コネクションが開きました。`,
  },
  'neither-agreed': {
    en: () => 'Neither has agreed: the connection did not open.',
    ja: () => 'どちらも応じず、コネクションは開きませんでした。',
  },
  'one-sided': {
    en: ({ who }) => `Nothing that ${letter(who)} sent is in this capture.`,
    ja: ({ who }) => `${letter(who)} が送ったものは、このキャプチャに一つもありません。`,
  },
  'unseen-agreement': {
    en: ({ who }) =>
      `We did not see ${letter(who)} agree (SYN+ACK), but what follows shows that the connection is open.`,
    ja: ({ who }) =>
      `${letter(who)} が応じるところ（SYN+ACK）はキャプチャにありませんが、このあとのやりとりから、コネクションが開いたことが分かります。`,
  },
  'unseen-confirmation': {
    en: ({ who }) =>
      `We did not see ${letter(who)} acknowledge that (ACK), but what follows shows that the connection is open.`,
    ja: ({ who }) =>
      `${letter(who)} が確認応答を返すところ（ACK）はキャプチャにありませんが、このあとのやりとりから、コネクションが開いたことが分かります。`,
  },
  'holds-older': {
    en: ({ who }) =>
      `${letter(who)} still holds an older connection between the same ports, and says which sequence number it expects there (ACK).`,
    ja: ({ who }) =>
      `${letter(who)} は同じポートどうしの古いコネクションをまだ保っていて、そこで次に受け取るはずの番号（確認応答番号）を ACK で返します。`,
  },
  'drops-older': {
    en: ({ who }) => `${letter(who)} knows nothing of that one and resets it (RST).`,
    ja: ({ who }) => `${letter(who)} はその古いコネクションを知らないので、リセットします（RST）。`,
  },
  'fin-without-ack': {
    en: ({ who }) =>
      `${letter(who)} sends a FIN without ACK, as no host does within a connection: this may be a port scan.`,
    ja: ({ who }) =>
      `${letter(who)} が ACK のない FIN を送ります。通常の通信にはないもので、ポートスキャンかもしれません。`,
  },
  'knows-nothing': {
    en: ({ who }) => `${letter(who)} knows of no such connection (RST).`,
    ja: ({ who }) => `${letter(who)} はそのようなコネクションを知りません（RST）。`,
  },
  refuses: {
    en: ({ who, port }) => `${letter(who)} refuses the connection to port ${port} (RST).`,
    ja: ({ who, port }) => `${letter(who)} がポート ${port} への接続を拒否します（RST）。`,
  },
  icmp: {
    en: ({ reason, onTheWay }) =>
      `The request is ${onTheWay ? 'turned away on the way to S' : 'refused'} (ICMP: ${reason}).`,
    ja: ({ reason, onTheWay }) =>
      onTheWay
        ? `接続要求は S に届く前に拒否されました（ICMP：${icmpErrorJa(reason)}）。`
        : `接続要求は ICMP で拒否されました（${icmpErrorJa(reason)}）。`,
  },
  'breaks-off-opening': {
    en: ({ who }) => `${letter(who)} resets the connection (RST) before it is open.`,
    ja: ({ who }) => `コネクションが開く前に、${letter(who)} がリセットします（RST）。`,
  },
} satisfies Partial<Catalogue>;

function refusedAgainEn(times: number, refused: number): string {
  if (refused === 0) return '';
  if (times === 1) return ', and is refused again';
  return refused >= times ? ', and is refused each time' : `, and is refused ${timesEn(refused)}`;
}

function refusedAgainJa(times: number, refused: number): string {
  if (refused === 0) return '';
  if (times === 1) return 'が、また拒否されます';
  return refused >= times ? 'が、毎回拒否されます' : `が、${grouped(refused)} 回拒否されます`;
}
