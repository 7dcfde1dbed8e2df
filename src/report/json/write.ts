import { type OctetText, octetsOf } from '../octet-text.ts';

/** Puts something behind the text as JSON. */
export type Write<Of> = (of: Of, text: OctetText) => void;

export const COMMA = octetsOf(',');
export const NULL = octetsOf('null');
export const OPENING_BRACKET = octetsOf('[');
export const CLOSING_BRACKET = octetsOf(']');
const OPENING_BRACE = octetsOf('{');
export const CLOSING_BRACE = octetsOf('}');

/** One member of an object, with a comma before it. */
export function member<Of>(name: string, write: Write<Of>): Write<Of> {
  const key = octetsOf(`,"${name}":`);
  return (of, text) => {
    text.octets(key);
    write(of, text);
  };
}

/** Members that are left out where they would say nothing. */
export function where<Of>(holds: (of: Of) => boolean, ...members: readonly Write<Of>[]): Write<Of> {
  return (of, text) => {
    if (holds(of)) for (const write of members) write(of, text);
  };
}

/** An object of at least one member. */
export function object<Of>(members: readonly Write<Of>[]): Write<Of> {
  return (of, text) => {
    const start = text.length;
    for (const write of members) write(of, text);
    // The brace takes the place of the first member's comma.
    text.replace(start, OPENING_BRACE);
    text.octets(CLOSING_BRACE);
  };
}

export function list<Item>(write: Write<Item>): Write<readonly Item[]> {
  return (items, text) => {
    text.octets(OPENING_BRACKET);
    for (let i = 0; i < items.length; i++) {
      if (i > 0) text.octets(COMMA);
      write(items[i] as Item, text);
    }
    text.octets(CLOSING_BRACKET);
  };
}

/** A string of our own making, which needs no escapes, or null. */
export const word: Write<string | null> = (value, text) => {
  if (value === null) text.octets(NULL);
  else text.word(value);
};

export const string: Write<string> = (value, text) => text.json(value);

/** Whatever JSON can say: for what is written seldom. */
export const anything: Write<unknown> = (value, text) => text.text(JSON.stringify(value));
