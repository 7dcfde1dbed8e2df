import type { Saying } from '../dissector.ts';
import type { Head } from './head.ts';
import { hasOption } from './options.ts';

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

const OFFER_CHARACTERS = 60;

/** What is said beside a final `response` to a request whose `offer` to switch it passes over, with the reason that shows. */
export function declinedUpgrade(offer: Head, response: Head): Saying {
  const upgrade = offer.text('upgrade').slice(0, OFFER_CHARACTERS);
  const reason = HINDRANCES.find(({ holds }) => holds(offer, response))?.words ?? null;
  const words = reason === null ? '' : `: ${reason}`;
  return {
    summary: `${upgrade} not taken${words}`,
    role: 'event',
    fields: { upgradeOffered: upgrade, reason },
    aside: { kind: 'upgrade-passed-over', offered: upgrade, reason },
  };
}

/** What keeps a server from switching (RFC 9110, section 7.8, and RFC 7540, section 3.2.1), the plainest first. */
const HINDRANCES: readonly {
  readonly words: string;
  readonly holds: (offer: Head, response: Head) => boolean;
}[] = [
  { words: 'the request is HTTP/1.0', holds: (offer) => isOld(offer) },
  { words: 'the request said Connection: close', holds: (offer) => hasOption(offer, 'close') },
  { words: 'the request did not say Connection: Upgrade', holds: (offer) => !hasOption(offer, 'upgrade') },
  {
    words: 'the request did not name HTTP2-Settings in Connection',
    holds: (offer) =>
      upgradeProtocol(offer.text('upgrade')) === 'http2' && !hasOption(offer, 'http2-settings'),
  },
  { words: 'the server answered in HTTP/1.0', holds: (_, response) => isOld(response) },
];

function isOld({ fields: { version } }: Head): boolean {
  return version === 'HTTP/1.0';
}
