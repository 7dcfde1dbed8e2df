import type { Dialogue } from '../dialogue.ts';
import { halfClose } from './half-close.ts';
import { httpClose } from './http-close.ts';
import { httpKeepAlive } from './http-keep-alive.ts';
import { http2 } from './http2.ts';
import { ipv6 } from './ipv6.ts';
import { refused } from './refused.ts';
import { reset } from './reset.ts';
import { slowReader } from './slow-reader.ts';
import { tls } from './tls.ts';
import { webSocket } from './websocket.ts';

/** The dialogues of the demonstration, in the order in which they are made. */
export const DIALOGUES: readonly Dialogue[] = [
  httpClose,
  httpKeepAlive,
  webSocket,
  refused,
  http2,
  tls,
  halfClose,
  reset,
  slowReader,
  ipv6,
];
