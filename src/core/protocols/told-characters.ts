/**
 * How many characters are told of what is said: as many as people search for. They are kept with the message, most of
 * them twice, in its summary and in a field; a long message counts for several (`Account`).
 */

/** A request line, a path, a statement, and any summary. */
export const LINE_CHARACTERS = 1000;
/** What a server answers a statement with: an error of MySQL quotes it behind 135 characters of its own. */
export const ANSWER_CHARACTERS = 300;
/** Another field of a header, and all that stands behind a request line to say how it goes on. */
export const FIELD_CHARACTERS = 200;
