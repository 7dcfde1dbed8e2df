export const FRAME_HEAD_OCTETS = 9;

/** Frame types (RFC 9113, section 6). */
export const DATA = 0;
export const HEADERS = 1;
export const PRIORITY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

/** Flags, as far as they mean anything to us. */
export const END_STREAM = 0x1;
export const ACK = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const WITH_PRIORITY = 0x20;

/** Of each setting in SETTINGS: an identifier of two octets and a value of four (RFC 9113, section 6.5.1). */
export const SETTING_OCTETS = 6;
/** What PRIORITY says, and HEADERS with a priority (RFC 7540, section 6.3). */
export const PRIORITY_OCTETS = 5;

/** The size that a frame may always have, and the largest that can be agreed (RFC 9113, section 4.2). */
export const FIRST_FRAME_OCTETS = 16_384;
export const MOST_FRAME_OCTETS = 2 ** 24 - 1;

/** The head of a frame (RFC 9113, section 4.1). */
export interface FrameHead {
  /** Octets of the payload. */
  length: number;
  type: number;
  flags: number;
  stream: number;
}

/** What the specification says of each type's frames. */
interface FrameRule {
  readonly name: string;
  readonly flags: number;
  /** Must it name a stream, or must it not? */
  readonly onStream: 'yes' | 'no' | 'either';
  readonly fitsLength: (length: number, flags: number) => boolean;
}

const anyLength = () => true;
const exactly = (octets: number) => (length: number) => length === octets;
const atLeast = (octets: number) => (length: number) => length >= octets;
const forSettings = (length: number, flags: number) =>
  flags & ACK ? length === 0 : length % SETTING_OCTETS === 0;

const RULES: readonly FrameRule[] = [
  { name: 'DATA', flags: 0x09, onStream: 'yes', fitsLength: anyLength },
  { name: 'HEADERS', flags: 0x2d, onStream: 'yes', fitsLength: anyLength },
  { name: 'PRIORITY', flags: 0, onStream: 'yes', fitsLength: exactly(PRIORITY_OCTETS) },
  { name: 'RST_STREAM', flags: 0, onStream: 'yes', fitsLength: exactly(4) },
  { name: 'SETTINGS', flags: 0x01, onStream: 'no', fitsLength: forSettings },
  { name: 'PUSH_PROMISE', flags: 0x0c, onStream: 'yes', fitsLength: atLeast(4) },
  { name: 'PING', flags: 0x01, onStream: 'no', fitsLength: exactly(8) },
  { name: 'GOAWAY', flags: 0, onStream: 'no', fitsLength: atLeast(8) },
  { name: 'WINDOW_UPDATE', flags: 0, onStream: 'either', fitsLength: exactly(4) },
  { name: 'CONTINUATION', flags: 0x04, onStream: 'yes', fitsLength: anyLength },
];

/** Reads the nine octets at `at` into `head`; the reserved bit before the stream is let pass. */
export function readFrameHead(view: DataView, at: number, head: FrameHead): void {
  head.length = view.getUint32(at) >>> 8;
  head.type = view.getUint8(at + 3);
  head.flags = view.getUint8(at + 4);
  head.stream = view.getUint32(at + 5) & 0x7fffffff;
}

/** What is wrong with a frame's head, or null. Types that are not known are to be passed over (RFC 9113, 4.1). */
export function faultOf({ type, length, flags, stream }: FrameHead): string | null {
  const rule = RULES[type];
  if (rule === undefined) return null;
  if (!rule.fitsLength(length, flags)) return `a ${rule.name} frame of ${length} octets`;
  if (rule.onStream === 'yes' && stream === 0) return `a ${rule.name} frame of no stream`;
  if (rule.onStream === 'no' && stream !== 0) return `a ${rule.name} frame of a stream`;
  return null;
}

/** Might this well be the head of a frame, among octets of which that is not known? Stricter than what is allowed. */
export function isLikelyFrame(head: FrameHead): boolean {
  const rule = RULES[head.type];
  if (rule === undefined || faultOf(head) !== null) return false;
  return head.length <= FIRST_FRAME_OCTETS && (head.flags & ~rule.flags) === 0;
}
