import { once } from 'node:events';
import { Agent, createServer, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import type { Dialogue } from '../dialogue.ts';
import { finish } from '../http-client.ts';
import { closed, listen } from '../listen.ts';

const SERVER_NAME = 'demo.example.test';

export const tls: Dialogue = {
  name: 'tls',
  shows: `TLS: the client names the server it wants (${SERVER_NAME}) in clear, and then all is secret`,
  address: '127.0.0.1',
  preferredPort: 20005,

  async open(pause) {
    const { address } = this;
    const { private: key, cert } = await certificate();
    const server = createServer({ key, cert }, (_request, response) => {
      response.end('Nobody else can read this.\n');
    });
    const port = await listen(server, address, this.preferredPort);
    return {
      port,
      converse: async () => {
        const agent = new Agent({
          keepAlive: true,
          ca: cert,
          servername: SERVER_NAME,
          ALPNProtocols: ['http/1.1'],
        });
        const headers = { Host: SERVER_NAME };
        const exchanged = await finish(request({ host: address, port, path: '/secret', headers, agent }));
        const socket = exchanged.socket as TLSSocket;
        const { alpnProtocol, authorized } = socket;
        await pause(300);
        // The client takes its leave, so that no alert of its own meets a socket that is closed already.
        const ended = once(socket, 'close');
        socket.end();
        await ended;
        return { status: exchanged.status, alpn: alpnProtocol || '', authorized: String(authorized) };
      },
      close: () => closed(server),
    };
  },
};

function certificate() {
  return generate([{ name: 'commonName', value: SERVER_NAME }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: SERVER_NAME }] },
    ],
  });
}
