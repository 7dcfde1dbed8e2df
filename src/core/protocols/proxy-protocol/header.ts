import type { FieldValue } from '../dissector.ts';

/** More octets are needed to read a header. */
export const NEED_MORE = 'need-more';

/** What a header of either version says. */
export interface ProxyHeader {
  /** Octets of all of it. */
  readonly octets: number;
  /** `TCP4`, `TCP6`, `UNKNOWN` and the like; `LOCAL`: the proxy speaks for itself. */
  readonly family: string;
  /** Address and port from which the connection came to the proxy, and those that it was made to. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
}
