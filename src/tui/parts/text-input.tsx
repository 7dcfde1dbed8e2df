import { Box, type DOMElement, measureElement, Text } from 'ink';
import { useLayoutEffect, useRef } from 'react';
import { columnsOf, fit as fitted } from '../../draw/text.ts';
import { useTui } from '../context.ts';
import type { Line } from '../line-edit.ts';
import { useStore } from './use-store.ts';

export interface TextInputProps {
  readonly prompt: string;
  readonly line: Line;
  /** Shown while nothing is typed. */
  readonly hint: string;
}

/** A line being typed, with the terminal's own cursor in it (input methods show their text there). */
export function TextInput({ prompt, line, hint }: TextInputProps) {
  const { state, style, screen } = useTui();
  const columns = useStore(state, ({ size }) => size.columns);
  const box = useRef<DOMElement>(null);
  const room = Math.max(1, columns - columnsOf(prompt) - 1);
  const { text, cursor } = inView(line, room);
  const column = columnsOf(prompt) + cursor;
  useLayoutEffect(
    () =>
      screen?.placeCursor(() =>
        box.current === null ? null : { column, row: measureElement(box.current).y },
      ),
    [screen, column],
  );
  const empty = line.before === '' && line.after === '';
  return (
    <Box ref={box} height={1} flexShrink={0}>
      <Text wrap="truncate">
        {style.paint.strong(prompt) +
          (empty ? style.paint.quiet(fitted(hint, room)) : fitted(text, room, 'left', ''))}
      </Text>
    </Box>
  );
}

/** The part of a long line that has the cursor in it, and the cursor's column there. */
function inView({ before, after }: Line, room: number): { text: string; cursor: number } {
  let start = before;
  while (columnsOf(start) >= room) start = start.slice(Math.max(1, Math.floor(room / 3)));
  return { text: start + after, cursor: columnsOf(start) };
}
