import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { Dialogue } from '../dialogue.ts';
import { exchange } from '../http-client.ts';
import { closed, listen } from '../listen.ts';

export const ipv6: Dialogue = {
  name: 'ipv6',
  shows: 'HTTP over IPv6: a form is sent, the connection could be kept, and the client ends it all the same',
  address: '::1',
  preferredPort: 20010,

  async open(pause) {
    const { address } = this;
    const server = createServer((request, response) => {
      request.resume();
      request.once('end', () => response.writeHead(201).end('Created.\n'));
    });
    const port = await listen(server, address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const agent = new Agent({ keepAlive: true });
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
        const options = { host: address, port, path: '/form', method: 'POST', headers, agent };
        const { status, socket } = await exchange(options, 'name=demo&colour=blue');
        await pause(300);
        agent.destroy();
        if (!socket.closed) await once(socket, 'close');
        return { status };
      },
      close: () => closed(server),
    };
  },
};
