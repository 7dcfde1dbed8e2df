import type { RemarkValues } from '../remarks/values.ts';
import type { Wordings } from './remark-wording.ts';
import { grouped, letter, otherLetter, plural, roughEn, roughJa, timesEn } from './words.ts';

type Refuser = RemarkValues['refused']['by'];

const REFUSED_EN: Readonly<Record<Refuser, (port: number) => string>> = {
  rst: (port) => `S refused: its answer to the SYN for port ${port} is an RST`,
  icmp: (port) => `S refused: its answer to the SYN for port ${port} is an ICMP error`,
  'on-the-way': (port) => `port ${port} of S was refused on the way (ICMP)`,
};
const REFUSED_JA: Readonly<Record<Refuser, (port: number) => string>> = {
  rst: (port) => `S は接続を拒否しました。ポート ${port} への SYN に RST で応えています`,
  icmp: (port) => `S は接続を拒否しました。ポート ${port} への SYN に ICMP エラーで応えています`,
  'on-the-way': (port) => `S のポート ${port} への接続は途中で拒否されました（ICMP）`,
};

/** How a connection was captured, and how it opened, or did not. */
export const OPENING_REMARKS = {
  'captured-twice': {
    what: {
      en: ({ times, copies }) =>
        `every packet of this connection is in the capture ${timesEn(times)} (${plural(copies, 'copy', 'copies')})`,
      ja: ({ times, copies }) =>
        `このキャプチャには、このコネクションのパケットがどれも ${times} 回ずつ入っています（写しは ${grouped(copies)} 個）`,
    },
    why: {
      en: 'Packets were captured where they come in and again where they go out: on a mirror port, on `any` of a host that forwards, on a bridge and its ports, in a tunnel and below it. They were sent once, though the counts take the copies for retransmissions and duplicate ACKs: capture on one device.',
      ja: 'パケットが入るところと出るところの両方でキャプチャされています（ミラーポート、転送を行うホストの「any」、ブリッジとそのポート、トンネルの中と外など）。送られたのは 1 回だけで、再送や重複 ACK の件数には写しが数えられています。一つのデバイスだけでキャプチャすれば、写しは入りません。',
    },
  },
  'port-reused': {
    what: {
      en: ({ port }) => `port ${port} of C had been used for another connection before`,
      ja: ({ port }) => `C のポート ${port} は、前に別のコネクションで使われていました`,
    },
    why: {
      en: 'A client that opens very many connections uses all its ports and begins again; some clients choose a fixed port. Tools that tell connections apart by ports alone merge these.',
      ja: '非常に多くのコネクションを開くとポートが一巡します。クライアントが決まったポートを使っていることもあります。ポートだけで見分けるツールは、これらを一つのコネクションとみなします。',
    },
  },
  'self-connected': {
    what: {
      en: ({ port }) => `C is connected to itself: port ${port} is its own, and the one that it asked for`,
      ja: ({ port }) => `C は自分自身に接続しています。接続先のポート ${port} は C 自身のポートです`,
    },
    why: {
      en: 'Nobody listened on that port, and the system, or the program, had chosen the very same one for the client: its SYN came back to itself, as in a simultaneous open (RFC 9293, section 3.5). It reads what it has written itself, and while it goes on no server can listen there. It happens to clients that try a port again and again which lies in the range of ephemeral ports: keep the ports of servers out of that range.',
      ja: 'そのポートで待ち受けているものがなく、システム（またはプログラム）がクライアントに偶然同じポートを割り当てたため、SYN が自分自身に届き、同時オープン（RFC 9293、3.5 節）として接続が開きました。自分で書いたデータを自分で読むことになり、続いている間はサーバーがそのポートで待ち受けられません。エフェメラルポートの範囲にあるポートへ何度も接続を試みるクライアントで起こります。サーバーのポートはその範囲から外してください。',
    },
  },
  refused: {
    what: {
      en: ({ port, by }) => REFUSED_EN[by](port),
      ja: ({ port, by }) => REFUSED_JA[by](port),
    },
    why: {
      en: 'Either the host was reached and nothing listens on this port, or a firewall refused in its name.',
      ja: 'ホストには届いたがこのポートで待ち受けているものがないか、途中のファイアウォールが代わりに拒んでいます。',
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
      en: 'The other side may have to send in segments of 536 octets over IPv4, or 1,220 over IPv6, many more than usual. The host does not send the option, or a device on the way removed it.',
      ja: '相手は小さなセグメント（IPv4 では 536 バイト、IPv6 では 1,220 バイト）に分け、ふつうよりずっと多くのセグメントで送ることになるかもしれません。ホストがこのオプションを送っていないか、途中の機器が取り除いています。',
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
      en: 'No more than 64 KiB can be on the way at once, which does not fill a long or fast path. The host does not offer it, or a device on the way removed the option.',
      ja: '一度に送り出せるのは 64 KiB までなので、遠い経路や速い経路を使い切れません。ホストが申し出ていないか、途中の機器がオプションを取り除いています。',
    },
  },
  'ecn-refused': {
    what: {
      en: () => 'C asked for ECN (ECE and CWR in its SYN), S did not agree',
      ja: () => 'C は ECN を求めました（SYN の ECE と CWR）が、S は応じませんでした',
    },
    why: {
      en: 'Routers cannot mark packets instead of dropping them: the server does not know ECN, or a device on the way cleared the bits.',
      ja: 'ルーターはパケットを捨てる代わりに印を付けることができません。サーバーが ECN に対応していないか、途中の機器がビットを消しています。',
    },
  },
} satisfies Wordings;
