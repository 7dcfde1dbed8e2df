/** Stands for a secret behind what says that it is one: `PASS (not shown)`. */
export const NOT_SHOWN = '(not shown)';
/** Stands for a line that is nothing but a secret. */
export const CREDENTIALS_NOT_SHOWN = '(credentials not shown)';
