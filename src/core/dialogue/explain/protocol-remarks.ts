import type { RemarkValues } from '../remarks/values.ts';
import type { Wordings } from './remark-wording.ts';
import { hindranceJa } from './terms-ja.ts';
import { grouped, letter, otherLetter, roughEn, roughJa } from './words.ts';

/** One of the reasons of `protocols/http1/upgrade.ts`. */
const SAID_CLOSE = 'the request said Connection: close';

/** What was said, and how soon. */
export const PROTOCOL_REMARKS = {
  'h2c-not-taken': {
    what: {
      en: ({ reason }) => `S did not switch to h2c${reason === null ? ', as C had offered' : `: ${reason}`}`,
      ja: ({ reason }) =>
        `S は h2c への切り替えに応じませんでした${reason === null ? '' : `（${hindranceJa(reason)}）`}`,
    },
    whyHere: {
      en: ({ reason }) =>
        reason === SAID_CLOSE
          ? 'Connection: close leaves nothing to switch: ask again without it, with Connection: Upgrade, HTTP2-Settings.'
          : null,
      ja: ({ reason }) =>
        reason === SAID_CLOSE
          ? 'Connection: close を付けると、切り替えて使い続けるコネクションが残りません。付けずに試すと切り替わるかもしれません。'
          : null,
    },
    why: {
      en: 'A server may pass over an Upgrade (RFC 9110, section 7.8), and goes on in HTTP/1: speak HTTP/2 from the first byte, or over TLS with ALPN.',
      ja: 'サーバーは Upgrade を無視してよく（RFC 9110、7.8 節）、HTTP/1 のまま続けます。HTTP/2 を使うには、最初のバイトから HTTP/2 で話すか、TLS の ALPN で選びます。',
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
      ja: 'TLS 1.0 と 1.1（RFC 8996）、SSL 3.0（RFC 7568）はもう使ってはなりません。古くて弱いハッシュ関数（MD5、SHA-1）に頼っており、今では多くのプログラムが受け付けません。',
    },
  },
  'tls-alert': {
    what: {
      en: ({ who, description }) => `${letter(who)} gave up TLS: ${description} (fatal)`,
      ja: ({ who, description }) =>
        `${letter(who)} は TLS を打ち切りました（アラート ${description}、fatal）`,
    },
    why: {
      en: 'The alert says why its sender did not go on: a certificate that it does not trust, no version or cipher in common, an unknown name.',
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
        'C は HTTP/1 で話し、S は最初から HTTP/2 で話しています（最初に送るものが「SETTINGS」フレームです）',
    },
    why: {
      en: 'The server knows neither HTTP/1 nor the Upgrade to h2c here, and expects HTTP/2 from the first byte (prior knowledge, RFC 9113, section 3.3): speak HTTP/2 that way, or the port is the wrong one.',
      ja: 'このサーバーは HTTP/1 も h2c への Upgrade も受け付けず、最初のバイトから HTTP/2 で話すこと（RFC 9113、3.3 節の「prior knowledge」）を求めています。そのように話すべきか、ポートが違っています。',
    },
  },
  'http2-to-http1-port': {
    what: {
      en: () => 'C spoke HTTP/2 from the first byte, S answered in HTTP/1',
      ja: () => 'C は最初のバイトから HTTP/2 で話し、S は HTTP/1 で答えました',
    },
    why: {
      en: 'The server does not know HTTP/2 without TLS here, or not at all, and took the preface for a bad request: speak HTTP/1.1, or HTTP/2 over TLS, where ALPN tells what the server knows (RFC 9113, section 3.2), or the port is the wrong one.',
      ja: 'このサーバーは TLS なしの HTTP/2 を、あるいは HTTP/2 そのものを受け付けず、最初の「PRI」を誤ったリクエストとみなしています。HTTP/1.1 で話すか、サーバーが何を話せるかを ALPN で確かめられる TLS 上の HTTP/2（RFC 9113、3.2 節）を使うべきか、ポートが違っています。',
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
      en: 'The server, or something in front of it, does not answer Expect: 100-continue (RFC 9110, section 10.1.1), and every such request loses this time: let it answer at once, or send requests without Expect.',
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
      en: 'Apart from one round trip, this is the time in which the server thinks or waits, not transfer time. A capture on the side of the client cannot tell it from the time until a lost response is sent again.',
      ja: '1 往復分を除けば、この間はサーバーが処理したり待ったりしている時間で、転送にかかる時間ではありません。クライアント側のキャプチャでは、失われたレスポンスが再送されるまでの時間と区別できません。',
    },
  },
  'slow-transfer': {
    what: {
      en: ({ nanoseconds, end }) => TRANSFER_EN[end](roughEn(nanoseconds)),
      ja: ({ nanoseconds, end }) => TRANSFER_JA[end](roughJa(nanoseconds)),
    },
    why: {
      en: 'The server had begun to answer: the time goes into a large body, a slow path or reader, or a response that is produced piece by piece.',
      ja: 'サーバーはすでに答え始めています。大きなボディ、遅い経路や受信側、少しずつ作られるレスポンスなどに時間がかかっています。',
    },
  },
} satisfies Wordings;

type Transfer = Readonly<Record<RemarkValues['slow-transfer']['end'], (time: string) => string>>;

const TRANSFER_EN: Transfer = {
  seen: (time) => `this response took ${time} from its first byte to its last`,
  cut: (time) => `this response had taken ${time} when the last of it came, and was not whole`,
  unseen: (time) => `this response was still under way ${time} after its first byte`,
};
const TRANSFER_JA: Transfer = {
  seen: (time) => `このレスポンスは、最初のバイトから最後のバイトまで ${time}かかりました`,
  cut: (time) => `このレスポンスは、最初のバイトから ${time}たったところで途切れ、最後まで届いていません`,
  unseen: (time) => `このレスポンスは、最初のバイトから ${time}たっても、まだ続いていました`,
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
