/** A command of the client: how it is told, what its text is, and whether the server answers it. */
export interface Command {
  readonly name: string;
  readonly argument: 'none' | 'statement' | 'prepare' | 'name' | 'statement id' | 'columns of';
  readonly isAnswered: boolean;
}

export const QUERY = 0x03;
export const FIELD_LIST = 0x04;
export const STATISTICS = 0x09;
export const CHANGE_USER = 0x11;
export const PREPARE = 0x16;
export const FETCH = 0x1c;

/** MySQL, "Command Phase"; the last two are MariaDB's. */
export const COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [0x01, { name: 'Quit', argument: 'none', isAnswered: false }],
  [0x02, { name: 'Init DB', argument: 'name', isAnswered: true }],
  [QUERY, { name: 'Query', argument: 'statement', isAnswered: true }],
  [FIELD_LIST, { name: 'Field List', argument: 'columns of', isAnswered: true }],
  [0x05, { name: 'Create DB', argument: 'name', isAnswered: true }],
  [0x06, { name: 'Drop DB', argument: 'name', isAnswered: true }],
  [0x07, { name: 'Refresh', argument: 'none', isAnswered: true }],
  [0x08, { name: 'Shutdown', argument: 'none', isAnswered: true }],
  [STATISTICS, { name: 'Statistics', argument: 'none', isAnswered: true }],
  [0x0a, { name: 'Process Info', argument: 'none', isAnswered: true }],
  [0x0c, { name: 'Process Kill', argument: 'none', isAnswered: true }],
  [0x0d, { name: 'Debug', argument: 'none', isAnswered: true }],
  [0x0e, { name: 'Ping', argument: 'none', isAnswered: true }],
  [CHANGE_USER, { name: 'Change User', argument: 'name', isAnswered: true }],
  [0x12, { name: 'Binlog Dump', argument: 'none', isAnswered: false }],
  [0x15, { name: 'Register Replica', argument: 'none', isAnswered: true }],
  [PREPARE, { name: 'Prepare', argument: 'prepare', isAnswered: true }],
  [0x17, { name: 'Execute', argument: 'statement id', isAnswered: true }],
  [0x18, { name: 'Send Long Data', argument: 'statement id', isAnswered: false }],
  [0x19, { name: 'Close', argument: 'statement id', isAnswered: false }],
  [0x1a, { name: 'Reset', argument: 'statement id', isAnswered: true }],
  [0x1b, { name: 'Set Option', argument: 'none', isAnswered: true }],
  [FETCH, { name: 'Fetch', argument: 'statement id', isAnswered: true }],
  [0x1e, { name: 'Binlog Dump GTID', argument: 'none', isAnswered: false }],
  [0x1f, { name: 'Reset Connection', argument: 'none', isAnswered: true }],
  [0xfa, { name: 'Bulk Execute', argument: 'statement id', isAnswered: true }],
]);

export const EXECUTES: ReadonlySet<number> = new Set([0x17, 0xfa]);
export const CLOSE = 0x19;
