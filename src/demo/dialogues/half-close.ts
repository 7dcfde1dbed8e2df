import { connect, createServer } from 'node:net';
import type { Dialogue } from '../dialogue.ts';
import { closed, listen } from '../listen.ts';

const LINES = 5;
const BETWEEN_LINES_MILLISECONDS = 200;

export const halfClose: Dialogue = {
  name: 'half-close',
  shows: 'A half-closed connection: the client ends its side, and the server goes on talking for a second',
  address: '127.0.0.1',
  preferredPort: 20008,

  async open(pause) {
    const server = createServer({ allowHalfOpen: true }, (peer) => {
      peer.resume().once('end', async () => {
        for (let line = 1; line <= LINES; line += 1) {
          peer.write(`line ${line} of ${LINES}\n`);
          await pause(BETWEEN_LINES_MILLISECONDS);
        }
        peer.end();
      });
    });
    const port = await listen(server, this.address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const client = connect({ port, host: this.address, allowHalfOpen: true });
        client.end(`${LINES} lines, please\n`);
        let text = '';
        for await (const chunk of client.setEncoding('utf8')) text += chunk;
        return { lines: text.split('\n').length - 1 };
      },
      close: () => closed(server),
    };
  },
};
