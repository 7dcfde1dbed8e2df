import type { CloseAnnouncement } from '../../conversation/cues.ts';
import type { Side } from '../../side.ts';
import type { Farewell } from './farewell.ts';
import type { Catalogue, CloseReason } from './values.ts';
import {
  durationEn,
  durationJa,
  grouped,
  laterEn,
  laterJa,
  letter,
  moreTimesEn,
  otherLetter,
} from './words.ts';

const CLOSE_FIELD = 'Connection: close';
type Announced<Result> = Readonly<Record<CloseAnnouncement, (who: Side) => Result>>;

const ANNOUNCED_EN: Announced<string> = {
  request: (who) => (who === 0 ? `as it had said (${CLOSE_FIELD})` : `as C had asked (${CLOSE_FIELD})`),
  response: (who) => (who === 1 ? `as it had said (${CLOSE_FIELD})` : `as S had asked (${CLOSE_FIELD})`),
  both: () => `as both had said (${CLOSE_FIELD})`,
  'http-1.0': () => 'as HTTP/1.0 does after a response',
};
const ANNOUNCED_JA: Announced<string> = {
  request: (who) => (who === 0 ? `予告どおり（${CLOSE_FIELD}）` : `C の求めどおり（${CLOSE_FIELD}）`),
  response: (who) => (who === 1 ? `予告どおり（${CLOSE_FIELD}）` : `S の求めどおり（${CLOSE_FIELD}）`),
  both: () => `双方が告げていたとおり（${CLOSE_FIELD}）`,
  'http-1.0': () => 'HTTP/1.0 の決まりどおり、レスポンスのあとで',
};

/** A client asks for the end; what a server says of it is no request. */
function farewellEn(who: Side, { by, words }: Farewell): string {
  if (by === who) return `after its \`${words}\``;
  return by === 0 ? `as C had asked (\`${words}\`)` : `after \`${words}\` from S`;
}

/** `S closes (FIN), as C had asked (Connection: close)` */
function closesEn(who: Side, later: string, reason: CloseReason): string {
  const closes = `${letter(who)} closes (FIN)${later}`;
  const first = `${letter(who)} closes first (FIN)${later}`;
  switch (reason?.kind) {
    case undefined:
      return `${letter(who)} has nothing more to say and closes (FIN)${later}`;
    case 'wordless':
      return `${closes}: ${reason.isSaidLater ? 'nothing has been said yet' : 'nothing was said'}`;
    case 'unanswered':
      return reason.other
        ? `${closes}, and leaves a request without its answer`
        : `${letter(who)} does not answer, but closes (FIN)${later}`;
    case 'never-answered':
      return `${closes}: \`${reason.words}\` is never answered`;
    case 'farewell':
      return `${closes}, ${farewellEn(who, reason)}`;
    case 'unheard':
      return `${closes}, before the answer has come`;
    case 'refused':
      return `${closes}: ${reason.by === who ? 'it' : letter(reason.by)} had refused (\`${reason.words}\`)`;
    case 'response-left':
      return `${closes}${later === '' ? '' : ','} while ${otherLetter(who)} is still answering`;
    case 'alerted':
      return `${closes}: TLS was given up`;
    case 'close-notify':
      return `${closes}, as ${reason.by === who ? 'it' : letter(reason.by)} had announced (close_notify${reason.sure ? '' : ', probably'})`;
    case 'behind-alert':
      return `${closes}, right after ${reason.by === who ? 'its alert' : `an alert from ${letter(reason.by)}`}`;
    case 'untold':
      return closes;
    case 'announced':
      return `${closes}, ${ANNOUNCED_EN[reason.by](who)}`;
    case 'idle': {
      const { announcedSeconds, asAnnounced } = reason;
      if (announcedSeconds === null)
        return `${first}: it gives up the idle connection, after a time that it had not announced`;
      return asAnnounced
        ? `${first}: its keep-alive timeout of ${announcedSeconds} s has run out`
        : `${first}: it gives up the idle connection, though it had announced a keep-alive timeout of ${announcedSeconds} s`;
    }
  }
}

/** Where nothing was announced, `later` is how long the connection was idle, and told as that. */
function closesJa(who: Side, later: number | null, reason: CloseReason): string {
  switch (reason?.kind) {
    case undefined:
      return `${letter(who)} はもう話すことがないので閉じます（FIN）`;
    case 'wordless':
      return `${reason.isSaidLater ? 'まだ何もやりとりしないうちに' : '何もやりとりしないまま'}、${letter(who)} が閉じます（FIN）`;
    case 'unanswered':
      return reason.other
        ? `${letter(who)} は、答えていないリクエストを残したまま閉じます（FIN）`
        : `${letter(who)} は答えずに閉じます（FIN）`;
    case 'never-answered':
      return `「${reason.words}」に答えが返ることはないので、${letter(who)} はそのまま閉じます（FIN）`;
    case 'farewell':
      return reason.by === who
        ? `「${reason.words}」を送ったので、${letter(who)} が閉じます（FIN）`
        : `${letter(reason.by)} の「${reason.words}」を受けて、${letter(who)} が閉じます（FIN）`;
    case 'unheard':
      return `答えが届く前に、${letter(who)} が閉じます（FIN）`;
    case 'refused':
      return `${reason.by === who ? '' : `${letter(reason.by)} が`}断ったので（「${reason.words}」）、${letter(who)} が閉じます（FIN）`;
    case 'response-left':
      return `${otherLetter(who)} がまだ答えている途中で、${letter(who)} が閉じます（FIN）`;
    case 'alerted':
      return `TLS が打ち切られたので、${letter(who)} が閉じます（FIN）`;
    case 'close-notify':
      return `${reason.by === who ? '' : `${letter(reason.by)} が`}終わりを告げたので（${reason.sure ? '' : 'おそらく '}close_notify）、${letter(who)} が閉じます（FIN）`;
    case 'behind-alert':
      return `${reason.by === who ? 'アラートを送った' : `${letter(reason.by)} のアラートの`}直後に、${letter(who)} が閉じます（FIN）`;
    case 'untold':
      return `${letter(who)} が閉じます（FIN）`;
    case 'announced':
      return `${ANNOUNCED_JA[reason.by](who)}、${letter(who)} が閉じます（FIN）`;
    case 'idle': {
      const { announcedSeconds, asAnnounced } = reason;
      if (announcedSeconds === null)
        return `使われないまま${later === null ? '時間' : ` ${durationJa(later)}`}がたち、${letter(who)} が先に閉じます（FIN）。タイムアウトの予告はありませんでした`;
      return asAnnounced
        ? `${announcedSeconds} 秒のキープアライブタイムアウトが過ぎたので、${letter(who)} が先に閉じます（FIN）`
        : `${letter(who)} は使われていないコネクションを閉じます（FIN）。予告していたキープアライブタイムアウトは ${announcedSeconds} 秒でした`;
    }
  }
}

const isUnannounced = (reason: CloseReason) => reason?.kind === 'idle' && reason.announcedSeconds === null;

const LEFT_JA = { unanswered: '答えないまま', unheard: '答えを受け取る前に', nothing: '' } as const;

/** How old the connection is by then, as far as was seen. */
const sinceBeginEn = (after: number, beginSeen: boolean): string =>
  after <= 0
    ? ''
    : `, ${durationEn(after)} after ${beginSeen ? 'it began' : 'the first segment that we saw'}`;
const sinceBeginJa = (after: number, beginSeen: boolean): string =>
  after <= 0 ? '' : `${beginSeen ? '始まって' : '最初に見たセグメント'}から ${durationJa(after)}後、`;

/** How a connection is ended, by whom and why, and how it stands at the end of what was seen. */
export const CLOSING_SENTENCES = {
  closes: {
    en: ({ who, later, reason }) => `${closesEn(who, laterEn(later), reason)}.`,
    ja: ({ who, later, reason }) =>
      `${isUnannounced(reason) ? '' : laterJa(later)}${closesJa(who, later, reason)}。`,
  },
  'closes-too': {
    en: ({ who, after, unanswered }) =>
      `${letter(who)} closes too (FIN)${after === null ? '' : `, ${durationEn(after)} after ${otherLetter(who)}`}${unanswered ? ', without having answered' : ''}.`,
    ja: ({ who, after, unanswered }) =>
      `${letter(who)} も${after === null ? '' : `、${otherLetter(who)} の ${durationJa(after)}後に`}${unanswered ? '、答えないまま' : ''}閉じます（FIN）。`,
  },
  'closes-at-once': {
    en: ({ who }) =>
      `${letter(who)} closes too (FIN), without knowing that ${otherLetter(who)} has: the two FINs cross on the way.`,
    ja: ({ who }) =>
      `${letter(who)} も、${otherLetter(who)} が閉じたことを知らずに閉じます（FIN）。二つの FIN は途中ですれ違います。`,
  },
  'closes-again': {
    en: ({ who, times }) => `${letter(who)} says ${moreTimesEn(times)} that it closes (FIN retransmitted).`,
    ja: ({ who, times }) =>
      `${letter(who)} は閉じることをさらに ${grouped(times)} 回伝えます（FIN の再送）。`,
  },
  confirms: {
    en: ({ who }) => `${letter(who)} acknowledges (ACK).`,
    ja: ({ who }) => `${letter(who)} が確認応答を返します（ACK）。`,
  },
  'half-closed': {
    en: ({ who }) => `Half-closed: ${otherLetter(who)} will send no more, ${letter(who)} still may.`,
    ja: ({ who }) =>
      `半クローズの状態です。${otherLetter(who)} はもう送りませんが、${letter(who)} はまだ送れます。`,
  },
  resets: {
    en: ({ who, after, left, beginSeen }) =>
      `${letter(who)} ${left === 'unanswered' ? 'does not answer, but ' : ''}resets the connection (RST)${left === 'unheard' ? ' before the answer has come' : ''}${sinceBeginEn(after, beginSeen)}.`,
    ja: ({ who, after, left, beginSeen }) =>
      `${sinceBeginJa(after, beginSeen)}${letter(who)} が${LEFT_JA[left ?? 'nothing']}コネクションをリセットします（RST）。`,
  },
  'reset-ignored': {
    en: ({ who }) =>
      `An RST comes from ${letter(who)}, or in its name, and ${otherLetter(who)} ignores it: the connection goes on.`,
    ja: ({ who }) =>
      `${letter(who)} から、あるいは ${letter(who)} を装って RST が届きますが、${otherLetter(who)} はそれを無視し、コネクションは続きます。`,
  },
  'reset-in-name': {
    en: ({ who, after, beginSeen }) =>
      `An RST in the name of ${letter(who)}, probably not from ${letter(who)} itself, breaks the connection off${sinceBeginEn(after, beginSeen)}.`,
    ja: ({ who, after, beginSeen }) =>
      `${sinceBeginJa(after, beginSeen)}${letter(who)} の名で RST が届き、コネクションが切れます。${letter(who)} 自身が送ったものではなさそうです。`,
  },
  'reset-in-name-too': {
    en: ({ who }) => `An RST comes in the name of ${letter(who)} as well.`,
    ja: ({ who }) => `${letter(who)} の名でも RST が届きます。`,
  },
  'reset-in-name-again': {
    en: ({ who, times }) =>
      `${times === 1 ? 'Another RST comes' : `${grouped(times)} more RSTs come`} in the name of ${letter(who)}.`,
    ja: ({ who, times }) => `${letter(who)} の名でさらに RST が ${grouped(times)} 個届きます。`,
  },
  'resets-after-close': {
    en: ({ who, takesNoMore }) =>
      takesNoMore
        ? `${letter(who)} has closed already and takes no more (RST).`
        : `${letter(who)} resets the connection (RST) after its FIN.`,
    ja: ({ who, takesNoMore }) =>
      takesNoMore
        ? `${letter(who)} はもう閉じているので、これ以上は受け取りません（RST）。`
        : `${letter(who)} は FIN に続けてコネクションをリセットします（RST）。`,
  },
  'resets-instead': {
    en: ({ who }) => `${letter(who)} resets the connection (RST) instead of closing in turn.`,
    ja: ({ who }) => `${letter(who)} は FIN で閉じる代わりにコネクションをリセットします（RST）。`,
  },
  'resets-at-end': {
    en: ({ who }) => `Both have closed already; ${letter(who)} resets what is left of the connection (RST).`,
    ja: ({ who }) =>
      `双方がすでに閉じたあとで、${letter(who)} が、残っているコネクションをリセットします（RST）。`,
  },
  'resets-again': {
    en: ({ who, times }) =>
      `${letter(who)} sends ${times === 1 ? 'another RST' : `${grouped(times)} more RSTs`}.`,
    ja: ({ who, times }) => `${letter(who)} がさらに RST を ${grouped(times)} 個送ります。`,
  },
  'requests-answered': {
    en: ({ requests }) => `In all, ${grouped(requests)} requests were answered over this one connection.`,
    ja: ({ requests }) =>
      `この 1 本のコネクションで、${grouped(requests)} 件のリクエストに応答がありました。`,
  },
  'resets-too': {
    en: ({ who }) => `${letter(who)} sends an RST as well.`,
    ja: ({ who }) => `${letter(who)} も RST を送ります。`,
  },
  'closed-first': {
    en: ({ who }) => `${letter(who)} closed first.`,
    ja: ({ who }) => `先に閉じたのは ${letter(who)} です。`,
  },
  'closed-both': {
    en: () => 'Both closed at the same time.',
    ja: () => '双方が同時に閉じました。',
  },
  'closed-itself': {
    en: () => 'That FIN ends both directions: there is no other end that could still send.',
    ja: () => 'この FIN で両方向が閉じます。ほかに送る相手はいません。',
  },
  'last-ack-missing': {
    en: () => 'We did not see the last acknowledgment (ACK).',
    ja: () => '最後の確認応答（ACK）はキャプチャにありません。',
  },
  'still-half-closed': {
    en: ({ who }) => `When we last looked, ${letter(who)} had not closed: the connection was half-closed.`,
    ja: ({ who }) =>
      `最後に見た時点で ${letter(who)} はまだ閉じておらず、コネクションは半クローズのままでした。`,
  },
  'still-open': {
    en: ({ waits }) =>
      `When we last looked, the connection was still open${waits ? ', and a request waited for its answer' : ''}.`,
    ja: ({ waits }) =>
      `最後に見た時点で、コネクションはまだ開いて${waits ? 'いて、要求が応答を待って' : ''}いました。`,
  },
  'no-end-seen': {
    en: () => 'We did not see how it ended.',
    ja: () => '終わりもキャプチャにありません。',
  },
  'no-answer': {
    en: ({ who }) => `${letter(who)} has not answered.`,
    ja: ({ who }) => `${letter(who)} からの応答はありませんでした。`,
  },
  'not-confirmed': {
    en: ({ who }) => `${letter(who)} has not acknowledged that: the connection did not open.`,
    ja: ({ who }) => `${letter(who)} の確認応答はなく、コネクションは開きませんでした。`,
  },
} satisfies Partial<Catalogue>;
