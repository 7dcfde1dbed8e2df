import type { Identification, Octets } from '../dissector.ts';
import { crcCcitt, dnp3Crc } from './checksums.ts';
import { frames, NO_FRAME, NOT_YET } from './frames.ts';
import {
  all,
  any,
  dialogue,
  from,
  hex,
  is,
  oneOf,
  type Rule,
  type Signature,
  text,
  u8,
  u16,
  u16le,
  u32,
  u32le,
} from './rule.ts';
import { mms, s7comm } from './tpkt.ts';

const MODBUS_HEAD_OCTETS = 7;

/** A transaction, zero, and the length of unit, function and data (MODBUS Messaging on TCP/IP, section 3.1). */
function modbusHead(octets: Uint8Array, view: DataView, start: number, end: number): number {
  if (end - start >= 4 && view.getUint16(start + 2) !== 0) return NO_FRAME;
  if (end - start >= 6 && (view.getUint16(start + 4) < 2 || view.getUint16(start + 4) > 254)) return NO_FRAME;
  if (end - start <= MODBUS_HEAD_OCTETS) return NOT_YET;
  const code = (octets[start + MODBUS_HEAD_OCTETS] as number) & 0x7f;
  return MODBUS_FORMS.has(code) ? 6 + view.getUint16(start + 4) : NO_FRAME;
}

/** The same, of the length that its function has. */
function modbusFrame(octets: Uint8Array, view: DataView, start: number, end: number): number {
  const frameOctets = modbusHead(octets, view, start, end);
  if (frameOctets <= 0) return frameOctets;
  const code = octets[start + MODBUS_HEAD_OCTETS] as number;
  const length = view.getUint16(start + 4);
  const forms = MODBUS_FORMS.get(code & 0x7f) as readonly ModbusForm[];
  if (code > 0x7f) return length === 3 ? 6 + length : NO_FRAME;
  if (forms === ANY_LENGTH) return 6 + length;
  let answer = NO_FRAME;
  for (const { least, count } of forms) {
    const at = start + MODBUS_HEAD_OCTETS + count;
    const isThere = count === 0 || at < end;
    const more = count === 0 || !isThere ? 0 : (octets[at] as number);
    if (isThere && length === least + more) return 6 + length;
    if (!isThere && length >= least) answer = NOT_YET;
  }
  return answer;
}

/** Octets of a request or a response from the unit on: `least`, and what the octet `count` behind the function says, where that is not 0. */
interface ModbusForm {
  readonly least: number;
  readonly count: number;
}

const always = (least: number): ModbusForm => ({ least, count: 0 });
const counted = (least: number, count: number): ModbusForm => ({ least, count });
const READ = [always(6), counted(3, 1)];
const WRITE_MANY = [always(6), counted(7, 5)];
const REPORT = [always(2), counted(3, 1)];
const ANY_LENGTH: readonly ModbusForm[] = [];

/** Public function codes (MODBUS Application Protocol, section 6), and 90, which programs of Schneider use. */
const MODBUS_FORMS: ReadonlyMap<number, readonly ModbusForm[]> = new Map([
  [1, READ],
  [2, READ],
  [3, READ],
  [4, READ],
  [5, [always(6)]],
  [6, [always(6)]],
  [7, [always(2), always(3)]],
  [8, ANY_LENGTH],
  [11, [always(2), always(6)]],
  [12, REPORT],
  [15, WRITE_MANY],
  [16, WRITE_MANY],
  [17, REPORT],
  [20, [counted(3, 1)]],
  [21, [counted(3, 1)]],
  [22, [always(8)]],
  [23, [counted(11, 9), counted(3, 1)]],
  [24, [always(4), counted(4, 2)]],
  [43, ANY_LENGTH],
  [90, ANY_LENGTH],
]);

/** One side answers what the other asked: the same transaction, unit and function. Alone a frame is too little. */
const modbusDialogue: Rule = all(
  any(
    dialogue(frames(modbusFrame, 1), frames(modbusFrame, 1)),
    // What is refused need not have been sound.
    dialogue(frames(modbusHead, 1), all(u8(MODBUS_HEAD_OCTETS, from(0x81, 0xff)), frames(modbusFrame, 1))),
  ),
  (first, _side, other): Identification => {
    const least = Math.min(first.end - first.start, other.end - other.start);
    if (least <= MODBUS_HEAD_OCTETS) return 'need-more';
    return isModbusAnswer(first, other) ? 'match' : 'reject';
  },
);

function isModbusAnswer(one: Octets, two: Octets): boolean {
  const { octets: a, start } = one;
  const { octets: b, start: at } = two;
  const isSame = (i: number) => a[start + i] === b[at + i];
  return (
    isSame(0) && isSame(1) && isSame(6) && (((a[start + 7] as number) ^ (b[at + 7] as number)) & 0x7f) === 0
  );
}

/** Reads and single writes are six octets long each: two after one another, to one unit, are no accident. */
function modbusRequest(octets: Uint8Array, view: DataView, start: number, end: number): number {
  const length = modbusFrame(octets, view, start, end);
  if (length <= 0) return length;
  const code = octets[start + MODBUS_HEAD_OCTETS] as number;
  return code <= 6 && length === 12 ? length : NO_FRAME;
}

/** 05 64, a length, and two octets that check the first eight (IEEE 1815, section 9.2). */
const dnp3: Rule = ({ octets, view, start, end }) => {
  if (octets[start] !== 0x05 || (end - start > 1 && octets[start + 1] !== 0x64)) return 'reject';
  if (end - start < 10) return 'need-more';
  const isSound =
    (octets[start + 2] as number) >= 5 &&
    view.getUint16(start + 8, true) === dnp3Crc(octets, start, start + 8);
  return isSound ? 'match' : 'reject';
};

/** AA, a type, the size of the frame, and at its end what checks all of it (IEEE C37.118.2, section 6.2). */
const synchrophasor: Rule = ({ octets, view, start, end }) => {
  if (octets[start] !== 0xaa) return 'reject';
  if (
    end - start > 1 &&
    ((octets[start + 1] as number) > 0x5f || ((octets[start + 1] as number) & 0x0f) === 0)
  )
    return 'reject';
  if (end - start < 4) return 'need-more';
  const size = view.getUint16(start + 2);
  if (size < 16 || size > 8192) return 'reject';
  if (end - start < size) return 'need-more';
  return view.getUint16(start + size - 2) === crcCcitt(octets, start, start + size - 2) ? 'match' : 'reject';
};

/** What starts, stops and tests: nothing but one bit of one octet (IEC 60870-5-104, section 5.1). */
const IEC104_UNNUMBERED = new Set([0x07, 0x0b, 0x13, 0x23, 0x43, 0x83]);

function iec104Frame(octets: Uint8Array, view: DataView, start: number, end: number): number {
  if (octets[start] !== 0x68) return NO_FRAME;
  if (end - start < 6) return NOT_YET;
  const length = octets[start + 1] as number;
  const control = octets[start + 2] as number;
  if (length < 4 || length > 253) return NO_FRAME;
  if ((control & 3) === 3) return isUnnumbered(octets, start) ? 6 : NO_FRAME;
  if ((octets[start + 4] as number) & 1) return NO_FRAME;
  if ((control & 3) === 1) return length === 4 && view.getUint16(start + 2) === 0x0100 ? 6 : NO_FRAME;
  return isApplicationData(octets, start, end, length) ? 2 + length : NO_FRAME;
}

/**
 * By type, octets of one information object behind its address (IEC 60870-5-101, section 7.3): what is monitored, with
 * and without a time, commands, parameters; of files only their directory and what asks for them has a fixed length.
 */
const IEC104_OBJECTS: ReadonlyMap<number, number> = new Map(
  [
    [0, 102],
    [1, 1, 3, 45, 46, 47, 70, 100, 101, 105, 113],
    [2, 5, 21, 104, 106],
    [3, 9, 11, 48, 49, 110, 111],
    [4, 2, 4, 51],
    [5, 6, 7, 13, 15, 20, 50, 112],
    [6, 10, 12, 17, 120],
    [7, 18, 19, 103, 121],
    [8, 8, 14, 30, 31, 58, 59, 60],
    [9, 32, 107],
    [10, 34, 35, 38, 61, 62],
    [11, 39, 40, 64],
    [12, 33, 36, 37, 63],
  ].flatMap(([size, ...types]) => types.map((type) => [type, size as number] as const)),
);
/** Up to the first object: control, type, number, cause, originator, common address. */
const IEC104_FIXED_OCTETS = 10;
const OBJECT_ADDRESS_OCTETS = 3;

/** A type, objects and a cause, as far as they are there, and as many octets as the objects have (IEC 60870-5-104, section 7). */
function isApplicationData(octets: Uint8Array, start: number, end: number, length: number): boolean {
  if (length < IEC104_FIXED_OCTETS) return false;
  if (end - start <= 8) return true;
  const objects = (octets[start + 7] as number) & 0x7f;
  const isSequence = (octets[start + 7] as number) > 0x7f;
  const cause = (octets[start + 8] as number) & 0x3f;
  if (cause === 0) return false;
  const size = IEC104_OBJECTS.get(octets[start + 6] as number);
  const addresses = isSequence ? Math.min(1, objects) : objects;
  return (
    size === undefined || length === IEC104_FIXED_OCTETS + addresses * OBJECT_ADDRESS_OCTETS + objects * size
  );
}

function isUnnumbered(octets: Uint8Array, start: number): boolean {
  const rest = (octets[start + 3] as number) | (octets[start + 4] as number) | (octets[start + 5] as number);
  return octets[start + 1] === 4 && rest === 0 && IEC104_UNNUMBERED.has(octets[start + 2] as number);
}

const iec104Unnumbered: Rule = all(hex(0, '68 04'), u8(2, oneOf(...IEC104_UNNUMBERED)), hex(3, '00 00 00'));

const ENIP_HEAD_OCTETS = 24;

/** Commands one behind the other: each tells how many octets there are behind its head. */
function enipFrame(octets: Uint8Array, view: DataView, start: number, end: number): number {
  if (end - start < 4) return NOT_YET;
  return ENIP_COMMANDS.has(view.getUint16(start, true)) && (octets[start + 3] as number) < 0x20
    ? ENIP_HEAD_OCTETS + view.getUint16(start + 2, true)
    : NO_FRAME;
}
const ENIP_COMMANDS = new Set([0x00, 0x01, 0x04, 0x63, 0x64, 0x65, 0x66, 0x6f, 0x70, 0x72, 0x73]);

/** Command, length, session, status, eight octets of the sender's, and no options (EtherNet/IP, section 2-3). */
const enip: Rule = all(
  u16le(0, oneOf(0x01, 0x04, 0x63, 0x64, 0x65, 0x66, 0x6f, 0x70, 0x72, 0x73)),
  u32le(8, oneOf(0, 1, 2, 3, 0x64, 0x65, 0x69, 0x6a)),
  hex(20, '00 00 00 00'),
  any(
    all(u8(0, is(0x65)), hex(2, '04 00'), hex(24, '01 00 00 00')),
    // What goes through a session carries items: no interface but CIP's, and then how many there are.
    all(u8(0, oneOf(0x6f, 0x70)), u16le(2, from(8, 8192)), hex(24, '00 00 00 00'), u16le(30, from(1, 8))),
    all(u8(0, oneOf(0x04, 0x63, 0x64)), u16le(2, from(0, 2048)), u32le(4, is(0))),
    all(u8(0, is(0x66)), hex(2, '00 00')),
  ),
  frames(enipFrame, 1),
);

/** Three letters, a chunk, a size; of HEL and ACK a version of zero besides (OPC 10000-6, section 7.1.2). */
const opcua: Rule = any(
  all(any(text(0, 'HELF'), text(0, 'ACKF')), u32le(4, from(28, 8192)), u32le(8, from(0, 1))),
  all(text(0, 'ERRF'), u32le(4, from(16, 8192)), u8(11, oneOf(0x80, 0x00))),
  all(text(0, 'RHEF'), u32le(4, from(16, 16384))),
  all(
    any(text(0, 'OPN'), text(0, 'CLO'), text(0, 'MSG')),
    u8(3, oneOf(0x46, 0x43, 0x41)),
    u32le(4, from(24, 1 << 26)),
  ),
);

/** Version and its complement, kind, length (ISO 13400-2, table 16). */
const doip: Rule = all(
  u16(0, oneOf(0x01fe, 0x02fd, 0x03fc, 0x04fb, 0xff00)),
  u16(2, (kind) => kind <= 8 || (kind >= 0x4001 && kind <= 0x4004) || (kind >= 0x8001 && kind <= 0x8003)),
  u32(4, from(0, 1 << 20)),
);

/** Machines, power and cars. */
export const INDUSTRY: readonly Signature[] = [
  {
    name: 'modbus',
    title: 'Modbus',
    reference: 'MODBUS Messaging on TCP/IP',
    ports: [502],
    rule: all(hex(2, '00 00 00'), any(modbusDialogue, frames(modbusRequest, 2))),
  },
  { name: 'dnp3', title: 'DNP3', reference: 'IEEE 1815', ports: [20000], rule: dnp3 },
  { name: 's7comm', title: 'S7comm', reference: 'Siemens S7 over RFC 1006', ports: [102], rule: s7comm },
  { name: 'mms', title: 'MMS', reference: 'ISO 9506-2', ports: [102], rule: mms },
  {
    name: 'iec104',
    title: 'IEC 104',
    reference: 'IEC 60870-5-104',
    ports: [2404],
    rule: any(
      iec104Unnumbered,
      frames(iec104Frame, 2),
      dialogue(frames(iec104Frame, 1), frames(iec104Frame, 1)),
    ),
  },
  { name: 'enip', title: 'EtherNet/IP', reference: 'EtherNet/IP, volume 2', ports: [44818], rule: enip },
  { name: 'opcua', title: 'OPC UA', reference: 'OPC 10000-6', ports: [4840], rule: opcua },
  {
    name: 'synchrophasor',
    title: 'Synchrophasor',
    reference: 'IEEE C37.118.2',
    ports: [4712],
    rule: synchrophasor,
  },
  { name: 'doip', title: 'DoIP', reference: 'ISO 13400-2', ports: [13400], rule: doip },
];
