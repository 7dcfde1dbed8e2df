/** Of the terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Below this nothing useful fits. */
export const SMALLEST: Size = { columns: 40, rows: 8 };
