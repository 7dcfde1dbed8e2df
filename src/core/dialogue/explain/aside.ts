import type { Aside } from '../../protocols/dissector.ts';
import type { Side } from '../../side.ts';
import type { Story } from './story.ts';

/** Tells what is to be known of what is said: `protocol` is the title of the one it is said in. */
export function tellAside(
  aside: Exclude<Aside, { kind: 'described' }>,
  { story, who, protocol }: { readonly story: Story; readonly who: Side; readonly protocol: string },
  nanoseconds: number,
): void {
  switch (aside.kind) {
    case 'encrypted':
      story.tell('encrypted', nanoseconds, { who });
      return;
    case 'encrypted-alert':
      story.tell('encrypted-alert', nanoseconds, { who, guess: aside.guess });
      return;
    case 'mail':
      story.tell('mail', nanoseconds, { who, octets: aside.octets });
      return;
    case 'upgrade-passed-over':
      story.tell('upgrade-passed-over', nanoseconds, { offered: aside.offered, reason: aside.reason });
      return;
    case 'stalled':
      story.tell('stalled', nanoseconds, { who, stream: aside.stream });
      return;
    case 'not-understood':
      story.tell('not-understood', nanoseconds, { who, protocol, reason: aside.reason });
      return;
    case 'passed-over':
      story.tell('passed-over', nanoseconds, { who, reason: aside.reason });
      return;
    case 'not-followed':
      story.tell('not-followed', nanoseconds, { reason: aside.reason });
  }
}
