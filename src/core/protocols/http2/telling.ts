import { hexadecimal } from '../../hexadecimal.ts';
import { printableText } from '../../printable.ts';
import type { FieldValue, Octets, Saying } from '../dissector.ts';
import { withoutSecretValues } from '../secret-values.ts';
import {
  ACK,
  type FrameHead,
  GOAWAY,
  PING,
  PRIORITY,
  PRIORITY_OCTETS,
  RST_STREAM,
  SETTING_OCTETS,
  SETTINGS,
  WINDOW_UPDATE,
} from './frame.ts';
import { errorName, settingName } from './names.ts';

/** Settings that are told; there are not that many. */
const MOST_SETTINGS = 16;
const DEBUG_OCTETS = 240;
const DEBUG_CHARACTERS = 80;

/** Octets of a frame's payload that are looked at, for those that are told by themselves. */
export const WANTED_OCTETS: Readonly<Record<number, number>> = {
  [PRIORITY]: PRIORITY_OCTETS,
  [RST_STREAM]: 4,
  [SETTINGS]: MOST_SETTINGS * SETTING_OCTETS,
  [PING]: 8,
  [GOAWAY]: 8 + DEBUG_OCTETS,
  [WINDOW_UPDATE]: 4,
};

/** The payload of such a frame in words; `payload` is as much of it as is wanted. */
export function tellFrame(head: FrameHead, payload: Octets): Saying {
  const { summary, fields } = describe(head, payload);
  return { summary, role: 'event', fields };
}

interface Description {
  readonly summary: string;
  readonly fields: Record<string, FieldValue>;
}

function describe(head: FrameHead, payload: Octets): Description {
  switch (head.type) {
    case PRIORITY:
      return describePriority(head, payload);
    case SETTINGS:
      return describeSettings(head, payload);
    case PING:
      return describePing(head, payload);
    case RST_STREAM:
      return describeReset(head, payload);
    case WINDOW_UPDATE:
      return describeWindowUpdate(head, payload);
    default:
      return describeGoAway(payload);
  }
}

/** What a stream asks to be served after, and with which weight of 1 to 256 (RFC 7540, section 5.3); nobody need heed it. */
export interface Priority extends Record<string, FieldValue> {
  readonly dependsOn: number;
  readonly exclusive: boolean;
  readonly weight: number;
}

export function readPriority(view: DataView, at: number): Priority {
  const dependency = view.getUint32(at);
  return {
    dependsOn: dependency & 0x7fffffff,
    exclusive: dependency >>> 31 === 1,
    weight: view.getUint8(at + 4) + 1,
  };
}

function describePriority({ stream }: FrameHead, { view, start }: Octets): Description {
  const priority = readPriority(view, start);
  const { dependsOn, exclusive, weight } = priority;
  const after = `${exclusive ? 'alone ' : ''}after stream ${dependsOn}`;
  return {
    summary: `PRIORITY weight ${weight} ${after} (stream ${stream})`,
    fields: { frame: 'PRIORITY', stream, ...priority },
  };
}

/** RFC 9113, section 6.9: so many octets more may be sent, on a stream or in all. */
function describeWindowUpdate({ stream }: FrameHead, { view, start }: Octets): Description {
  const increment = view.getUint32(start) & 0x7fffffff;
  const where = stream === 0 ? 'connection' : `stream ${stream}`;
  return {
    summary: `WINDOW_UPDATE +${increment} (${where})`,
    fields: { frame: 'WINDOW_UPDATE', stream, increment },
  };
}

/** RFC 9113, section 6.5. */
function describeSettings(head: FrameHead, { view, start, end }: Octets): Description {
  const ack = (head.flags & ACK) !== 0;
  if (ack) return { summary: 'SETTINGS ack', fields: { frame: 'SETTINGS', ack } };
  const settings: string[] = [];
  for (let at = start; at + SETTING_OCTETS <= end; at += SETTING_OCTETS) {
    const identifier = view.getUint16(at);
    settings.push(`${settingName(identifier) ?? `setting ${identifier}`} ${view.getUint32(at + 2)}`);
  }
  const summary = settings.length === 0 ? 'SETTINGS' : `SETTINGS ${shorten(settings).join(', ')}`;
  return { summary, fields: { frame: 'SETTINGS', ack, settings } };
}

const SETTINGS_IN_SUMMARY = 4;

function shorten(settings: readonly string[]): readonly string[] {
  if (settings.length <= SETTINGS_IN_SUMMARY) return settings;
  const more = settings.length - SETTINGS_IN_SUMMARY;
  return [...settings.slice(0, SETTINGS_IN_SUMMARY), `${more} more`];
}

function describePing(head: FrameHead, { octets, start, end }: Octets): Description {
  const ack = (head.flags & ACK) !== 0;
  const data = hexadecimal(octets, start, end);
  return { summary: ack ? 'PING ack' : 'PING', fields: { frame: 'PING', ack, data } };
}

function describeReset({ stream }: FrameHead, { view, start }: Octets): Description {
  const error = errorName(view.getUint32(start));
  return {
    summary: `RST_STREAM ${error} (stream ${stream})`,
    fields: { frame: 'RST_STREAM', stream, error },
  };
}

/** RFC 9113, section 6.8: the last stream that was or may be dealt with, why, and perhaps a text. */
function describeGoAway({ octets, view, start, end }: Octets): Description {
  const lastStream = view.getUint32(start) & 0x7fffffff;
  const error = errorName(view.getUint32(start + 4));
  const debug = withoutSecretValues(printableText(octets, start + 8, end, DEBUG_CHARACTERS));
  const fields: Record<string, FieldValue> = { frame: 'GOAWAY', error, lastStream };
  if (debug !== '') fields.debug = debug;
  const text = debug === '' ? '' : ` "${debug}"`;
  return { summary: `GOAWAY ${error}${text} (last stream ${lastStream})`, fields };
}
