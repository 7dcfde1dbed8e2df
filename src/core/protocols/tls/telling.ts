import type { FieldValue, Side, Telling } from '../dissector.ts';
import { cipherSuiteName } from './cipher-suites.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import { alertName, versionName } from './names.ts';

const ALERT_LEVELS = ['level 0', 'warning', 'fatal'];

export function tellEvent(
  from: Side,
  summary: string,
  fields: Record<string, FieldValue>,
  telling: Telling,
): void {
  telling.say(from, { summary, role: 'event', fields });
}

export function tellClientHello(from: Side, hello: ClientHello, telling: Telling): void {
  const { serverName, alpnOffered } = hello;
  const versionsOffered = hello.versionsOffered.map(versionName);
  const summary = ['ClientHello', serverName ?? '', alpnOffered.join(',')]
    .filter((part) => part !== '')
    .join(' ');
  tellEvent(from, summary, { serverName, alpnOffered, versionsOffered }, telling);
  if (serverName !== null) telling.fact('tlsServerName', serverName);
  if (alpnOffered.length > 0) telling.fact('tlsAlpnOffered', alpnOffered);
}

export function tellServerHello(from: Side, hello: ServerHello, telling: Telling): void {
  const version = versionName(hello.version);
  const cipher = cipherSuiteName(hello.cipherSuite);
  const { alpn } = hello;
  const name = hello.isRetry ? 'HelloRetryRequest' : 'ServerHello';
  const protocol = /^\d/.test(version) ? `TLS ${version}` : version;
  const summary = [name, protocol, cipher, alpn ?? ''].filter((part) => part !== '').join(' ');
  tellEvent(from, summary, { version, cipher, alpn }, telling);
  telling.fact('tlsVersion', version);
  telling.fact('tlsCipher', cipher);
  if (alpn !== null) telling.fact('tlsAlpn', alpn);
}

export function tellAlert(from: Side, level: number, description: number, telling: Telling): void {
  const levelName = ALERT_LEVELS[level] ?? `level ${level}`;
  const name = alertName(description);
  tellEvent(from, `Alert ${levelName} ${name}`, { level: levelName, description: name }, telling);
}
