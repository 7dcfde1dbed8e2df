import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Listens on a loopback address, at the preferred port or, where that is taken, at one that the system chooses. */
export async function listen(server: Server, address: string, preferredPort: number): Promise<number> {
  // A stranger who connects and breaks off must not end the demonstration.
  server.on('connection', (peer) => peer.on('error', () => {}));
  try {
    return await listenAt(server, address, preferredPort);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listenAt(server, address, 0);
  }
}

/** A port of that address on which nobody listens. */
export async function portWithoutListener(address: string, preferredPort: number): Promise<number> {
  const server = createServer();
  const port = await listen(server, address, preferredPort);
  await closed(server);
  return port;
}

/** Stops listening and resolves when the last connection has ended. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

async function listenAt(server: Server, address: string, port: number): Promise<number> {
  server.listen(port, address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
