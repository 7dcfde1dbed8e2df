import { type Cursor, LLC, type Next, WLAN, WLAN_PADDED } from './layers.ts';
import { LINK_HEADER_CUT, NOT_IP, WLAN_AGGREGATE, WLAN_ENCRYPTED, WLAN_FRAGMENT } from './outcome.ts';

/** IEEE 802.11, section 9.2: the frame control field, here with its first octet in the upper half. */
const VERSION_AND_TYPE = 0x0f00;
const DATA = 0x0800;
const QOS = 0x8000;
const WITHOUT_DATA = 0x4000;
const TO_AND_FROM_SYSTEM = 0x0003;
const MORE_FRAGMENTS = 0x0004;
const PROTECTED = 0x0040;
const ORDER = 0x0080;

const HEADER_OCTETS = 24;
const ADDRESS_OCTETS = 6;
const SEQUENCE_CONTROL = 22;
const FRAGMENT_NUMBER = 0x0f;
const QOS_OCTETS = 2;
const HIGH_THROUGHPUT_OCTETS = 4;
const AGGREGATED = 0x80;
const SUBFRAME_OCTETS = 14;

/** An 802.11 frame: data goes on with LLC, whatever else one says of itself is no IP. */
export function stepWlan(cursor: Cursor): Next {
  return stepFrame(cursor, false, false);
}

/** The same with padding behind the header, up to a multiple of four octets. */
export function stepWlanPadded(cursor: Cursor): Next {
  return stepFrame(cursor, true, false);
}

/** The same with the two octets of its frame control and of its sequence control turned, as some access points tunnel it. */
export function stepWlanSwapped(cursor: Cursor): Next {
  return stepFrame(cursor, false, true);
}

function stepFrame(cursor: Cursor, padded: boolean, swapped: boolean): Next {
  const { view, at, capturedEnd } = cursor;
  if (at + 2 > capturedEnd) return LINK_HEADER_CUT;
  const control = view.getUint16(at, swapped);
  if ((control & VERSION_AND_TYPE) !== DATA || control & WITHOUT_DATA) return NOT_IP;
  if (control & PROTECTED) return WLAN_ENCRYPTED;
  const qosAt =
    at + HEADER_OCTETS + ((control & TO_AND_FROM_SYSTEM) === TO_AND_FROM_SYSTEM ? ADDRESS_OCTETS : 0);
  const hasQos = (control & QOS) !== 0;
  let behind = qosAt;
  if (hasQos) behind += QOS_OCTETS + (control & ORDER ? HIGH_THROUGHPUT_OCTETS : 0);
  if (padded) behind += -(behind - at) & 3;
  if (behind > capturedEnd) return LINK_HEADER_CUT;
  const fragmentAt = at + SEQUENCE_CONTROL + (swapped ? 1 : 0);
  if (control & MORE_FRAGMENTS || view.getUint8(fragmentAt) & FRAGMENT_NUMBER) return WLAN_FRAGMENT;
  cursor.at = behind;
  return hasQos && view.getUint8(qosAt) & AGGREGATED ? stepAggregate(cursor) : LLC;
}

/** An aggregate of subframes, each with addresses and a length of its own: one alone is taken for its frame. */
function stepAggregate(cursor: Cursor): Next {
  const { view, at, capturedEnd, reportedEnd } = cursor;
  if (at + SUBFRAME_OCTETS > capturedEnd) return LINK_HEADER_CUT;
  const length = view.getUint16(at + SUBFRAME_OCTETS - 2);
  // The next subframe would begin at a multiple of four octets; a check sequence is shorter than one.
  if (at + SUBFRAME_OCTETS + length + 3 + SUBFRAME_OCTETS <= reportedEnd) return WLAN_AGGREGATE;
  cursor.at = at + SUBFRAME_OCTETS;
  return LLC;
}

const RADIOTAP_OCTETS = 8;
const RADIOTAP_LENGTH = 2;
const RADIOTAP_PRESENT = 4;
const HAS_TIME = 0x01;
const HAS_FLAGS = 0x02;
const PRESENT_AGAIN = 0x80000000;
const DATA_PADDED = 0x20;
const PRESENT_WORDS_AT_MOST = 16;

/** Radiotap: of its fields only the flags matter here, which say whether there is padding. https://www.radiotap.org */
export function stepRadiotap(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + RADIOTAP_OCTETS > cursor.capturedEnd) return LINK_HEADER_CUT;
  const behind = at + view.getUint16(at + RADIOTAP_LENGTH, true);
  if (behind > cursor.capturedEnd || behind < at + RADIOTAP_OCTETS) return LINK_HEADER_CUT;
  cursor.at = behind;
  const present = view.getUint32(at + RADIOTAP_PRESENT, true);
  if (!(present & HAS_FLAGS)) return WLAN;
  let field = at + RADIOTAP_PRESENT;
  for (let word = 0; word < PRESENT_WORDS_AT_MOST && field + 4 <= behind; word++) {
    const again = view.getUint32(field, true) & PRESENT_AGAIN;
    field += 4;
    if (!again) break;
  }
  // Fields are aligned to their own size, counted from the header's begin.
  if (present & HAS_TIME) field += (-(field - at) & 7) + 8;
  return field < behind && view.getUint8(field) & DATA_PADDED ? WLAN_PADDED : WLAN;
}

const PRISM_OCTETS = 144;
/** The magic number of AVS, whose last digits are a version. */
const AVS_MAGIC = 0x80211;
const AVS_LENGTH = 4;

/** A Prism header, which is always as long, or one of AVS, which tells its length. */
export function stepPrism(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (at + AVS_LENGTH + 4 > cursor.capturedEnd) return LINK_HEADER_CUT;
  const isAvs = view.getUint32(at) >>> 12 === AVS_MAGIC;
  cursor.at = at + (isAvs ? Math.max(view.getUint32(at + AVS_LENGTH), AVS_LENGTH + 4) : PRISM_OCTETS);
  return cursor.at > cursor.capturedEnd ? LINK_HEADER_CUT : WLAN;
}
