/** What an error of our own says, for a person who is to report it. */
export function errorWords(error: unknown): string {
  return `internal error: ${error instanceof Error ? error.message : String(error)}`;
}
