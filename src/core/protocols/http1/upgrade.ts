/** Upgrade tokens of the registry (RFC 9110, 16.7) whose protocol goes by another name here. */
const NAMES = new Map([
  ['h2c', 'http2'],
  ['tls', 'tls'],
]);

const TOKEN = /^[a-z0-9._+-]{1,32}$/;

/** The canonical name of the protocol that an Upgrade field names first, or null where it names none. */
export function upgradeProtocol(field: string): string | null {
  const [first = ''] = field.toLowerCase().split(',');
  const [name = ''] = first.trim().split('/');
  return TOKEN.test(name) ? (NAMES.get(name) ?? name) : null;
}
