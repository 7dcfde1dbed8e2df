/** Words of other filter languages (libpcap, Wireshark), and how the view filter has what they mean. */
const WORDS: Readonly<Record<string, string>> = {
  or: 'port:80,443',
  '||': 'port:80,443',
  and: 'port:80 state:open',
  '&&': 'port:80 state:open',
  not: '!port:22',
  port: 'port:80',
  host: 'host:10.0.0.1',
  src: 'client.host:10.0.0.1',
  dst: 'server.host:10.0.0.1',
  '==': 'port:80',
  tcp: 'port:80',
};

/** What stands in quotes, or in a regular expression that begins a term or a value: text, whatever its words are. */
const VERBATIM = /"[^"]*"?|(?<=^|[\s:,!])\/(?:\\.|[^\\/])*\/?/gu;

export interface FilterHint {
  /** Words of the filter that are searched as any other text is. */
  readonly words: readonly string[];
  /** How to write what they mean. */
  readonly instead: readonly string[];
}

/** What may be wrong with a filter that matches nothing; null where nothing seems to be. */
export function filterHint(filter: string): FilterHint | null {
  const plain = filter.toLowerCase().replace(VERBATIM, '""');
  const words = [...new Set(plain.split(/\s+/u))].filter((word) => Object.hasOwn(WORDS, word));
  if (words.length === 0) return null;
  return { words, instead: [...new Set(words.map((word) => WORDS[word] ?? ''))] };
}
