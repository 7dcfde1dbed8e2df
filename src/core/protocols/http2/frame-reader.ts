import { OctetBuffer } from '../octet-buffer.ts';
import { FieldDecoder } from './field-decoder.ts';
import { FIRST_FRAME_OCTETS, type FrameHead } from './frame.ts';
import type { GrpcMessages } from './grpc-messages.ts';
import { isTold } from './header-block.ts';
import type { Priority } from './telling.ts';

/** Where one side of a connection stands. */
export class FrameReader {
  /** Something was sent: a preface, or a frame. */
  hasBegun = false;
  /** Octets were missed: settings may have been among them. */
  hasGap = false;
  /** Octets are missing, and it is not known where the next frame begins. */
  isLost = false;
  /** Octets of payload to pass over before the next frame. */
  remaining = 0;
  /** The stream that ends with the frame that is passed over, or 0. */
  endingStream = 0;
  /** What the DATA frame that is passed over is made of, where it is gRPC, and how much of that comes before padding. */
  grpc: GrpcMessages | null = null;
  grpcOctets = 0;
  /** What remains of the newest frame is of a body whose transfer is timed. */
  isTimed = false;
  /** The last frame's head; it is not done with while `held` octets of its payload wait for more. */
  readonly head: FrameHead = { length: 0, type: 0, flags: 0, stream: 0 };
  isHeld = false;
  heldOctets = 0;
  /** The largest payload that this side said it takes. */
  frameOctets = FIRST_FRAME_OCTETS;
  readonly fieldDecoder = new FieldDecoder(isTold);
  /** A header block that goes on in the next frame. */
  block: OpenBlock | null = null;
  /** That there are fields which cannot be read was told. */
  hasToldLoss = false;

  /** What it has begun cannot be read. */
  lose(): void {
    this.hasBegun = true;
    this.hasGap = true;
    this.isLost = true;
    this.isHeld = false;
    this.isTimed = false;
    this.remaining = 0;
    this.endingStream = 0;
    this.grpc = null;
    this.grpcOctets = 0;
    this.block = null;
  }
}

/** A header block over several frames, put together once all of them are there. */
export class OpenBlock {
  readonly octets = new OctetBuffer();
  readonly stream: number;
  /** The stream that a PUSH_PROMISE announces; 0 in HEADERS. */
  readonly promised: number;
  readonly endsStream: boolean;
  readonly priority: Priority | null;
  /** A part of it is missing, or came to more than may be held. */
  isBroken = false;

  constructor(stream: number, promised: number, endsStream: boolean, priority: Priority | null = null) {
    this.stream = stream;
    this.promised = promised;
    this.endsStream = endsStream;
    this.priority = priority;
  }
}
