/** Prepared statements, or portals, of one connection whose texts are remembered, and how long these are in all. */
const MOST_TEXTS = 256;
const MOST_CHARACTERS = 40_000;

/** Texts of statements by their names: the newest ones. */
export class StatementTexts<Name> {
  private readonly texts = new Map<Name, string>();
  private characters = 0;

  get(name: Name): string | undefined {
    return this.texts.get(name);
  }

  set(name: Name, text: string): void {
    this.delete(name);
    this.texts.set(name, text);
    this.characters += text.length;
    while (this.texts.size > MOST_TEXTS || this.characters > MOST_CHARACTERS)
      this.delete(this.texts.keys().next().value as Name);
  }

  delete(name: Name): void {
    this.characters -= this.texts.get(name)?.length ?? 0;
    this.texts.delete(name);
  }
}
