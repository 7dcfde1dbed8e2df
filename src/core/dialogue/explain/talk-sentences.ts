import type { AlertGuess } from '../../protocols/dissector.ts';
import type { Side } from '../../side.ts';
import { faultJa, hindranceJa, icmpErrorJa } from './terms-ja.ts';
import type { AgainCause, Catalogue, Values } from './values.ts';
import {
  durationEn,
  durationJa,
  grouped,
  isDescribed,
  laterEn,
  laterJa,
  letter,
  listEn,
  listJa,
  moreTimesEn,
  otherLetter,
  plural,
  roughEn,
  roughJa,
  segmentsEn,
  segmentsJa,
  timesEn,
} from './words.ts';

const bracketsEn = (text: string) => (text === '' ? '' : ` (${text})`);
const bracketsJa = (text: string) => (text === '' ? '' : `（${text}）`);
const bytesJa = (octets: number) => `${grouped(octets)} バイト`;

const AGAIN_EN: Readonly<Record<AgainCause, string>> = {
  'duplicate-acks': ', because duplicate ACKs asked for it (fast retransmission)',
  timer: ', because no acknowledgment came in time (retransmission timeout)',
  'loss-probe': ', to find out whether what it sent last was lost (tail loss probe)',
  spurious: ', though already acknowledged (spurious retransmission)',
  unknown: '',
};
const AGAIN_JA: Readonly<Record<AgainCause, string>> = {
  'duplicate-acks': '重複 ACK を受けて（高速再送）、',
  timer: '確認応答が来ないまま再送タイムアウトになったので、',
  'loss-probe': '最後に送ったものが失われたかどうかを確かめるため（テールロスプローブ）、',
  spurious: '確認応答があったのに（不要な再送）、',
  unknown: '',
};

const ALERT_EN: Readonly<Record<AlertGuess | 'unknown', string>> = {
  close_notify: 'probably an alert (close_notify)',
  early: 'probably an alert right after the handshake',
  unknown: 'an encrypted alert',
};
const ALERT_JA: Readonly<Record<AlertGuess | 'unknown', string>> = {
  close_notify: 'おそらくアラート（close_notify）',
  early: 'おそらくハンドシェイク直後のアラート',
  unknown: '暗号化されたアラート',
};

/** What goes on while a connection is open: what is said, what is sent again, who waits for whom. */
export const TALK_SENTENCES = {
  says: {
    en: ({ who, said, more, amount, later }) =>
      `${letter(who)} ${isDescribed(said, more) ? 'sends' : 'says'} ${listEn(said, more)}${sizeEn(amount)}${laterEn(later)}.`,
    ja: ({ who, said, more, amount, later }) =>
      `${laterJa(later)}${letter(who)} が${listJa(said, more)}${isDescribed(said, more) ? 'を送ります' : 'と言います'}${amountJa(amount)}。`,
  },
  answers: {
    en: ({ who, said, more, amount, later, apart }) =>
      `${letter(who)} answers ${isDescribed(said, more) ? 'with ' : ''}${listEn(said, more)}${inOctetsEn(amount)}${answeredAfterEn(who, later, apart)}.`,
    ja: ({ who, said, more, amount, later, apart }) =>
      `${letter(who)} が${answeredAfterJa(who, later, apart)}${listJa(said, more)}${isDescribed(said, more) ? 'を返します' : 'と答えます'}${amountJa(amount)}。`,
  },
  sends: {
    en: ({ who, amount, more, later, begins, alert }) => {
      const text = begins === null ? '' : `, beginning with \`${begins}\``;
      const last =
        alert === null
          ? ''
          : `, ${alert.isAll ? '' : 'the last of them '}${ALERT_EN[alert.guess ?? 'unknown']}`;
      return `${letter(who)} sends ${plural(amount.octets, more ? 'more octet' : 'octet')}${bracketsEn(segmentsEn(amount))}${laterEn(later)}${text}${last}.`;
    },
    ja: ({ who, amount, more, later, begins, alert }) => {
      const segments = segmentsJa(amount);
      const text = begins === null ? '' : `「${begins}」で始まる`;
      const last =
        alert === null ? '' : `${alert.isAll ? '' : '最後は'}${ALERT_JA[alert.guess ?? 'unknown']}です。`;
      return `${laterJa(later)}${letter(who)} が${more ? 'さらに' : ''}${text} ${bytesJa(amount.octets)}を送ります${segments === '' ? '' : `（${segments}）`}。${last}`;
    },
  },
  'sends-again': {
    en: ({ who, amount, cause, times }) =>
      `${letter(who)} retransmits ${plural(amount.octets, 'octet')}${bracketsEn(segmentsEn(amount))}${times > 1 ? ` ${timesEn(times)} within ${durationEn(amount.nanoseconds)}` : ''}${AGAIN_EN[cause]}.`,
    ja: ({ who, amount, cause, times }) =>
      `${AGAIN_JA[cause]}${letter(who)} が${times > 1 ? `、同じ ${bytesJa(amount.octets)}を ${durationJa(amount.nanoseconds)}の間に ${grouped(times)} 回` : ` ${bytesJa(amount.octets)}を`}再送します${bracketsJa(segmentsJa(amount))}。`,
  },
  'out-of-order': {
    en: ({ who, segments }) =>
      `${plural(segments, 'segment')} from ${letter(who)} ${segments === 1 ? 'comes' : 'come'} out of order.`,
    ja: ({ who, segments }) =>
      `${letter(who)} からの ${grouped(segments)} セグメントは順序が入れ替わって届きます。`,
  },
  doubled: {
    en: ({ who, segments }) =>
      `${plural(segments, 'segment')} from ${letter(who)} ${segments === 1 ? 'comes' : 'come'} twice, doubled on the way.`,
    ja: ({ who, segments }) =>
      `${letter(who)} からの ${grouped(segments)} セグメントは、途中で複製されて 2 度届きます。`,
  },
  'duplicate-acks': {
    en: ({ who, times, missing }) =>
      `${letter(who)} sends the same ACK ${moreTimesEn(times)} (duplicate ${times === 1 ? 'ACK' : 'ACKs'})${missing ? ': what should follow is missing' : ''}.`,
    ja: ({ who, times, missing }) =>
      `${letter(who)} は同じ ACK をさらに ${grouped(times)} 回送ります（重複 ACK）。${missing ? 'その先に届いていないものがあります。' : ''}`,
  },
  urgent: {
    en: ({ who, segments, of }) =>
      `${letter(who)} marks ${segments === of ? 'this' : `${grouped(segments)} of these segments`} as urgent (URG).`,
    ja: ({ who, segments, of }) =>
      segments === of
        ? `${letter(who)} はこれを緊急データとしています（URG）。`
        : `${letter(who)} はこのうち ${grouped(segments)} セグメントを緊急データとしています（URG）。`,
  },
  'missing-data': {
    en: ({ who }) =>
      `Something that ${letter(who)} sent before this is missing here: it was lost, or comes later, or was not captured.`,
    ja: ({ who }) =>
      `これより前に ${letter(who)} が送ったはずのものが、ここでは抜けています。失われたか、遅れて届くか、キャプチャされていません。`,
  },
  'unseen-data': {
    en: ({ who }) =>
      `${otherLetter(who)} acknowledges something that ${letter(who)} sent and that is not in this capture.`,
    ja: ({ who }) =>
      `${otherLetter(who)} が確認応答を返した ${letter(who)} のデータの中に、このキャプチャにないものがあります。`,
  },
  'not-understood': {
    en: ({ who, protocol, reason }) =>
      `What ${letter(who)} sends here does not follow the rules of ${protocol} (${reason}).`,
    ja: ({ who, protocol, reason }) =>
      `${letter(who)} がここで送るものは ${protocol} の決まりに合っていません（${faultJa(reason)}）。`,
  },
  'passed-over': {
    en: ({ who, reason }) => `What ${letter(who)} sends here is skipped (${reason}).`,
    ja: ({ who }) => `${letter(who)} がここで送るものは長すぎるので、読み飛ばします。`,
  },
  'not-followed': {
    en: ({ reason }) => `From here on what is said is not followed (${reason}).`,
    ja: ({ reason }) => `ここから先の内容は追っていません（${faultJa(reason)}）。`,
  },
  'no-control-bits': {
    en: ({ who }) => `${letter(who)} sends a segment without any control bit.`,
    ja: ({ who }) => `${letter(who)} が、制御ビットが一つも立っていないセグメントを送ります。`,
  },
  'goes-on': {
    en: ({ times, nanoseconds, every, octets }) =>
      `It goes on like this ${moreTimesEn(times)}${every === null ? '' : `, every ${roughEn(every)}`}${nanoseconds < 0 ? '' : `, for ${durationEn(nanoseconds)}`}${fromSidesEn(octets)}.`,
    ja: ({ times, nanoseconds, every, octets }) =>
      `${isExchange(octets) ? '同じようなやりとり' : '同じこと'}が${howLongJa(every, nanoseconds)}さらに ${grouped(times)} 回続きます${bracketsJa(fromSidesJa(octets))}。`,
  },
  switch: {
    en: ({ to, within }) =>
      `From here on they speak ${to}${within === null ? '' : ` within ${within} (decrypted)`}.`,
    ja: ({ to, within }) =>
      within === null
        ? `ここからは ${to} で話します。`
        : `ここからは ${within} の中で ${to} を話します（復号した内容です）。`,
  },
  'upgrade-passed-over': {
    en: ({ offered, reason }) =>
      `C had offered to go on in \`${offered}\` (Upgrade), but S does not take it up${reason === null ? '' : `: ${reason}`}.`,
    ja: ({ offered, reason }) =>
      `C は「${offered}」への切り替えを申し出ていました（Upgrade）が、S は応じません。${reason === null ? '' : `${hindranceJa(reason)}。`}`,
  },
  speaks: {
    en: ({ who, protocol }) => `${letter(who)} speaks ${protocol}.`,
    ja: ({ who, protocol }) => `${letter(who)} は「${protocol}」で話します。`,
  },
  encrypted: {
    en: ({ who }) => `What ${letter(who)} says is encrypted now.`,
    ja: ({ who }) => `ここから、${letter(who)} の話すことは暗号化されています。`,
  },
  'encrypted-alert': {
    en: ({ guess }) => `The last of that is ${ALERT_EN[guess ?? 'unknown']}.`,
    ja: ({ guess }) => `その最後は${ALERT_JA[guess ?? 'unknown']}です。`,
  },
  mail: {
    en: ({ who, octets }) =>
      `What ${letter(who)} sends here is a mail${octets === null ? ', not all of it captured' : ` of ${plural(octets, 'octet')}`}.`,
    ja: ({ who, octets }) =>
      `${letter(who)} がここで送るものは、${octets === null ? 'メールですが、そのすべてはキャプチャされていません' : `${bytesJa(octets)}のメールです`}。`,
  },
  stalled: {
    en: ({ who, stream }) =>
      `${letter(who)} has sent all that ${otherLetter(who)} takes for now ${stream === null ? 'on all streams together' : `on stream ${stream}`} (flow control), and has to wait.`,
    ja: ({ who, stream }) =>
      `${letter(who)} は、${otherLetter(who)} が${stream === null ? '全体で' : `ストリーム ${stream} で`}いま受け取れる分をすべて送りました（フロー制御）。${letter(who)} は待つことになります。`,
  },
  'icmp-errors': {
    en: ({ who, reason, times, nextHopMtu }) =>
      `${times === 1 ? 'An ICMP error reports' : `${grouped(times)} ICMP errors report`} on what ${letter(who)} sent: ${reason}${nextHopMtu === null ? '' : `, the next hop takes at most ${plural(nextHopMtu, 'octet')}`}.`,
    ja: ({ who, reason, times, nextHopMtu }) =>
      `${letter(who)} が送ったものについて、ICMP エラー（${icmpErrorJa(reason)}）が ${grouped(times)} 回届きます。${nextHopMtu === null ? '' : `次の区間を通れるのは ${bytesJa(nextHopMtu)}までです。`}`,
  },
  silence: {
    en: ({ nanoseconds, who }) =>
      `${who === null ? 'Both are' : `${letter(who)} is`} silent for ${durationEn(nanoseconds)}.`,
    ja: ({ nanoseconds, who }) =>
      `${durationJa(nanoseconds)}の間、${who === null ? 'どちらも' : `${letter(who)} は`}黙っています。`,
  },
  omitted: {
    en: ({ segments }) =>
      `${plural(segments, 'segment')} ${segments === 1 ? 'is' : 'are'} left out here: ${segments === 1 ? 'it was' : 'they were'} not kept.`,
    ja: ({ segments }) => `ここの ${grouped(segments)} セグメントは残していないので、省きます。`,
  },
  'window-closed': {
    en: ({ who }) =>
      `${letter(who)} can take no more for now (zero window), and ${otherLetter(who)} has to wait.`,
    ja: ({ who }) =>
      `${letter(who)} はいま、これ以上受け取れません（ゼロウィンドウ）。${otherLetter(who)} は待つことになります。`,
  },
  'window-probes': {
    en: ({ who, times }) =>
      `${letter(who)} asks ${timesEn(times)} whether there is room again (window ${times === 1 ? 'probe' : 'probes'}).`,
    ja: ({ who, times }) =>
      `${letter(who)} は、${otherLetter(who)} の受信バッファに空きができたかどうかを ${grouped(times)} 回尋ねます（ウィンドウプローブ）。`,
  },
  'window-opened': {
    en: ({ who, after }) => `After ${durationEn(after)} ${letter(who)} has room again (window update).`,
    ja: ({ who, after }) =>
      `${durationJa(after)}後、${letter(who)} の受信バッファに空きができました（ウィンドウの更新）。`,
  },
  'window-instants': {
    en: ({ who, times }) =>
      `In between, ${letter(who)} had no room ${timesEn(times)}, ${times === 1 ? '' : 'each time '}for less than 10 ms (zero window).`,
    ja: ({ who, times }) =>
      `途中、${letter(who)} の受信バッファに空きがなくなったことが ${grouped(times)} 回ありました（ゼロウィンドウ、${times === 1 ? '' : 'いずれも '}10 ミリ秒未満）。`,
  },
  congestion: {
    en: ({ who, segments, slowed }) =>
      `In between, ${letter(who)} reported congestion on the path in ${plural(segments, 'segment')} (ECE); ${otherLetter(who)} ${slowed === 0 ? 'did not say that it slowed down' : `slowed down ${timesEn(slowed)} (CWR)`}.`,
    ja: ({ who, segments, slowed }) =>
      `途中、${letter(who)} は ${grouped(segments)} セグメントで、経路が混んでいることを ${otherLetter(who)} に知らせました（ECE）。${otherLetter(who)} ${slowed === 0 ? 'が速度を落としたという印はありません' : `は速度を ${grouped(slowed)} 回落としました（CWR）`}。`,
  },
  'keep-alive': {
    en: ({ who, times, answers }) =>
      `${letter(who)} asks ${timesEn(times)} whether ${otherLetter(who)} is still there (keep-alive ${times === 1 ? 'probe' : 'probes'})${answers === null ? '' : `; ${otherLetter(who)} ${answersEn(times, answers)}`}.`,
    ja: ({ who, times, answers }) =>
      `${letter(who)} は ${otherLetter(who)} がまだいるかどうかを ${grouped(times)} 回確かめます（キープアライブ）。${answers === null ? '' : `${otherLetter(who)} は${answersJa(times, answers)}。`}`,
  },
} satisfies Partial<Catalogue>;

/** `, 302 ms later`; `, 302 ms after C last spoke` */
function answeredAfterEn(who: Side, later: number | null, apart: boolean): string {
  if (later === null || !apart) return laterEn(later);
  return `, ${durationEn(later)} after ${otherLetter(who)} last spoke`;
}

/** ` 302 ミリ秒後に`; `、C が最後に話してから 302 ミリ秒後に` */
function answeredAfterJa(who: Side, later: number | null, apart: boolean): string {
  if (later === null) return '';
  return `${apart ? `、${otherLetter(who)} が最後に話してから` : ''} ${durationJa(later)}後に`;
}

/** ` 1.0 秒おきに、5.000 秒の間に`; of a clock that went back, the time from one to the next at most. */
function howLongJa(every: number | null, nanoseconds: number): string {
  const parts = every === null ? '' : `${roughJa(every)}おきに、`;
  const text = nanoseconds < 0 ? parts : `${parts}${durationJa(nanoseconds)}の間に`;
  return text === '' ? '' : ` ${text}`;
}

type Octets = Values['goes-on']['octets'];

const isExchange = (octets: Octets) => octets.every((count) => count > 0);

/** `: 640 octets from C and 1,200 from S`, `: 640 octets from C` */
function fromSidesEn(octets: Octets): string {
  const [client, server] = octets;
  if (isExchange(octets)) return `: ${plural(client, 'octet')} from C and ${grouped(server)} from S`;
  if (client > 0) return `: ${plural(client, 'octet')} from C`;
  return server > 0 ? `: ${plural(server, 'octet')} from S` : '';
}

/** `C から 640 バイト、S から 1,200 バイト`, `C から 640 バイト` */
function fromSidesJa([client, server]: Octets): string {
  const parts: string[] = [];
  if (client > 0) parts.push(`C から ${bytesJa(client)}`);
  if (server > 0) parts.push(`S から ${bytesJa(server)}`);
  return parts.join('、');
}

function answersEn(times: number, answers: number): string {
  if (answers === 0) return 'does not answer';
  if (answers < times) return `answers ${timesEn(answers)}`;
  return times === 1 ? 'answers' : 'answers each time';
}

function answersJa(times: number, answers: number): string {
  if (answers === 0) return '応答しません';
  if (answers < times) return ` ${grouped(answers)} 回応答します`;
  return times === 1 ? '応答します' : '毎回応答します';
}

function amountJa(amount: Values['says']['amount']): string {
  if (amount.octets === 0) return '';
  const segments = segmentsJa(amount);
  return `（${bytesJa(amount.octets)}${segments === '' ? '' : `、${segments}`}）`;
}

/** ` (136 octets)`, ` (5,038 octets in 2 segments)` */
function sizeEn(amount: Values['says']['amount']): string {
  if (amount.octets === 0) return '';
  const segments = segmentsEn(amount);
  return ` (${plural(amount.octets, 'octet')}${segments === '' ? '' : ` in ${segments}`})`;
}

/** ` in 1,615 octets`, ` in 80,045 octets (9 segments within 44 ms)` */
function inOctetsEn(amount: Values['says']['amount']): string {
  if (amount.octets === 0) return '';
  return ` in ${plural(amount.octets, 'octet')}${bracketsEn(segmentsEn(amount))}`;
}
