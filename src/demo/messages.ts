/** What the process that makes the dialogues tells the one that started it. */
export type DemoMessage =
  | { readonly kind: 'ready'; readonly places: readonly DemoPlace[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** Where one dialogue can be watched, and what it shows. */
export interface DemoPlace {
  readonly name: string;
  readonly shows: string;
  readonly address: string;
  readonly port: number;
}
