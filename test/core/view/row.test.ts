import { expect, test } from 'vitest';
import { analyse } from '../../support/analyse.ts';

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
