import { bodyCutShort } from './body-cut-short.ts';
import { capturedTwice } from './captured-twice.ts';
import { clientClosedEarly } from './client-closed-early.ts';
import { connectionUnknown } from './connection-unknown.ts';
import { dataUnanswered } from './data-unanswered.ts';
import { ecnRefused } from './ecn-refused.ts';
import { expectUnanswered } from './expect-unanswered.ts';
import { fastRetransmission } from './fast-retransmission.ts';
import { gaveUpWaiting } from './gave-up-waiting.ts';
import { h2cNotTaken } from './h2c-not-taken.ts';
import { halfClosed } from './half-closed.ts';
import { http1ToHttp2Port } from './http1-to-http2-port.ts';
import { http2ToHttp1Port } from './http2-to-http1-port.ts';
import { icmpUnreachable } from './icmp-unreachable.ts';
import { keepAliveUnanswered } from './keep-alive-unanswered.ts';
import { largePacketsLost } from './large-packets-lost.ts';
import { nagleDelayedAck } from './nagle-delayed-ack.ts';
import { noMss } from './no-mss.ts';
import { noWindowScaling } from './no-window-scaling.ts';
import { notCaptured } from './not-captured.ts';
import { packetTooBig } from './packet-too-big.ts';
import { plainHttpToTlsPort } from './plain-http-to-tls-port.ts';
import { portReused } from './port-reused.ts';
import { refused } from './refused.ts';
import { requestOnClosingConnection } from './request-on-closing-connection.ts';
import { resetNotFromHost } from './reset-not-from-host.ts';
import { resetWithDataUnread } from './reset-with-data-unread.ts';
import { retransmissionTimeout } from './retransmission-timeout.ts';
import type { AnyRemarkRule } from './rule.ts';
import { selfConnected } from './self-connected.ts';
import { serverIdleTimeout } from './server-idle-timeout.ts';
import { slowFirstByte } from './slow-first-byte.ts';
import { slowTransfer } from './slow-transfer.ts';
import { spuriousRetransmission } from './spurious-retransmission.ts';
import { synUnanswered } from './syn-unanswered.ts';
import { tlsAlert } from './tls-alert.ts';
import { tlsToPlainHttpPort } from './tls-to-plain-http-port.ts';
import { tlsVersionDeprecated } from './tls-version-deprecated.ts';
import { websocketUnclosed } from './websocket-unclosed.ts';
import { windowLimited } from './window-limited.ts';
import { zeroWindow } from './zero-window.ts';

/** Every rule: what is wrong with the capture, then in the order of a connection's life: how it opened, what went on, how it ended. */
export const REMARK_RULES: readonly AnyRemarkRule[] = [
  capturedTwice,
  portReused,
  selfConnected,
  refused,
  synUnanswered,
  noMss,
  noWindowScaling,
  ecnRefused,
  h2cNotTaken,
  tlsVersionDeprecated,
  tlsAlert,
  plainHttpToTlsPort,
  tlsToPlainHttpPort,
  http1ToHttp2Port,
  http2ToHttp1Port,
  expectUnanswered,
  slowFirstByte,
  slowTransfer,
  nagleDelayedAck,
  zeroWindow,
  windowLimited,
  icmpUnreachable,
  packetTooBig,
  largePacketsLost,
  dataUnanswered,
  retransmissionTimeout,
  fastRetransmission,
  spuriousRetransmission,
  notCaptured,
  keepAliveUnanswered,
  serverIdleTimeout,
  clientClosedEarly,
  gaveUpWaiting,
  requestOnClosingConnection,
  bodyCutShort,
  websocketUnclosed,
  resetNotFromHost,
  connectionUnknown,
  resetWithDataUnread,
  halfClosed,
];
