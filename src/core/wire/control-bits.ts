/** The control bits of a TCP header (RFC 9293, section 3.1) and AE, the bit beside them (RFC 9768), as a bit set. */
export const FIN = 0x001;
export const SYN = 0x002;
export const RST = 0x004;
export const PSH = 0x008;
export const ACK = 0x010;
export const URG = 0x020;
export const ECE = 0x040;
export const CWR = 0x080;
export const AE = 0x100;

/** Every control bit in the order of our JSON (`FSRPAUECN`), with its letter there and its name. */
export const CONTROL_BITS = [
  { bit: FIN, letter: 'F', name: 'FIN' },
  { bit: SYN, letter: 'S', name: 'SYN' },
  { bit: RST, letter: 'R', name: 'RST' },
  { bit: PSH, letter: 'P', name: 'PSH' },
  { bit: ACK, letter: 'A', name: 'ACK' },
  { bit: URG, letter: 'U', name: 'URG' },
  { bit: ECE, letter: 'E', name: 'ECE' },
  { bit: CWR, letter: 'C', name: 'CWR' },
  { bit: AE, letter: 'N', name: 'AE' },
] as const;

const LETTERS: readonly string[] = Array.from({ length: 0x200 }, (_, bits) => {
  const letters = CONTROL_BITS.filter(({ bit }) => bits & bit).map(({ letter }) => letter);
  return letters.join('') || '-';
});

/** Letters of the set bits in the order `FSRPAUECN`, `-` for none. */
export function controlBitLetters(bits: number): string {
  return LETTERS[bits & 0x1ff] as string;
}

/** Names of the set bits as one reads them aloud, `['SYN', 'ACK']`: SYN, FIN and RST first, ACK last. */
export function controlBitNames(bits: number): string[] {
  return CONTROL_BITS.filter(({ bit }) => bits & bit && bit !== ACK)
    .map(({ name }) => name as string)
    .concat(bits & ACK ? ['ACK'] : []);
}
