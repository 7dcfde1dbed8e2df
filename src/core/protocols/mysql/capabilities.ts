/** Capability flags of both sides: MySQL, "Capabilities Flags". */
export const CONNECT_WITH_DB = 1 << 3;
export const COMPRESS = 1 << 5;
export const PROTOCOL_41 = 1 << 9;
export const SSL = 1 << 11;
export const SECURE_CONNECTION = 1 << 15;
export const PLUGIN_AUTH = 1 << 19;
export const PLUGIN_AUTH_LENENC = 1 << 21;
export const SESSION_TRACK = 1 << 23;
export const OPTIONAL_METADATA = 1 << 25;
export const ZSTD_COMPRESSION = 1 << 26;
export const QUERY_ATTRIBUTES = 1 << 27;
/** Set by MySQL, and by all that came before MariaDB's own flags; without it four more octets are flags of MariaDB. */
export const IS_MYSQL = 1;
/** MariaDB's own: columns are not told again for a statement. */
export const MARIADB_CACHE_METADATA = 1 << 4;
