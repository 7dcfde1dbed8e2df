import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../../src/core/conversation/context.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../../src/core/limits.ts';
import { KeyLog } from '../../../../src/core/protocols/tls/key-log.ts';
import { TlsSecrets } from '../../../../src/core/protocols/tls/secrets.ts';
import { NODE_CRYPTOGRAPHY } from '../../../../src/engine/cryptography.ts';
import { type CapturedSegment, converse, readStreams } from '../../../support/streams.ts';
import { keyLogOf, secretsIn, secretsOf } from '../../../support/tls-secrets.ts';

const SERVER_HELLO = 2;
/** Where its length stands in a segment that begins with a ServerHello. */
const SESSION_ID = 5 + 4 + 2 + 32;

const decrypted = readStreams('tls-decrypted');
const suites = readStreams('tls-suites');
const secretsOfDecrypted = secretsOf('tls-decrypted');

function contextWith(secrets: TlsSecrets | null, limits: Partial<Limits> = {}): ConversationContext {
  const context = new ConversationContext({ ...DEFAULT_LIMITS, ...limits }, true);
  context.tlsSecrets = secrets;
  return context;
}

function talk(segments: readonly CapturedSegment[] | undefined, secrets: TlsSecrets | null): Conversation {
  return converse(segments ?? [], contextWith(secrets));
}

const said = ({ messages }: Pick<Conversation, 'messages'>) =>
  messages.map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

/** What is said by other protocols than TLS. */
const within = ({ messages }: Pick<Conversation, 'messages'>) =>
  messages
    .filter(({ protocol }) => protocol !== 'tls')
    .map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

const streamTo = (streams: readonly (readonly CapturedSegment[])[], label: string) =>
  streams.find((segments) => talk(segments, secretsOfDecrypted).protocols.at(-1) === label) ?? [];

describe('with the secrets of the session', () => {
  it('all of a handshake of TLS 1.3 is told, and what is said inside', () => {
    const conversation = talk(decrypted[1], secretsOfDecrypted);
    expect(conversation.protocols).toEqual(['tls', 'http']);
    expect(said(conversation)).toEqual([
      '> ClientHello www.example.test http/1.1',
      '< ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384',
      '< EncryptedExtensions http/1.1',
      '< Certificate www.example.test (self-issued)',
      '< CertificateVerify',
      '< Finished',
      '> Finished',
      '< NewSessionTicket',
      '< NewSessionTicket',
      '> GET / HTTP/1.1',
      '< 200 OK  Connection: keep-alive',
      '> Alert warning close_notify',
    ]);
    expect(conversation.facts).toMatchObject({
      tlsAlpn: 'http/1.1',
      tlsCertificateSubject: 'www.example.test',
    });
    expect(conversation.exchanges?.done).toBe(1);
  });

  it('HTTP/2 is told once, and from where it begins', () => {
    const conversation = talk(decrypted[0], secretsOfDecrypted);
    expect(conversation.protocols).toEqual(['tls', 'http2']);
    expect(conversation.switches).toHaveLength(1);
    expect(within(conversation)).toContain('> GET / (stream 1)');
    expect(within(conversation)).toContain('< 200 (stream 1)');
  });

  it('the reason of a refusal that TLS 1.3 encrypts is told', () => {
    expect(said(talk(decrypted[5], secretsOfDecrypted)).at(-1)).toBe('> Alert fatal unknown_ca');
  });

  it.each([
    ['websocket', ['tls', 'http', 'websocket'], '> CLOSE 1000 normal'],
    ['postgresql', ['postgresql', 'tls', 'postgresql'], '> SELECT 2'],
    ['mysql', ['mysql', 'tls', 'mysql'], '> Login user=app database=shop mysql_native_password'],
    ['smtp', ['smtp', 'tls', 'smtp'], '> message, 1617 B'],
    ['ftp', ['ftp', 'tls', 'ftp'], '> RETR f.txt'],
    ['imap', ['imap', 'tls', 'imap'], '> a1 LOGIN user (not shown)'],
  ])('%s is spoken within, and goes on there if it asked for TLS', (label, protocols, saying) => {
    const conversation = talk(streamTo(decrypted, label), secretsOfDecrypted);
    expect(conversation.protocols).toEqual(protocols);
    expect(said(conversation)).toContain(saying);
    expect(said(conversation).join()).not.toMatch(/malformed|not followed|encrypted from here/);
  });

  it.each(suites.map((segments, n) => [n, segments] as const).slice(0, 20))(
    'any version and suite is decrypted: stream %d',
    (_n, segments) => {
      const conversation = talk(segments, secretsOf('tls-suites'));
      expect(within(conversation)).toEqual(['> GET /a HTTP/1.0', '< 200 OK']);
    },
  );

  it('early data is told as of the segment that brought it', () => {
    const { messages, switches } = talk(suites[21], secretsOf('tls-suites'));
    const request = messages.find(({ summary }) => summary === 'GET /a HTTP/1.0');
    const hello = messages.find(({ summary }) => summary.startsWith('ClientHello'));
    expect(request?.ordinal).toBe(hello?.ordinal);
    expect(switches).toEqual([{ ordinal: hello?.ordinal, before: 1, to: 'http', within: 'tls' }]);
    expect(messages.map(({ summary }) => summary)).toContain('EndOfEarlyData');
  });

  it('changes of keys are followed', () => {
    const conversation = talk(suites[22], secretsOf('tls-suites'));
    expect(said(conversation).filter((text) => text.includes('KeyUpdate')).length).toBeGreaterThan(1);
    expect(said(conversation).at(-1)).toContain('close_notify');
    expect(said(conversation).join()).not.toContain('encrypted');
  });
});

describe('secrets', () => {
  it('may come when the server has encrypted already: what it said is told as of when it said it', () => {
    const keyLog = new KeyLog();
    const secrets = new TlsSecrets(NODE_CRYPTOGRAPHY);
    const lines = keyLogOf('tls-decrypted');
    let asked = 0;
    secrets.add({
      keyLog,
      // Asked in vain for the server's handshake; written by the time that the client encrypts.
      refresh: () => {
        asked += 1;
        if (asked > 1) keyLog.take(lines, 0, lines.length);
      },
    });
    const late = talk(decrypted[1], secrets);
    const early = talk(decrypted[1], secretsOfDecrypted);
    expect(late.messages.map(({ summary, ordinal }) => [ordinal, summary])).toEqual(
      early.messages.map(({ summary, ordinal }) => [ordinal, summary]),
    );
  });

  it('of other sessions change nothing', () => {
    for (const segments of decrypted) {
      const without = talk(segments, null);
      const others = talk(segments, secretsOf('tls-suites'));
      expect(others.messages).toEqual(without.messages);
      expect(others.protocols).toEqual(without.protocols);
    }
  });

  it('that are wrong open nothing', () => {
    const text = new TextDecoder().decode(keyLogOf('tls-decrypted'));
    const wrong = text.replace(/[0-9a-f]{2}$/gm, (octet) => (octet === '00' ? '01' : '00'));
    const secrets = secretsIn(new TextEncoder().encode(wrong));
    for (const segments of decrypted)
      expect(talk(segments, secrets).messages).toEqual(talk(segments, null).messages);
  });

  it('of the handshake alone tell no more than that', () => {
    const text = new TextDecoder().decode(keyLogOf('tls-decrypted'));
    const some = text.split('\n').filter((line) => !line.includes('TRAFFIC_SECRET_0'));
    const conversation = talk(decrypted[1], secretsIn(new TextEncoder().encode(some.join('\n'))));
    expect(said(conversation)).toContain('> Finished');
    expect(said(conversation)).toContain('> encrypted from here');
    expect(within(conversation)).toEqual([]);
  });
});

describe('what is missing or broken', () => {
  const segments = decrypted[1] ?? [];
  const withPayload = segments.flatMap(({ payloadLength }, n) => (payloadLength > 0 ? n : []));

  it.each(withPayload)(
    'segment %d lost: what comes behind is told where it can be, and nothing is made up',
    (lost) => {
      const whole = said(talk(segments, secretsOfDecrypted));
      const left = talk(
        segments.filter((_segment, n) => n !== lost),
        secretsOfDecrypted,
      );
      for (const text of said(left)) expect([...whole, ...KNOWN_OF_LOSS]).toContain(text);
    },
  );
  const KNOWN_OF_LOSS = [
    '> encrypted from here',
    '< encrypted from here',
    '> encrypted alert, probably close_notify',
    '< ClientHello',
    '> not followed further: records of TLS are missing',
    '< not followed further: records of TLS are missing',
  ];

  it('records behind a gap are decrypted again', () => {
    const tickets = segments.findIndex(({ side, payloadLength }) => side === 1 && payloadLength === 303);
    const left = talk(
      segments.filter((_segment, n) => n !== tickets),
      secretsOfDecrypted,
    );
    expect(within(left)).toContain('< 200 OK  Connection: keep-alive');
  });

  describe('of a download in small segments, which the content length of its response is told from', () => {
    const download = readStreams('tls-download')[0] ?? [];
    const secrets = secretsOf('tls-download');
    const whole = talk(download, secrets);
    const ofServer = download.flatMap(({ side, payloadLength }, n) =>
      side === 1 && payloadLength > 0 ? [n] : [],
    );
    const [request = 0, nextRequest = 0] = download
      .flatMap(({ side, payloadLength }, n) => (side === 0 && payloadLength > 0 ? [n] : []))
      .slice(-3);
    /** The first record of the response, which has its head, is over within so many segments. */
    const SEGMENTS_WITH_HEAD = 13;
    const ofBody = ofServer.filter((n) => n > request && n < nextRequest).slice(SEGMENTS_WITH_HEAD);

    it('is one of records that begin within segments', () => {
      expect(within(whole)).toEqual([
        '> GET /36000 HTTP/1.1',
        '< 200 OK  Keep-Alive: timeout=5',
        '> GET /20 HTTP/1.1',
        '< 200 OK  Keep-Alive: timeout=5',
      ]);
      expect(ofBody.length).toBeGreaterThan(10);
    });

    it.each(
      ofBody.flatMap((first) =>
        [1, 2, 5, 13].flatMap((count) => {
          const lost = ofBody.filter((n) => n >= first).slice(0, count);
          // Of what is lost behind the last record that can be read, nothing can be told.
          return lost.length === count && lost.at(-1) !== ofBody.at(-1) ? [{ first, count }] : [];
        }),
      ),
    )('$count segments from $first on lost: what comes behind is told', ({ first, count }) => {
      const lost = new Set(ofBody.filter((n) => n >= first).slice(0, count));
      const left = talk(
        download.filter((_segment, n) => !lost.has(n)),
        secrets,
      );
      expect(within(left)).toEqual(within(whole));
      expect(left.exchanges?.done).toBe(2);
    });

    it('its end lost: the next response is told, and no body was cut short', () => {
      const lost = new Set(ofBody.slice(-3));
      const left = talk(
        download.filter((_segment, n) => !lost.has(n)),
        secrets,
      );
      expect(within(left)).toEqual(within(whole));
      const withoutRest = talk(
        download.filter(({ payloadLength }, n) => !lost.has(n) && (n < nextRequest || payloadLength === 0)),
        secrets,
      );
      expect(within(withoutRest)).toEqual(within(whole).slice(0, 2));
      expect(withoutRest.cues?.cutBody).toBeNull();
    });
  });

  it.each(withPayload.slice(1))(
    'an octet of segment %d is another: nothing throws, nothing is held',
    (broken) => {
      const context = contextWith(secretsOfDecrypted);
      const conversation = converse(
        segments.map((segment, n) => {
          if (n !== broken) return segment;
          const payload = segment.payload.slice();
          payload[payload.length - 1] = (payload[payload.length - 1] as number) ^ 1;
          return { ...segment, payload };
        }),
        context,
      );
      conversation.release();
      expect(context.dissectorFailures).toBe(0);
      expect(context.budget.octetsHeld).toBe(0);
    },
  );

  it('data behind a gap is not taken for the beginning of what is said', () => {
    // The HTTP/2 preface of a client whose server has begun to speak inside.
    const preface = decrypted[0]?.findIndex(
      ({ side, payloadLength }) => side === 0 && payloadLength === 86,
    ) as number;
    const left = talk(
      decrypted[0]?.filter((_segment, n) => n !== preface),
      secretsOfDecrypted,
    );
    expect(said(left)).toContain('> GET / (stream 1)');
    expect(said(left).join()).not.toContain('malformed');
  });

  it('what was compressed before it was encrypted is not told', () => {
    const hasOldHello = (of: readonly CapturedSegment[]) => /TLS 1\.2/.test(said(talk(of, null))[1] ?? '');
    const compressed = (suites.find(hasOldHello) ?? []).map((segment) => {
      if (segment.side === 0 || segment.payload[5] !== SERVER_HELLO) return segment;
      const payload = segment.payload.slice();
      const sessionIdOctets = payload[SESSION_ID] as number;
      payload[SESSION_ID + 1 + sessionIdOctets + 2] = 1;
      return { ...segment, payload };
    });
    const conversation = talk(compressed, secretsOf('tls-suites'));
    expect(said(conversation)[1]).toContain('ServerHello TLS 1.2');
    expect(conversation.facts).not.toHaveProperty('tlsDecrypted');
    expect(within(conversation)).toEqual([]);
  });

  it('a record longer than may be held stays closed', () => {
    const conversation = converse(segments, contextWith(secretsOfDecrypted, { messageOctets: 64 }));
    expect(said(conversation).join()).toContain('encrypted from here');
  });
});
