import type { Side } from '../../protocols/dissector.ts';
import type { Story } from './story.ts';

/** Tells something that is no one's words, but what is to be known of them. */
export type Aside = (story: Story, nanoseconds: number) => void;

const UNFOLLOWED = 'not followed further: ';
const ENCRYPTED = 'encrypted from here';
const PASSED_OVER = /^(.*?) not taken(?:: (.*))?$/s;

/** What a summary tells of the dialogue rather than quoting it; null where it quotes. */
export function asideOf(summary: string, protocol: string, who: Side): Aside | null {
  const malformed = `malformed ${protocol}: `;
  if (summary.startsWith(malformed)) {
    const reason = summary.slice(malformed.length);
    return (story, nanoseconds) => story.tell('not-understood', nanoseconds, { who, protocol, reason });
  }
  if (summary.startsWith(UNFOLLOWED)) {
    const reason = summary.slice(UNFOLLOWED.length);
    return (story, nanoseconds) => story.tell('not-followed', nanoseconds, { reason });
  }
  if (summary === ENCRYPTED) return (story, nanoseconds) => story.tell('encrypted', nanoseconds, { who });
  const passedOver = protocol === 'HTTP' ? PASSED_OVER.exec(summary) : null;
  if (passedOver === null) return null;
  const [, offered = '', reason = null] = passedOver;
  return (story, nanoseconds) => story.tell('upgrade-passed-over', nanoseconds, { offered, reason });
}
