import { printableText } from '../../printable.ts';
import { LINE_CHARACTERS } from '../told-characters.ts';

const ENCODED = /(?:%[0-9a-f]{2})+/gi;

/**
 * Text as it was before it was percent-encoded (gRPC over HTTP/2, Status-Message; RFC 3986, section 2.1), printable;
 * what is not encoded as it should be stays as it is.
 */
export function percentDecoded(text: string): string {
  return text.replace(ENCODED, (encoded) => {
    const octets = new Uint8Array(encoded.length / 3);
    for (let n = 0; n < octets.length; n += 1)
      octets[n] = Number.parseInt(encoded.slice(3 * n + 1, 3 * n + 3), 16);
    return printableText(octets, 0, octets.length, LINE_CHARACTERS);
  });
}
