/** What was seen of a dialogue of commands and replies: it tells what a reply is for which no command waits. */
export class SeenParts {
  commands = false;
  replies = false;
  private repliesLost = false;
  /** Something is missing, so nobody knows which reply answers a command. */
  isUnsure = false;

  /** Replies are heard, and none was missing: the one that a command waits for will be heard, too. */
  get hasAllReplies(): boolean {
    return this.replies && !this.repliesLost;
  }

  /** Whether a reply may answer a command that was not seen; else it is a greeting, or a farewell to who has asked nothing. */
  get lacksCommands(): boolean {
    return this.replies && (this.isUnsure || !this.commands);
  }

  loseReplies(): void {
    this.repliesLost = true;
    this.isUnsure = true;
  }

  loseCommands(): void {
    this.isUnsure = true;
  }
}
