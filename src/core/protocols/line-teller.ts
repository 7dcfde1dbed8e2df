import { printable, printableText, REPLACEMENT } from '../printable.ts';
import { HT, indexOfOctet, startsWith } from './ascii.ts';
import { type Octets, otherThan, type Side, type Telling } from './dissector.ts';
import { LineReader } from './line-reader.ts';
import { CREDENTIALS_NOT_SHOWN, NOT_SHOWN } from './not-shown.ts';
import { withoutSecretValues } from './secret-values.ts';
import type { Lines } from './signatures/rule.ts';
import { latin1 } from './signatures/text.ts';

const NUL = 0;
const PLUS = 0x2b;
const ASTERISK = 0x2a;
const BRACE = 0x7d;
/** Characters of a line that are told. */
const LINE_CHARACTERS = 160;
/** Characters in which secrets are looked for. */
const SEARCHED_CHARACTERS = 1000;
/** Longer lines announce no body, and are told only where they begin a stretch. */
const LONGEST_INSPECTED = 512;
/** Behind so long a silence a line is told even where the same side spoke before. */
const PAUSE_SECONDS = 1;
/** Fewer than one of so many characters may be none that can be shown, or it is no text. */
const CHARACTERS_A_REPLACEMENT = 4;
/** Answers to a challenge that are no secret: the end of IDLE (RFC 2177), and a log-in given up (RFC 9051, 6.2.2). */
const HARMLESS = /^(DONE|\*)$/i;

/** What is kept of one side: no text. */
class Speaker {
  lines = new LineReader();
  /** Octets of a line that is not complete, and that were looked at. */
  seen = 0;
  /** The next line is the first one of a stretch. */
  begins = true;
  /** Lines of the stretch behind the first one; and of how many it was told. */
  more = 0;
  moreTold = 0;
  /** The stretch is no text. */
  isBinary = false;
  /** Octets of a body that are still to come, of how many. */
  body = 0;
  bodyOctets = 0;
  /** The body is only sent once the other side agrees. */
  awaitsConsent = false;
  /** The next line is the rest of the one that announced a body. */
  goesOn = false;
  /** The next line answers a challenge. */
  isChallenged = false;
  /** When it spoke last. */
  seconds = 0;
  nanoseconds = 0;
}

/**
 * Tells lines of text: the first one of each stretch that a side says until the other one does, or until it makes a
 * pause, those which the protocol has told anywhere, and how many more there are. Bodies are passed over, secrets are not told.
 */
export class LineTeller {
  private readonly title: string;
  private readonly rules: Lines;
  private readonly speakers = [new Speaker(), new Speaker()] as const;
  private speaking: Side | null = null;
  private isTold = false;
  /** Nobody says lines any more. */
  private isOver = false;

  constructor(title: string, rules: Lines) {
    this.title = title;
    this.rules = rules;
  }

  /** Octets of the last ones of `side` that were looked at and will be given again. */
  seen(side: Side): number {
    return this.speakers[side].seen;
  }

  /** How many octets are done with; the rest are a line that is not complete. */
  take(side: Side, { octets, start, end }: Octets, telling: Telling): number {
    const speaker = this.speakers[side];
    let at = start;
    if (this.beginsStretch(side, telling)) at += begin(speaker, octets, start);
    while (at < end && !this.isOver) {
      if (speaker.body > 0) {
        const passed = Math.min(speaker.body, end - at);
        speaker.body -= passed;
        at += passed;
        if (speaker.body === 0) this.endBody(side, telling);
        continue;
      }
      const isLine = speaker.lines.read(octets, at, end);
      at = speaker.lines.next;
      if (!isLine) break;
      this.line(side, octets, speaker.lines.textStart, speaker.lines.textEnd, telling);
    }
    if (speaker.begins && !speaker.goesOn && at < end && isBinary(octets, at, end)) {
      this.passBinary(speaker, side, telling);
      speaker.lines.passRest();
      at = end;
    }
    if (this.isOver) at = end;
    speaker.seen = end - at;
    this.note(side, telling);
    return at - start;
  }

  /** Octets of `side` are missing: it goes on with the next whole line. */
  lose(side: Side, missingOctets: number, telling: Telling): void {
    const speaker = this.speakers[side];
    const spokeBefore = this.speaking !== null;
    this.speaking = side;
    speaker.seen = 0;
    if (missingOctets <= speaker.body) {
      speaker.body -= missingOctets;
      return;
    }
    if (spokeBefore) this.tellTitle(side, telling);
    begin(speaker, null, 0);
    speaker.body = 0;
    speaker.goesOn = false;
    speaker.lines.passRest();
  }

  /** Says what is spoken, where nothing else was told. */
  tellTitle(side: Side, telling: Telling): void {
    if (!this.isTold) telling.say(side, { summary: this.title, role: 'event', fields: {} });
    this.isTold = true;
  }

  private beginsStretch(side: Side, telling: Telling): boolean {
    const speaker = this.speakers[side];
    const { seconds, nanoseconds } = telling.here();
    const silence = seconds - speaker.seconds + (nanoseconds - speaker.nanoseconds) / 1e9;
    const begins = this.speaking !== side || silence >= PAUSE_SECONDS;
    this.speaking = side;
    speaker.seconds = seconds;
    speaker.nanoseconds = nanoseconds;
    return begins;
  }

  private line(side: Side, octets: Uint8Array, lineStart: number, end: number, telling: Telling): void {
    const speaker = this.speakers[side];
    const start = textStart(octets, lineStart, end);
    const isRest = speaker.goesOn;
    speaker.goesOn = false;
    const isTold = this.inspect(speaker, octets, start, end);
    if (isRest || (speaker.begins && start === end)) return;
    this.hearAnswer(this.speakers[otherThan(side)], octets, start, end);
    if (!speaker.begins && !(isTold && !speaker.isBinary)) {
      if (!speaker.isBinary) speaker.more += 1;
      return;
    }
    this.note(side, telling);
    const summary = isBinary(octets, start, end) ? null : this.summaryOf(speaker, octets, start, end);
    if (summary === null) this.passBinary(speaker, side, telling);
    else this.tell(side, summary, telling);
  }

  /** Expects the body that the line announces; is it one that is told wherever it stands? */
  private inspect(speaker: Speaker, octets: Uint8Array, start: number, end: number): boolean {
    const { body, told } = this.rules;
    if ((body === undefined && told === undefined) || end - start > LONGEST_INSPECTED) return false;
    const text = latin1(octets, start, end);
    const announced = body?.exec(text)?.[1];
    if (announced !== undefined) {
      speaker.bodyOctets = Number(announced);
      speaker.body = speaker.bodyOctets;
      speaker.goesOn = true;
      speaker.awaitsConsent = octets[end - 1] === BRACE && octets[end - 2] !== PLUS;
    }
    return told?.test(text) ?? false;
  }

  /** The other side says this line, which may ask for a secret, or refuse a body. */
  private hearAnswer(asked: Speaker, octets: Uint8Array, start: number, end: number): void {
    const { challenge } = this.rules;
    if (challenge === undefined) return;
    if (end - start >= challenge.length && startsWith(octets, start, end, challenge)) {
      asked.isChallenged = true;
    } else if (asked.awaitsConsent && asked.body === asked.bodyOctets && octets[start] !== ASTERISK) {
      asked.body = 0;
      asked.goesOn = false;
      asked.awaitsConsent = false;
    }
  }

  /** A body alone has come, whose announcement was told before. */
  private endBody(side: Side, telling: Telling): void {
    const speaker = this.speakers[side];
    speaker.isChallenged = false;
    speaker.awaitsConsent = false;
    if (speaker.begins) this.tell(side, `data, ${speaker.bodyOctets} B`, telling);
  }

  private tell(side: Side, summary: string, telling: Telling): void {
    const speaker = this.speakers[side];
    speaker.begins = false;
    speaker.more = 0;
    speaker.moreTold = 0;
    this.isTold = true;
    telling.say(side, { summary, role: 'event', fields: {} });
  }

  /** Puts behind what was told last how many lines there are more. */
  private note(side: Side, telling: Telling): void {
    const speaker = this.speakers[side];
    if (speaker.more === speaker.moreTold) return;
    speaker.moreTold = speaker.more;
    telling.note(side, `, ${speaker.more} more ${speaker.more === 1 ? 'line' : 'lines'}`);
  }

  /** The line without its secrets; null where it is no text. */
  private summaryOf(speaker: Speaker, octets: Uint8Array, start: number, end: number): string | null {
    const text = printableText(octets, start, end, SEARCHED_CHARACTERS).trimEnd();
    const replacements = text.split(REPLACEMENT).length - 1;
    if (replacements * CHARACTERS_A_REPLACEMENT > text.length) return null;
    const answersChallenge = speaker.isChallenged && !HARMLESS.test(text);
    speaker.isChallenged = false;
    if (answersChallenge) return CREDENTIALS_NOT_SHOWN;
    for (const secret of this.rules.secrets ?? []) {
      const told = secret.exec(text)?.[1];
      if (told !== undefined)
        return told === '' ? CREDENTIALS_NOT_SHOWN : `${printable(told, LINE_CHARACTERS)} ${NOT_SHOWN}`;
    }
    return printable(withoutSecretValues(text), LINE_CHARACTERS);
  }

  private passBinary(speaker: Speaker, side: Side, telling: Telling): void {
    this.tellTitle(side, telling);
    speaker.begins = false;
    speaker.isBinary = true;
    this.isOver = this.rules.untilBinary === true;
  }
}

/** A stretch begins; how many octets before it are of no use: those of what was no text, or ended with NUL. */
function begin(speaker: Speaker, octets: Uint8Array | null, start: number): number {
  const { seen, isBinary: wasBinary } = speaker;
  speaker.begins = true;
  speaker.more = 0;
  speaker.moreTold = 0;
  speaker.isBinary = false;
  if (wasBinary) speaker.lines = new LineReader();
  return wasBinary || (octets !== null && seen > 0 && octets[start + seen - 1] === NUL) ? seen : 0;
}

/** Where text begins behind zeros, which end what came before. */
function textStart(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && octets[at] === NUL) at += 1;
  return at;
}

/** Is it certain, of the beginning of a line or of all of it, that it is no text? */
function isBinary(octets: Uint8Array, lineStart: number, end: number): boolean {
  const start = textStart(octets, lineStart, end);
  if (start === end) return false;
  const first = octets[start] as number;
  return (
    (first < 0x20 && first !== HT && first !== 0x0d) ||
    first > 0x7e ||
    indexOfOctet(octets, NUL, start, end) !== -1
  );
}
