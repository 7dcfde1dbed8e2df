import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';
import { DialogueBuilder } from '../../support/dialogue-builder.ts';
import { connectionJson, connectionLine } from '../../support/json.ts';

const HTTP_CLOSE =
  '{"type":"connection","id":0,"client":{"address":"127.0.0.1","port":50186},"server":{"address":"1' +
  '27.0.0.1","port":18080},"basis":"syn","firstTime":"1795414501.662574000","lastTime":"1795414501.' +
  '663497000","packets":[5,5],"bytes":[474,1953],"payloadBytes":[136,1615],"flags":">S <SA >A >PA <' +
  'A <PA >A <FA >FA <A","completeness":31,"history":"ShADadfF","connState":"SF","clientState":"CLOS' +
  'ED","serverState":"TIME-WAIT","clientTransition":{"from":"LAST-ACK","event":"rcv ACK of FIN"},"s' +
  'erverTransition":{"from":"FIN-WAIT-2","event":"rcv FIN, snd ACK"},"analysis":{"retransmissions":' +
  '[0,0],"fastRetransmissions":[0,0],"spuriousRetransmissions":[0,0],"outOfOrder":[0,0],"duplicateA' +
  'cks":[0,0],"zeroWindows":[0,0],"windowFull":[0,0],"keepAlives":[0,0],"windowProbes":[0,0],"gaps"' +
  ':[0,0],"handshakeRttSeconds":0.000028,"roundTripSeconds":[{"samples":3,"least":0.000008,"smoothe' +
  'd":0.000014359,"most":0.000016},{"samples":3,"least":0.000003,"smoothed":0.000082656,"most":0.00' +
  '0579}]},"close":{"by":"server","how":"FIN","why":"S closed first (FIN), then C"},"label":"http",' +
  '"protocols":["http"],"requests":1,"responses":1,"keepAliveReuse":0,"timeToFirstByteSeconds":{"le' +
  'ast":0.000122,"mean":0.000122,"most":0.000122},"remarks":[]}\n';

const ALL = { messages: true, segments: true };

describe('the JSON line of a connection', () => {
  it('has the members of the contract in their order', () => {
    const analysis = analyse('http-close');
    const [connection] = analysis.tracker.table.list();
    expect(connectionLine(analysis, connection)).toBe(HTTP_CLOSE);
  });

  it('leaves out what says nothing of it', () => {
    const d = new DialogueBuilder().c('S');
    const json = connectionJson(d.analysis, d.connection);
    expect(json).toMatchObject({
      label: null,
      protocols: [],
      remarks: [],
      close: { by: null, how: null },
      clientTransition: { from: 'UNKNOWN', event: 'snd SYN' },
      analysis: { handshakeRttSeconds: null, roundTripSeconds: [null, null] },
    });
    for (const name of ['tls', 'requests', 'responses', 'keepAliveReuse', 'timeToFirstByteSeconds'])
      expect(json).not.toHaveProperty(name);
    for (const name of ['messages', 'segments']) expect(json).not.toHaveProperty(name);
    expect(json.analysis).not.toHaveProperty('icmpErrors');
  });

  it('tells of TLS what was visible of it', () => {
    const analysis = analyse('https');
    const [connection] = analysis.tracker.table.list();
    expect(connectionJson(analysis, connection).tls).toEqual({
      version: '1.3',
      sni: 'www.example.test',
      alpn: null,
      alpnOffered: ['h2', 'http/1.1'],
      cipher: 'TLS_AES_256_GCM_SHA384',
    });
  });

  it('carries messages and segments where they are asked for', () => {
    const analysis = analyse('http-close');
    const [connection] = analysis.tracker.table.list();
    const { messages, segments, firstTime } = connectionJson(analysis, connection, ALL);
    expect(messages.map(({ from, summary }: Record<string, unknown>) => `${from}: ${summary}`)).toEqual([
      'client: GET / HTTP/1.1  Connection: close',
      'server: 200 OK  Connection: close',
    ]);
    expect(segments).toHaveLength(10);
    expect(segments[0]).toEqual({
      time: firstTime,
      from: 'client',
      flags: 'S',
      sequenceNumber: 0,
      acknowledgmentNumber: null,
      window: 65_495,
      payloadBytes: 0,
      marks: [],
    });
  });

  it('is one line of valid JSON, whatever was said', () => {
    const octets = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)),
    });
    fc.assert(
      fc.property(octets, octets, (path, name) => {
        const d = new DialogueBuilder()
          .handshake()
          .c('PA', { payload: `GET /${path} HTTP/1.1\r\nHost: ${name}\r\n\r\n` })
          .s('PA', { payload: `HTTP/1.1 200 ${name}\r\nContent-Length: 0\r\n\r\n` });
        const line = connectionLine(d.analysis, d.connection, ALL);
        expect(line).toMatch(/^[^\p{Cc}]*\n$/u);
        expect(JSON.parse(line).packets).toEqual([3, 2]);
      }),
    );
  });
});
