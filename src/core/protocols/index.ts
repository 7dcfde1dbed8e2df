import type { Dissector } from './dissector.ts';
import { dns } from './dns.ts';
import { ftp } from './ftp.ts';
import { ftpData } from './ftp-data.ts';
import { http1 } from './http1.ts';
import { http2 } from './http2.ts';
import { mqtt } from './mqtt.ts';
import { mysql } from './mysql.ts';
import { postgresql } from './postgresql.ts';
import { proxyProtocol } from './proxy-protocol.ts';
import { redis } from './redis.ts';
import { SIGNATURES } from './signatures.ts';
import { smtp } from './smtp.ts';
import { socks } from './socks.ts';
import { ssh } from './ssh.ts';
import { tls } from './tls.ts';
import { websocket } from './websocket.ts';

/** Every protocol that is understood. The order matters only where two would claim the same octets: the first one wins. */
export const DISSECTORS: readonly Dissector[] = [
  http1,
  http2,
  mysql,
  postgresql,
  proxyProtocol,
  tls,
  websocket,
  dns,
  ftp,
  ftpData,
  mqtt,
  redis,
  smtp,
  socks,
  ssh,
  ...SIGNATURES,
];

const BY_NAME = new Map(DISSECTORS.map((dissector) => [dissector.name, dissector]));

const ALONE: ReadonlyMap<string, readonly string[]> = new Map(DISSECTORS.map(({ name }) => [name, [name]]));

/** A list of this name alone: what most connections have, which is why there is one for all of them. */
export function nameAlone(name: string): readonly string[] {
  return ALONE.get(name) ?? [name];
}

export function dissectorNamed(name: string): Dissector | null {
  return BY_NAME.get(name) ?? null;
}

/** Protocols that are carried by one of the list, which then understands them. */
const CARRIED = new Map([['grpc', 'gRPC']]);

/** As people write a protocol's name, `HTTP`; the name itself where it is not known. */
export function titleOf(name: string): string {
  return BY_NAME.get(name)?.title ?? CARRIED.get(name) ?? name;
}
