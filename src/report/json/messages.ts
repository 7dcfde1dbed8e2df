import { SIDE_NAMES } from '../../core/side.ts';
import type { Connection } from '../../core/tcp/connection.ts';
import { timeText } from '../../core/time.ts';
import { anything, member } from './write.ts';

/** What was said, message by message. */
export const messages = member<Connection>('messages', (c, text) => {
  // A conversation takes the sides as they were known when it began.
  const isTurned = c.conversationFlipped !== c.flipped;
  const said = (c.conversation?.messages ?? []).map((message) => ({
    time: timeText(message),
    from: SIDE_NAMES[isTurned === (message.from === 1) ? 0 : 1],
    protocol: message.protocol,
    summary: message.summary,
    fields: message.fields,
  }));
  anything(said, text);
});
