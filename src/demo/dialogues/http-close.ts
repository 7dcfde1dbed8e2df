import { createServer } from 'node:http';
import type { Dialogue } from '../dialogue.ts';
import { exchange } from '../http-client.ts';
import { closed, listen } from '../listen.ts';

export const httpClose: Dialogue = {
  name: 'http-close',
  shows: 'HTTP with Connection: close: one request, and the server ends the connection after its response',
  address: '127.0.0.1',
  preferredPort: 20001,

  async open() {
    const { address } = this;
    const server = createServer((_request, response) => {
      response.end('<p>One connection for one page.</p>\n');
    });
    const port = await listen(server, address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const options = { host: address, port, path: '/page.html', headers: { Connection: 'close' } };
        const { status, response } = await exchange({ ...options, agent: false });
        return { status, connection: response.headers.connection ?? '' };
      },
      close: () => closed(server),
    };
  },
};
