import { encapsulate, fragment } from './encapsulate.ts';
import type { Frame } from './material.ts';
import { mutateOctets } from './mutate-octets.ts';
import { Random } from './random.ts';
import { WORDS } from './words.ts';

/** Changes a list of frames, which are never changed themselves: other cases use them too. */
type Change = (frames: Frame[], random: Random) => void;

const viewOf = (octets: Uint8Array): DataView =>
  new DataView(octets.buffer, octets.byteOffset, octets.byteLength);

/** Puts a changed copy in the place of one frame that is a segment. */
function ofSegment(
  change: (octets: Uint8Array, view: DataView, frame: Frame, random: Random) => void,
): Change {
  return (frames, random) => {
    const index = random.below(frames.length);
    const frame = frames[index];
    if (frame.transport < 0 || frame.payload > frame.octets.length) return;
    const octets = frame.octets.slice();
    change(octets, viewOf(octets), frame, random);
    frames[index] = { ...frame, octets };
  };
}

/** Moves a sequence number: by a little, past the end of what is there, across half of the number space. */
const moveNumber = (offset: number): Change =>
  ofSegment((octets, view, { transport, payload }, random) => {
    const at = transport + offset;
    const by = random.pick([
      1,
      -1,
      octets.length - payload,
      payload - octets.length,
      1000,
      2 ** 31,
      random.edge(32),
    ]);
    view.setUint32(at, (view.getUint32(at) + by) >>> 0);
  });

const setControlBits = ofSegment((_octets, view, { transport }, random) => {
  const bits = random.oneIn(3) ? 1 << random.below(9) : random.below(512);
  const word = view.getUint16(transport + 12);
  view.setUint16(transport + 12, random.oneIn(2) ? word ^ bits : (word & 0xfe00) | bits);
});

const setWindow = ofSegment((_octets, view, { transport }, random) => {
  view.setUint16(transport + 14, random.pick([0, 0, 1, random.edge(16)]));
});

const setDataOffset = ofSegment((octets, _view, { transport }, random) => {
  octets[transport + 12] = (random.below(16) << 4) | (octets[transport + 12] & 15);
});

const setOptions = ofSegment((octets, _view, { transport, payload }, random) => {
  for (let at = transport + 20; at + 1 < payload; ) {
    octets[at] = random.oneIn(3) ? random.edge(8) : random.below(35);
    octets[at + 1] = random.oneIn(3) ? random.edge(8) : random.below(12);
    at += random.oneIn(4) ? 1 : Math.max(1, octets[at + 1]);
  }
});

const flipHeaderBit = ofSegment((octets, _view, { network, payload }, random) => {
  octets[network + random.below(payload - network)] ^= 1 << random.below(8);
});

const setLength = ofSegment((octets, view, { network }, random) => {
  const at = network + (octets[network] >> 4 === 6 ? 4 : 2);
  const length = view.getUint16(at);
  view.setUint16(at, random.oneIn(2) ? random.edge(16) : Math.max(0, length + random.below(41) - 20));
});

const setFragment = ofSegment((octets, view, { network }, random) => {
  if (octets[network] >> 4 === 4) view.setUint16(network + 6, random.edge(16));
  else octets[network + 6] = random.pick([0, 43, 44, 51, 60, 135]);
});

const turn = ofSegment((octets, view, { network, transport }) => {
  const [at, length] = octets[network] >> 4 === 6 ? [network + 8, 16] : [network + 12, 4];
  const source = octets.slice(at, at + length);
  octets.copyWithin(at, at + length, at + 2 * length);
  octets.set(source, at + length);
  const port = view.getUint16(transport);
  view.setUint16(transport, view.getUint16(transport + 2));
  view.setUint16(transport + 2, port);
});

const changePayload = ofSegment((octets, _view, { payload }, random) => {
  if (octets.length === payload) return;
  const at = payload + random.below(octets.length - payload);
  if (random.oneIn(2)) octets[at] = random.edge(8);
  else octets.set(random.pick(WORDS).subarray(0, octets.length - at), at);
});

const speak = ofSegment((octets, _view, { payload }, random) => {
  octets.set(random.pick(WORDS).subarray(0, octets.length - payload), payload);
});

/** Other octets in the place of the payload, however many: the lengths in the header follow. */
const replacePayload: Change = (frames, random) => {
  const index = random.below(frames.length);
  const frame = frames[index];
  if (frame.transport < 0 || frame.payload > frame.octets.length) return;
  const donor = random.pick(frames);
  const own = donor.payload >= 0 ? donor.octets.subarray(donor.payload) : donor.octets;
  const words = random.oneIn(2) ? mutateOctets(random.pick(WORDS), random) : mutateOctets(own, random);
  frames[index] = withPayload(frame, words.subarray(0, 3000), 0);
};

/** One segment becomes several, as if sent in pieces. */
const split: Change = (frames, random) => {
  const index = random.below(frames.length);
  const frame = frames[index];
  if (frame.transport < 0 || frame.octets.length - frame.payload < 2) return;
  const payload = frame.octets.subarray(frame.payload);
  const pieces: Frame[] = [];
  const length = 1 + random.below(random.oneIn(2) ? 3 : payload.length);
  for (let at = 0; at < payload.length && pieces.length < 40; at += length)
    pieces.push(withPayload(frame, payload.subarray(at, at + length), at));
  frames.splice(index, 1, ...pieces);
};

const cutShort: Change = (frames, random) => {
  const index = random.below(frames.length);
  const { octets } = frames[index];
  frames[index] = { ...frames[index], octets: octets.subarray(0, random.below(octets.length + 1)) };
};

const lieAboutLength: Change = (frames, random) => {
  const index = random.below(frames.length);
  frames[index] = { ...frames[index], original: random.edge(32) };
};

const changeTime: Change = (frames, random) => {
  const index = random.below(frames.length);
  const frame = frames[index];
  const seconds = random.oneIn(2) ? random.edge(32) : (frame.seconds + random.below(200) - 100) >>> 0;
  frames[index] = { ...frame, seconds, nanoseconds: random.below(1_000_000_000) };
};

const drop: Change = (frames, random) => {
  frames.splice(random.below(frames.length), 1 + random.few(4));
};

const duplicate: Change = (frames, random) => {
  frames.splice(random.below(frames.length + 1), 0, random.pick(frames));
};

const move: Change = (frames, random) => {
  const [frame] = frames.splice(random.below(frames.length), 1);
  frames.splice(random.below(frames.length + 1), 0, frame);
};

const swap: Change = (frames, random) => {
  const index = random.below(frames.length);
  const other = Math.min(frames.length - 1, index + 1 + random.few(4));
  [frames[index], frames[other]] = [frames[other], frames[index]];
};

const carry: Change = (frames, random) => {
  const index = random.below(frames.length);
  const mutant = encapsulate(frames[index], random);
  frames[index] = random.oneIn(4) ? encapsulate(mutant, random) : mutant;
};

/** All frames from somewhere on, in the same way: so that whole dialogues come through. */
const carryAll: Change = (frames, random) => {
  const way = random.word();
  for (let index = random.few(frames.length); index < frames.length; index++)
    frames[index] = encapsulate(frames[index], new Random(way, 0));
};

const takeApart: Change = (frames, random) => {
  const index = random.below(frames.length);
  frames.splice(index, 1, ...fragment(frames[index], random));
};

const changeAnything: Change = (frames, random) => {
  const index = random.below(frames.length);
  frames[index] = { ...frames[index], octets: mutateOctets(frames[index].octets, random) };
};

const CHANGES: readonly Change[] = [
  moveNumber(4),
  moveNumber(8),
  setControlBits,
  setWindow,
  setDataOffset,
  setOptions,
  flipHeaderBit,
  setLength,
  setFragment,
  turn,
  changePayload,
  speak,
  replacePayload,
  split,
  cutShort,
  lieAboutLength,
  changeTime,
  drop,
  duplicate,
  move,
  swap,
  carry,
  carryAll,
  takeApart,
  takeApart,
  changeAnything,
];

/** Changes a dialogue in ways that networks, other programs and attackers might. */
export function mutateDialogue(frames: readonly Frame[], random: Random): Frame[] {
  const mutant = frames.slice();
  for (let changes = 1 + random.few(20); changes > 0; changes--) {
    random.pick(CHANGES)(mutant, random);
    if (mutant.length === 0) return frames.slice(0, 1);
  }
  return mutant;
}

/** The same segment with other payload, `offset` octets further in its stream. */
function withPayload(frame: Frame, payload: Uint8Array, offset: number): Frame {
  const octets = new Uint8Array(frame.payload + payload.length);
  octets.set(frame.octets.subarray(0, frame.payload));
  octets.set(payload, frame.payload);
  const view = viewOf(octets);
  const { network, transport } = frame;
  view.setUint32(transport + 4, (view.getUint32(transport + 4) + offset) >>> 0);
  const isSix = octets[network] >> 4 === 6;
  view.setUint16(network + (isSix ? 4 : 2), (octets.length - network - (isSix ? 40 : 0)) & 0xffff);
  return { ...frame, octets, original: octets.length };
}
