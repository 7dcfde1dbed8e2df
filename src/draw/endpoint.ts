import type { EndpointName } from '../core/view/snapshot.ts';
import { UNICODE } from './style.ts';
import { columnsOf, fit, fitMiddle } from './text.ts';

/** `127.0.0.1:80`, `[::1]:80` (RFC 5952, section 6). */
export function endpointText(endpoint: EndpointName): string {
  const { address, port } = endpoint;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
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
