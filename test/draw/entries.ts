import type { ConnectionRow, LadderEntry } from '../../src/core/view/snapshot.ts';

type Segment = Extract<LadderEntry, { kind: 'segment' }>;

/** A row of the table; what is not given is an ordinary open connection. */
export function connectionRow(changes: Partial<ConnectionRow> = {}): ConnectionRow {
  return {
    id: 18,
    version: 1,
    client: { address: '10.0.0.12', port: 51546 },
    server: { address: '10.0.3.7', port: 5432 },
    basis: 'syn',
    interfaceName: 'lo',
    protocol: 'PostgreSQL',
    state: 'open',
    strip: '…APpPpPpPpA',
    packets: [20, 30],
    bytes: [50_000, 1_000_000],
    payloadBytes: [48_200, 912_300],
    retransmissions: [0, 0],
    firstNanoseconds: 0,
    lastNanoseconds: 5e9,
    handshakeRttNanoseconds: 35_000,
    firstByteNanoseconds: 1_200_000,
    closedBy: null,
    closedHow: null,
    requests: 4,
    responses: 4,
    trouble: false,
    ...changes,
  };
}

/** A segment of a ladder; what is not given is the client's pure ACK. */
export function segment(changes: Partial<Segment> = {}): Segment {
  return {
    kind: 'segment',
    ordinal: 0,
    nanoseconds: 0,
    sinceNanoseconds: null,
    from: 0,
    controlBits: 0x10,
    payloadBytes: 0,
    count: 1,
    sequenceNumber: 0,
    acknowledgmentNumber: 0,
    window: 65_536,
    marks: 0,
    said: null,
    protocol: null,
    ...changes,
  };
}
