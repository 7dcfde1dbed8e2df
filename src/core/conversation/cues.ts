import type { BodyEnd, FieldValue, Notice, Saying } from '../protocols/dissector.ts';
import { isFinal, isSuccess, NO_CONTENT, NOT_MODIFIED } from '../protocols/http1/statuses.ts';
import type { Side } from '../side.ts';

const HTTP = 'http';
const TLS = 'tls';
/** Options of a Connection header field. */
const CLOSE = /(?:^|[,\s])close(?:[,\s]|$)/i;
const KEEP_ALIVE = /(?:^|[,\s])keep-alive(?:[,\s]|$)/i;
const FATAL = 'fatal';
const CLOSE_NOTIFY = 'close_notify';
const CONNECT = 'CONNECT';
const NONE: readonly never[] = [];
/** Two tickets and a farewell of each side come behind a handshake, which takes four at the most. */
const MOST_WRAPPINGS = 8;

/** SSL 3.0 is not to be used since RFC 7568, TLS 1.0 and 1.1 since RFC 8996. */
const DEPRECATED_VERSIONS: ReadonlySet<string> = new Set(['SSL 3.0', '1.0', '1.1']);
const VERSIONS_NEWEST_FIRST = ['1.3', '1.2', '1.1', '1.0', 'SSL 3.0'];

/** Who said that the connection ends behind the newest HTTP response; HTTP/1.0 ends it without a word. */
export type CloseAnnouncement = 'request' | 'response' | 'both' | 'http-1.0';

/** A fatal TLS alert that was readable. */
export interface AlertCue {
  readonly from: Side;
  readonly description: string;
  readonly ordinal: number;
}

/** A version of TLS that a server chose and that is not to be used any more. */
export interface DeprecatedVersionCue {
  readonly from: Side;
  readonly version: string;
  /** The newest that the client had offered; null where its hello was not seen. */
  readonly newestOffered: string | null;
  readonly ordinal: number;
}

/** The body of a message that did not come to its end. */
export interface CutBodyCue {
  readonly from: Side;
  readonly octets: number;
  readonly end: BodyEnd;
  readonly ordinal: number;
}

/** A body that was sent although no 100 Continue had come. */
export interface UnansweredExpectCue {
  readonly from: Side;
  /** Of the segments with the end of the head, and with the first of the body. */
  readonly headOrdinal: number;
  readonly bodyOrdinal: number;
}

/** An offer to go on in another protocol that the response passed over. */
export interface UpgradeCue {
  readonly offered: string;
  /** What kept the server from taking it, where that shows. */
  readonly reason: string | null;
  /** Of the segment with the response. */
  readonly ordinal: number;
}

/**
 * What remarks rest on of what was said: it is noted as it is said, because messages are not kept for ever, nor always.
 * Small on purpose, and only for connections that said something of the kind.
 */
export class Cues {
  /** The newest HTTP response leaves the connection open for another request, by what both sides said. */
  keepsAlive = false;
  /** The end of the newest HTTP response can be told without the end of the connection. */
  endsByItself = false;
  /** What the newest HTTP response, or its request, said of the end of the connection; `unseen` of a head that was cut. */
  closeAnnounced: CloseAnnouncement | 'unseen' | null = null;
  /** What the newest Keep-Alive header field promised. */
  keepAliveSeconds: number | null = null;
  declinedUpgrade: UpgradeCue | null = null;
  /** The first one: TLS is over with it. */
  alert: AlertCue | null = null;
  deprecatedVersion: DeprecatedVersionCue | null = null;
  /** The first one. */
  cutBody: CutBodyCue | null = null;
  /** The first one. */
  unansweredExpect: UnansweredExpectCue | null = null;
  /** The client ended the connection with its answer, and without the rest of its request. */
  requestLeft = false;
  /** The client sent its FIN while its response was under way. */
  responseLeft = false;
  /** A WebSocket ended without a Close frame from either side. */
  websocketUnclosed = false;
  /** The segments with the newest farewell of each side; -1 where it said none. Null: neither did. */
  farewells: readonly [number, number] | null = null;
  /** The newest segments with nothing but what belongs to TLS itself, where that can be read. */
  wrappings: readonly number[] = NONE;
  /** The server said, in plain HTTP, that it wants TLS. */
  tlsWanted = false;
  private requestKeepsAlive = true;
  private requestSaysClose = false;
  private requestIsConnect = false;
  /** The newest version in the ClientHello. */
  private newestOffered: string | null = null;

  said(from: Side, protocol: string, { role, fields }: Saying, ordinal: number): void {
    if (protocol === TLS) this.spokeTls(from, fields, ordinal);
    else if (role === 'request') this.requested(fields);
    else if (role === 'response') this.responded(fields);
    else this.noteEvent(fields, ordinal);
  }

  noticed(from: Side, notice: Notice, ordinal: number): void {
    if (notice.kind === 'websocket-unclosed') this.websocketUnclosed = true;
    else if (notice.kind === 'request-left') this.requestLeft = true;
    else if (notice.kind === 'response-left') this.responseLeft = true;
    else if (notice.kind === 'farewell') this.tookLeave(from, ordinal);
    else if (notice.kind === 'wrapping') this.wrappings = [...this.wrappings, ordinal].slice(-MOST_WRAPPINGS);
    else if (notice.kind === 'expect-unanswered')
      this.unansweredExpect ??= { from, headOrdinal: notice.headOrdinal, bodyOrdinal: ordinal };
    else this.cutBody ??= { from, octets: notice.octets, end: notice.end, ordinal };
  }

  private tookLeave(from: Side, ordinal: number): void {
    const [client, server] = this.farewells ?? [-1, -1];
    this.farewells = from === 0 ? [ordinal, server] : [client, ordinal];
  }

  private requested(fields: Saying['fields']): void {
    this.requestKeepsAlive = staysOpen(fields);
    this.requestSaysClose = saysClose(fields);
    this.requestIsConnect = fields.method === CONNECT;
  }

  private responded(fields: Saying['fields']): void {
    const { status } = fields;
    if (typeof status !== 'number' || !isFinal(status)) return;
    // What else its head said is not known where that was cut.
    const isCut = fields.incomplete === true && !saysClose(fields);
    const staysUp = this.requestKeepsAlive && staysOpen(fields);
    this.keepsAlive = staysUp && !isCut;
    if (this.opensTunnel(status)) this.closeAnnounced = null;
    else if (staysUp) this.closeAnnounced = isCut ? 'unseen' : null;
    else this.closeAnnounced = announcement(this.requestSaysClose, saysClose(fields));
    this.endsByItself =
      typeof fields.contentLength === 'number' ||
      fields.transferEncoding !== undefined ||
      status === NO_CONTENT ||
      status === NOT_MODIFIED;
    this.keepAliveSeconds = keepAliveSeconds(fields.keepAlive) ?? this.keepAliveSeconds;
  }

  /** Behind it another protocol is spoken, and what HTTP says of the end of the connection is void. */
  private opensTunnel(status: number): boolean {
    return this.requestIsConnect && isSuccess(status);
  }

  private noteEvent({ upgradeOffered, reason, tlsWanted }: Saying['fields'], ordinal: number): void {
    if (tlsWanted === true) this.tlsWanted = true;
    if (typeof upgradeOffered !== 'string') return;
    this.declinedUpgrade ??= {
      offered: upgradeOffered,
      reason: typeof reason === 'string' ? reason : null,
      ordinal,
    };
  }

  private spokeTls(from: Side, fields: Saying['fields'], ordinal: number): void {
    this.noteAlert(from, fields, ordinal);
    const { version, versionsOffered } = fields;
    if (Array.isArray(versionsOffered)) {
      this.newestOffered = newestOf(versionsOffered);
      // Where TLS begins behind HTTP, it is TLS that says when the connection ends.
      this.closeAnnounced = null;
    }
    if (typeof version !== 'string' || !DEPRECATED_VERSIONS.has(version)) return;
    this.deprecatedVersion ??= { from, version, newestOffered: this.newestOffered, ordinal };
  }

  private noteAlert(from: Side, { level, description }: Saying['fields'], ordinal: number): void {
    if (level !== FATAL || typeof description !== 'string' || description === CLOSE_NOTIFY) return;
    this.alert ??= { from, description, ordinal };
  }
}

function saysClose({ connection }: Saying['fields']): boolean {
  return typeof connection === 'string' && CLOSE.test(connection);
}

function announcement(request: boolean, response: boolean): CloseAnnouncement {
  if (request && response) return 'both';
  if (request) return 'request';
  return response ? 'response' : 'http-1.0';
}

function newestOf(offered: readonly string[]): string | null {
  return VERSIONS_NEWEST_FIRST.find((version) => offered.includes(version)) ?? null;
}

/** Whether remarks rest on what is said in this protocol. */
export function hasCues(protocol: string): boolean {
  return protocol === HTTP || protocol === TLS;
}

/** RFC 9112, section 9.3: HTTP/1.1 stays open unless it says close, HTTP/1.0 only where it says keep-alive. */
function staysOpen({ version, connection }: Saying['fields']): boolean {
  if (typeof connection !== 'string') return version !== 'HTTP/1.0';
  return !CLOSE.test(connection) && (version !== 'HTTP/1.0' || KEEP_ALIVE.test(connection));
}

function keepAliveSeconds(field: FieldValue | undefined): number | null {
  if (typeof field !== 'string') return null;
  const digits = /(?:^|[,;\s])timeout\s*=\s*(\d{1,6})/i.exec(field)?.[1];
  return digits === undefined ? null : Number(digits);
}
