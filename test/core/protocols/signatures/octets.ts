/** What both sides say first, an octet a character; '' where one says nothing. */
export type Beginning = readonly [client: string, server: string];

/** How a protocol begins, and what is like it and is not it. */
export interface Sample {
  readonly says: readonly Beginning[];
  readonly not: readonly Beginning[];
}

export type Samples = Readonly<Record<string, Sample>>;

/** Octets from hexadecimal digits; blanks are passed over. */
export function x(digits: string): string {
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex').toString('latin1');
}

export function u16(value: number): string {
  return String.fromCharCode(value >> 8, value & 0xff);
}

export function u32(value: number): string {
  return u16(value >>> 16) + u16(value & 0xffff);
}

export function u32le(value: number): string {
  return [...u32(value)].reverse().join('');
}

/** With its length in two octets before it, which counts itself where `itself` does. */
export function framed16(text: string, itself = 0): string {
  return u16(text.length + itself) + text;
}

/** With its length in four octets before it. */
export function framed32(text: string, itself = 0): string {
  return u32(text.length + itself) + text;
}

export function octetsOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
