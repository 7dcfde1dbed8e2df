/** What keeps a server from taking up an Upgrade, by its English words (`protocols/http1/upgrade.ts`). */
const HINDRANCES: ReadonlyMap<string, string> = new Map([
  ['the request is HTTP/1.0', 'リクエストが HTTP/1.0 であるためとみられます'],
  ['the request said Connection: close', 'リクエストに Connection: close があったためとみられます'],
  ['the request did not say Connection: Upgrade', 'リクエストに Connection: Upgrade がないためとみられます'],
  [
    'the request did not name HTTP2-Settings in Connection',
    'リクエストの Connection に HTTP2-Settings がないためとみられます',
  ],
  ['the server answered in HTTP/1.0', 'サーバーが HTTP/1.0 で答えるためとみられます'],
]);

/** What an ICMP error says, by its English words (`tcp/icmp-errors.ts`). */
const ICMP_ERRORS: ReadonlyMap<string, string> = new Map([
  ['network unreachable', 'ネットワーク到達不能'],
  ['host unreachable', 'ホスト到達不能'],
  ['protocol unreachable', 'プロトコル到達不能'],
  ['port unreachable', 'ポート到達不能'],
  ['source route failed', 'ソースルート失敗'],
  ['network unknown', '宛先ネットワーク不明'],
  ['host unknown', '宛先ホスト不明'],
  ['network administratively prohibited', 'ネットワークへの通信は管理上禁止'],
  ['host administratively prohibited', 'ホストへの通信は管理上禁止'],
  ['administratively prohibited', '通信は管理上禁止'],
  ['destination unreachable', '宛先到達不能'],
  ['no route to destination', '宛先への経路なし'],
  ['beyond scope of source address', '送信元アドレスのスコープ外'],
  ['address unreachable', 'アドレス到達不能'],
  ['source address failed policy', '送信元アドレスがポリシー違反'],
  ['packet too big', 'パケットが大きすぎる'],
  ['source quench', '送信の抑制'],
  ['redirect', '経路の変更'],
  ['time to live exceeded', '生存時間の超過'],
  ['hop limit exceeded', 'ホップ数の超過'],
  ['fragments not complete in time', '断片の再構成の時間切れ'],
  ['parameter problem', 'パラメーターの異常'],
  ['route to destination rejected', '宛先への経路は拒否'],
]);

/** Why what is said is not followed, by its English words (`protocols`: what `malformed` and `stop` are given). */
const FAULTS: ReadonlyMap<string, string> = new Map([
  ['not understood', '解析できません'],
  ['HTTP/2 instead, a SETTINGS frame', 'HTTP/2 の「SETTINGS」フレームです'],
  ['TLS instead', 'TLS です'],
  ['SSH instead', 'SSH です'],
  ['a line that begins no message', 'メッセージの最初の行ではありません'],
  ['too much of one message to hold', '一つのメッセージが長すぎます'],
  ['a chunk without a size', 'チャンクの長さがありません'],
  ['a chunk is longer than it says', 'チャンクが書かれた長さより長くなっています'],
  ['an answer in HTTP/1', 'HTTP/1 で答えています'],
  [
    'neither a preface nor SETTINGS at the beginning',
    'プリフェイスでも「SETTINGS」フレームでもないもので始まっています',
  ],
  ['two Content-Lengths', '値の異なる Content-Length が二つあります'],
  ['a Content-Length that is no number', 'Content-Length の値が数ではありません'],
  ['a Transfer-Encoding that does not end in chunked', 'Transfer-Encoding が chunked で終わっていません'],
  ['a frame longer than was agreed', 'フレームが取り決めた長さを超えています'],
  ['another frame within a header block', 'ヘッダーブロックの途中に別のフレームがあります'],
  ['a CONTINUATION of nothing', '「CONTINUATION」フレームの前にヘッダーブロックがありません'],
  ['padding longer than its frame', 'パディングがフレームより長くなっています'],
  ['header fields that cannot be decoded', 'ヘッダーフィールドを復号できません'],
  ['reserved bits are set', '予約ビットが立っています'],
  ['an unknown opcode', 'オペコードが未定義です'],
  ['a control frame in parts or too long', '制御フレームが分割されているか、長すぎます'],
  ['a frame of impossible length', 'フレームの長さがありえない値です'],
  ['no TLS record', 'TLS レコードではありません'],
  ['no SSH packet', 'SSH パケットではありません'],
  ['no RESP value', '「RESP」の値ではありません'],
  ['no DNS message', 'DNS メッセージではありません'],
  ['no reply', '応答の形をしていません'],
  ['no command', 'コマンドではありません'],
  ['no packet of a known kind', '既知の種類のパケットではありません'],
  ['no message of a known type', '既知の種類のメッセージではありません'],
  ['an unexpected message', 'ここで送られるはずのないメッセージです'],
  ['a header that cannot be read', 'ヘッダーを読み取れません'],
  ['no packet type', 'パケット種別が未定義です'],
  ['no flags of this packet type', 'このパケット種別にないフラグが立っています'],
  ['no remaining length', '残りの長さが正しく書かれていません'],
]);

/** Those that name something of their own. */
const FAULT_FORMS: readonly (readonly [form: RegExp, japanese: string])[] = [
  [/^a (\w+) frame of (\d+) octets$/, '「$1」フレームの長さが $2 バイトです'],
  [/^a (\w+) frame of no stream$/, '「$1」フレームがストリームに属していません'],
  [/^a (\w+) frame of a stream$/, 'ストリームに属さないはずの「$1」フレームがストリームで送られています'],
  [/^text instead: "(.+)"$/, 'TLS ではなく、テキスト「$1」が送られています'],
  [/^authentication by (.+)$/, '認証方式は「$1」です'],
];

/** An unknown one is given as it is. */
export const hindranceJa = (words: string): string => HINDRANCES.get(words) ?? words;
export const icmpErrorJa = (words: string): string => ICMP_ERRORS.get(words) ?? `「${words}」`;

/** An unknown one is given as a quotation. */
export function faultJa(words: string): string {
  const known = FAULTS.get(words);
  if (known !== undefined) return known;
  const form = FAULT_FORMS.find(([pattern]) => pattern.test(words));
  return form === undefined ? `「${words}」` : words.replace(form[0], form[1]);
}
