import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Dialogue } from '../dialogue.ts';
import { closed, listen } from '../listen.ts';

const PART = 'x'.repeat(2000);

export const reset: Dialogue = {
  name: 'reset',
  shows: 'A reset: the server gives up in the middle of its response',
  address: '127.0.0.1',
  preferredPort: 20007,

  async open(pause) {
    const { address } = this;
    const server = createServer((peer) => {
      peer.once('data', async () => {
        peer.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n${PART}`);
        await pause(400);
        peer.write(PART);
        await pause(400);
        peer.resetAndDestroy();
      });
    });
    const port = await listen(server, address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const client = connect(port, address);
        let octets = 0;
        client.on('data', (chunk) => {
          octets += chunk.length;
        });
        client.write(`GET /long HTTP/1.1\r\nHost: ${address}:${port}\r\n\r\n`);
        const [error] = await once(client, 'error');
        return { code: (error as NodeJS.ErrnoException).code ?? '', octets };
      },
      close: () => closed(server),
    };
  },
};
