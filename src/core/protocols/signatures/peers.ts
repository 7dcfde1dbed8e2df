import { GNUTELLA_LINES } from './lines.ts';
import { all, any, hex, type Signature, text, u8 } from './rule.ts';
import { line, opening } from './text.ts';

/** Peers that share files, money and names. */
export const PEERS: readonly Signature[] = [
  {
    name: 'bittorrent',
    title: 'BitTorrent',
    reference: 'BEP 3',
    ports: [6881],
    rule: all(
      u8(0, (length) => length === 19),
      text(1, 'BitTorrent protocol'),
    ),
  },
  {
    name: 'bitcoin',
    title: 'Bitcoin',
    reference: 'Bitcoin protocol documentation, message structure',
    ports: [8333],
    // The network's magic number, and a command that is filled up with zeros.
    rule: all(
      any(hex(0, 'f9 be b4 d9'), hex(0, 'fa bf b5 da'), hex(0, '0b 11 09 07'), hex(0, '0a 03 cf 40')),
      opening([], /^.{4}(?=[a-z0-9]{3,12}\0*)[a-z0-9\0]{12}/s, 16),
    ),
  },
  {
    name: 'gnutella',
    title: 'Gnutella',
    reference: 'Gnutella 0.6',
    ports: [6346],
    lines: GNUTELLA_LINES,
    rule: any(
      line(['GNUTELLA CONNECT/'], /^GNUTELLA CONNECT\/0\.\d/),
      line(['GNUTELLA/'], /^GNUTELLA\/0\.\d \d{3}/),
      line(['GIV '], /^GIV \d+:[0-9A-F]{32}\//i),
    ),
  },
];
