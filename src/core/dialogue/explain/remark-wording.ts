import type { RemarkCode, RemarkValues } from '../remarks/values.ts';
import type { Language } from './values.ts';

export interface RemarkWording<Code extends RemarkCode> {
  /** What it is here, in one sentence without its full stop, with C and S for the sides. */
  readonly what: Readonly<Record<Language, (values: RemarkValues[Code]) => string>>;
  /** Why it matters, with its full stop. */
  readonly why: Readonly<Record<Language, string>>;
  /** The same of this one, where its values tell more; null where they do not. */
  readonly whyHere?: Readonly<Record<Language, (values: RemarkValues[Code]) => string | null>>;
}

/** The wordings of some remarks, by their codes. */
export type Wordings = { readonly [Code in RemarkCode]?: RemarkWording<Code> };
