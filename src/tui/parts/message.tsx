import type { Paint } from '../../draw/style.ts';
import { useTui } from '../context.ts';
import { messageLines } from '../message.ts';
import { Row } from './row.tsx';
import { useStore } from './use-store.ts';

export interface MessageProps {
  readonly text: string;
  readonly paint: keyof Paint;
}

/** A message over as many rows as it needs; one of trouble has a mark before it. */
export function Message({ text, paint }: MessageProps) {
  const { state, style } = useTui();
  const size = useStore(state, (current) => current.size);
  const mark = paint === 'trouble' ? `${style.glyphs.trouble} ` : '';
  const indent = ' '.repeat(mark.length);
  return messageLines(text, size).map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a row of the message is its number
    <Row key={row} pieces={[[` ${row === 0 ? mark : indent}${line}`, paint]]} />
  ));
}
