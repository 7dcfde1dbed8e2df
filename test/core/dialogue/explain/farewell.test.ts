import { expect, test } from 'vitest';
import { Farewells } from '../../../../src/core/dialogue/explain/farewell.ts';

test('who takes leave first is remembered, with as much of it as tells', () => {
  const farewells = new Farewells();
  farewells.said(0, 'TEXT "CLOSE"', 'WebSocket');
  expect(farewells.first).toBeNull();
  farewells.said(1, 'CLOSE 1011 internal error "keepalive ping timeout"', 'WebSocket');
  farewells.said(0, 'CLOSE 1000', 'WebSocket');
  expect(farewells.first).toEqual({ by: 1, words: 'CLOSE 1011' });
});

test('what only begins like a farewell is none, nor is one of another protocol', () => {
  const farewells = new Farewells();
  farewells.said(0, 'QUITE', 'SMTP');
  farewells.said(0, 'quit', 'HTTP');
  farewells.said(1, '4210 apples', 'FTP');
  expect(farewells.first).toBeNull();
});

test('of mail that is fetched, the tag of a command is left out', () => {
  const farewells = new Farewells();
  farewells.said(0, 'a1 LOGIN joe (not shown)', 'IMAP');
  expect(farewells.first).toBeNull();
  farewells.said(0, 'a2 LOGOUT', 'IMAP');
  farewells.said(1, '* BYE Logging out', 'IMAP');
  expect(farewells.first).toEqual({ by: 0, words: 'LOGOUT' });
});

test('behind a switch another protocol is spoken, and what was said before no longer holds', () => {
  const farewells = new Farewells();
  farewells.said(0, 'QUIT', 'SMTP');
  farewells.said(0, 'ClientHello', 'TLS');
  expect(farewells.first).toBeNull();
});
