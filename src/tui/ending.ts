import type { RecordingStatus } from '../core/view/snapshot.ts';
import { countedText, octetsText } from '../draw/units.ts';
import { onlyColours } from './terminal/writer.ts';

export interface EndingParts {
  /** Gives the terminal back and stops all that goes on by itself. */
  readonly giveBack: () => void;
  /** Ends the engine; resolves with the recording that this finished. */
  readonly close: () => Promise<RecordingStatus | null>;
  readonly wordsOf: (error: unknown) => string;
  /** One line on standard error, the program's name before it. */
  readonly say: (line: string) => void;
  readonly resolve: (status: number) => void;
}

export interface Ending {
  /** Ends the program with this status, or 1 where something had failed. Asked again while closing: at once. */
  end(status: number, failure?: string | null): void;
  started(): boolean;
}

/** The one way out: the terminal first, then the engine and its recording, then what there is to say. */
export function createEnding({ giveBack, close, wordsOf, say, resolve }: EndingParts): Ending {
  let stage: 'running' | 'closing' | 'over' = 'running';
  const finish = (status: number, line: string | null) => {
    if (stage === 'over') return;
    stage = 'over';
    if (line !== null) say(line);
    resolve(status);
  };
  return {
    started: () => stage !== 'running',
    end(status, failure = null) {
      if (stage !== 'running') {
        finish(status || 1, null);
        return;
      }
      stage = 'closing';
      giveBack();
      if (failure !== null) say(oneLine(failure));
      close().then(
        (recording) => finish(failure === null ? status : status || 1, recording && recordedLine(recording)),
        (error: unknown) => finish(status || 1, oneLine(wordsOf(error))),
      );
    },
  };
}

function recordedLine({ path, frames, octets }: RecordingStatus): string {
  return `recorded ${countedText(frames, 'packet')}, ${octetsText(octets)} octets, to ${oneLine(path)}`;
}

/** Text for standard error: one line, and nothing in it that a terminal would obey. */
const oneLine = (text: string): string => onlyColours(text.replace(/\s*[\r\n]+\s*/gu, ' ').trim());
