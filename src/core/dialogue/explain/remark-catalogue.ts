import type { RemarkCode, RemarkValues, SentAgain } from '../remarks/values.ts';
import { hindranceJa } from './terms-ja.ts';
import type { Language } from './values.ts';
import { countTimesEn, grouped, letter, otherLetter, plural, roughEn, roughJa, timesEn } from './words.ts';

interface RemarkWording<Code extends RemarkCode> {
  /** What it is here, in one sentence without its full stop, with C and S for the sides. */
  readonly what: Readonly<Record<Language, (values: RemarkValues[Code]) => string>>;
  /** Why it matters, with its full stop. */
  readonly why: Readonly<Record<Language, string>>;
}

/** Every remark in every language: one that lacks a translation does not compile. */
export const REMARK_CATALOGUE: { readonly [Code in RemarkCode]: RemarkWording<Code> } = {
  'port-reused': {
    what: {
      en: ({ port }) => `port ${port} of C had been used for another connection before`,
      ja: ({ port }) => `C のポート ${port} は、前に別のコネクションで使われていました`,
    },
    why: {
      en: 'A client that opens very many connections runs through its ports, others choose theirs: tools that go by ports take these connections for one.',
      ja: '非常に多くのコネクションを開くとポートが一巡します。クライアントが自分でポートを決めていることもあります。ポートだけで見分けるツールは、これらを一つのコネクションとみなします。',
    },
  },
  refused: {
    what: {
      en: ({ port, onTheWay }) =>
        onTheWay
          ? `port ${port} of S was refused on the way (ICMP)`
          : `S refused: its answer to the SYN for port ${port} is an RST`,
      ja: ({ port, onTheWay }) =>
        onTheWay
          ? `S のポート ${port} への接続は途中で拒否されました（ICMP）`
          : `S は接続を拒否しました。ポート ${port} への SYN に RST で応えています`,
    },
    why: {
      en: 'The host was reached, but nothing listens on this port, or a firewall turns connections away.',
      ja: 'ホストには届いていますが、このポートで待ち受けているものがないか、ファイアウォールが接続を拒んでいます。',
    },
  },
  'syn-unanswered': {
    what: {
      en: ({ syns, nanoseconds }) =>
        `C sent ${grouped(syns)} SYNs in ${roughEn(nanoseconds)}, and none was answered`,
      ja: ({ syns, nanoseconds }) =>
        `C は ${roughJa(nanoseconds)}の間に SYN を ${grouped(syns)} 回送りましたが、一度も応答がありません`,
    },
    why: {
      en: 'Packets are dropped on the way or by a firewall, the host is down, or its program does not accept connections as fast as they come (listen backlog): clients then wait until they give up.',
      ja: 'パケットが途中やファイアウォールで捨てられているか、ホストが停止しているか、サーバーのプログラムによる接続の受け付けが追いつかず、待ち行列（バックログ）があふれています。クライアントはあきらめるまで待たされます。',
    },
  },
  'no-mss': {
    what: {
      en: ({ who }) => `the SYN of ${letter(who)} names no maximum segment size`,
      ja: ({ who }) => `${letter(who)} の SYN に最大セグメント長（MSS）の指定がありません`,
    },
    why: {
      en: 'The other side may have to send in segments of 536 B, three times as many as usual; some device may take options away.',
      ja: '相手は 536 バイトずつ、ふつうの 3 倍の数のセグメントで送ることになるかもしれません。途中の機器がオプションを取り除いていることもあります。',
    },
  },
  'no-window-scaling': {
    what: {
      en: ({ who }) =>
        who === null
          ? 'neither side offered window scaling'
          : `${otherLetter(who)} offered window scaling, ${letter(who)} did not`,
      ja: ({ who }) =>
        who === null
          ? 'どちらもウィンドウスケールを申し出ていません'
          : `${otherLetter(who)} はウィンドウスケールを申し出ましたが、${letter(who)} は申し出ていません`,
    },
    why: {
      en: 'No more than 64 KiB can be on the way at once, so that long or fast paths stay empty; some device may take options away.',
      ja: '一度に送り出せるのは 64 KiB までなので、遠い経路や速い経路を使い切れません。途中の機器がオプションを取り除いていることもあります。',
    },
  },
  'ecn-refused': {
    what: {
      en: () => 'C asked for ECN (ECE and CWR in its SYN), S did not agree',
      ja: () => 'C は ECN を求めました（SYN の ECE と CWR）が、S は応じませんでした',
    },
    why: {
      en: 'Routers cannot mark packets instead of dropping them: the server does not know ECN, or a device on the way took the bits away.',
      ja: 'ルーターはパケットを捨てる代わりに印を付けることができません。サーバーが ECN に対応していないか、途中の機器がビットを消しています。',
    },
  },
  'h2c-not-taken': {
    what: {
      en: ({ reason }) =>
        `C offered h2c, S answered in HTTP/1 and did not switch${reason === null ? '' : `: ${reason}`}`,
      ja: ({ reason }) =>
        `C は h2c への切り替えを申し出ましたが、S は HTTP/1 で答え、切り替えませんでした${reason === null ? '' : `（${hindranceJa(reason)}）`}`,
    },
    why: {
      en: 'A server may pass over an Upgrade (RFC 9110, section 7.8), and the connection stays HTTP/1.1: speak HTTP/2 from the first byte, or over TLS with ALPN.',
      ja: 'サーバーは Upgrade を無視してよく（RFC 9110、7.8 節）、コネクションは HTTP/1.1 のままです。HTTP/2 を使うには、最初のバイトから HTTP/2 で話すか、TLS の ALPN で選びます。',
    },
  },
  'tls-version-deprecated': {
    what: {
      en: ({ who, version, newestOffered }) =>
        `${letter(who)} chose ${versionOf(version)}${offerEn(otherLetter(who), version, newestOffered)}`,
      ja: ({ who, version, newestOffered }) =>
        `${letter(who)} は ${versionOf(version)} を選びました${offerJa(otherLetter(who), version, newestOffered)}`,
    },
    why: {
      en: 'TLS 1.0 and 1.1 must not be used any more (RFC 8996), nor SSL 3.0 (RFC 7568): they rest on MD5 and SHA-1, and many programs refuse them by now.',
      ja: 'TLS 1.0 と 1.1（RFC 8996）、SSL 3.0（RFC 7568）はもう使ってはなりません。古い弱いハッシュ関数に頼っており、今では多くのプログラムが受け付けません。',
    },
  },
  'tls-alert': {
    what: {
      en: ({ who, description, level }) => `${letter(who)} gave up TLS: ${description} (${level})`,
      ja: ({ who, description, level }) =>
        `${letter(who)} は TLS を打ち切りました。アラートは ${description}（${level}）です`,
    },
    why: {
      en: 'The alert names why its sender did not go on: a certificate that it does not trust, no version or cipher in common, an unknown name.',
      ja: 'アラートは、送った側が続けられなかった理由を示します。信頼できない証明書、共通のバージョンや暗号スイートがないこと、知らないサーバー名などです。',
    },
  },
  'plain-http-to-tls-port': {
    what: {
      en: ({ saidSo }) => `C spoke plain HTTP, S ${saidSo ? 'says that it wants TLS' : 'answered in TLS'}`,
      ja: ({ saidSo }) =>
        `C は平文の HTTP で話し、S は${saidSo ? ' TLS で話すよう求めました' : ' TLS で答えました'}`,
    },
    why: {
      en: 'The server expected a ClientHello: the address should begin with https, or the port is the wrong one.',
      ja: 'サーバーは ClientHello を待っていました。URL を https で始めるべきか、ポートが違っています。',
    },
  },
  'tls-to-plain-http-port': {
    what: {
      en: () => 'C began with TLS, S answered in plain HTTP',
      ja: () => 'C は TLS で話し始め、S は平文の HTTP で答えました',
    },
    why: {
      en: 'The server does not speak TLS here: the address should begin with http, or the port is the wrong one.',
      ja: 'サーバーはこのポートで TLS を話しません。URL を http で始めるべきか、ポートが違っています。',
    },
  },
  'http1-to-http2-port': {
    what: {
      en: () => 'C spoke HTTP/1, S speaks HTTP/2 at once (its first octets are SETTINGS)',
      ja: () =>
        'C は HTTP/1 で話し、S は最初から HTTP/2 で話しています（最初のオクテットが「SETTINGS」です）',
    },
    why: {
      en: 'The server knows neither HTTP/1 nor the Upgrade to h2c here, and expects HTTP/2 from the first byte (prior knowledge, RFC 9113, section 3.3): speak it so, or the port is the wrong one.',
      ja: 'このサーバーは HTTP/1 も h2c への Upgrade も受け付けず、最初のバイトから HTTP/2 で話すこと（RFC 9113、3.3 節の「prior knowledge」）を求めています。そのように話すべきか、ポートが違っています。',
    },
  },
  'expect-unanswered': {
    what: {
      en: ({ nanoseconds }) =>
        `C waited ${roughEn(nanoseconds)} in vain for 100 Continue before it sent the body of its request`,
      ja: ({ nanoseconds }) =>
        `C は「100 Continue」を ${roughJa(nanoseconds)}待ちましたが届かず、そのままリクエストのボディを送りました`,
    },
    why: {
      en: 'The server, or something before it, does not answer Expect: 100-continue (RFC 9110, section 10.1.1), and every such request loses this time: let it answer at once, or send requests without Expect.',
      ja: 'サーバーかその手前のものが「Expect: 100-continue」に答えておらず（RFC 9110、10.1.1 節）、そのようなリクエストのたびにこの時間が失われます。すぐに答えるようにするか、「Expect」を付けずに送ります。',
    },
  },
  'slow-first-byte': {
    what: {
      en: ({ nanoseconds, of, early }) =>
        `the first byte of this response came ${roughEn(nanoseconds)} after ${early ? 'the last octets of its unfinished request' : 'its request'}${of === 1 ? '' : `, the slowest of ${grouped(of)}`}`,
      ja: ({ nanoseconds, of, early }) =>
        `このレスポンスの最初のバイトは、${early ? 'まだ送り終えていないリクエストの最後の部分' : 'リクエスト'}の ${roughJa(nanoseconds)}後に届きました${of === 1 ? '' : `（${grouped(of)} 件のうち最も遅いもの）`}`,
    },
    why: {
      en: "That is the time in which the server thinks or waits: it is neither the network's nor that of the transfer.",
      ja: 'これはサーバーが処理したり待ったりしている時間で、ネットワークや転送にかかる時間ではありません。',
    },
  },
  'slow-transfer': {
    what: {
      en: ({ nanoseconds }) => `this response took ${roughEn(nanoseconds)} from its first byte to its last`,
      ja: ({ nanoseconds }) =>
        `このレスポンスは、最初のバイトから最後のバイトまで ${roughJa(nanoseconds)}かかりました`,
    },
    why: {
      en: 'The server had begun to answer: the time goes into a large body, a slow path or reader, or a response that is made piece by piece.',
      ja: 'サーバーはすでに答え始めています。大きなボディ、遅い経路や受信側、少しずつ作られるレスポンスなどに時間がかかっています。',
    },
  },
  'nagle-delayed-ack': {
    what: {
      en: ({ who, times, nanoseconds }) =>
        `${letter(who)} held back the rest of a message until the delayed ACK of ${otherLetter(who)}: ${countTimesEn(times)}, up to ${roughEn(nanoseconds)}`,
      ja: ({ who, times, nanoseconds }) =>
        `${letter(who)} は、${otherLetter(who)} の遅延 ACK が届くまでメッセージの残りを送りませんでした（${grouped(times)} 回、最長 ${roughJa(nanoseconds)}）`,
    },
    why: {
      en: 'The sender waits for the ACK before it sends the small rest, the receiver waits for the rest before it sends the ACK: write messages in one call, or set TCP_NODELAY.',
      ja: '送る側は小さな残りを送る前に ACK を待ち、受け取る側は ACK を返す前に残りを待っています。メッセージを一度に書き込むか、TCP_NODELAY を設定します。',
    },
  },
  'zero-window': {
    what: {
      en: ({ who, nanoseconds, times }) =>
        `${letter(who)} was not reading: its window was 0 for ${roughEn(nanoseconds)}, ${countTimesEn(times)}, and ${otherLetter(who)} had to wait`,
      ja: ({ who, nanoseconds, times }) =>
        `${letter(who)} が読み出していません。ウィンドウが ${grouped(times)} 回、合わせて ${roughJa(nanoseconds)}の間 0 になり、${otherLetter(who)} は待たされました`,
    },
    why: {
      en: 'The program on that side does not read what has come: the sender has to wait, and nothing is wrong with the network.',
      ja: 'その側のプログラムが、届いたものを読み出していません。送る側は待つしかなく、ネットワークに問題はありません。',
    },
  },
  'retransmission-timeout': {
    what: {
      en: ({ sides }) =>
        againEn(sides, ({ nanoseconds }) => `after its timer ran out (up to ${roughEn(nanoseconds)} late)`),
      ja: ({ sides }) =>
        againJa(
          sides,
          '再送タイマーが切れたあとに',
          ({ nanoseconds }) => `（最長 ${roughJa(nanoseconds)}の遅れ）`,
        ),
    },
    why: {
      en: 'Each timeout is a silence of 200 ms and more, and the sender starts again slowly: packets were lost, and nothing behind them told of it.',
      ja: 'タイムアウトのたびに 200 ミリ秒以上の沈黙が生じ、送る側はゆっくりと再開します。パケットが失われ、そのことを知らせる後続もなかったのです。',
    },
  },
  'fast-retransmission': {
    what: {
      en: ({ sides }) => againEn(sides, () => 'after duplicate ACKs'),
      ja: ({ sides }) => againJa(sides, '重複 ACK を受けて'),
    },
    why: {
      en: 'A packet was lost, and TCP mended it within about one round trip; it slows down, as if the path were crowded.',
      ja: 'パケットが失われ、TCP がおよそ 1 往復で補いました。TCP は経路が混んでいるとみなして速度を落とします。',
    },
  },
  'spurious-retransmission': {
    what: {
      en: ({ sides }) => againEn(sides, () => 'though it was acknowledged'),
      ja: ({ sides }) => againJa(sides, '確認応答があったのに'),
    },
    why: {
      en: "Nothing was lost: an ACK was late or lost, or packets were delayed. Many of them mean that the path's delay varies.",
      ja: '失われたものはありません。ACK が遅れたか失われたか、パケットが遅れて届きました。これが多ければ、経路の遅延が大きく変動しています。',
    },
  },
  'not-captured': {
    what: {
      en: ({ who, octets }) =>
        `${letter(who)} acknowledged ${octets === 0 ? 'data' : `at least ${grouped(octets)} B`} of ${otherLetter(who)} that the capture does not have`,
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
        `${letter(who)} asked ${grouped(times)} times whether ${otherLetter(who)} is still there, and had no answer`,
      ja: ({ who, times }) =>
        `${letter(who)} は ${otherLetter(who)} がまだいるかどうかを ${grouped(times)} 回確かめましたが、応答がありません`,
    },
    why: {
      en: 'The other end, or something on the way that kept state for this connection, is gone: what is sent now will be lost.',
      ja: '相手か、途中でこのコネクションの状態を保っていた機器がなくなっています。これから送るものは失われます。',
    },
  },
  'server-idle-timeout': {
    what: {
      en: ({ nanoseconds, withReset, announcedSeconds, asAnnounced }) => {
        const how = withReset ? ' with RST' : '';
        const announced =
          announcedSeconds === null
            ? 'and had announced no timeout'
            : asAnnounced
              ? `as its Keep-Alive: timeout=${announcedSeconds} had said`
              : `though its Keep-Alive field said timeout=${announcedSeconds}`;
        return `S closed the idle connection${how} after ${roughEn(nanoseconds)} of silence, ${announced}`;
      },
      ja: ({ nanoseconds, withReset, announcedSeconds, asAnnounced }) => {
        const announced =
          announcedSeconds === null
            ? 'タイムアウトの予告はありませんでした'
            : asAnnounced
              ? `Keep-Alive: timeout=${announcedSeconds} と予告したとおりです`
              : `Keep-Alive フィールドの予告は timeout=${announcedSeconds} でした`;
        return `S は ${roughJa(nanoseconds)}の沈黙のあと、使われていないコネクションを${withReset ? ' RST で' : ''}閉じました。${announced}`;
      },
    },
    why: {
      en: "A client that sends its next request at this moment loses it: its own idle time should be shorter than the server's.",
      ja: 'ちょうどこのとき次のリクエストを送ると失われます。クライアントが待つ時間は、サーバーのタイムアウトより短くしておくべきです。',
    },
  },
  'client-closed-early': {
    what: {
      en: ({ nanoseconds }) =>
        `C closed a connection that could have been kept, ${roughEn(nanoseconds)} after the response to its only request`,
      ja: ({ nanoseconds }) =>
        `コネクションは維持できたのに、C は唯一のリクエストへのレスポンスの ${roughJa(nanoseconds)}後に閉じました`,
    },
    why: {
      en: 'Every further request pays for a new handshake (and TLS): use one session or pool, or ask for Connection: close.',
      ja: '次のリクエストのたびに、新しいハンドシェイク（TLS ならさらにその分）が必要になります。セッションやコネクションプールを使い回すか、初めから Connection: close を求めます。',
    },
  },
  'request-on-closing-connection': {
    what: {
      en: ({ octets, knew, reset }) =>
        `C sent ${grouped(octets)} B ${knew ? 'although it had acknowledged the FIN of S' : 'while the FIN of S was on its way'}; ${reset ? 'S answered with RST' : 'no response came'}`,
      ja: ({ octets, knew, reset }) =>
        `C は${knew ? ' S の FIN に確認応答を返していたのに' : '、S の FIN が届く前に'} ${grouped(octets)} バイトを送り、${reset ? 'S は RST で応えました' : 'レスポンスは届きませんでした'}`,
    },
    why: {
      en: 'No answer can come behind a FIN. A pool that keeps connections for longer than the server does runs into this race (RFC 9112, section 9.5): it must retry, or give up connections sooner.',
      ja: 'FIN のあとに答えが届くことはありません。サーバーより長くコネクションを保つプールで起こる競合です（RFC 9112、9.5 節）。再試行するか、コネクションをもっと早く手放す必要があります。',
    },
  },
  'body-cut-short': {
    what: {
      en: ({ who, isRequest, octets, of, by, withReset, afterOther }) => {
        const came =
          of === null
            ? `${grouped(octets)} B had come in chunks`
            : `${grouped(octets)} of ${grouped(of)} B had come`;
        const after = afterOther ? `, after ${otherLetter(by)} had closed` : '';
        return `the body of ${letter(who)}'s ${isRequest ? 'request' : 'response'} was cut short: ${came} when ${letter(by)} ${withReset ? 'reset the connection (RST)' : 'closed (FIN)'}${after}`;
      },
      ja: ({ who, isRequest, octets, of, by, withReset, afterOther }) => {
        const came =
          of === null
            ? `チャンクで ${grouped(octets)} バイト`
            : `${grouped(of)} バイトのうち ${grouped(octets)} バイト`;
        const after = afterOther ? `${otherLetter(by)} が閉じたあと、` : '';
        return `${letter(who)} の${isRequest ? 'リクエスト' : 'レスポンス'}のボディは途中で切れています。${came}まで届いたところで、${after}${letter(by)} が${withReset ? ' RST でリセットしました' : ' FIN で閉じました'}`;
      },
    },
    why: {
      en: 'A message without the end of its body is incomplete (RFC 9112, section 8), whatever its status says: its sender gave up, or something behind or between the two did, or the other side no longer wanted it.',
      ja: 'ボディの終わりまで届かなかったメッセージは、ステータスが何であれ不完全です（RFC 9112、8 節）。送る側、その背後や途中にあるもの、受け取る側のどれかが打ち切っています。',
    },
  },
  'websocket-unclosed': {
    what: {
      en: ({ who, withReset }) =>
        `${letter(who)} ended the WebSocket with ${withReset ? 'RST' : 'FIN'}, and neither side had sent a Close frame`,
      ja: ({ who, withReset }) =>
        `${letter(who)} は${withReset ? ' RST' : ' FIN'} で WebSocket を終わらせ、どちらもクローズフレームを送っていません`,
    },
    why: {
      en: 'A program that did not ask for it is told of an abnormal closure, code 1006 (RFC 6455, section 7.1.5): it cannot tell a crash or a timeout on the way from an end that was meant.',
      ja: '自分で終わらせていないプログラムには異常終了のコード 1006 が伝えられます（RFC 6455、7.1.5 節）。クラッシュや途中のタイムアウトなのか、意図した終わりなのかを区別できません。',
    },
  },
  'reset-with-data-unread': {
    what: {
      en: ({ who, octets, behind }) => RESET_EN[behind](letter(who), otherLetter(who), octets),
      ja: ({ who, octets, behind }) => RESET_JA[behind](letter(who), otherLetter(who), grouped(octets)),
    },
    why: {
      en: 'A host does so by itself where its program closes with data unread, and at the wish of a program: what was not read yet is thrown away, the other side sees an error instead of an end, and data that the resetting side had sent last may be lost as well.',
      ja: '読み残しがあるままプログラムが閉じるとホストが自ら送る RST で、プログラムが求めて送ることもあります。まだ読まれていないものは捨てられ、相手には正常な終わりではなくエラーに見えます。リセットした側が最後に送ったデータも失われることがあります。',
    },
  },
  'half-closed': {
    what: {
      en: ({ who, nanoseconds, octets }) =>
        `half-closed for ${roughEn(nanoseconds)}: ${letter(who)} had closed, ${otherLetter(who)} ${octets === 0 ? 'sent nothing in that time' : `still sent ${grouped(octets)} B`}`,
      ja: ({ who, nanoseconds, octets }) =>
        `${roughJa(nanoseconds)}の間、半クローズでした。${letter(who)} は閉じていて、${otherLetter(who)} は${octets === 0 ? 'その間何も送っていません' : `まだ ${grouped(octets)} バイトを送りました`}`,
    },
    why: {
      en: 'The other side may still send, which is sometimes meant; without data it is a program that forgot to close (CLOSE-WAIT) and holds a socket.',
      ja: '相手はまだ送ることができ、それが意図されている場合もあります。データがなければ、プログラムが閉じるのを忘れ（CLOSE-WAIT）、ソケットを持ち続けています。',
    },
  },
};

type Behind = RemarkValues['reset-with-data-unread']['behind'];

/** What `who` reset, by what `other` had sent before. */
const RESET_EN: Readonly<Record<Behind, (who: string, other: string, octets: number) => string>> = {
  'request-body': (who, other, octets) =>
    `${who} reset the connection right behind its response, when ${other} had sent ${grouped(octets)} B of the request's body`,
  response: (who, other, octets) =>
    `${who} reset the connection right behind ${grouped(octets)} B of the response of ${other}`,
  data: (who, other, octets) =>
    `${who} reset the connection right behind ${grouped(octets)} B of ${other} that it had not answered`,
};
const RESET_JA: Readonly<Record<Behind, (who: string, other: string, octets: string) => string>> = {
  'request-body': (who, other, octets) =>
    `${other} がリクエストのボディを ${octets} バイト送ったところで、${who} はレスポンスを返し、その直後にコネクションをリセットしました`,
  response: (who, other, octets) =>
    `${other} がレスポンスを ${octets} バイト送った直後に、${who} はコネクションをリセットしました`,
  data: (who, other, octets) =>
    `${who} は、${other} が送った ${octets} バイトに答えないまま、その直後にコネクションをリセットしました`,
};

/** A version of TLS as it is called. */
function versionOf(version: string): string {
  return version.startsWith('SSL') ? version : `TLS ${version}`;
}

function offerEn(by: string, version: string, newest: string | null): string {
  if (newest === null) return '';
  return newest === version
    ? `, the newest that ${by} had offered`
    : `, although ${by} had offered ${versionOf(newest)}`;
}

function offerJa(by: string, version: string, newest: string | null): string {
  if (newest === null) return '';
  return newest === version
    ? `（${by} が申し出た中で最も新しいものです）`
    : `（${by} は ${versionOf(newest)} も申し出ていました）`;
}

/** What a remark is, in one sentence without its full stop. */
export function remarkWhat(code: RemarkCode, values: RemarkValues[RemarkCode], language: Language): string {
  // A remark's values are those of its code: the rule that made both is typed so.
  return (REMARK_CATALOGUE[code].what[language] as (values: RemarkValues[RemarkCode]) => string)(values);
}

function againEn(sides: readonly SentAgain[], how: (side: SentAgain) => string): string {
  return sides
    .map(
      (side) =>
        `${letter(side.who)} sent ${plural(side.segments, 'segment')} again${repeatedEn(side)} ${how(side)}`,
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
  how: string,
  behind: (side: SentAgain) => string = () => '',
): string {
  return sides
    .map(
      (side) =>
        `${letter(side.who)} は${how} ${grouped(side.segments)} セグメントを${repeatedJa(side)}再送しました${behind(side)}`,
    )
    .join('。');
}
