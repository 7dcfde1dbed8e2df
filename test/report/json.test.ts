import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionReport, SummaryReport } from '../../src/core/view/report.ts';
import { writeConnection, writeSummary } from '../../src/report/json.ts';
import { written } from '../support/octet-text.ts';

const connectionLine = (report: ConnectionReport) => written((text) => writeConnection(report, text));
const summaryLine = (report: SummaryReport) => written((text) => writeSummary(report, text));

const connection: ConnectionReport = {
  id: 0,
  client: { address: '127.0.0.1', port: 50_186 },
  server: { address: '::1', port: 80 },
  basis: 'syn',
  firstTime: { seconds: 1_598_700_000, nanoseconds: 123_456_789 },
  lastTime: { seconds: 1_598_700_001, nanoseconds: 5 },
  packets: [5, 5],
  bytes: [500, 2111],
  payloadBytes: [136, 1615],
  flags: '>S <SA >A >PA <A*2 >FA <FA >A',
  completeness: 31,
  clientState: 'TIME-WAIT',
  serverState: 'CLOSED',
  close: { by: 'client', how: 'FIN' },
  label: null,
  protocols: [],
};

describe('the JSON line of a connection', () => {
  it('has the fields of the contract in their order, and leaves out what is not computed', () => {
    expect(connectionLine(connection)).toBe(
      '{"type":"connection","id":0,"client":{"address":"127.0.0.1","port":50186},"server":{"address":"::1","port":80},' +
        '"basis":"syn","firstTime":"1598700000.123456789","lastTime":"1598700001.000000005","packets":[5,5],' +
        '"bytes":[500,2111],"payloadBytes":[136,1615],"flags":">S <SA >A >PA <A*2 >FA <FA >A","completeness":31,' +
        '"clientState":"TIME-WAIT","serverState":"CLOSED","close":{"by":"client","how":"FIN"},"label":null,"protocols":[]}\n',
    );
  });

  it('has everything that is computed', () => {
    const full: ConnectionReport = {
      ...connection,
      history: 'ShADadFf',
      connState: 'SF',
      analysis: { retransmissions: [1, 0], handshakeRttSeconds: 0.000035 },
      close: { by: null, how: null, why: 'still open' },
      label: 'http2',
      protocols: ['tls', 'http2'],
      tls: { version: '1.3', sni: 'example.org', alpnOffered: ['h2'], cipher: null },
      requests: 3,
      responses: 2,
      keepAliveReuse: 2,
      remarks: [{ code: 'refused', time: { seconds: 1, nanoseconds: 0 }, text: 'no', why: 'so' }],
      messages: [
        {
          time: { seconds: 1, nanoseconds: 0 },
          from: 'client',
          protocol: 'http',
          summary: 'GET /"',
          fields: { path: '/"', length: 3 },
        },
      ],
      segments: [
        {
          time: { seconds: 1, nanoseconds: 0 },
          from: 'server',
          flags: 'SA',
          sequenceNumber: 0,
          acknowledgmentNumber: null,
          window: 65_536,
          payloadBytes: 0,
          marks: ['RETX'],
        },
      ],
    };
    const parsed = JSON.parse(connectionLine(full));
    const { firstTime, lastTime, remarks, messages, segments, ...rest } = full;
    expect(parsed).toMatchObject({ type: 'connection', ...rest });
    for (const list of [parsed.remarks, parsed.messages, parsed.segments])
      expect(list[0].time).toBe('1.000000000');
    expect(parsed.messages[0]).toMatchObject({ summary: 'GET /"', fields: { path: '/"', length: 3 } });
    expect(parsed.segments[0]).toMatchObject({ acknowledgmentNumber: null, marks: ['RETX'] });
    expect([firstTime, lastTime, remarks, messages, segments]).toHaveLength(5);
  });

  it('writes times of any length as the numbers that they are', () => {
    const seconds = fc.oneof(
      fc.integer({ min: 0, max: 2 ** 50 }).map((nanoseconds) => nanoseconds / 1e9),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(seconds, seconds, (handshakeRttSeconds, mean) => {
        const timeToFirstByteSeconds = { least: 0, mean, most: mean };
        const full = { requests: 1, responses: 1, keepAliveReuse: 0, timeToFirstByteSeconds };
        const parsed = JSON.parse(
          connectionLine({ ...connection, ...full, analysis: { handshakeRttSeconds } }),
        );
        expect(parsed.analysis).toEqual({ handshakeRttSeconds });
        expect(parsed.timeToFirstByteSeconds).toEqual(timeToFirstByteSeconds);
      }),
    );
    expect(connectionLine({ ...connection, analysis: {} })).toContain('"analysis":{},');
    const line = connectionLine({ ...connection, analysis: { handshakeRttSeconds: 0.000035 } });
    expect(line).toContain('"handshakeRttSeconds":0.000035}');
  });

  it('is one line of valid JSON, whatever was said', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        text,
        text,
        fc.dictionary(text, text, { noNullPrototype: true }),
        (summary, why, fields) => {
          const time = { seconds: 1, nanoseconds: 0 };
          const message = { time, from: 'client' as const, protocol: 'x', summary, fields };
          const line = connectionLine({
            ...connection,
            close: { by: null, how: null, why },
            messages: [message],
          });
          expect(line).toMatch(/^[^\u0000-\u001f]*\n$/);
          const parsed = JSON.parse(line);
          expect(parsed.close.why).toBe(why);
          expect(parsed.messages[0].summary).toBe(summary);
          expect(parsed.messages[0].fields).toEqual(fields);
        },
      ),
    );
  });
});

describe('the JSON line of a run', () => {
  const summary: SummaryReport = {
    packets: 10,
    segments: 9,
    ignored: { udp: 1 },
    malformed: {},
    connections: 1,
    firstTime: { seconds: 1, nanoseconds: 2 },
    lastTime: null,
    interfaces: [{ name: 'lo', linkType: 1 }],
    fileError: null,
  };

  it('has the fields of the contract', () => {
    expect(summaryLine(summary)).toBe(
      '{"type":"summary","packets":10,"segments":9,"ignored":{"udp":1},"malformed":{},"connections":1,' +
        '"firstTime":"1.000000002","lastTime":null,"interfaces":[{"name":"lo","linkType":1}],"fileError":null}\n',
    );
  });

  it('names no instant where a frame has no time of its own', () => {
    const report = { ...summary, firstTime: 'unknown', lastTime: 'unknown', framesWithoutTime: 3 } as const;
    expect(JSON.parse(summaryLine(report))).toMatchObject({
      firstTime: '',
      lastTime: '',
      framesWithoutTime: 3,
    });
  });

  it('tells what was dropped live', () => {
    const dropped = { kernel: 1, interface: null, us: 0 };
    expect(JSON.parse(summaryLine({ ...summary, dropped })).dropped).toEqual(dropped);
  });
});
