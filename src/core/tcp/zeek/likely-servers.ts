/** Ports that Zeek takes for a server's when it did not see who began: those its default scripts register for TCP. */
const LIKELY_SERVER_PORTS: ReadonlySet<number> = new Set([
  21, 22, 25, 53, 79, 80, 81, 88, 135, 139, 143, 389, 443, 445, 465, 502, 514, 563, 585, 587, 614, 631, 636,
  989, 990, 992, 993, 995, 1080, 1434, 1883, 2811, 3128, 3268, 3306, 3389, 5222, 5223, 5269, 5432, 6379, 6666,
  6667, 6668, 6669, 8000, 8080, 8888, 20000,
]);

/**
 * Whether a connection that begins with this segment, which is no SYN, is taken to be turned round: by the ports. A
 * SYN+ACK between two such ports is left as it is, because a scan may begin with one.
 */
export function beginsTurnedRound(sourcePort: number, destinationPort: number, isSynAck: boolean): boolean {
  if (!LIKELY_SERVER_PORTS.has(sourcePort)) return false;
  if (LIKELY_SERVER_PORTS.has(destinationPort)) return !isSynAck && sourcePort < destinationPort;
  return true;
}
