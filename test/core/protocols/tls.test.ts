import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { cipherSuiteName } from '../../../src/core/protocols/tls/cipher-suites.ts';
import { tls } from '../../../src/core/protocols/tls.ts';
import { converse, readStreams } from '../../support/streams.ts';
import { hex, Talk } from './telling.ts';
import { play, turnsOf } from './turns.ts';

const payloadsOf = (stream: number, side: 0 | 1) =>
  (readStreams('https')[stream] ?? [])
    .filter((s) => s.side === side && s.payloadLength > 0)
    .map((s) => s.payload);
const conversationOf = (fixture: string, stream: number) =>
  converse(readStreams(fixture)[stream] ?? [], new ConversationContext(DEFAULT_LIMITS, true));
const clientHello = payloadsOf(0, 0)[0] as Uint8Array;
const serverHello13 = payloadsOf(0, 1)[0] as Uint8Array;
const serverFlight12 = payloadsOf(2, 1)[0] as Uint8Array;

/** The handshake messages in the first record, in records of `size` octets. */
function recordsOf(first: Uint8Array, size: number): Uint8Array {
  const content = first.subarray(5, 5 + ((first[3] << 8) | first[4]));
  const out: number[] = [];
  for (let at = 0; at < content.length; at += size) {
    const part = content.subarray(at, at + size);
    out.push(0x16, 3, 1, part.length >> 8, part.length & 0xff, ...part);
  }
  return Uint8Array.from(out);
}

const spanOf = (octets: Uint8Array) => ({
  octets,
  view: new DataView(octets.buffer, octets.byteOffset),
  start: 0,
  end: octets.length,
});
const identify = (octets: Uint8Array, other: Uint8Array = new Uint8Array(0)) =>
  tls.identify(spanOf(octets), 0, spanOf(other));

describe('a ClientHello in the format of SSL 2.0', () => {
  const saidIn = (stream: number) =>
    conversationOf('tls-version-2-hello', stream).messages.map(
      ({ from, summary }) => `${'><'[from]} ${summary}`,
    );
  const whole = readStreams('tls-version-2-hello')[0]?.find(({ payloadLength }) => payloadLength > 0)
    ?.payload as Uint8Array;
  const changed = (at: number, octet: number) => whole.map((was, n) => (n === at ? octet : was));

  it('is told, and the client goes on in records', () => {
    expect(saidIn(0).slice(0, 7)).toEqual([
      '> ClientHello in the format of SSL 2.0',
      '< ServerHello TLS 1.2 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      '< Certificate old.example.test (self-issued)',
      '< ServerKeyExchange',
      '< ServerHelloDone',
      '> ClientKeyExchange',
      '> ChangeCipherSpec',
    ]);
  });

  it('is enough to know TLS by where the server refuses it', () => {
    expect(saidIn(1)).toEqual(['> ClientHello in the format of SSL 2.0', '< Alert fatal handshake_failure']);
  });

  it('has lengths that add up', () => {
    expect(identify(whole)).toBe('match');
    for (let length = 1; length < 11; length += 1) expect(identify(whole.slice(0, length))).toBe('need-more');
    // Not its header, type, version, or the lengths of its parts; SSL 2.0 itself is another protocol.
    for (const [at, octet] of [
      [0, 0x16],
      [0, 0x81],
      [1, 0],
      [2, 4],
      [3, 0],
      [3, 2],
      [4, 4],
      [6, 4],
      [8, 15],
      [10, 8],
    ] as const)
      expect([at, octet, identify(changed(at, octet))]).toEqual([at, octet, 'reject']);
  });

  it('names the session that it would go on with', () => {
    const id = '0123456789abcdef';
    const hello = `\x80\x2c\x01\x03\x01\0\x03\0\x10\0\x10\0\0\x2f${id}${'c'.repeat(16)}`;
    const [first, ...rest] = [...`\x02\0\0\x36\x03\x01${'r'.repeat(32)}\x10${id}\0\x2f\0`];
    const length = 1 + rest.length;
    const t = new Talk(tls)
      .client(hello)
      .server(`\x16\x03\x01\0${String.fromCharCode(length)}${first}${rest.join('')}`);
    expect(t.said.at(-1)).toBe('< ServerHello TLS 1.0 resumed TLS_RSA_WITH_AES_128_CBC_SHA');
  });
});

describe('hellos', () => {
  it('tell the server name, what is offered, and what is chosen', () => {
    const t = new Talk(tls).client(clientHello).server(serverHello13);
    expect(t.said).toEqual([
      '> ClientHello www.example.test h2,http/1.1',
      '< ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384',
      '< encrypted from here',
    ]);
    expect(t.sayings[0]?.fields).toEqual({
      serverName: 'www.example.test',
      alpnOffered: ['h2', 'http/1.1'],
      versionsOffered: ['1.3'],
    });
    expect(t.facts).toEqual({
      tlsServerName: 'www.example.test',
      tlsAlpnOffered: ['h2', 'http/1.1'],
      tlsVersion: '1.3',
      tlsCipher: 'TLS_AES_256_GCM_SHA384',
    });
  });

  it.each([1, 3, 4, 5, 50, 200])('may be spread over records of %d octets', (size) => {
    const records = recordsOf(clientHello, size);
    const t = new Talk(tls).client(records.subarray(0, 100), records.subarray(100));
    expect(t.said).toEqual(['> ClientHello www.example.test h2,http/1.1']);
    expect(t.dissection.rests.of(0)).toBeNull();
  });

  it.each([1, 3, 40, 333])('and what follows them up to TLS 1.2, over records of %d octets', (size) => {
    const all = recordsOf(serverFlight12, size);
    const whole = new Talk(tls).server(serverFlight12);
    const spread = new Talk(tls).server(
      all,
      serverFlight12.subarray(5 + ((serverFlight12[3] << 8) | serverFlight12[4])),
    );
    expect(spread.said).toEqual(whole.said);
    expect(whole.said).toEqual([
      '< ServerHello TLS 1.2 h2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      '< Certificate www.example.test (self-issued)',
      '< ServerKeyExchange',
      '< ServerHelloDone',
    ]);
    expect(whole.facts).toMatchObject({ tlsVersion: '1.2', tlsAlpn: 'h2' });
  });

  it('a HelloRetryRequest is told as such, and the second ClientHello behind ChangeCipherSpec is read', () => {
    const retry = hex(
      `16 0303 0058 02 000054 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c
       20 ${'ab'.repeat(32)} 1302 00 000c 002b00020304 003300020017`,
    );
    const t = new Talk(tls).client(clientHello).server(retry);
    t.client(hex('14 0303 0001 01'), clientHello);
    expect(t.said).toEqual([
      '> ClientHello www.example.test h2,http/1.1',
      '< HelloRetryRequest TLS 1.3 asks for secp256r1 TLS_AES_256_GCM_SHA384',
      '> ClientHello www.example.test h2,http/1.1',
    ]);
  });

  it.each([
    ['7f10', '1301', '1.3 draft 16'],
    ['7f15', '1301', '1.3 draft 21'],
  ])('of a draft of TLS 1.3 whose ServerHello has fewer fields: %s', (version, cipher, name) => {
    const random = '55'.repeat(32);
    const chosen = hex(
      `16 0301 0036 02 000032 ${version} ${random} ${cipher} 000c 0028 0008 001d 0004 11223344`,
    );
    const t = new Talk(tls).client(clientHello).server(chosen, hex(`17 0301 0014 ${'00'.repeat(20)}`));
    expect(t.said.slice(1)).toEqual([
      `< ServerHello TLS ${name} TLS_AES_128_GCM_SHA256`,
      '< encrypted from here',
    ]);
    expect(t.facts.tlsVersion).toBe(name);
    expect(t.verdict).toBeNull();
  });

  it('passes over GREASE, and names an unknown cipher suite by its value', () => {
    const random = '00'.repeat(32);
    const hello = hex(
      `16 0301 0054 01 000050 0303 ${random} 00 0002 fafa 01 00 0025
       002b 0005 04 3a3a 0304  0010 0008 0006 02 8a8a 02 6832  0000 000c 000a 00 0007 782e6c6f63616c`,
    );
    const chosen = hex(`16 0303 002a 02 000026 0301 ${random} 00 fefe 00`);
    const t = new Talk(tls).client(hello).server(chosen);
    expect(t.said).toEqual(['> ClientHello x.local h2', '< ServerHello TLS 1.0 0xfefe']);
    expect(t.sayings[0]?.fields.versionsOffered).toEqual(['1.3']);
  });

  it('names every cipher suite with a pre-shared key', () => {
    expect([0x00ad, 0x002c, 0xc037, 0xccac, 0xd002].map(cipherSuiteName)).toEqual([
      'TLS_RSA_PSK_WITH_AES_256_GCM_SHA384',
      'TLS_PSK_WITH_NULL_SHA',
      'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256',
      'TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384',
    ]);
  });

  it('of which octets are missing are told by name', () => {
    const t = new Talk(tls)
      .client(clientHello.subarray(0, 60))
      .gap(0, 400)
      .client('anything')
      .server(serverHello13);
    expect(t.said.slice(0, 2)).toEqual(['> ClientHello', '< ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384']);
    expect(t.verdict).toBeNull();
  });

  it('over the limit are not held', () => {
    const t = new Talk(tls, { messageOctets: 100 }).client(clientHello);
    expect(t.said).toEqual(['> ClientHello']);
    expect(t.verdict).toBeNull();
  });
});

describe('certificates', () => {
  it('tell whose they are, in a message and as facts, up to TLS 1.2', () => {
    const conversation = conversationOf('tls-resumption', 2);
    const certificate = conversation.messages.find(({ summary }) => summary.startsWith('Certificate'));
    expect(certificate).toMatchObject({
      from: 1,
      summary: 'Certificate www.example.test, *.example.test (self-issued)',
      fields: { subject: 'www.example.test', names: ['www.example.test', '*.example.test'] },
    });
    expect(conversation.facts).toMatchObject({
      tlsCertificateSubject: 'www.example.test',
      tlsCertificateNames: ['www.example.test', '*.example.test'],
    });
  });

  it('that are the first thing seen of a conversation tell that, too', () => {
    const flight = turnsOf('tls-resumption', 2).find(({ side }) => side === 1)?.octets as Uint8Array;
    let at = 0;
    while (flight[at + 5] !== 11) at += 5 + (((flight[at + 3] as number) << 8) | (flight[at + 4] as number));
    const { messages } = play(
      [{ side: 1, octets: flight.slice(at) }],
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect(messages[0]?.summary).toBe('Certificate www.example.test, *.example.test (self-issued)');
  });

  it('that cannot be read are told by name alone', () => {
    const t = new Talk(tls)
      .client(clientHello)
      .server(
        hex(`16 0303 002a 02 000026 0303 ${'00'.repeat(32)} 00 c02f 00`),
        hex('16 0303 000f 0b 00000b 000008 000005 30 84 ffff ff'),
      );
    expect(t.said.at(-1)).toBe('< Certificate');
    expect(t.verdict).toBeNull();
  });
});

describe('sessions that go on from one before', () => {
  const hellos = (stream: number) =>
    conversationOf('tls-resumption', stream)
      .messages.filter(({ summary }) => summary.includes('Hello'))
      .map(({ summary }) => summary);

  it('with early data that a server takes, and the same again, which it does not', () => {
    const lines = (stream: number) =>
      conversationOf('tls-early-data', stream).messages.map(
        ({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`,
      );
    expect(lines(0)[0]).toBe('> ClientHello early.test');
    expect(lines(1).slice(0, 4)).toEqual([
      '> ClientHello early.test resumption offered 0-RTT',
      '> encrypted from here',
      '< ServerHello TLS 1.3 resumed TLS_AES_256_GCM_SHA384',
      '< encrypted from here',
    ]);
    expect(conversationOf('tls-early-data', 1).facts).toMatchObject({ tlsEarlyData: true, tlsResumed: true });
    // What is encrypted with a key that is refused is passed over by the server: the handshake is a whole one.
    expect(lines(2).slice(0, 4)).toEqual([
      '> ClientHello early.test resumption offered 0-RTT',
      '> encrypted from here',
      '< ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384',
      '< encrypted from here',
    ]);
    expect(conversationOf('tls-early-data', 2).facts.tlsResumed).toBeUndefined();
    // The early data come with the hello, before the server has said anything.
    const [hello, encrypted, answer] = conversationOf('tls-early-data', 1).messages;
    expect(encrypted?.ordinal).toBe(hello?.ordinal);
    expect(answer?.ordinal).toBeGreaterThan(hello?.ordinal as number);
  });

  it('are none where both had the key from elsewhere', () => {
    const { messages, facts } = conversationOf('tls-psk', 0);
    const [client, server] = messages;
    expect([client?.summary, client?.fields]).toEqual([
      'ClientHello PSK offered',
      { serverName: null, alpnOffered: [], versionsOffered: ['1.3'], pskOffered: true },
    ]);
    expect(server).toMatchObject({
      summary: 'ServerHello TLS 1.3 PSK TLS_CHACHA20_POLY1305_SHA256',
      fields: { psk: true },
    });
    expect(facts).toMatchObject({ tlsPsk: true });
    expect(facts.tlsResumed).toBeUndefined();
  });

  it('in TLS 1.3, with 0-RTT', () => {
    expect(hellos(0)).toEqual([
      'ClientHello www.example.test http/1.1',
      'ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384',
    ]);
    expect(hellos(1)).toEqual([
      'ClientHello www.example.test resumption offered 0-RTT',
      'ServerHello TLS 1.3 resumed TLS_AES_256_GCM_SHA384',
    ]);
    expect(conversationOf('tls-resumption', 1).facts).toMatchObject({ tlsResumed: true, tlsEarlyData: true });
  });

  it('in TLS 1.2, by a ticket', () => {
    expect(hellos(2)).not.toContain('resumed');
    expect(hellos(3)).toEqual([
      'ClientHello www.example.test resumption offered',
      'ServerHello TLS 1.2 resumed TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    ]);
    expect(conversationOf('tls-resumption', 3).facts).toMatchObject({ tlsResumed: true });
  });

  it('end with alerts that are encrypted', () => {
    for (const stream of [0, 2]) {
      const last = conversationOf('tls-resumption', stream).messages.at(-1);
      expect(last?.summary).toBe('encrypted alert, probably close_notify');
    }
  });
});

describe('records', () => {
  it('tell alerts in the clear by name', () => {
    const t = new Talk(tls).client(clientHello).server(hex('15 0303 0002 0228'), hex('15 0303 0002 01 00'));
    expect(t.said.slice(1)).toEqual(['< Alert fatal handshake_failure', '< Alert warning close_notify']);
  });

  it('of encrypted alerts before TLS 1.3 are taken for close_notify behind data only', () => {
    const alert = hex(`15 0303 001a ${'5a'.repeat(26)}`);
    const talk = () => new Talk(tls).client(clientHello).server(serverFlight12);
    expect(talk().client(alert).said.at(-1)).toBe('> encrypted alert');
    const data = hex(`17 0303 0018 ${'5a'.repeat(24)}`);
    expect(talk().client(data).server(alert).said.at(-1)).toBe('< encrypted alert, probably close_notify');
  });

  it('tell the first encrypted one of each side only, in TLS 1.2 behind ChangeCipherSpec', () => {
    const t = new Talk(tls).client(clientHello).server(serverFlight12);
    const data = hex(`17 0303 0003 616263`);
    const finished = hex(`16 0303 0028 ${'00'.repeat(40)}`);
    t.client(hex('14 0303 0001 01'), finished, data, data);
    expect(t.said.slice(5)).toEqual(['> ChangeCipherSpec', '> application data']);
  });

  it('go on behind octets that are missing inside one', () => {
    const t = new Talk(tls).client(clientHello).server(serverHello13);
    t.server(hex('17 0303 0064 00')).gap(1, 99).server(hex('15 0303 0002 0100'));
    expect(t.said.at(-1)).toBe('< Alert warning close_notify');
  });

  it('are found again behind missing octets where they fill what comes at once', () => {
    const t = new Talk(tls).client(clientHello).server(serverHello13).gap(1, 5000);
    t.server('the end of one', hex('17 0303 0003 616263 15 0303 0002 0100'), hex('15 0303 0002 0228'));
    expect(t.said.slice(-2)).toEqual(['< Alert warning close_notify', '< Alert fatal handshake_failure']);
  });

  it('that are none are malformed', () => {
    expect(new Talk(tls).client(clientHello, 'GET / HTTP/1.1\r\n').verdict).toMatchObject({
      kind: 'malformed',
    });
    expect(new Talk(tls).client(clientHello, hex('16 0303 ffff')).verdict).toMatchObject({
      kind: 'malformed',
    });
  });
});

describe('alerts of TLS 1.3, which look like any other record', () => {
  const record = (octets: number) =>
    hex(`17 0303 ${octets.toString(16).padStart(4, '0')} ${'5a'.repeat(octets)}`);
  const short = record(19);
  const hellos = () => new Talk(tls).client(clientHello).server(serverHello13, record(600));
  const handshake = () => hellos().client(record(53));
  const last = (t: Talk) => t.said.at(-1);
  const ends = (stream: number) =>
    conversationOf('tls-alerts', stream)
      .messages.filter(({ summary }) => summary.includes('alert'))
      .map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

  it('are told at the end of their side alone, where they stand', () => {
    const talk = handshake().server(record(200), short);
    expect(last(talk)).toBe('> encrypted from here');
    expect(last(talk.end(1))).toBe('< encrypted alert, probably close_notify');
    expect(last(handshake().server(record(200), short).reset(1))).toBe(
      '< encrypted alert, probably close_notify',
    );
    expect(last(handshake().server(record(200), short).reset(0))).toBe('> encrypted from here');
    expect(last(handshake().server(record(200), short, record(40)).end(1))).toBe('> encrypted from here');
    expect(last(handshake().server(record(200), short.slice(0, -1)).end(1))).toBe('> encrypted from here');
    const { messages } = conversationOf('tls-alerts', 5);
    const at = messages.findIndex(({ summary }) => summary.includes('alert'));
    expect(messages[at].ordinal).toBeLessThan((messages[at + 1] as (typeof messages)[0]).ordinal);
  });

  it('are those of small data of WebSocket and MQTT in no case', () => {
    expect(ends(5)).toEqual([
      '< encrypted alert, probably close_notify',
      '> encrypted alert, probably close_notify',
    ]);
    expect(ends(6)).toEqual(['> encrypted alert, probably close_notify']);
  });

  it('are no close_notify where a server ends so what the client has just completed', () => {
    expect(last(handshake().server(short).end(1))).toBe('< probably an alert right after the handshake');
    for (const stream of [0, 1])
      expect(ends(stream)).toEqual(['< probably an alert right after the handshake']);
    // Without a ticket, a server that answers the farewell of its client has sent nothing before either.
    expect(ends(3)).toEqual([
      '> encrypted alert, probably close_notify',
      '< encrypted alert, probably close_notify',
    ]);
  });

  it('are known at once where the handshake should go on', () => {
    expect(last(hellos().client(short))).toBe('> encrypted alert');
    expect(ends(2)).toEqual(['> encrypted alert']);
  });
});

describe('a client without a certificate', () => {
  it('shows none, in TLS 1.2', () => {
    const { messages } = conversationOf('tls-alerts', 4);
    expect(messages.map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`)).toContain(
      '> Certificate (none)',
    );
    expect(messages.map(({ summary }) => summary).slice(-2)).toEqual(['encrypted alert', 'encrypted alert']);
  });
});

describe('identification', () => {
  it('takes a ClientHello and a ServerHello, once enough of them is there', () => {
    expect(identify(clientHello)).toBe('match');
    expect(identify(serverHello13)).toBe('match');
    expect(identify(clientHello.slice(0, 30))).toBe('need-more');
  });

  it('of a conversation joined late needs two records, in a row or one of each side, or all that one side sent', () => {
    const record = hex(`17 0303 0011 ${'5a'.repeat(17)}`);
    expect(identify(record)).toBe('match');
    expect(identify(record.slice(0, -1))).toBe('need-more');
    expect(identify(Uint8Array.from([...record, 0x16]))).toBe('reject');
    expect(identify(Uint8Array.from([...record, ...record]))).toBe('match');
    expect(identify(Uint8Array.from([...record, 0x17, 3]))).toBe('need-more');
    expect(identify(record, record)).toBe('match');
    expect(identify(record, hex('48 54 54 50 2f'))).toBe('need-more');
    const t = new Talk(tls).client(record, record).server(record);
    expect(t.said).toEqual(['> encrypted from here', '< encrypted from here']);
  });

  it('of one joined in the midst of a handshake takes what fills its record, and a change with a record behind it', () => {
    const key = hex(`16 0303 0025 10 000021 20 ${'5a'.repeat(32)}`);
    expect(identify(key.slice(0, 8))).toBe('need-more');
    expect(identify(key.slice(0, 9))).toBe('match');
    expect(identify(hex('16 0303 0026 10 000021'))).toBe('reject');
    expect(identify(hex('16 0303 0025 03 000021'))).toBe('reject');
    expect(new Talk(tls).client(key).said).toEqual(['> ClientKeyExchange']);
    const change = '14 0303 0001 01';
    expect(identify(hex(change))).toBe('need-more');
    expect(identify(hex(`${change} 16 0303 0028`))).toBe('match');
    expect(identify(hex(`${change} 17 0303 0035`))).toBe('match');
    expect(identify(hex(`${change} 17 0303 0010`))).toBe('reject');
    expect(identify(hex('14 0303 0001 02'))).toBe('reject');
    expect(identify(hex('14 0303 0002 01'))).toBe('reject');
  });

  it('of real ones joined late: each side alone, from any of its records on', () => {
    const named: string[] = [];
    for (const side of [0, 1] as const) {
      const turns = turnsOf('tls-early-data', 0).filter((turn) => turn.side === side);
      for (const at of turns.keys()) {
        const { protocols } = play(turns.slice(at), new ConversationContext(DEFAULT_LIMITS, true));
        named.push(...protocols);
        expect(protocols, `side ${side} from ${at}`).toEqual(['tls']);
      }
    }
    expect(named.length).toBeGreaterThan(6);
  });

  it('takes a farewell: an encrypted alert that is all of what a side sent', () => {
    const alert = hex(`15 0303 0050 ${'5a'.repeat(80)}`);
    expect(identify(alert)).toBe('match');
    expect(identify(alert.slice(0, 30))).toBe('need-more');
    expect(identify(Uint8Array.from([...alert, 1]))).toBe('reject');
    expect(new Talk(tls).client(alert).said).toEqual(['> encrypted alert, probably close_notify']);
  });

  it.each([
    '17 0303 0010',
    '15 0303 0100 5a',
    `17 0303 0011 ${'5a'.repeat(17)} 18`,
    '17 0203',
    '16 0201 0100 01',
    '16 0301 0003 01',
    '16 0301 0200 03',
    '16 0301 0200 01 ff0000',
    '16 0301 0200 01 0001fc 0202',
    `16 0301 0200 01 0001fc 0303 ${'00'.repeat(32)} 21`,
    `16 0301 0200 01 0001fc 0303 ${'00'.repeat(32)} 00 0003 13`,
    '15 0301 0002 0228',
    '80 2e 01 0002',
  ])('rejects %s', (octets) => {
    expect(identify(hex(octets))).toBe('reject');
  });
});

describe('what is no TLS', () => {
  it.each([
    ['220 mail.example ESMTP\r\n', 'text instead: "220 mail.example ESMTP"'],
    ['SSH-2.0-x\r\nProtocol mismatch.\n', 'text instead: "SSH-2.0-x"'],
    ['\x05\x00\x00\x1a\x00\x00\x00', 'no TLS record'],
    ['ab', null],
  ])('in answer to a ClientHello: %j', (answer, reason) => {
    const { verdict } = new Talk(tls).client(clientHello).server(answer);
    expect(verdict && 'reason' in verdict ? verdict.reason : null).toBe(reason);
  });

  it.each([
    ['smtp', 1, 8, '220 Ready to start TLS', 'ServerHello TLS 1.3 TLS_AES_256_GCM_SHA384'],
    ['postgres-tls', 0, 1, 'S', 'HelloRetryRequest TLS 1.3 asks for secp256r1 TLS_AES_256_GCM_SHA384'],
  ])(
    'is the consent to it, where the request was not captured (%s)',
    (name, stream, from, consent, answer) => {
      const turns = turnsOf(name, stream).slice(from);
      const { messages } = play(turns, new ConversationContext(DEFAULT_LIMITS, true));
      expect(messages.slice(0, 3).map(({ summary }) => summary)).toEqual([
        `"${consent}"`,
        expect.stringMatching(/^ClientHello/),
        answer,
      ]);
    },
  );

  it('is no consent behind what else was said: what TLS wraps may have been captured without it', () => {
    const turns = turnsOf('smtp', 1);
    const { messages } = play(
      [...turns.slice(0, 9), ...turns.slice(1, 3)],
      new ConversationContext(DEFAULT_LIMITS, true),
    );
    expect(messages.slice(-2).map(({ from, summary }) => [from, summary])).toEqual([
      [0, 'malformed TLS: no TLS record'],
      [1, 'malformed TLS: no TLS record'],
    ]);
  });

  it('is not told in place of a ClientHello: a log-in may stand there', () => {
    const t = new Talk(tls).client('AUTH PLAIN AGJvYgBodW50ZXIy\r\n');
    expect(t.verdict).toMatchObject({ kind: 'malformed', reason: 'no TLS record' });
  });

  it('is no text behind records', () => {
    const t = new Talk(tls).client(clientHello).server(serverHello13, '220 mail.example ESMTP\r\n');
    expect(t.verdict).toMatchObject({ kind: 'malformed', reason: 'no TLS record' });
  });
});
