import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { connect, createServer } from 'node:http2';
import type { Dialogue } from '../dialogue.ts';
import { closed, listen } from '../listen.ts';

export const http2: Dialogue = {
  name: 'http2',
  shows: 'HTTP/2 in clear: two requests at the same time on one connection, then a polite GOAWAY',
  address: '127.0.0.1',
  preferredPort: 20004,

  async open(pause) {
    const server = createServer((request, response) => {
      response.end(`This is ${request.url}\n`);
    });
    const port = await listen(server, this.address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const session = connect(`http://${this.address}:${port}`);
        const both = await Promise.all([ask(session, '/left'), ask(session, '/right')]);
        await pause(500);
        session.close();
        await once(session, 'close');
        return { responses: both.filter((status) => status === 200).length };
      },
      close: () => closed(server),
    };
  },
};

async function ask(session: ClientHttp2Session, path: string): Promise<number> {
  const stream = session.request({ ':path': path });
  const [headers] = await once(stream, 'response');
  stream.resume();
  await once(stream, 'end');
  return headers[':status'];
}
