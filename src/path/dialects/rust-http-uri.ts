/** A proxy value as Rust's http crate reads it: nothing decoded, host and scheme as spelt. */
export interface HttpUri {
  /** Undefined when the value has none; `http` and `https` are in lower case. */
  scheme: string | undefined;
  /** Before the last `@`. */
  userinfo: string;
  /** An `@` may stand behind nothing. */
  hasUserinfo: boolean;
  /** With the brackets of an IPv6 address; may be empty. */
  host: string;
  /** Undefined when there is none, and when what stands there is no number from 0 to 65535. */
  port: number | undefined;
}

const longest = 65_534;

/**
 * http::Uri (hyperium/http src/uri/mod.rs parse_full, authority.rs, port.rs), which reqwest, ureq and Deno read their
 * proxy variables with. Undefined for what it refuses and for a URI without an authority.
 */
export function parseHttpUri(text: string): HttpUri | undefined {
  if (text.length > longest || text.startsWith('/') || text === '*') return undefined;
  const scheme = text.length > 3 ? /^([a-z0-9+.~-]*):\/\//i.exec(text)?.[1] : undefined;
  const rest = scheme === undefined ? text : text.slice(scheme.length + 3);
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  // Only a URI with a scheme may go on after its authority.
  if (!isAuthority(authority) || (scheme === undefined ? end !== -1 : !isPathAndQuery(rest.slice(authority.length)))) {
    return undefined;
  }
  if (scheme !== undefined && scheme.length > 64) return undefined;
  const at = authority.lastIndexOf('@');
  const hostPort = authority.slice(at + 1);
  return {
    scheme: scheme !== undefined && /^https?$/i.test(scheme) ? scheme.toLowerCase() : scheme,
    userinfo: at === -1 ? '' : authority.slice(0, at),
    hasUserinfo: at !== -1,
    host: /^\[[^\]]*\]|^[^:]*/.exec(hostPort)?.[0] ?? '',
    port: portOf(authority),
  };
}

function isAuthority(text: string): boolean {
  if (text === '' || text.endsWith('@') || !/^[\w.~!$&'()*+,;=:@%[\]-]+$/.test(text)) return false;
  // One pair of brackets at most; a percent sign may stand in user information and between brackets.
  if (!/^[^[\]]*(?:\[[^[\]]*\][^[\]]*)?$/.test(text) || /%[^@[]*\[/.test(text)) return false;
  const parts = text.split(/[@\]]/);
  const last = parts.at(-1) ?? '';
  return colons(last) <= 1 && !last.includes('%') && parts.every((part) => colons(part) <= 8);
}

function colons(text: string): number {
  return text.split(':').length - 1;
}

function isPathAndQuery(text: string): boolean {
  const [, path = '', query = ''] = /^([^?#]*)([^#]*)/.exec(text) ?? [];
  return !/[\u0000- <>`\u007f]/.test(path) && !/[\u0000- "<>\u007f]/.test(query);
}

/** The digits after the last colon, wherever it stands; a plus sign in front is taken. */
function portOf(authority: string): number | undefined {
  const digits = /:\+?(\d+)$/.exec(authority)?.[1];
  return digits !== undefined && Number(digits) <= 65_535 ? Number(digits) : undefined;
}
