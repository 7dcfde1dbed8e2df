/** What keeps a server from taking up an Upgrade, by its English words (`protocols/http1/upgrade.ts`). */
const HINDRANCES: ReadonlyMap<string, string> = new Map([
  ['the request is HTTP/1.0', 'リクエストが HTTP/1.0 です'],
  ['the request said Connection: close', 'リクエストに Connection: close がありました'],
  ['the request did not say Connection: Upgrade', 'リクエストに Connection: Upgrade がありません'],
  [
    'the request did not name HTTP2-Settings in Connection',
    'リクエストの Connection に HTTP2-Settings がありません',
  ],
  ['the server answered in HTTP/1.0', 'サーバーは HTTP/1.0 で答えました'],
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
  ['route to destination rejected', '宛先への経路は拒否'],
]);

/** An unknown one is given as it is. */
export const hindranceJa = (words: string): string => HINDRANCES.get(words) ?? words;
export const icmpErrorJa = (words: string): string => ICMP_ERRORS.get(words) ?? words;
