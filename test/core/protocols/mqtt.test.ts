import { describe, expect, it } from 'vitest';
import { ConversationContext } from '../../../src/core/conversation/context.ts';
import { DEFAULT_LIMITS } from '../../../src/core/limits.ts';
import { mqtt } from '../../../src/core/protocols/mqtt.ts';
import { hex, Talk } from './telling.ts';
import { play, said, turnsOf } from './turns.ts';

const fixture = (stream: number) =>
  said(play(turnsOf('mqtt', stream), new ConversationContext(DEFAULT_LIMITS, true)));
const summaries = (stream: number) =>
  fixture(stream).map(({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`);

const text = (value: string) => [value.length >> 8, value.length & 255, ...Buffer.from(value)];
const packet = (first: number, ...body: number[]) => Uint8Array.from([first, body.length, ...body]);
const connect = (level: number, ...rest: number[]) => packet(0x10, ...text('MQTT'), level, ...rest);

describe('packets', () => {
  it('CONNECT tells the client, and no user name, password or will', () => {
    const secrets = [...text('will/topic'), ...text('last words'), ...text('user'), ...text('hunter2')];
    const t = new Talk(mqtt).client(connect(4, 0xc6, 0, 30, ...text('lamp'), ...secrets));
    expect(t.said).toEqual(['> CONNECT lamp MQTT 3.1.1 keep alive 30 s']);
    expect(JSON.stringify(t.sayings)).not.toMatch(/hunter2|last words|user/);
    expect(t.sayings[0]?.fields).toMatchObject({ clientId: 'lamp', version: '3.1.1', keepAliveSeconds: 30 });
  });

  it.each([
    [4, hex('20 02 00 05'), 'CONNACK not authorized'],
    [4, hex('20 02 01 00'), 'CONNACK accepted (session present)'],
    [5, hex('20 03 00 87 00'), 'CONNACK not authorized'],
    [5, hex('e0 02 8d 00'), 'DISCONNECT keep alive timeout'],
    [4, hex('90 04 0001 80 02'), 'SUBACK failure, QoS 2'],
    [5, hex('90 05 0001 00 87 01'), 'SUBACK not authorized, QoS 1'],
    [5, hex('40 04 0001 10 00'), 'PUBACK no matching subscribers'],
    [4, hex('d0 00'), 'PINGRESP'],
  ])('from a server of level %d: %j', (level, octets, summary) => {
    expect(
      new Talk(mqtt)
        .client(connect(level, 2, 0, 0, 0, 0, 0))
        .server(octets)
        .said.at(-1),
    ).toBe(`< ${summary}`);
  });

  it('PUBLISH tells topic and size: flags where they are set', () => {
    const begun = () => new Talk(mqtt).client(connect(4, 2, 0, 0, 0, 0, 0));
    const t = begun().client(packet(0x3b, ...text('a/b'), 0, 9, 1, 2, 3));
    expect(t.sayings[1]).toMatchObject({
      role: 'request',
      fields: { topic: 'a/b', qos: 1, retain: true, duplicate: true, packetId: 9, payloadBytes: 3 },
    });
    expect(begun().client(packet(0x30, ...text('a/b'), 1)).sayings[1]?.role).toBe('event');
  });

  it('a large payload is passed over', () => {
    const body = Uint8Array.from([...text('t'), ...new Array(100_000).fill(0x10)]);
    const t = new Talk(mqtt).client(connect(4, 2, 0, 0, 0, 0, 0), hex('30 a3 8d 06'), body, hex('e0 00'));
    expect(t.said.slice(1)).toEqual(['> PUBLISH t 100000 B QoS 0', '> DISCONNECT']);
  });

  it.each(['00 00', '36 00', '10 ff ff ff ff 01'])('%s is none', (octets) => {
    expect(new Talk(mqtt).client(hex(octets)).verdict?.kind).toBe('malformed');
  });
});

describe('captured dialogues', () => {
  it('a subscriber', () => {
    expect(summaries(0)).toEqual([
      '> CONNECT reader MQTT 3.1.1 keep alive 60 s',
      '< CONNACK accepted',
      '> SUBSCRIBE sensors/# QoS 1',
      '< SUBACK QoS 1',
      '< PUBLISH sensors/kitchen 4 B QoS 1',
      '> PUBACK',
      '< PUBLISH sensors/cellar 5 B QoS 1',
      '> PUBACK',
      '> DISCONNECT',
    ]);
  });

  it('versions 5 and 3.1', () => {
    expect(summaries(1).slice(0, 2)).toEqual([
      '> CONNECT thermometer MQTT 5 keep alive 60 s',
      '< CONNACK success',
    ]);
    expect(summaries(2)).toEqual([
      '> CONNECT old MQTT 3.1 keep alive 60 s',
      '< CONNACK accepted',
      '> PUBLISH sensors/cellar 5 B QoS 2',
      '< PUBREC',
      '> PUBREL',
      '< PUBCOMP',
      '> DISCONNECT',
    ]);
  });
});

describe('real dialogues joined late', () => {
  const late = (stream: number) => {
    const context = new ConversationContext(DEFAULT_LIMITS, true);
    return said(play(turnsOf('mqtt-late', stream), context)).map(
      ({ from, summary }) => `${from === 0 ? '>' : '<'} ${summary}`,
    );
  };

  it('who publishes, and is answered: how large a payload is, nothing tells', () => {
    expect(late(0)).toEqual([
      ...Array(5).fill(['> PUBLISH lamp/kitchen QoS 1', '< PUBACK']).flat(),
      '> DISCONNECT',
    ]);
  });

  it('who subscribed: packets follow each other', () => {
    expect(late(1)).toEqual(
      Array(5).fill(['> PUBLISH lamp/kitchen QoS 0', '> PUBLISH lamp/hall QoS 0']).flat(),
    );
    expect(late(2).slice(0, 3)).toEqual([
      '> PUBLISH lamp/kitchen QoS 1',
      '< PUBACK',
      '> PUBLISH lamp/hall QoS 0',
    ]);
    expect(late(3)).toEqual([...Array(5).fill('> PUBLISH lamp/hall QoS 0'), '> DISCONNECT']);
  });

  it('the version is known again once a packet shows it', () => {
    const publish = packet(0x32, ...text('a'), 0, 9, 0, 1, 2);
    const t = new Talk(mqtt).client(publish).server(hex('40 03 0009 10')).client(publish);
    expect(t.said).toEqual([
      '> PUBLISH a QoS 1',
      '< PUBACK no matching subscribers',
      '> PUBLISH a 2 B QoS 1',
    ]);
    const subscribe = (octets: string) => new Talk(mqtt).client(hex(octets), publish).said;
    expect(subscribe('82 06 0001 0001 61 01')).toEqual(['> SUBSCRIBE a QoS 1', '> PUBLISH a 3 B QoS 1']);
    expect(subscribe('82 07 0001 00 0001 61 01')).toEqual(['> SUBSCRIBE a QoS 1', '> PUBLISH a 2 B QoS 1']);
    expect(subscribe('82 0a 0001 03 260001 0001 61 01')).toEqual(['> SUBSCRIBE', '> PUBLISH a QoS 1']);
    expect(new Talk(mqtt).client(publish).server(hex('90 03 0001 01')).said[1]).toBe('< SUBACK');
  });
});

describe('joined late, or heard from one side only', () => {
  const spoken = (client: string, server: string) =>
    play(
      [
        { side: 1 as const, octets: hex(server) },
        { side: 0 as const, octets: hex(client) },
      ].filter(({ octets }) => octets.length > 0),
      new ConversationContext(DEFAULT_LIMITS, true),
    ).protocols;

  it.each([
    ['82 06 0001 0001 61 01', '20 02 00 00'],
    ['82 07 0001 00 0001 61 01', '20 03 00 00 00'],
    ['30 05 0001 61 6869', '20 02 01 00'],
    ['', '20 02 00 00 90 03 0001 01'],
    ['c0 00', 'd0 00'],
    ['32 07 0001 61 0009 6869', '40 02 0009'],
    ['34 07 0001 61 0009 6869', '50 04 0009 10 00'],
    ['82 06 0001 0001 61 01', '90 03 0001 01'],
    ['a2 05 0001 0001 61', 'b0 02 0001'],
    ['30 05 0001 61 6869 30 05 0001 62 6869', ''],
    ['', '30 05 0001 61 6869 d0 00'],
    ['82 06 0001 0001 61 01 c0 00', ''],
  ])('%j, %j', (client, server) => {
    expect(spoken(client, server)).toEqual(['mqtt']);
  });

  it.each([
    ['82 06 0001 0009 61 01', '20 02 00 00'],
    ['30 05 0001 07 6869', '20 02 01 00'],
    ['82 06 0001 0001 61 01', '20 02 00 07'],
    ['82 06 0001 0001 61 01', '20 05 00 00 00'],
    ['', '20 02 00 00 90 01 0001 01'],
    ['', '20 02 00 00'],
    ['c0 00', 'c0 00'],
    ['32 07 0001 61 0009 6869', '40 02 000a'],
    ['32 07 0001 61 0009 6869', '90 03 0009 01'],
    ['30 05 0001 61 6869', '40 02 6869'],
    ['82 06 0001 0001 61 01', 'b0 02 0001'],
    ['30 05 0001 61 6869', ''],
    ['30 05 0001 61 6869 10 00', ''],
    ['30 05 0001 61 6869 30 05 0009 62 6869', ''],
  ])('nothing of the kind: %j, %j', (client, server) => {
    expect(spoken(client, server)).toEqual([]);
  });
});
