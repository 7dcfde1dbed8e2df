import type { Octets } from './dissector.ts';

const NOTHING = new Uint8Array(0);
const NO_VIEW = new DataView(NOTHING.buffer);

/** A stretch of octets that are borrowed for one call; the same object is pointed to the next ones. */
export class OctetSpan implements Octets {
  octets: Uint8Array = NOTHING;
  view: DataView = NO_VIEW;
  start = 0;
  end = 0;

  point(octets: Uint8Array, view: DataView, start: number, end: number): this {
    this.octets = octets;
    this.view = view;
    this.start = start;
    this.end = end;
    return this;
  }
}
