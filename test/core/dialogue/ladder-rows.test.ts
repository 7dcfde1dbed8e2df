import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';

/** What stands beside the arrows or below them, and the remarks. */
const told = (name: string, fold: boolean, id = 0) =>
  (analyse(name).dialogueOf(id, fold)?.entries ?? []).flatMap((entry) => {
    if (entry.kind === 'remark') return [`! ${entry.code}`];
    return 'said' in entry && entry.said !== null && entry.protocol !== null ? [entry.said] : [];
  });

describe('a folded ladder', () => {
  it('has long notes on a request below it, and an offer that was passed over told once', () => {
    expect(told('h2c-upgrade-close', true)).toEqual([
      'HEAD /1.html HTTP/1.1',
      'Upgrade: h2c  Connection: close',
      '200 OK  Connection: close',
      '! h2c-not-taken',
    ]);
  });

  it('has each thing as it is where it is not folded: the story is told from that', () => {
    expect(told('h2c-upgrade-close', false)).toEqual([
      'HEAD /1.html HTTP/1.1  Upgrade: h2c  Connection: close',
      '200 OK  Connection: close',
      'h2c not taken: the request said Connection: close',
      '! h2c-not-taken',
    ]);
  });

  it('leaves short notes beside the arrow, and those on a response', () => {
    expect(told('http-keepalive-oneshot', true)).toEqual([
      'GET / HTTP/1.1  Connection: keep-alive',
      '200 OK  Connection: keep-alive',
      '! client-closed-early',
    ]);
    expect(told('h2c-upgrade', true).slice(0, 2)).toEqual([
      'HEAD / HTTP/1.1  Upgrade: h2c',
      '101 Switching Protocols  Upgrade: h2c',
    ]);
    expect(told('http-gzip', true)[1]).toBe('200 OK  Content-Encoding: gzip  Connection: keep-alive');
  });
});
