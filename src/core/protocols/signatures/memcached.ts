import { frames, NO_FRAME, NOT_YET } from './frames.ts';
import { all, any, dialogue, hex, type Rule } from './rule.ts';
import { line, lineAndBlock, opening } from './text.ts';

/** By opcode, how long extras of a request are (memcached, BinaryProtocolRevamped); those with two lengths are left out. */
const EXTRAS = new Map([
  ...[
    0x00, 0x04, 0x09, 0x0c, 0x0d, 0x0e, 0x0f, 0x14, 0x19, 0x1a, 0x07, 0x0a, 0x0b, 0x10, 0x17, 0x20, 0x21,
    0x22,
  ].map((opcode) => [opcode, 0] as const),
  ...[0x01, 0x02, 0x03, 0x11, 0x12, 0x13].map((opcode) => [opcode, 8] as const),
  ...[0x05, 0x06, 0x15, 0x16].map((opcode) => [opcode, 20] as const),
  ...[0x1c, 0x1d, 0x1e].map((opcode) => [opcode, 4] as const),
]);
const HEAD_OCTETS = 24;
const REQUEST = 0x80;
const RESPONSE = 0x81;
/** quit, noop, version, quitq, SASL list: nothing is behind the head of a request. */
const WITHOUT_KEY = new Set([0x07, 0x0a, 0x0b, 0x17, 0x20]);
/** stat: with or without a key. */
const STAT = 0x10;

/** A request or a response of the binary protocol. */
function memcachedFrame(octets: Uint8Array, view: DataView, start: number, end: number): number {
  const magic = octets[start];
  if (magic !== REQUEST && magic !== RESPONSE) return NO_FRAME;
  if (end - start < HEAD_OCTETS) return NOT_YET;
  const opcode = octets[start + 1] as number;
  const keyOctets = view.getUint16(start + 2);
  const extrasOctets = octets[start + 4] as number;
  const bodyOctets = view.getUint32(start + 8);
  const extras = EXTRAS.get(opcode);
  const isSound =
    octets[start + 5] === 0 &&
    bodyOctets < 1 << 24 &&
    bodyOctets >= keyOctets + extrasOctets &&
    keyOctets <= 250;
  if (!isSound || extras === undefined) return NO_FRAME;
  if (magic === REQUEST) {
    const keyIsSound = opcode === STAT || (keyOctets === 0) === WITHOUT_KEY.has(opcode);
    return extrasOctets === extras && keyIsSound ? HEAD_OCTETS + bodyOctets : NO_FRAME;
  }
  const status = view.getUint16(start + 6);
  return (extrasOctets === 0 || extrasOctets === 4) && (status <= 0x24 || (status >= 0x81 && status <= 0x86))
    ? HEAD_OCTETS + bodyOctets
    : NO_FRAME;
}

const DIGITS = [...'0123456789'];
const KEY = '\\S{1,250}';

/** A command, the beginning of its answers, and both in full (memcached, protocol.txt). */
const EXCHANGES: readonly (readonly [
  commands: readonly string[],
  command: RegExp,
  answers: readonly string[],
  answer: RegExp,
])[] = [
  [
    ['GET ', 'GETS ', 'GAT ', 'GATS '],
    new RegExp(`^(gets?|gats? \\d+)( ${KEY})+$`),
    ['VALUE ', 'END'],
    new RegExp(`^(VALUE ${KEY} \\d{1,10} \\d{1,10}( \\d+)?|END)$`),
  ],
  [['STATS'], /^stats( \w+)*$/, ['STAT ', 'END', 'RESET'], /^(STAT .+|END|RESET)$/],
  [['VERSION'], /^version$/, ['VERSION '], /^VERSION \S+$/],
  // With a number, it is as well a job of beanstalkd that is deleted.
  [
    ['DELETE '],
    new RegExp(`^delete (?!\\d+$)${KEY}( 0)?$`),
    ['DELETED', 'NOT_FOUND'],
    /^(DELETED|NOT_FOUND)$/,
  ],
  [
    ['INCR ', 'DECR '],
    new RegExp(`^(incr|decr) ${KEY} \\d+$`),
    [...DIGITS, 'NOT_FOUND'],
    /^(\d+ *|NOT_FOUND)$/,
  ],
  [['TOUCH '], new RegExp(`^touch ${KEY} -?\\d+$`), ['TOUCHED', 'NOT_FOUND'], /^(TOUCHED|NOT_FOUND)$/],
  [['FLUSH_ALL', 'VERBOSITY '], /^(flush_all( -?\d+)?|verbosity \d+)$/, ['OK'], /^OK$/],
  [['MN'], /^mn$/, ['MN'], /^MN$/],
  [
    ['MG ', 'MD ', 'MA '],
    new RegExp(`^m[gda] ${KEY}( [A-Za-z]\\S*)*$`),
    ['HD', 'EN', 'VA ', 'NF', 'NS', 'EX'],
    /^((HD|NF|NS|EX)( [A-Za-z]\S*)*|EN|VA \d+( [A-Za-z]\S*)*)$/,
  ],
  [
    ['MS '],
    new RegExp(`^ms ${KEY} \\d{1,10}( [A-Za-z]\\S*)*$`),
    ['HD', 'NS', 'EX', 'NF'],
    /^(HD|NS|EX|NF)( [A-Za-z]\S*)*$/,
  ],
  [
    ['SET ', 'ADD ', 'REPLACE ', 'APPEND ', 'PREPEND '],
    new RegExp(`^(set|add|replace|append|prepend) ${KEY} \\d{1,10} -?\\d{1,10} \\d{1,10}$`),
    ['STORED', 'NOT_STORED'],
    /^(NOT_)?STORED$/,
  ],
  [['ME '], new RegExp(`^me ${KEY}( b)?$`), ['ME ', 'EN'], /^(ME \S+ .+|EN)$/],
];

/** Text by a line and the data behind it, or by a command and its answer; octets by frames of either side. */
export const memcached: Rule = any(
  lineAndBlock(
    ['SET ', 'ADD ', 'REPLACE ', 'APPEND ', 'PREPEND '],
    new RegExp(`^(?:set|add|replace|append|prepend) ${KEY} \\d{1,10} -?\\d{1,10} (\\d{1,10})(?: noreply)?$`),
  ),
  lineAndBlock(['CAS '], new RegExp(`^cas ${KEY} \\d{1,10} -?\\d{1,10} (\\d{1,10}) \\d{1,20}(?: noreply)?$`)),
  lineAndBlock(['VALUE '], new RegExp(`^VALUE ${KEY} \\d{1,10} (\\d{1,10})(?: \\d+)?$`)),
  opening(['STAT '], /^STAT [\w:.]+ [^\r\n]*\r\n(STAT [\w:.]+ [^\r\n]*|END)\r\n/, 512),
  opening(
    ['STORED\r\n', 'NOT_STORED\r\n'],
    /^(NOT_)?STORED\r\n((NOT_)?STORED|VALUE \S+ \d+ \d+|END|DELETED|TOUCHED)\r\n/,
    300,
  ),
  ...EXCHANGES.map(([commands, command, answers, answer]) =>
    dialogue(line(commands, command), line(answers, answer)),
  ),
  frames(memcachedFrame, 2),
  dialogue(frames(memcachedFrame, 1), all(hex(0, '81'), frames(memcachedFrame, 1))),
);
