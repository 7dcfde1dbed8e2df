import type { Saying } from './dissector.ts';

/** What is said of something that does not follow the rules of the protocol with this title. */
export function notUnderstood(title: string, reason: string, role: Saying['role'] = 'event'): Saying {
  return {
    summary: `malformed ${title}: ${reason}`,
    role,
    fields: {},
    aside: { kind: 'not-understood', reason },
  };
}
