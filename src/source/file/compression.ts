import type { OctetReader } from './octet-reader.ts';

/** What is wrong with compressed octets; the message begins with the method's name. */
export class CompressionDamage extends Error {
  constructor(method: string, what: string) {
    super(`${method}: ${what}`);
    this.name = 'CompressionDamage';
  }
}

/** One way to compress a file, by how it begins. */
export interface Compression {
  readonly name: string;
  /** True where four octets at `at` are its magic number. */
  isAt(octets: Uint8Array, at: number): boolean;
  /** Reads what `compressed` gives; null where this Node.js cannot. */
  open(compressed: OctetReader): OctetReader | null;
}
