/** What stands where a secret was. No rule matches it, so redacting twice changes nothing. */
export const mask = '[redacted]';

/** Source of a pattern's left edge: no letter or digit before, a newline or tab written as an escape aside. */
export const wordStart = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))`;
