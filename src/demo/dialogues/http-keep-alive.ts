import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dialogue } from '../dialogue.ts';
import { exchange } from '../http-client.ts';
import { closed, listen } from '../listen.ts';

const PATHS = ['/', '/style.css', '/picture.svg'];
const IDLE_TIMEOUT_MILLISECONDS = 2000;

/** Keeps an idle connection for as long as the server does; Node's own agent leaves before the timeout that it was told. */
class PatientAgent extends Agent {
  override keepSocketAlive(_socket: Duplex): boolean {
    return true;
  }
}

export const httpKeepAlive: Dialogue = {
  name: 'http-keep-alive',
  shows: 'HTTP keep-alive: three requests on one connection, which the server ends after two idle seconds',
  address: '127.0.0.1',
  preferredPort: 20002,

  async open(pause) {
    const { address } = this;
    // The buffer would add a second to the timeout that the server announces.
    const timeouts = { keepAliveTimeout: IDLE_TIMEOUT_MILLISECONDS, keepAliveTimeoutBuffer: 0 };
    const server = createServer(timeouts, (request, response) => {
      response.end(`This is ${request.url}\n`);
    });
    const port = await listen(server, address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const agent = new PatientAgent({ keepAlive: true, maxSockets: 1 });
        const [first, ...rest] = PATHS;
        const { socket } = await exchange({ host: address, port, path: first, agent });
        const ended = once(socket, 'close');
        const connections = new Set([socket.localPort]);
        for (const path of rest) {
          await pause(400);
          const next = await exchange({ host: address, port, path, agent });
          connections.add(next.socket.localPort);
        }
        await ended;
        return { requests: PATHS.length, connections: connections.size };
      },
      close: () => closed(server),
    };
  },
};
