import { printableText } from '../../printable.ts';
import { startsWith } from '../ascii.ts';
import { withoutSecretValues } from '../secret-values.ts';
import { LINE_CHARACTERS } from '../told-characters.ts';
import { Head } from './head.ts';
import type { StartLine } from './start-line.ts';

const ZERO = 0x30;

/** Methods that change how the answer is framed, by their length. */
const FRAMING_METHODS: Readonly<Record<number, string>> = { 4: 'HEAD', 7: 'CONNECT' };

/** The head that a start line begins. */
export function headOf(line: StartLine, octets: Uint8Array, start: number, end: number): Head {
  const { status, firstEnd, targetStart, targetEnd, versionStart } = line;
  const version = `HTTP/1.${String.fromCharCode(octets[versionStart + 7] as number)}`;
  if (status !== 0) {
    const reason = withoutSecretValues(
      printableText(octets, Math.min(firstEnd + 1, end), end, LINE_CHARACTERS),
    );
    const summary = reason === '' ? `${status}` : `${status} ${reason}`;
    return new Head(summary, status, { status, reason, version }, true);
  }
  const method = printableText(octets, start, firstEnd, LINE_CHARACTERS);
  const target = withoutSecretValues(printableText(octets, targetStart, targetEnd, LINE_CHARACTERS));
  const asked = printableText(octets, start, end, LINE_CHARACTERS);
  // Behind a name without a value the version would be taken for that.
  const behind = asked.endsWith(` ${version}`) ? asked.length - version.length - 1 : asked.length;
  const summary = withoutSecretValues(asked.slice(0, behind)) + asked.slice(behind);
  return new Head(summary, 0, { method, target, version }, true);
}

/** The same with no more than what the framing of its message or of the answer, and the connection's end, rest on. */
export function framingHeadOf(line: StartLine, octets: Uint8Array, start: number): Head {
  const { status, firstEnd, versionStart } = line;
  const version = octets[versionStart + 7] === ZERO ? 'HTTP/1.0' : 'HTTP/1.1';
  if (status !== 0) return new Head('', status, { status, version }, false);
  const method = FRAMING_METHODS[firstEnd - start];
  if (method !== undefined && startsWith(octets, start, firstEnd, method))
    return new Head('', status, { method, version }, false);
  return new Head('', status, { version }, false);
}
