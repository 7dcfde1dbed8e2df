import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Dialogue } from '../dialogue.ts';
import { closed, listen } from '../listen.ts';

/** More than the client's receive buffer takes on Linux before somebody reads from it (tcp_rmem, 128 KiB at first). */
const OCTETS = 512 * 1024;

export const slowReader: Dialogue = {
  name: 'slow-reader',
  shows:
    'A slow reader: the client does not read for three seconds, its window goes down to zero and opens again',
  address: '127.0.0.1',
  preferredPort: 20009,

  async open(pause) {
    const server = createServer((peer) => {
      peer.end(Buffer.alloc(OCTETS, 'data '));
    });
    const port = await listen(server, this.address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const client = connect({ port, host: this.address });
        await once(client, 'connect');
        // Nothing asks for its data yet, so that the socket reads no further than its own small buffer.
        await pause(3000);
        let octets = 0;
        for await (const chunk of client) octets += chunk.length;
        return { octets };
      },
      close: () => closed(server),
    };
  },
};
