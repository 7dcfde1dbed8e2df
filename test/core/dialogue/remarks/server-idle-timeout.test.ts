import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { remarkCodesOf } from '../../../support/remarks.ts';
import { secretsOf } from '../../../support/tls-secrets.ts';

const CODE = 'server-idle-timeout';

test('a server that closes within a response is not idle, where what TLS carries can be read', () => {
  const unread = analyse('tls-cut-short');
  expect([0, 1].map((id) => remarkCodesOf(unread, id).includes(CODE))).toEqual([true, true]);
  const read = analyse('tls-cut-short', undefined, secretsOf('tls-cut-short'));
  expect([0, 1].map((id) => remarkCodesOf(read, id).includes(CODE))).toEqual([false, true]);
  expect(remarkCodesOf(read, 0)).toContain('body-cut-short');
});
