/** Handshake messages (RFC 8446, section 4, RFC 5246, section 7.4, and RFC 8879) by their type. */
const HANDSHAKE_MESSAGES = new Map([
  [0, 'HelloRequest'],
  [1, 'ClientHello'],
  [2, 'ServerHello'],
  [4, 'NewSessionTicket'],
  [5, 'EndOfEarlyData'],
  [8, 'EncryptedExtensions'],
  [11, 'Certificate'],
  [12, 'ServerKeyExchange'],
  [13, 'CertificateRequest'],
  [14, 'ServerHelloDone'],
  [15, 'CertificateVerify'],
  [16, 'ClientKeyExchange'],
  [20, 'Finished'],
  [22, 'CertificateStatus'],
  [24, 'KeyUpdate'],
  [25, 'CompressedCertificate'],
]);

/** Alerts (RFC 8446, section 6, with the older ones of RFC 5246) by their description. */
const ALERTS = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [40, 'handshake_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [60, 'export_restriction'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [112, 'unrecognized_name'],
  [113, 'bad_certificate_status_response'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);

/** Versions as they are written, by their value on the wire. */
const VERSIONS = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, '1.0'],
  [0x0302, '1.1'],
  [0x0303, '1.2'],
  [0x0304, '1.3'],
]);

/** Groups of key exchange (IANA, TLS Supported Groups) by their value. */
const GROUPS = new Map([
  [0x0017, 'secp256r1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001d, 'x25519'],
  [0x001e, 'x448'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ec, 'X25519MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
  [0x6399, 'X25519Kyber768Draft00'],
]);

/** The name of a group, or its value in hexadecimal. */
export function groupName(value: number): string {
  return GROUPS.get(value) ?? `0x${value.toString(16).padStart(4, '0')}`;
}

/** The name of a handshake message, or null where the type is unknown. */
export function handshakeName(type: number): string | null {
  return HANDSHAKE_MESSAGES.get(type) ?? null;
}

export function alertName(description: number): string {
  return ALERTS.get(description) ?? `alert ${description}`;
}

/** Before RFC 8446 was one, its drafts were spoken: 0x7f and the draft's number. */
const DRAFT_OF_1_3 = 0x7f;
/** The first draft whose ServerHello is like that of TLS 1.2: before it has neither session identifier nor compression. */
const DRAFT_LIKE_1_2 = 22;

/** Is this a draft of TLS 1.3 whose ServerHello has fewer fields? */
export function isEarlyDraft(version: number): boolean {
  return version >> 8 === DRAFT_OF_1_3 && (version & 0xff) < DRAFT_LIKE_1_2;
}

/** `1.3`, or the value in hexadecimal where it is no version that is known. */
export function versionName(value: number): string {
  if (value >> 8 === DRAFT_OF_1_3) return `1.3 draft ${value & 0xff}`;
  return VERSIONS.get(value) ?? `0x${value.toString(16).padStart(4, '0')}`;
}

/** Values that clients and servers sprinkle in so that unknown ones are tolerated: 0x0a0a, 0x1a1a, … (RFC 8701). */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}
