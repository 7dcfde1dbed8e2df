import { type Filter, parseFilter } from '../core/view/filter.ts';
import { Failure } from '../failure.ts';
import type { RunOptions } from './command-line.ts';

/** The view filter that was given; throws Failure `view-filter-wrong`. */
export function viewFilterIn({ viewFilter }: Pick<RunOptions, 'viewFilter'>): Filter {
  const parsed = parseFilter(viewFilter);
  if (parsed.ok) return parsed.filter;
  // Counted as a person does: a character outside of the basic plane is two units of a string.
  const character = [...viewFilter.slice(0, parsed.at)].length + 1;
  throw new Failure('view-filter-wrong', { filter: viewFilter, what: parsed.what, character });
}
