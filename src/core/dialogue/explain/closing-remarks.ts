import type { RemarkValues } from '../remarks/values.ts';
import type { Wordings } from './remark-wording.ts';
import { grouped, letter, otherLetter, roughEn, roughJa } from './words.ts';

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
      en: ({ who, isRequest, octets, end, by, withReset, afterOther }) => {
        const after = afterOther ? `, after ${otherLetter(by)} had closed` : '';
        if (end === 'close')
          return `the body of ${letter(who)}'s response has no proper end: ${letter(by)} reset the connection (RST) behind ${grouped(octets)} B of it${after}, and only a FIN would have shown that it was whole`;
        const came =
          end === 'last-chunk'
            ? `${grouped(octets)} B had come in chunks`
            : `${grouped(octets)} of ${grouped(end)} B had come`;
        return `the body of ${letter(who)}'s ${isRequest ? 'request' : 'response'} was cut short: ${came} when ${letter(by)} ${withReset ? 'reset the connection (RST)' : 'closed (FIN)'}${after}`;
      },
      ja: ({ who, isRequest, octets, end, by, withReset, afterOther }) => {
        const after = afterOther ? `${otherLetter(by)} が閉じたあと、` : '';
        if (end === 'close')
          return `${letter(who)} のレスポンスのボディは FIN で終わるはずのものですが、${grouped(octets)} バイトまで届いたところで、${after}${letter(by)} が RST でリセットしたため、全部届いたのかどうかが分かりません`;
        const came =
          end === 'last-chunk'
            ? `チャンクで ${grouped(octets)} バイト`
            : `${grouped(end)} バイトのうち ${grouped(octets)} バイト`;
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
      en: ({ who, nanoseconds, octets, taken }) => {
        const refused = taken ? '' : `, which ${letter(who)} did not take (RST)`;
        const sent = octets === 0 ? 'sent nothing in that time' : `still sent ${grouped(octets)} B${refused}`;
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
