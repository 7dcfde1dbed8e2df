import type { SentAgain } from '../remarks/values.ts';
import type { Wordings } from './remark-wording.ts';
import { icmpErrorJa } from './terms-ja.ts';
import { grouped, letter, otherLetter, plural, roughEn, roughJa, timesEn } from './words.ts';

/** How octets were carried. */
export const DELIVERY_REMARKS = {
  'nagle-delayed-ack': {
    what: {
      en: ({ who, times, nanoseconds }) =>
        `${letter(who)} held back what it had to send next until the delayed ACK of ${otherLetter(who)} came: ${timesEn(times)}, ${times === 1 ? 'for' : 'up to'} ${roughEn(nanoseconds)}`,
      ja: ({ who, times, nanoseconds }) =>
        `${letter(who)} は、${otherLetter(who)} の遅延 ACK が届くまで次のデータの送信を待ちました（${grouped(times)} 回、${times === 1 ? '' : '最長 '}${roughJa(nanoseconds)}）`,
    },
    why: {
      en: 'The sender waits for the ACK before it sends another small segment, while the receiver waits for more data before it sends the ACK: write messages in one call, or set TCP_NODELAY.',
      ja: '送る側は次の小さなセグメントを送る前に ACK を待ち、受け取る側は ACK を返す前に次のデータを待っています。メッセージを一度に書き込むか、TCP_NODELAY を設定します。',
    },
  },
  'zero-window': {
    what: {
      en: ({ who, nanoseconds, times }) =>
        `${letter(who)}'s receive buffer was full: its window was 0 for ${roughEn(nanoseconds)}${times === 1 ? '' : ` in all (${timesEn(times)})`}, and ${otherLetter(who)} had to wait`,
      ja: ({ who, nanoseconds, times }) =>
        `${letter(who)} の受信バッファに空きがなくなりました。ウィンドウが${times === 1 ? '' : ` ${grouped(times)} 回、合わせて`} ${roughJa(nanoseconds)}の間 0 になり、${otherLetter(who)} は待たされました`,
    },
    why: {
      en: 'The receiving program does not read what has come: the sender has to wait, and nothing is wrong with the network.',
      ja: '受信側のプログラムが、届いたデータをまだ読み出していません。送信側は待つしかなく、ネットワークに問題はありません。',
    },
  },
  'window-limited': {
    what: {
      en: ({ who, times, nanoseconds, window, roundTrip }) =>
        `${otherLetter(who)} filled ${letter(who)}'s window (${plural(window, 'octet')}) ${timesEn(times)}, and waited ${roughEn(nanoseconds)} for ACKs (round trip ${roughEn(roundTrip)})`,
      ja: ({ who, times, nanoseconds, window, roundTrip }) =>
        `${otherLetter(who)} は ${letter(who)} のウィンドウ（${grouped(window)} バイト、往復時間 ${roughJa(roundTrip)}）を ${grouped(times)} 回使い切り、合わせて ${roughJa(nanoseconds)}の間 ACK を待ちました`,
    },
    why: {
      en: "No more than one window gets through in each round trip: the receiver's buffer is too small for this path (SO_RCVBUF, tcp_rmem), or its program reads too slowly. More bandwidth would not help.",
      ja: '1 往復ごとに送れるのはウィンドウ 1 つ分までです。受信側のバッファがこの経路には小さすぎる（SO_RCVBUF、tcp_rmem）か、受信側のプログラムの読み出しが遅くなっています。回線を速くしても改善しません。',
    },
  },
  'icmp-unreachable': {
    what: {
      en: ({ who, reason, times }) =>
        `what ${letter(who)} sent could not be delivered: ${reason} (ICMP, ${timesEn(times)})`,
      ja: ({ who, reason, times }) =>
        `${letter(who)} が送ったものは届けられませんでした。ICMP エラー（${icmpErrorJa(reason)}）が ${grouped(times)} 回届いています`,
    },
    why: {
      en: 'After the handshake TCP treats this as a transient problem (a soft error) and keeps retransmitting until it gives up (RFC 5461): a route, a link or the host is gone, or a firewall now blocks the connection.',
      ja: 'ハンドシェイクのあとの TCP はこれを一時的な障害（ソフトエラー）とみなし、あきらめるまで再送を続けます（RFC 5461）。経路・回線・ホストのどれかが使えなくなったか、ファイアウォールが通さなくなっています。',
    },
  },
  'packet-too-big': {
    what: {
      en: ({ who, times, nextHopMtu }) =>
        `packets of ${letter(who)} were too big for the path (ICMP, ${timesEn(times)})${nextHopMtu === null ? '' : `: the next hop takes at most ${plural(nextHopMtu, 'octet')}`}`,
      ja: ({ who, times, nextHopMtu }) =>
        `${letter(who)} のパケットは経路に対して大きすぎました（ICMP エラー ${grouped(times)} 回）${nextHopMtu === null ? '' : `。次の区間を通れるのは ${grouped(nextHopMtu)} バイトまでです`}`,
    },
    why: {
      en: 'A link on the way has a smaller MTU than those of both ends, as tunnels have, and the sender has to make its segments smaller (RFC 1191, RFC 8201): where such errors are filtered, all large segments are lost silently.',
      ja: 'トンネルのように、途中に両端より MTU の小さい区間があり、送る側はセグメントを小さくする必要があります（RFC 1191、RFC 8201）。このエラーが途中で捨てられると、大きなセグメントは何の知らせもなく失われます。',
    },
  },
  'large-packets-lost': {
    what: {
      en: ({ who, octets, times, passed }) =>
        `${letter(who)}'s segments of ${grouped(octets)} octets got no ACK (retransmitted ${timesEn(times)}), ${passed === null ? 'smaller packets got through' : `those of ${grouped(passed)} did`}`,
      ja: ({ who, octets, times, passed }) =>
        `${letter(who)} の ${grouped(octets)} バイトのセグメントは、${grouped(times)} 回再送しても確認応答がありませんでした。${passed === null ? 'もっと小さいパケットは届いています' : `${grouped(passed)} バイトに分けると届きました`}`,
    },
    why: {
      en: 'A link on the way has a smaller MTU, and the ICMP errors that should say so are missing or filtered (a path MTU black hole, RFC 2923): let these errors through, clamp the MSS where the tunnel begins, or let the sender probe (RFC 4821; tcp_mtu_probing in Linux).',
      ja: '途中に MTU の小さい区間があり、それを知らせるはずの ICMP エラーが出ていないか、捨てられています（PMTU ブラックホール、RFC 2923）。このエラーを通すか、トンネルの入口で MSS を小さく書き換えるか、送信側に経路の MTU を探らせる（RFC 4821、tcp_mtu_probing など）必要があります。',
    },
  },
  'data-unanswered': {
    what: {
      en: ({ who, times, nanoseconds }) =>
        `${letter(who)} retransmitted the same segment ${timesEn(times)} within ${roughEn(nanoseconds)}, and nothing at all came back from ${otherLetter(who)}`,
      ja: ({ who, times, nanoseconds }) =>
        `${letter(who)} は ${roughJa(nanoseconds)}の間に同じセグメントを ${grouped(times)} 回再送しましたが、${otherLetter(who)} からは何も返ってきませんでした`,
    },
    why: {
      en: 'The other host is gone or cut off, or something on the way drops what is sent without a word: a firewall, or a NAT that has forgotten the connection. TCP goes on sending for minutes before the program hears of it, unless it has a timeout of its own (TCP_USER_TIMEOUT).',
      ja: '相手のホストがなくなったか切り離されたか、途中のファイアウォールや、コネクションを忘れた NAT が、何の知らせもなく捨てています。TCP は何分も送り続けるので、プログラムに独自のタイムアウト（TCP_USER_TIMEOUT など）がなければ、それまで気づきません。',
    },
  },
  'retransmission-timeout': {
    what: {
      en: ({ sides }) =>
        againEn(sides, ({ nanoseconds }) => `after its timer ran out (up to ${roughEn(nanoseconds)} late)`),
      ja: ({ sides }) =>
        againJa(
          sides,
          () => '再送タイマーが切れたあとに',
          ({ nanoseconds }) => `（最長 ${roughJa(nanoseconds)}の遅れ）`,
        ),
    },
    why: {
      en: 'Each timeout is a silence of 200 ms and more, and the sender starts again slowly: packets or their ACKs were lost or late, and no duplicate ACKs pointed to it.',
      ja: 'タイムアウトのたびに 200 ミリ秒以上の沈黙が生じ、送信側は速度を落として再開します。パケットかその ACK が失われたか遅れたかしていて、それを知らせる重複 ACK もありませんでした。',
    },
  },
  'fast-retransmission': {
    what: {
      en: ({ sides }) => againEn(sides, () => 'after duplicate ACKs'),
      ja: ({ sides }) => againJa(sides, () => '重複 ACK を受けて'),
    },
    why: {
      en: 'Something was lost: TCP repaired it within about one round trip, then slows down, taking the loss for congestion.',
      ja: 'パケットが失われ、TCP がおよそ 1 往復で補いました。TCP は混雑による損失とみなし、このあと速度を落とします。',
    },
  },
  'spurious-retransmission': {
    what: {
      en: ({ sides }) =>
        againEn(
          sides,
          ({ who, segments }) => `though ${otherLetter(who)} had ${segments === 1 ? 'it' : 'them'} already`,
        ),
      ja: ({ sides }) => againJa(sides, ({ who }) => `、${otherLetter(who)} がすでに受け取っていた`),
    },
    why: {
      en: "Nothing was lost: an ACK was late or lost, or packets were delayed. Many of them mean that the path's delay varies.",
      ja: '失われたものはありません。ACK が遅れたか失われたか、パケットが遅れて届きました。これが多ければ、経路の遅延が大きく変動しています。',
    },
  },
  'not-captured': {
    what: {
      en: ({ who, octets }) =>
        `${letter(who)} acknowledged ${octets === 0 ? 'data' : `at least ${plural(octets, 'octet')}`} of ${otherLetter(who)} that the capture does not have`,
      ja: ({ who, octets }) =>
        `${letter(who)} は、${otherLetter(who)} のデータのうちキャプチャにないもの${octets === 0 ? '' : `（少なくとも ${grouped(octets)} バイト）`}に確認応答を返しました`,
    },
    why: {
      en: 'The packets were there, and this capture missed them: what seems lost or slow here may be nothing but that.',
      ja: 'パケットは実際には届いていて、このキャプチャが取りこぼしたものです。ここで失われたり遅れたりして見えるのは、そのせいにすぎないかもしれません。',
    },
  },
  'keep-alive-unanswered': {
    what: {
      en: ({ who, times }) =>
        `${letter(who)} asked ${timesEn(times)} whether ${otherLetter(who)} is still there, and had no answer`,
      ja: ({ who, times }) =>
        `${letter(who)} は ${otherLetter(who)} がまだいるかどうかを ${grouped(times)} 回確かめましたが、応答がありません`,
    },
    why: {
      en: 'The other end, or something on the way that kept state for this connection, may be gone: after some more unanswered probes the host gives the connection up.',
      ja: '相手のホストか途中の機器が応答できなくなっている可能性があります。応答がないまま続けば、ホストはコネクションをあきらめます。',
    },
  },
} satisfies Wordings;

function againEn(sides: readonly SentAgain[], how: (side: SentAgain) => string): string {
  return sides
    .map(
      (side) =>
        `${letter(side.who)} retransmitted ${plural(side.segments, 'segment')}${repeatedEn(side)} ${how(side)}`,
    )
    .join('; ');
}

/** How often, where some were sent again more than once. */
function repeatedEn({ segments, times }: SentAgain): string {
  if (times === segments) return '';
  return segments === 1 ? ` ${timesEn(times)}` : `, ${timesEn(times)} in all,`;
}

function repeatedJa({ segments, times }: SentAgain): string {
  if (times === segments) return '';
  return segments === 1 ? ` ${grouped(times)} 回` : `合わせて ${grouped(times)} 回`;
}

function againJa(
  sides: readonly SentAgain[],
  how: (side: SentAgain) => string,
  behind: (side: SentAgain) => string = () => '',
): string {
  return sides
    .map(
      (side) =>
        `${letter(side.who)} は${how(side)} ${grouped(side.segments)} セグメントを${repeatedJa(side)}再送しました${behind(side)}`,
    )
    .join('。');
}
