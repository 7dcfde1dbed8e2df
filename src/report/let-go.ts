import type { Analysis } from '../core/analysis.ts';
import type { Parts } from './json/connection.ts';

/** What the limit of connections is raised with; of segments and messages there are others, for one connection. */
const CONNECTIONS_OPTION = '--max-connections';

/** What a limit of ours made be let go of what `parts` asks for, by kind; null where that is nothing. */
export function letGoOf({ counters }: Analysis, parts: Parts): Readonly<Record<string, number>> | null {
  const counts = {
    connections: counters.connectionsLetGo,
    segments: parts.segments ? counters.segmentsLetGo : 0,
    messages: parts.messages ? counters.messagesLetGo : 0,
    fragments: counters.fragmentsLetGo,
  };
  const reached = Object.entries(counts).filter(([, count]) => count > 0);
  return reached.length === 0 ? null : Object.fromEntries(reached);
}

/** The same in words; null where it is nothing. */
export function letGoText(analysis: Analysis, parts: Parts): string | null {
  const letGo = letGoOf(analysis, parts);
  if (letGo === null) return null;
  const what = Object.entries(letGo).map(
    ([kind, count]) => `${count} ${kind === 'fragments' ? 'IP fragments' : kind}`,
  );
  const see = letGo.connections === undefined ? '' : ` (see ${CONNECTIONS_OPTION})`;
  return `limits were reached and not all is shown: ${what.join(', ')} let go${see}`;
}
