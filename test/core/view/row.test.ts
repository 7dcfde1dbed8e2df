import { expect, test } from 'vitest';
import { explain } from '../../../src/core/dialogue/explain.ts';
import type { DialogueView } from '../../../src/core/view/snapshot.ts';
import { analyse } from '../../support/analyse.ts';
import { secretsOf } from '../../support/tls-secrets.ts';

test('what TLS says it carries stands behind TLS, where the ServerHello shows it', () => {
  const analysis = analyse('https');
  const views = [0, 1, 2, 3, 6].map((id) => analysis.dialogueOf(id, true));
  expect(views.map((view) => view?.row.protocol)).toEqual(['TLS', 'TLS', 'TLS HTTP/2', 'TLS', 'HTTP']);
  // TLS 1.3 encrypts what was chosen.
  expect(views[0]?.facts.tlsAlpn).toBeUndefined();
  expect(views[2]?.facts.tlsAlpn).toBe('h2');
});

test('behind a switch the protocol that is spoken then stands alone', () => {
  expect(analyse('postgres-tls').dialogueOf(0, true)?.row.protocol).toBe('TLS');
  expect(analyse('socks').dialogueOf(0, true)?.row.protocol).toBe('HTTP');
});

test('of TLS that is decrypted, each turn of what it carries stands behind it, and is told as within it', () => {
  const analysis = analyse('tls-decrypted', undefined, secretsOf('tls-decrypted'));
  const viewOf = (id: number) => analysis.dialogueOf(id, false) as DialogueView;
  expect([0, 6, 7, 9].map((id) => viewOf(id).protocols)).toEqual([
    ['TLS HTTP/2'],
    ['HTTP'],
    ['PostgreSQL', 'TLS PostgreSQL'],
    ['TLS HTTP', 'TLS WebSocket'],
  ]);
  expect(viewOf(9).row.protocol).toBe('TLS WebSocket');
  const turns = viewOf(7).entries.filter(({ kind }) => kind === 'switch');
  expect(turns).toMatchObject([
    { to: 'TLS', within: null },
    { to: 'PostgreSQL', within: 'TLS' },
  ]);
  const told = (language: 'en' | 'ja') => explain(viewOf(7), language).map(({ text }) => text);
  expect(told('en')).toContain('From here on they speak TLS.');
  expect(told('en')).toContain('From here on they speak PostgreSQL within TLS (decrypted).');
  expect(told('ja')).toContain('ここからは TLS の中で PostgreSQL を話します（復号した内容です）。');
});

test('a simultaneous open is no trouble, though a SYN+ACK counts as sent again', () => {
  const { row } = analyse('simultaneous').dialogueOf(0, true) ?? {};
  expect(row).toMatchObject({ retransmissions: [1, 1], trouble: false });
  expect(row?.strip).toMatch(/^SsSsA/);
  expect(analyse('loss').dialogueOf(0, true)?.row.trouble).toBe(true);
});
