import type { EndpointName } from '../core/view/snapshot.ts';
import { endpointText as textOf } from '../core/wire/address.ts';
import { UNICODE } from './style.ts';
import { columnsOf, fit, fitMiddle } from './text.ts';

/** `127.0.0.1:80`, `[::1]:80`. */
export const endpointText = ({ address, port }: EndpointName): string => textOf(address, port);

/** What stands for the server of a connection both ends of which are one socket. */
const ITSELF = 'itself';

/** Both ends in full; one that is connected to itself is named once. */
export function endTexts(
  client: EndpointName,
  server: EndpointName,
): readonly [client: string, server: string] {
  const [c, s] = [endpointText(client), endpointText(server)];
  return [c, s === c ? ITSELF : s];
}

/** An endpoint in exactly `columns` columns: where it does not fit the address loses its middle, the port nothing. */
export function fitEndpoint(endpoint: EndpointName, columns: number, ellipsis = UNICODE.ellipsis): string {
  const full = endpointText(endpoint);
  if (columnsOf(full) <= columns) return fit(full, columns);
  const port = `:${endpoint.port}`;
  const room = columns - port.length;
  if (room < 1) return fit(port, columns, 'left', ellipsis);
  return fitMiddle(full.slice(0, -port.length), room, ellipsis) + port;
}

/** Both ends of a connection in at most `columns` columns together: where they do not fit, the longer one is cut first. */
export function fitEnds(
  client: EndpointName,
  server: EndpointName,
  columns: number,
  ellipsis = UNICODE.ellipsis,
): readonly [client: string, server: string] {
  const whole = endTexts(client, server);
  const [c, s] = [columnsOf(whole[0]), columnsOf(whole[1])];
  if (c + s <= columns) return whole;
  if (whole[1] === ITSELF) return [fitEndpoint(client, Math.max(0, columns - s), ellipsis), ITSELF];
  const half = Math.floor(columns / 2);
  const clientColumns = Math.min(c, Math.max(half, columns - s), columns);
  const serverColumns = Math.min(s, columns - clientColumns);
  return [fitEndpoint(client, clientColumns, ellipsis), fitEndpoint(server, serverColumns, ellipsis)];
}
