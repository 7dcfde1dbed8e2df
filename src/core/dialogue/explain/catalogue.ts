import { CLOSING_SENTENCES } from './closing-sentences.ts';
import { OPENING_SENTENCES } from './opening-sentences.ts';
import { remarkWhat, remarkWhy } from './remark-catalogue.ts';
import { TALK_SENTENCES } from './talk-sentences.ts';
import type { Catalogue } from './values.ts';
import { grouped, plural } from './words.ts';

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The one table of sentences, in every language: one that lacks a translation does not compile. */
export const CATALOGUE: Catalogue = {
  ...OPENING_SENTENCES,
  ...TALK_SENTENCES,
  ...CLOSING_SENTENCES,
  'left-out': {
    en: ({ sentences }) =>
      `${plural(sentences, 'sentence')} in between ${sentences === 1 ? 'is' : 'are'} left out.`,
    ja: ({ sentences }) => `途中の ${grouped(sentences)} 文を省きます。`,
  },
  remark: {
    en: ({ code, values, told }) => {
      const why = remarkWhy(code, values, 'en');
      return told ? why : `${capitalised(remarkWhat(code, values, 'en'))}. ${why}`;
    },
    ja: ({ code, values, told }) => {
      const why = remarkWhy(code, values, 'ja');
      return told ? why : `${remarkWhat(code, values, 'ja')}。${why}`;
    },
  },
};
