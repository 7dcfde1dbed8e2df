import type { RemarkValues, ResetProofs } from '../remarks/values.ts';
import type { Wordings } from './remark-wording.ts';
import { grouped, letter, otherLetter, plural, roughEn, roughJa } from './words.ts';

/** How a connection ended. */
export const CLOSING_REMARKS = {
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
      en: "A client that sends its next request at this moment loses it: its own idle timeout should be shorter than the server's.",
      ja: 'クライアントがちょうどこのときに次のリクエストを送ると、そのリクエストは失われます。クライアント側のアイドルタイムアウトは、サーバーのものより短くしておくべきです。',
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
      en: 'Each further request then costs a new handshake (and that of TLS): reuse one session or pool, or ask for Connection: close.',
      ja: 'このあともリクエストのたびに、新しいハンドシェイク（TLS ならその分も）が必要になります。セッションやコネクションプールを使い回すか、初めから Connection: close を求めます。',
    },
  },
  'gave-up-waiting': {
    what: {
      en: ({ nanoseconds, withReset }) =>
        `C gave up waiting for the response after ${roughEn(nanoseconds)} and ${withReset ? 'reset the connection (RST)' : 'closed (FIN)'}`,
      ja: ({ nanoseconds, withReset }) =>
        `C はレスポンスを ${roughJa(nanoseconds)}待ってあきらめ、${withReset ? 'RST でリセットしました' : 'FIN で閉じました'}`,
    },
    why: {
      en: 'The server had received the whole request and sent nothing of its response by then: the timeout of the client (or of a proxy, or the patience of its user) is shorter than the time that the server takes, which may go on with the work for nothing.',
      ja: 'サーバーはリクエスト全体を受け取っていましたが、それまでに応答を何も送っていません。クライアント（またはプロキシ、利用者）が待つ時間より、サーバーの処理時間が長くなっています。サーバーは無駄な処理を続けているかもしれません。',
    },
  },
  'request-on-closing-connection': {
    what: {
      en: ({ octets, knew, reset }) =>
        `C sent ${plural(octets, 'octet')} ${knew ? 'although it had acknowledged the FIN of S' : 'while the FIN of S was on its way'}; ${reset ? 'S answered with RST' : 'no response came'}`,
      ja: ({ octets, knew, reset }) =>
        `C は${knew ? ' S の FIN に確認応答を返していたのに' : '、S の FIN が届く前に'} ${grouped(octets)} バイトを送り、${reset ? 'S は RST で応えました' : 'レスポンスは届きませんでした'}`,
    },
    why: {
      en: 'No answer can come after a FIN. A pool that keeps connections for longer than the server does runs into this race (RFC 9112, section 9.5): it must retry, or give up connections sooner.',
      ja: 'FIN のあとに答えが届くことはありません。サーバーより長くコネクションを保つプールで起こる競合です（RFC 9112、9.5 節）。再試行するか、コネクションをもっと早く手放す必要があります。',
    },
  },
  'body-cut-short': {
    what: {
      en: ({ who, isRequest, octets, end, by, withReset, inName, afterOther }) => {
        const after = afterOther ? `, after ${otherLetter(by)} had closed` : '';
        const ended = inName
          ? `an RST in the name of ${letter(by)} came`
          : `${letter(by)} ${withReset ? 'reset the connection (RST)' : 'closed (FIN)'}`;
        if (end === 'close')
          return `the body of ${letter(who)}'s response has no proper end: ${ended} after ${plural(octets, 'octet')} of it${after}, and only a FIN would have shown that it was whole`;
        const came =
          end === 'last-chunk'
            ? `${plural(octets, 'octet')} had come in chunks`
            : `${grouped(octets)} of ${plural(end, 'octet')} had come`;
        return `the body of ${letter(who)}'s ${isRequest ? 'request' : 'response'} was cut short: ${came} when ${ended}${after}`;
      },
      ja: ({ who, isRequest, octets, end, by, withReset, inName, afterOther }) => {
        const after = afterOther ? `${otherLetter(by)} が閉じたあと、` : '';
        if (end === 'close')
          return `${letter(who)} のレスポンスのボディは FIN で終わるはずのものですが、${grouped(octets)} バイトまで届いたところで、${after}${letter(by)} ${inName ? 'の名で RST が届いた' : 'が RST でリセットした'}ため、全部届いたのかどうかが分かりません`;
        const came =
          end === 'last-chunk'
            ? `チャンクで ${grouped(octets)} バイト`
            : `${grouped(end)} バイトのうち ${grouped(octets)} バイト`;
        return `${letter(who)} の${isRequest ? 'リクエスト' : 'レスポンス'}のボディは途中で切れています。${came}まで届いたところで、${after}${letter(by)} ${inName ? 'の名で RST が届きました' : withReset ? 'が RST でリセットしました' : 'が FIN で閉じました'}`;
      },
    },
    why: {
      en: 'A message without the end of its body is incomplete (RFC 9112, section 8), whatever its status says: the sender, a server behind it, a device on the way or the receiver gave up.',
      ja: 'ボディの終わりまで届かなかったメッセージは、ステータスが何であれ不完全です（RFC 9112、8 節）。送信側、その後ろのサーバー、途中の機器、受信側のいずれかが打ち切っています。',
    },
  },
  'websocket-unclosed': {
    what: {
      en: ({ who, withReset, inName }) =>
        `${inName ? `an RST in the name of ${letter(who)} ended the WebSocket` : `${letter(who)} ended the WebSocket with ${withReset ? 'RST' : 'FIN'}`}, and neither side had sent a Close frame`,
      ja: ({ who, withReset, inName }) =>
        `${inName ? `${letter(who)} の名で届いた RST が` : `${letter(who)} は${withReset ? ' RST' : ' FIN'} で`} WebSocket を終わらせ、どちらもクローズフレームを送っていません`,
    },
    why: {
      en: 'A program that did not end it itself sees an abnormal closure, code 1006 (RFC 6455, section 7.1.5): it cannot tell a crash or a timeout on the way from an intended end.',
      ja: '自分で終わらせていないプログラムには異常終了のコード 1006 が伝えられます（RFC 6455、7.1.5 節）。クラッシュや途中のタイムアウトなのか、意図した終わりなのかを区別できません。',
    },
  },
  'reset-with-data-unread': {
    what: {
      en: ({ who, octets, behind }) => RESET_EN[behind](letter(who), otherLetter(who), octets),
      ja: ({ who, octets, behind }) => RESET_JA[behind](letter(who), otherLetter(who), grouped(octets)),
    },
    why: {
      en: 'A host sends such an RST by itself when its program closes with data unread; a program can also ask for it. What was not read yet is thrown away, the other side sees an error instead of an end, and what the resetting side sent last may be lost as well.',
      ja: 'この RST は、受信データを読み残したままプログラムが閉じると、ホストが自動的に送るものです（プログラムが意図して送ることもあります）。まだ読まれていないものは捨てられ、相手には正常な終わりではなくエラーに見えます。リセットした側が最後に送ったデータも失われることがあります。',
    },
  },
  'reset-not-from-host': {
    what: {
      en: ({ who, other, ...first }) => {
        const proofs = proofsEn(letter(who), first);
        if (other === null) return `the RST was probably not sent by ${letter(who)} itself: ${proofs}`;
        return `the RST was probably not sent by ${letter(who)} itself, nor that in the name of ${otherLetter(who)} by ${otherLetter(who)}: ${proofs}; ${proofsEn(otherLetter(who), other)}`;
      },
      ja: ({ who, other, ...first }) => {
        const names = other === null ? letter(who) : `${letter(who)} と ${otherLetter(who)}`;
        const proofs = [proofsJa(letter(who), first)];
        if (other !== null) proofs.push(proofsJa(otherLetter(who), other));
        return `この RST は、おそらく ${names} 自身が送ったものではありません。${proofs.join('。')}`;
      },
    },
    why: {
      en: 'A TCP that has reset sends nothing more, and all packets of a host pass about as many routers: something else has answered in its name, such as a firewall (maybe on the host itself), a NAT or load balancer that has forgotten the connection, or a filter that breaks it off. The program then knows nothing of it.',
      ja: 'リセットした TCP はそれ以上何も送らず、1 つのホストのパケットが通るルーターの数もほぼ同じです。ファイアウォール（ホスト自身のものも含みます）、コネクションを忘れた NAT やロードバランサー、コネクションを切るフィルターなど、別のものがその名前で応えたと考えられます。その場合、プログラムは何も知りません。',
    },
  },
  'connection-unknown': {
    what: {
      en: ({ who, nanoseconds }) =>
        `${letter(who)} answered like a host without this connection (RST without ACK), after ${roughEn(nanoseconds)} of silence`,
      ja: ({ who, nanoseconds }) =>
        `${letter(who)} は ${roughJa(nanoseconds)}の沈黙のあと、このコネクションを知らないホストとして応えました（ACK のない RST）`,
    },
    why: {
      en: 'Such an RST answers segments of connections that do not exist (RFC 9293, section 3.10.7.1): the host was restarted, or a NAT, load balancer or firewall on the way has dropped the idle connection or now leads to another host. Keep-alive probes, or a shorter idle time in the pool of the other side, avoid it.',
      ja: '存在しないコネクションのセグメントに応える RST です（RFC 9293、3.10.7.1 節）。ホストが再起動したか、途中の NAT・ロードバランサー・ファイアウォールが使われていないコネクションを破棄したか、別のホストへ振り分けています。キープアライブを使うか、相手側のプールのアイドルタイムアウトを短くすれば防げます。',
    },
  },
  'half-closed': {
    what: {
      en: ({ who, nanoseconds, octets, taken }) => {
        const refused = taken ? '' : `, which ${letter(who)} did not take (RST)`;
        const sent =
          octets === 0 ? 'sent nothing in that time' : `still sent ${plural(octets, 'octet')}${refused}`;
        return `half-closed for ${roughEn(nanoseconds)}: ${letter(who)} had closed, ${otherLetter(who)} ${sent}`;
      },
      ja: ({ who, nanoseconds, octets, taken }) => {
        const refused = taken ? '' : `が、${letter(who)} は受け取りませんでした（RST）`;
        const sent =
          octets === 0 ? 'その間何も送っていません' : `まだ ${grouped(octets)} バイトを送りました${refused}`;
        return `${roughJa(nanoseconds)}の間、半クローズでした。${letter(who)} は閉じていて、${otherLetter(who)} は${sent}`;
      },
    },
    whyHere: {
      en: ({ octets, taken }) =>
        octets > 0 && taken
          ? 'One direction is closed, the other still carries data: a half-close (shutdown) in use.'
          : null,
      ja: ({ octets, taken }) =>
        octets > 0 && taken ? '片方向だけ閉じて、もう片方向でデータを送る使い方（shutdown）です。' : null,
    },
    why: {
      en: 'The other side may still send, which is sometimes meant; without data it is often a program that closes late or forgets to (CLOSE-WAIT), and holds a socket.',
      ja: 'まだ閉じていない側は送ることができ、それが意図されている場合もあります。データがなければ、多くの場合、プログラムが閉じるのが遅いか、閉じるのを忘れていて（CLOSE-WAIT）、ソケットを持ち続けています。',
    },
  },
} satisfies Wordings;

type Behind = RemarkValues['reset-with-data-unread']['behind'];

type HopLimits = NonNullable<ResetProofs['hopLimits']>;

function proofsEn(who: string, { hopLimits, wentOnNanoseconds }: ResetProofs): string {
  const proofs: string[] = [];
  if (hopLimits !== null)
    proofs.push(
      `it came with ${hopLimits.name} ${hopLimits.ofReset}, all else from ${who} with ${rangeEn(hopLimits)}`,
    );
  if (wentOnNanoseconds !== null)
    proofs.push(`${who} went on ${roughEn(wentOnNanoseconds)} later as if it had not sent it`);
  return proofs.join(', and ');
}

function proofsJa(who: string, { hopLimits, wentOnNanoseconds }: ResetProofs): string {
  const proofs: string[] = [];
  if (hopLimits !== null)
    proofs.push(
      `RST の${nameJa(hopLimits.name)}は ${hopLimits.ofReset} で、${who} のほかのパケットは ${rangeJa(hopLimits)} です`,
    );
  if (wentOnNanoseconds !== null)
    proofs.push(`${who} はその ${roughJa(wentOnNanoseconds)}後に、RST を送らなかったかのように続けています`);
  return proofs.join('。');
}

const rangeEn = ({ least, most }: HopLimits): string => (least === most ? `${least}` : `${least} to ${most}`);
const rangeJa = ({ least, most }: HopLimits): string => (least === most ? `${least}` : `${least}～${most}`);
const nameJa = (name: HopLimits['name']): string => (name === 'TTL' ? ' TTL ' : 'ホップリミット');

/** What `who` reset, by what `other` had sent before. */
const RESET_EN: Readonly<Record<Behind, (who: string, other: string, octets: number) => string>> = {
  'request-body': (who, other, octets) =>
    `${who} reset the connection right after its response, when ${other} had sent ${plural(octets, 'octet')} of the request's body`,
  response: (who, other, octets) =>
    `${who} reset the connection right after ${plural(octets, 'octet')} of the response of ${other}`,
  data: (who, other, octets) =>
    `${who} reset the connection right after ${plural(octets, 'octet')} of ${other} that it had not answered`,
};
const RESET_JA: Readonly<Record<Behind, (who: string, other: string, octets: string) => string>> = {
  'request-body': (who, other, octets) =>
    `${other} がリクエストのボディを ${octets} バイト送ったところで、${who} はレスポンスを返し、その直後にコネクションをリセットしました`,
  response: (who, other, octets) =>
    `${other} がレスポンスを ${octets} バイト送った直後に、${who} はコネクションをリセットしました`,
  data: (who, other, octets) =>
    `${who} は、${other} が送った ${octets} バイトに答えないまま、その直後にコネクションをリセットしました`,
};
