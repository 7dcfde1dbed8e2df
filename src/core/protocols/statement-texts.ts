import { printable } from '../printable.ts';

/** Prepared statements, or portals, of one connection whose texts are remembered, and how long these are in all. */
const MOST_TEXTS = 256;
const MOST_CHARACTERS = 40_000;
/** So much of each is remembered in any case. */
const SHORTENED_CHARACTERS = Math.floor(MOST_CHARACTERS / MOST_TEXTS);

/** Texts of statements by their names: the newest ones, of which the oldest may be shortened. */
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
    if (this.texts.size > MOST_TEXTS) this.delete(this.texts.keys().next().value as Name);
    if (this.characters > MOST_CHARACTERS) this.shorten();
  }

  delete(name: Name): void {
    this.characters -= this.texts.get(name)?.length ?? 0;
    this.texts.delete(name);
  }

  private shorten(): void {
    for (const [name, text] of this.texts) {
      if (this.characters <= MOST_CHARACTERS) return;
      if (text.length <= SHORTENED_CHARACTERS) continue;
      const shortened = printable(text, SHORTENED_CHARACTERS);
      this.texts.set(name, shortened);
      this.characters += shortened.length - text.length;
    }
  }
}
