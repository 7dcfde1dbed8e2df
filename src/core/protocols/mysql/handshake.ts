import { printableText } from '../../printable.ts';
import { textEnd } from '../ascii.ts';
import {
  CONNECT_WITH_DB,
  IS_MYSQL,
  PLUGIN_AUTH,
  PLUGIN_AUTH_LENENC,
  PROTOCOL_41,
  SECURE_CONNECTION,
} from './capabilities.ts';
import { lengthEncoded, littleEndian, NO_NUMBER, numberOctets } from './packet.ts';

const TEXT_CHARACTERS = 64;
/** MariaDB puts this before its version, for replicas that are older than it. */
const REPLICATION_PREFIX = '5.5.5-';
/** The protocol's version, which a greeting begins with. */
export const GREETING = 0x0a;
/** Octets between the first part of the scramble and the second. */
const GREETING_REST = 18;
/** Octets of a log-in before the user's name: MySQL, "Protocol::HandshakeResponse41". */
export const LOGIN_HEAD_OCTETS = 32;
/** The same before MySQL 4.1: "Protocol::HandshakeResponse320". */
const OLD_LOGIN_HEAD_OCTETS = 5;

/** What the server says first: MySQL, "Protocol::HandshakeV10". */
export interface Greeting {
  readonly version: string;
  readonly connectionId: number;
  readonly plugin: string;
  readonly capabilities: number;
  readonly mariadbCapabilities: number;
}

/** A greeting whose payload begins at `body`, with as much of it as there is. */
export function readGreeting(octets: Uint8Array, body: number, end: number): Greeting {
  const versionEnd = textEnd(octets, body + 1, end);
  const version = printableText(octets, body + 1, versionEnd, TEXT_CHARACTERS);
  const at = versionEnd + 1;
  const low = littleEndian(octets, at + 13, 2);
  const capabilities = low + littleEndian(octets, at + 18, 2) * 0x10000;
  const scramble = at + 13 + GREETING_REST;
  const scrambleOctets = Math.max(13, (octets[at + 20] ?? 0) - 8);
  const pluginStart = Math.min(scramble + scrambleOctets, end);
  const pluginEnd = textEnd(octets, pluginStart, end);
  return {
    version: version.startsWith(REPLICATION_PREFIX) ? version.slice(REPLICATION_PREFIX.length) : version,
    connectionId: littleEndian(octets, at, 4),
    plugin:
      (capabilities & PLUGIN_AUTH) === 0
        ? ''
        : printableText(octets, pluginStart, pluginEnd, TEXT_CHARACTERS),
    capabilities,
    mariadbCapabilities: (capabilities & IS_MYSQL) === 0 ? littleEndian(octets, at + 27, 4) : 0,
  };
}

/** What the client says first, without its password. */
export interface Login {
  readonly user: string;
  readonly database: string;
  readonly plugin: string;
  readonly capabilities: number;
  readonly mariadbCapabilities: number;
}

/** A log-in whose payload begins at `body`, with as much of it as there is. */
export function readLogin(octets: Uint8Array, body: number, end: number): Login {
  const isOld = (littleEndian(octets, body, 2) & PROTOCOL_41) === 0;
  const capabilities = littleEndian(octets, body, isOld ? 2 : 4);
  const start = Math.min(body + (isOld ? OLD_LOGIN_HEAD_OCTETS : LOGIN_HEAD_OCTETS), end);
  const userEnd = textEnd(octets, start, end);
  let at = behindPassword(octets, Math.min(userEnd + 1, end), end, capabilities);
  let database = '';
  if ((capabilities & CONNECT_WITH_DB) !== 0) {
    const databaseEnd = textEnd(octets, at, end);
    database = printableText(octets, at, databaseEnd, TEXT_CHARACTERS);
    at = Math.min(databaseEnd + 1, end);
  }
  const hasPlugin = (capabilities & PLUGIN_AUTH) !== 0;
  return {
    user: printableText(octets, start, userEnd, TEXT_CHARACTERS),
    database,
    plugin: hasPlugin ? printableText(octets, at, textEnd(octets, at, end), TEXT_CHARACTERS) : '',
    capabilities,
    mariadbCapabilities: isOld || (capabilities & IS_MYSQL) !== 0 ? 0 : littleEndian(octets, body + 28, 4),
  };
}

/** Where what follows the answer to the scramble begins: nothing of that is looked at. */
function behindPassword(octets: Uint8Array, at: number, end: number, capabilities: number): number {
  if ((capabilities & (PLUGIN_AUTH_LENENC | SECURE_CONNECTION)) === 0)
    return Math.min(textEnd(octets, at, end) + 1, end);
  const isEncoded = (capabilities & PLUGIN_AUTH_LENENC) !== 0;
  const length = isEncoded ? lengthEncoded(octets, at, end) : (octets[at] ?? 0);
  if (length === NO_NUMBER) return end;
  return Math.min(at + (isEncoded ? numberOctets(octets, at) : 1) + length, end);
}

/** AuthSwitchRequest: the name of another plugin, and a scramble that is not told. */
export function readAuthSwitch(
  octets: Uint8Array,
  body: number,
  end: number,
): { summary: string; fields: { plugin: string } } {
  const plugin = printableText(octets, body + 1, textEnd(octets, body + 1, end), TEXT_CHARACTERS);
  return { summary: `AuthSwitchRequest ${plugin}`.trim(), fields: { plugin } };
}
