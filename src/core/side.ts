/** Which end of a connection sent something. */
export type Side = 0 | 1;
export const CLIENT: Side = 0;
export const SERVER: Side = 1;
export const SIDE_NAMES = ['client', 'server'] as const;

/** The other side. */
export function otherThan(side: Side): Side {
  return side === 0 ? 1 : 0;
}
