import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import type { Dialogue } from '../dialogue.ts';
import { closed, listen } from '../listen.ts';

const LINES = ['Hello?', 'Is anybody there?', 'Good bye.'];
const NORMAL_CLOSURE = 1000;

export const webSocket: Dialogue = {
  name: 'websocket',
  shows: 'WebSocket: an HTTP request becomes a conversation in which the server says everything back',
  address: '127.0.0.1',
  preferredPort: 20003,

  async open(pause) {
    const server = createServer();
    const port = await listen(server, this.address, this.preferredPort);
    // Made after listening, since it hands on the errors of a server that tries port after port.
    const echo = new WebSocketServer({ server });
    echo.on('connection', (peer) => {
      peer.on('error', () => {});
      peer.on('message', (data, isBinary) => peer.send(data, { binary: isBinary }));
    });
    return {
      port,
      converse: async () => {
        const client = new WebSocket(`ws://${this.address}:${port}/echo`, { perMessageDeflate: false });
        await once(client, 'open');
        let echoed = 0;
        for (const line of LINES) {
          await pause(500);
          client.send(line);
          const [said] = await once(client, 'message');
          if (String(said) === line) echoed += 1;
        }
        client.close(NORMAL_CLOSURE);
        const [code] = await once(client, 'close');
        return { echoed, code };
      },
      close: async () => {
        echo.close();
        await closed(server);
      },
    };
  },
};
