import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Socket } from 'node:net';

export interface Exchange {
  readonly status: number;
  readonly response: IncomingMessage;
  readonly socket: Socket;
  readonly body: string;
}

/** One HTTP/1.1 request with its whole response. */
export function exchange(options: RequestOptions, body = ''): Promise<Exchange> {
  const headers = { 'User-Agent': 'tcpdialog-demo', ...options.headers };
  return finish(request({ ...options, headers }), body);
}

/** Sends a request that stands ready and reads its response to the end. */
export async function finish(sent: ClientRequest, body = ''): Promise<Exchange> {
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const socket = sent.socket as Socket;
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, response, socket, body: text };
}
