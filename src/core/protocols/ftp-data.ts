import type { Dissector, Octets, Progress } from './dissector.ts';
import { consumed, turnsToTls } from './progress.ts';
import { RECORD_HEADER_OCTETS, HANDSHAKE as TLS_HANDSHAKE } from './tls/record.ts';

const TLS_MAJOR = 3;

interface DataConnection {
  /** Its first octets have been looked at: what follows is the file's. */
  isKnown: boolean;
}

/** FTP's data connections: nothing in them tells what they are, the control connection announces them. */
export const ftpData: Dissector<DataConnection> = {
  name: 'ftp-data',
  title: 'FTP data',
  reference: 'RFC 959',
  ports: [20],
  identify: () => 'reject',
  start: () => ({ isKnown: false }),
  dissect(connection, _side, octets) {
    return connection.isKnown ? consumed(octets.end - octets.start) : readBeginning(connection, octets);
  },
  gap(connection) {
    connection.isKnown = true;
    return 'go-on';
  },
};

/** After `PROT P` a data connection begins with TLS (RFC 4217, section 9). */
function readBeginning(connection: DataConnection, { octets, start, end }: Octets): Progress {
  const isHandshake =
    octets[start] === TLS_HANDSHAKE && (start + 1 === end || octets[start + 1] === TLS_MAJOR);
  if (isHandshake && end - start <= RECORD_HEADER_OCTETS) return consumed(0);
  connection.isKnown = true;
  return isHandshake ? turnsToTls(0) : consumed(end - start);
}
