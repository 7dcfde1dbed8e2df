const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(' ', ''), 'hex');

/** What protocols begin with or turn on, sound and not, and text that no terminal should get. */
export const WORDS: readonly Uint8Array[] = [
  text('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
  text('POST /x HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n'),
  text('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'),
  text('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n'),
  text('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
  text('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204 No Content\r\n\r\n'),
  text(
    'GET /\u001b]0;title\u0007\u001b[2J HTTP/1.1\r\nHost: \u202eevil\u2066\r\nX: \ud83d\ude00\u0301\u0301\u0301\u0301\r\n\r\n',
  ),
  text('GET /%1b[31m\u0085\u009b31m\u2028\u200d\ufeff HTTP/1.1\r\n\r\n'),
  text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  hex('000012 04 00 00000000 0003 00000064 0004 00400000 0002 00000000'),
  hex('ffffff 01 25 7fffffff 82868441'),
  hex('16 0301 0200 01 0001fc 0303'),
  hex('16 0303 4000 02 00ffff 0303'),
  hex('17 0303 0010 000102030405060708090a0b0c0d0e0f 15 0303 0002 0228'),
  hex(
    '16 0301 002f 01 00002b 0303 0000000000000000000000000000000000000000000000000000000000000000 00 0002 1301 01 00',
  ),
  hex('81 05 48656c6c6f 88 02 03e8'),
  hex('82 ff ffffffffffffffff 00000000'),
  hex('c1 fe ffff 01020304 0000'),
  text('SSH-2.0-OpenSSH_9.6\r\n'),
  text('220 mail ESMTP\r\nEHLO a\r\nSTARTTLS\r\n'),
  text('*2\r\n$4\r\nECHO\r\n$999999999\r\n'),
  hex('00000008 04d2162f'),
  hex('0a 00 00 00 0a 382e302e3336 00'),
  new Uint8Array(300),
  new Uint8Array(300).fill(0xff),
];
