/** A piece of a recording on its way to the disk: whole records or blocks of the file, one after the other. */
export class Block {
  readonly octets: Uint8Array;
  readonly view: DataView;
  used = 0;
  frames = 0;

  constructor(size: number) {
    this.octets = new Uint8Array(size);
    this.view = new DataView(this.octets.buffer);
  }

  get room(): number {
    return this.octets.length - this.used;
  }

  clear(): void {
    this.used = 0;
    this.frames = 0;
  }
}
