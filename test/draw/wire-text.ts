import fc from 'fast-check';

/** Text as it may come from the wire: ASCII, wide and combining characters, emoji, and what must never reach a terminal. */
export function wireText(): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '日本語',
        'ｆｕｌｌ',
        '한국',
        '中',
        'é',
        'ß',
        'Ж',
        'e\u0301',
        'a\u0308\u0323',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('😀', '👩\u200d👩\u200d👧', '🇯🇵', '▶\ufe0f', '…', '│') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '\u001b[31m',
        '\u001b]0;title\u0007',
        '\u0000',
        '\r\n',
        '\u009b2J',
        '\u202e',
        '\u2028',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udc00', '\ufffd', '\u0085', '\u007f') },
  );
  return fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
}
