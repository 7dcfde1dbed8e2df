/** Where and when a segment was seen. One object, filled anew for every frame. */
export interface Sighting {
  seconds: number;
  nanoseconds: number;
  /** Length of the frame on the wire. */
  frameLength: number;
  interfaceIndex: number;
  /** Where the frame's record begins in the stream of all records. */
  position: number;
  octets: Uint8Array;
  view: DataView;
}
