/** Schemes that may be shown. Anything else before `://` could be part of a credential and is not. */
const showableSchemes = new Set([
  'http', 'https', 'socks', 'socks4', 'socks4a', 'socks5', 'socks5h', 'ftp', 'ws', 'wss', 'quic', 'file',
]);

/** What stands where something was left out. */
const hidden = '[hidden]';

/** A longer single label is more likely a token pasted into the wrong place than the name of a machine. */
const longestPlainLabel = 24;

/**
 * A proxy value as it may be shown: scheme, host and port, and nothing that could be a credential. User information
 * is left out also when there is only a user name, and in malformed values everything up to the last `@` is. A port
 * that is no number and a host with odd characters are hidden, because `user:password` without a host looks so.
 * Path, query and fragment are left out. Never throws.
 */
export function redactProxyUrl(value: URL | string): string {
  if (value instanceof URL) return redactProxyUrl(value.href);
  const text = value.trim().replace(/^["'`\u2018\u2019\u201c\u201d]+|["'`\u2018\u2019\u201c\u201d]+$/g, '');
  if (text === '') return '';

  const at = text.lastIndexOf('@');
  const schemeMatch = /^([a-z][a-z0-9+.-]*):\/{0,2}(?=[^/]|$)/i.exec(text);
  const meant = /^(?:https?|socks[45]?[ah]?):\/?(?!\d+$)/i.test(text);
  const schemeText = schemeMatch?.[0].includes('//') || meant ? schemeMatch : null;
  const known = schemeText !== null && showableSchemes.has((schemeText[1] ?? '').toLowerCase());
  let prefix = '';
  if (schemeText) prefix = known ? schemeText[0] : `${hidden}://`;
  const bodyStart = Math.max(at + 1, schemeText?.[0].length ?? 0);
  // An @ behind a path or query: a password with a raw / ? or #, or a query with an @ in it. Only where the text before
  // can't be a host and port is it certain what stands behind the @.
  const before = text.slice(schemeText?.[0].length ?? 0).replace(/[/?#\\].*$/s, '');
  if (at > 0 && !before.includes('@') && /^[^:]+(:\d{0,6})?$/.test(before)) return prefix + hidden;
  const authority = text.slice(bodyStart).replace(/[/?#\\].*$/s, '');
  return prefix + showHostPort(authority);
}

function showHostPort(authority: string): string {
  const bracketed = /^(\[[0-9a-f:.]+(?:%25?[\w.-]+)?\])(?::(.*))?$/is.exec(authority);
  if (bracketed) return withPort(bracketed[1] ?? '', bracketed[2]);
  const colon = authority.indexOf(':');
  const host = colon === -1 ? authority : authority.slice(0, colon);
  const port = colon === -1 ? undefined : authority.slice(colon + 1);
  return withPort(showHost(host), port);
}

function showHost(host: string): string {
  if (host === '') return '';
  if (!/^[\p{L}\p{N}._-]+$/u.test(host)) return hidden;
  return !host.includes('.') && host.length > longestPlainLabel ? hidden : host;
}

function withPort(host: string, port: string | undefined): string {
  if (port === undefined || port === '') return host;
  return `${host}:${/^\d{1,6}$/.test(port) ? port : hidden}`;
}
