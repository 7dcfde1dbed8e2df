import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../../src/core/conversation/context.ts';
import { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { DEFAULT_LIMITS } from '../../../../src/core/limits.ts';
import type { Cryptography } from '../../../../src/core/protocols/tls/cryptography.ts';
import { KeyLog } from '../../../../src/core/protocols/tls/key-log.ts';
import { TlsSecrets } from '../../../../src/core/protocols/tls/secrets.ts';
import type { Side } from '../../../../src/core/side.ts';
import { NODE_CRYPTOGRAPHY } from '../../../../src/engine/cryptography.ts';
import {
  clientHello,
  joined,
  keyLogOf,
  LABELS,
  retryRequest,
  Sealer,
  serverHello,
  unreadable,
} from '../../../support/tls-session.ts';

const FINISHED = 20;
const ENCRYPTED_EXTENSIONS = 8;
const REQUEST = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** What one side sends, and whether it was captured. */
type Turn = readonly [side: Side, octets: Uint8Array, isLost?: 'lost'];

/** How often the cryptography was asked for anything. */
let asked = 0;
const COUNTED: Cryptography = {
  hmac(...of) {
    asked += 1;
    return NODE_CRYPTOGRAPHY.hmac(...of);
  },
  unseal(...of) {
    asked += 1;
    return NODE_CRYPTOGRAPHY.unseal(...of);
  },
  decryptBlocks: NODE_CRYPTOGRAPHY.decryptBlocks,
};

function talk(turns: readonly Turn[], labels = LABELS): Conversation {
  const context = new ConversationContext(DEFAULT_LIMITS, true);
  const keyLog = new KeyLog();
  const lines = keyLogOf(labels);
  keyLog.take(lines, 0, lines.length);
  context.tlsSecrets = new TlsSecrets(COUNTED);
  context.tlsSecrets.add({ keyLog });
  const conversation = new Conversation(context);
  const next = [0, 0];
  conversation.expect(0, 0, true);
  conversation.expect(1, 0, true);
  for (const [ordinal, [side, octets, isLost]] of turns.entries()) {
    const at = { seconds: ordinal, nanoseconds: 0, ordinal };
    const start = next[side] as number;
    next[side] = start + octets.length;
    const view = new DataView(octets.buffer, octets.byteOffset);
    if (isLost === undefined)
      conversation.segment(side, start, octets, view, 0, octets.length, octets.length, at);
    conversation.acknowledged(side, start + octets.length, at);
  }
  expect(context.dissectorFailures).toBe(0);
  return conversation;
}

const said = ({ messages }: Conversation) =>
  messages.map(({ from, protocol, summary }) => `${protocol} ${from === 0 ? '>' : '<'} ${summary}`);
const within = (conversation: Conversation) => said(conversation).filter((text) => !text.startsWith('tls'));

function serverFlight(): Uint8Array {
  const server = new Sealer('SERVER_HANDSHAKE_TRAFFIC_SECRET');
  return joined(server.handshake(ENCRYPTED_EXTENSIONS, '0000'), server.handshake(FINISHED, '00'.repeat(32)));
}

const clientFinished = () =>
  new Sealer('CLIENT_HANDSHAKE_TRAFFIC_SECRET').handshake(FINISHED, '00'.repeat(32));

/** A whole handshake, behind which only application data is still to come. */
const handshake = (): Turn[] => [
  [0, clientHello()],
  [1, joined(serverHello(), serverFlight())],
  [0, clientFinished()],
];

describe('what is wrapped', () => {
  const client = () => new Sealer('CLIENT_TRAFFIC_SECRET_0');
  const server = () => new Sealer('SERVER_TRAFFIC_SECRET_0');

  it('goes on behind many changes of keys, each made from the one before', () => {
    const sealer = client();
    const updates = Array.from({ length: 200 }, () => sealer.updateKeys());
    asked = 0;
    const conversation = talk([
      ...handshake(),
      [0, joined(...updates, sealer.data(REQUEST))],
      [1, server().data(RESPONSE)],
    ]);
    expect(within(conversation)).toEqual(['http > GET /a HTTP/1.1', 'http < 200 OK']);
    expect(asked).toBeLessThan(200 * 10);
  });

  it('does not begin with an empty record', () => {
    const responses = server();
    // Had the server spoken first, this need not be the first command of a client.
    const turns: Turn[] = [...handshake(), [1, responses.data('')], [0, client().data('PING\r\n')]];
    expect(within(talk([...turns, [1, responses.data('+PONG\r\n')]]))).toEqual([
      'redis > PING',
      'redis < +PONG',
    ]);
  });

  it('is told from where it can be read again where its beginning was not captured', () => {
    const requests = client();
    const responses = server();
    const conversation = talk([
      ...handshake(),
      [0, requests.data(REQUEST)],
      [1, responses.data('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'), 'lost'],
      [1, responses.data('some text')],
      [0, requests.data(REQUEST)],
      [1, responses.data(RESPONSE)],
    ]);
    expect(within(conversation)).toEqual([
      'http > GET /a HTTP/1.1',
      'http > GET /a HTTP/1.1',
      'http < 200 OK',
    ]);
  });

  describe('and of which records are missing', () => {
    const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n';
    const half = 'x'.repeat(20);
    const FOLLOWED = ['http > GET /a HTTP/1.1', 'http < 200 OK', 'http > GET /a HTTP/1.1', 'http < 200 OK'];
    const CONCEALED = 'http < not followed further: records of TLS are missing';

    /** A response of which `lost` is missing, and whatever comes `behind` that, then another exchange. */
    function download(head: Uint8Array, lost: Uint8Array[], behind: Uint8Array[], responses: Sealer) {
      const requests = client();
      return talk([
        ...handshake(),
        [0, requests.data(REQUEST)],
        [1, head],
        ...lost.map((octets): Turn => [1, octets, 'lost']),
        ...behind.map((octets): Turn => [1, octets]),
        [0, requests.data(REQUEST)],
        [1, responses.data(RESPONSE)],
      ]);
    }

    it('goes on behind them, because it is known how much they wrapped', () => {
      const responses = server();
      const head = responses.data(HEAD);
      const lost = [responses.data('x'), responses.data(half)];
      const conversation = download(head, lost, [responses.data(half.slice(1))], responses);
      expect(within(conversation)).toEqual(FOLLOWED);
    });

    it('goes on where the next one begins anywhere', () => {
      const responses = server();
      const head = responses.data(HEAD);
      const record = responses.data(half);
      const next = responses.data(half);
      const behind = [joined(record.subarray(30), next.subarray(0, 3)), next.subarray(3)];
      expect(within(download(head, [record.subarray(0, 30)], behind, responses))).toEqual(FOLLOWED);
    });

    it('goes on where a part of one came before them', () => {
      const responses = server();
      const head = responses.data(HEAD);
      const record = responses.data(half);
      const next = joined(record.subarray(25), responses.data(half));
      expect(
        within(download(joined(head, record.subarray(0, 9)), [record.subarray(9, 25)], [next], responses)),
      ).toEqual(FOLLOWED);
    });

    it('is told no further where padding may have been in them', () => {
      const responses = server();
      const head = responses.data(HEAD, 7);
      const conversation = download(head, [responses.data(half)], [responses.data(half)], responses);
      expect(within(conversation)).toEqual([...FOLLOWED.slice(0, 2), CONCEALED]);
    });

    it('is told no further where much looks like the next one, at a bounded cost', () => {
      const responses = server();
      const head = responses.data(HEAD);
      const lost = responses.data(half);
      asked = 0;
      const conversation = download(head, [lost], Array.from({ length: 200 }, unreadable), responses);
      expect(within(conversation).slice(0, 2)).toEqual(FOLLOWED.slice(0, 2));
      expect(within(conversation).join()).toContain('can no longer be decrypted');
      expect(asked).toBeLessThan(2000);
    });
  });

  it('leaves no request without an answer where that cannot be decrypted', () => {
    const damaged = server().data(RESPONSE);
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] as number) ^ 1;
    const conversation = talk([...handshake(), [0, client().data(REQUEST)], [1, damaged]]);
    expect(within(conversation)).toEqual([
      'http > GET /a HTTP/1.1',
      'http < not followed further: the records of TLS can no longer be decrypted',
    ]);
    expect(conversation.exchanges?.awaited).toBe(0);
  });

  it('is not told of one side alone whose other side stays closed', () => {
    const some = LABELS.filter((label) => label !== 'SERVER_TRAFFIC_SECRET_0');
    const responses = server();
    const conversation = talk(
      [
        ...handshake(),
        [1, responses.data('tickets')],
        [0, client().data(REQUEST)],
        [1, responses.data(RESPONSE)],
      ],
      some,
    );
    expect(within(conversation)).toEqual([]);
    expect(said(conversation)).toContain('tls < encrypted from here');
  });
});

describe('early data', () => {
  const early = () => new Sealer('CLIENT_EARLY_TRAFFIC_SECRET');

  it('that the server refuses with a HelloRetryRequest is passed over, and no more than that', () => {
    const conversation = talk([
      [0, joined(clientHello(true), early().data(REQUEST))],
      [1, retryRequest()],
      [0, clientHello()],
      [1, serverHello()],
      [1, serverFlight()],
      [0, clientFinished()],
      [0, new Sealer('CLIENT_TRAFFIC_SECRET_0').data(REQUEST)],
      [1, new Sealer('SERVER_TRAFFIC_SECRET_0').data(RESPONSE)],
    ]);
    expect(said(conversation)).toEqual([
      'tls > ClientHello 0-RTT',
      'tls > encrypted from here',
      'tls < HelloRetryRequest TLS 1.3 TLS_AES_128_GCM_SHA256',
      'tls > ClientHello',
      'tls < ServerHello TLS 1.3 TLS_AES_128_GCM_SHA256',
      'tls < EncryptedExtensions',
      'tls < Finished',
      'tls > Finished',
      'http > GET /a HTTP/1.1',
      'http < 200 OK',
    ]);
  });

  it('that cannot be read behind a gap is not tried as any of many records each time', () => {
    const sealer = early();
    asked = 0;
    talk([
      [0, joined(clientHello(true), sealer.data(REQUEST))],
      [1, joined(serverHello(), serverFlight())],
      [0, sealer.data(REQUEST), 'lost'],
      [0, joined(...Array.from({ length: 50 }, unreadable))],
    ]);
    expect(asked).toBeLessThan(1000);
  });
});
