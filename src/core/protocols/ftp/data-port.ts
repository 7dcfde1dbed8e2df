/** `PORT 127,0,0,1,39,86`, `227 Entering Passive Mode (127,0,0,1,39,77).`: the last two numbers are the port (RFC 959). */
const SIX_NUMBERS = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/;
/** `EPRT |1|132.235.1.2|6275|`, `229 Entering Extended Passive Mode (|||6446|)`: any sign may separate (RFC 2428). */
const EXTENDED = /([!-/:-~])(?:[12]?)\1[0-9a-fA-F:.]*\1(\d{1,5})\1/;

/** The port in the argument of PORT, or in the answer to PASV; 0 where there is none. */
export function portOfNumbers(text: string): number {
  const numbers = SIX_NUMBERS.exec(text)?.slice(1).map(Number) ?? [];
  if (numbers.length < 6 || numbers.some((number) => number > 255)) return 0;
  return (numbers[4] as number) * 256 + (numbers[5] as number);
}

/** The port in the argument of EPRT, or in the answer to EPSV; 0 where there is none. */
export function portOfExtended(text: string): number {
  const port = Number(EXTENDED.exec(text)?.[2] ?? 0);
  return port <= 65535 ? port : 0;
}
