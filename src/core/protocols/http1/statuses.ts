/** Status codes from which something follows for the connection (RFC 9110, section 15); HTTP/2 has the same but 101. */
export const SWITCHING_PROTOCOLS = 101;
export const NO_CONTENT = 204;
export const NOT_MODIFIED = 304;
/** What a server may say before it closes a connection on which nothing was asked (section 15.5.9). */
export const REQUEST_TIMEOUT = 408;

const FIRST_FINAL = 200;
const FIRST_REDIRECTION = 300;

/** Whether a response is the final one to its request: those before it only announce that (section 15.2). */
export const isFinal = (status: number): boolean => status >= FIRST_FINAL;

/** Whether a CONNECT was granted (section 9.3.6). */
export const isSuccess = (status: number): boolean => isFinal(status) && status < FIRST_REDIRECTION;
