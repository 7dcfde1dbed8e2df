import { startsWith } from '../ascii.ts';
import type { Identification, Octets } from '../dissector.ts';
import {
  ACK,
  FRAME_HEAD_OCTETS,
  type FrameHead,
  faultOf,
  readFrameHead,
  SETTING_OCTETS,
  SETTINGS,
  WINDOW_UPDATE,
} from './frame.ts';
import { settingName } from './names.ts';

/** What a client says first (RFC 9113, section 3.4). */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Where the last octet of a frame's length stands in its head, and its type (RFC 9113, section 4.1). */
const LENGTH_AT = 2;
const TYPE_AT = 3;
/** More settings than these in a first frame are none. */
const MOST_SETTINGS = 16;

/** A client shows itself by its preface, a server by its SETTINGS. */
export function identifyBeginning(first: Octets, other: Octets): Identification {
  const { octets, start, end } = first;
  if (startsWith(octets, start, end, PREFACE)) return end - start >= PREFACE.length ? 'match' : 'need-more';
  if (!startsWith(other.octets, other.start, other.end, PREFACE)) return 'reject';
  return identifySettings(first);
}

/** Do these octets begin with a SETTINGS frame of HTTP/2, as a server sends it first? */
export function beginsWithSettings(octets: Uint8Array, start: number, end: number): boolean {
  return end - start >= FRAME_HEAD_OCTETS && isSettingsHead(octets, start, end);
}

/** As far as they go, are these octets those of the head of a SETTINGS frame that is no acknowledgment? */
function isSettingsHead(octets: Uint8Array, start: number, end: number): boolean {
  const length = octets[start + LENGTH_AT] ?? 0;
  if (length % SETTING_OCTETS !== 0 || length > SETTING_OCTETS * MOST_SETTINGS) return false;
  for (let n = 0; n < FRAME_HEAD_OCTETS && start + n < end; n += 1)
    if (n !== LENGTH_AT && octets[start + n] !== (n === TYPE_AT ? SETTINGS : 0)) return false;
  return true;
}

function identifySettings({ octets, view, start, end }: Octets): Identification {
  if (!isSettingsHead(octets, start, end)) return 'reject';
  const length = octets[start + LENGTH_AT] ?? 0;
  const settings = start + FRAME_HEAD_OCTETS;
  let unknown = 0;
  for (let at = settings; at < settings + length; at += SETTING_OCTETS) {
    if (at + 2 > end) return 'need-more';
    if (settingName(view.getUint16(at)) === null) unknown += 1;
  }
  // Settings that no one has registered are to be passed over (RFC 9113, section 6.5.2), but not all are such.
  if (unknown > 0 && unknown * SETTING_OCTETS === length) return 'reject';
  const next = settings + length;
  if (next > end) return 'need-more';
  return length > 0 ? 'match' : identifySecond(view, next, end);
}

/** Behind SETTINGS that set nothing something else has to confirm that they are such. */
function identifySecond(view: DataView, at: number, end: number): Identification {
  if (end - at < FRAME_HEAD_OCTETS) return 'need-more';
  const head: FrameHead = { length: 0, type: 0, flags: 0, stream: 0 };
  readFrameHead(view, at, head);
  const { type, flags, stream } = head;
  const isExpected = (type === SETTINGS && flags === ACK) || (type === WINDOW_UPDATE && flags === 0);
  return isExpected && stream === 0 && faultOf(head) === null ? 'match' : 'reject';
}
