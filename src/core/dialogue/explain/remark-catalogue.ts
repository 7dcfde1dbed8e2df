import type { RemarkCode, RemarkValues } from '../remarks/values.ts';
import { CLOSING_REMARKS } from './closing-remarks.ts';
import { DELIVERY_REMARKS } from './delivery-remarks.ts';
import { OPENING_REMARKS } from './opening-remarks.ts';
import { PROTOCOL_REMARKS } from './protocol-remarks.ts';
import type { RemarkWording } from './remark-wording.ts';
import type { Language } from './values.ts';

/** Every remark in every language: one that lacks a translation does not compile. */
export const REMARK_CATALOGUE: { readonly [Code in RemarkCode]: RemarkWording<Code> } = {
  ...OPENING_REMARKS,
  ...PROTOCOL_REMARKS,
  ...DELIVERY_REMARKS,
  ...CLOSING_REMARKS,
};

/** What a remark is, in one sentence without its full stop. */
export function remarkWhat(code: RemarkCode, values: RemarkValues[RemarkCode], language: Language): string {
  // A remark's values are those of its code: the rule that made both is typed so.
  return (REMARK_CATALOGUE[code].what[language] as (values: RemarkValues[RemarkCode]) => string)(values);
}

/** Why it matters, with its full stop: what is known of this one, else what holds for all of its kind. */
export function remarkWhy(code: RemarkCode, values: RemarkValues[RemarkCode], language: Language): string {
  const { why, whyHere } = REMARK_CATALOGUE[code];
  const wordHere = whyHere?.[language] as ((values: RemarkValues[RemarkCode]) => string | null) | undefined;
  return wordHere?.(values) ?? why[language];
}
