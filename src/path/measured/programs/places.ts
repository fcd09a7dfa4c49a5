/**
 * The programs here ask one URL with a library and keep it on this machine: before the library is loaded they replace
 * name look-ups and connecting, so that every connection ends at the recorder. No name is looked up, and what the table
 * does not list goes to the recorder's place for strays, which is said on standard error.
 *
 * The table comes in a variable, one `host|port|recorder's port` after the other; `*` stands for everything else.
 */
export const placesVariable = 'GATEHOUSE_PLACES';

/** What a program writes on a line of its own before it connects: this, the host and the port. */
export const strayMark = 'gatehouse-stray';

/** The address of every name, out of a range for documentation (RFC 5737). */
export const namesNetwork = '198.51.100';
