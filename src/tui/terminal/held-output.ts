import { format } from 'node:util';

/** Lines kept at the most; later ones are counted. */
const LINES = 50;
const CONSOLE_METHODS = ['log', 'info', 'debug', 'warn', 'error'] as const;

/**
 * Holds back what libraries and Node itself print to the console or to standard error while the screen is ours (Ink
 * does not in its debug mode). Returns what ends it and gives the text held.
 */
export function holdOutput(): () => string {
  const lines: string[] = [];
  let more = 0;
  const hold = (text: string) => {
    if (lines.length < LINES) lines.push(text.endsWith('\n') ? text : `${text}\n`);
    else more += 1;
  };
  const stderrWrite = process.stderr.write;
  const methods = CONSOLE_METHODS.map((name) => [name, console[name]] as const);
  process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    hold(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
  for (const [name] of methods) console[name] = (...values: unknown[]) => hold(format(...values));
  return () => {
    process.stderr.write = stderrWrite;
    for (const [name, method] of methods) console[name] = method;
    if (more > 0) lines.push(`(${more} more lines)\n`);
    return lines.splice(0).join('');
  };
}
