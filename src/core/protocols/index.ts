import type { Dissector } from './dissector.ts';
import { http1 } from './http1.ts';
import { tls } from './tls.ts';
import { websocket } from './websocket.ts';

/** Every protocol that is understood. The order matters only where two would claim the same octets: the first one wins. */
export const DISSECTORS: readonly Dissector[] = [http1, tls, websocket];

/** Names of protocols that connections are handed over to, and that are not understood (yet). */
const OTHER_TITLES = new Map([['http2', 'HTTP/2']]);

const BY_NAME = new Map(DISSECTORS.map((dissector) => [dissector.name, dissector]));

export function dissectorNamed(name: string): Dissector | null {
  return BY_NAME.get(name) ?? null;
}

/** As people write a protocol's name, `HTTP`; the name itself where it is not known. */
export function titleOf(name: string): string {
  return BY_NAME.get(name)?.title ?? OTHER_TITLES.get(name) ?? name;
}
