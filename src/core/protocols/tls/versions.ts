/** Versions by their value on the wire (RFC 8446, section 4.2.1), where they differ in what is read here. */
export const TLS_1_1 = 0x0302;
export const TLS_1_2 = 0x0303;
export const TLS_1_3 = 0x0304;
