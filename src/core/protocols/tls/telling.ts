import type { Moment } from '../../moment.ts';
import { type AlertGuess, type FieldValue, SERVER, type Side, type Telling } from '../dissector.ts';
import type { CertificateNames } from './certificate.ts';
import { cipherSuiteName } from './cipher-suites.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import { alertName, groupName, versionName } from './names.ts';

/** The ALPN identifier of HTTP/2 over TLS (RFC 9113, section 3.2). */
const HTTP_2 = 'h2';
const NAMES_IN_SUMMARY = 3;
const ALERT_LEVELS = ['level 0', 'warning', 'fatal'];

export function tellEvent(
  from: Side,
  summary: string,
  fields: Record<string, FieldValue>,
  telling: Telling,
  at?: Moment,
): void {
  telling.say(from, { summary, role: 'event', fields }, at);
}

export function tellEncrypted(from: Side, summary: string, telling: Telling, at?: Moment): void {
  telling.say(from, { summary, role: 'event', fields: {}, aside: { kind: 'encrypted' } }, at);
}

/** What an alert that cannot be read is called. */
const ENCRYPTED_ALERTS: Readonly<Record<AlertGuess | 'unknown', string>> = {
  close_notify: 'encrypted alert, probably close_notify',
  early: 'probably an alert right after the handshake',
  unknown: 'encrypted alert',
};

export function tellEncryptedAlert(
  from: Side,
  guess: AlertGuess | null,
  octets: number,
  telling: Telling,
  at?: Moment,
): void {
  const summary = ENCRYPTED_ALERTS[guess ?? 'unknown'];
  const aside = { kind: 'encrypted-alert', guess, octets } as const;
  telling.say(from, { summary, role: 'event', fields: {}, aside }, at);
}

export function tellClientHello(from: Side, hello: ClientHello, telling: Telling): void {
  const { serverName, alpnOffered, offersResumption, externalKeys, sendsEarlyData } = hello;
  const versionsOffered = hello.versionsOffered.map(versionName);
  const parts = ['ClientHello', serverName ?? '', alpnOffered.join(',')];
  const fields: Record<string, FieldValue> = { serverName, alpnOffered, versionsOffered };
  if (offersResumption) {
    parts.push('resumption offered');
    fields.resumptionOffered = true;
  }
  if (externalKeys.includes(true)) {
    parts.push('PSK offered');
    fields.pskOffered = true;
  }
  if (sendsEarlyData) {
    parts.push('0-RTT');
    fields.earlyData = true;
    telling.fact('tlsEarlyData', true);
  }
  tellEvent(from, words(parts), fields, telling);
  if (serverName !== null) telling.fact('tlsServerName', serverName);
  if (alpnOffered.length > 0) telling.fact('tlsAlpnOffered', alpnOffered);
}

/** What a session rests on: one before, from which it goes on; a key that both had from elsewhere (PSK); or a whole handshake. */
export type Foundation = 'session' | 'key' | 'handshake';

export function tellServerHello(
  from: Side,
  hello: ServerHello,
  foundation: Foundation,
  telling: Telling,
): void {
  const version = versionName(hello.version);
  const cipher = cipherSuiteName(hello.cipherSuite);
  const { alpn } = hello;
  const name = hello.isRetry ? 'HelloRetryRequest' : 'ServerHello';
  const protocol = /^\d/.test(version) ? `TLS ${version}` : version;
  const parts = [name, protocol, alpn ?? ''];
  const fields: Record<string, FieldValue> = { version, cipher, alpn };
  if (hello.group !== 0) fields.group = groupName(hello.group);
  if (hello.group !== 0 && hello.isRetry) parts.push(`asks for ${groupName(hello.group)}`);
  if (foundation === 'session') {
    parts.push('resumed');
    fields.resumed = true;
    telling.fact('tlsResumed', true);
  }
  if (foundation === 'key') {
    parts.push('PSK');
    fields.psk = true;
    telling.fact('tlsPsk', true);
  }
  // The longest comes last.
  parts.push(cipher);
  tellEvent(from, words(parts), fields, telling);
  telling.fact('tlsVersion', version);
  telling.fact('tlsCipher', cipher);
  if (alpn !== null) tellChosenProtocol(alpn, telling);
}

/** What the server chose that TLS 1.3 encrypts. */
export function tellEncryptedExtensions(
  from: Side,
  alpn: string | null,
  telling: Telling,
  at?: Moment,
): void {
  tellEvent(from, words(['EncryptedExtensions', alpn ?? '']), { alpn }, telling, at);
  if (alpn !== null) tellChosenProtocol(alpn, telling);
}

function tellChosenProtocol(alpn: string, telling: Telling): void {
  telling.fact('tlsAlpn', alpn);
  if (alpn === HTTP_2) telling.carries('http2');
}

/** Of `names` as many as fit are shown. */
export function tellCertificate(
  from: Side,
  certificate: CertificateNames,
  telling: Telling,
  at?: Moment,
): void {
  const { subject, issuer, names } = certificate;
  const further = names.filter((name) => name !== subject);
  const shown = [...(subject === null ? [] : [subject]), ...further].slice(0, NAMES_IN_SUMMARY).join(', ');
  const by = issuer === null ? '' : issuer === subject ? '(self-issued)' : `(issued by ${issuer})`;
  tellEvent(from, words(['Certificate', shown, by]), { subject, issuer, names }, telling, at);
  if (from !== SERVER) return;
  telling.fact('tlsCertificateSubject', subject);
  telling.fact('tlsCertificateIssuer', issuer);
  if (names.length > 0) telling.fact('tlsCertificateNames', names);
}

/** A Certificate message without any: what a client sends that has none to show (RFC 5246, section 7.4.6). */
export function tellNoCertificate(from: Side, telling: Telling, at?: Moment): void {
  tellEvent(from, 'Certificate (none)', { names: [] }, telling, at);
}

export function tellAlert(
  from: Side,
  level: number,
  description: number,
  telling: Telling,
  at?: Moment,
): void {
  const levelName = ALERT_LEVELS[level] ?? `level ${level}`;
  const name = alertName(description);
  tellEvent(from, `Alert ${levelName} ${name}`, { level: levelName, description: name }, telling, at);
}

function words(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
