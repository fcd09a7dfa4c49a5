import { redactProxyUrl } from '../../path/proxy-redaction.ts';

/** A part of a path this long, with a digit in it, is more likely a token than a name. */
const longestPlainPart = 24;

/** A base URL as it may be shown: origin and path, without credentials, query and what looks like a token. */
export function shownBaseUrl(value: string): string {
  const text = value.trim();
  // A reference to a variable says nothing secret: `${BASE}`, `{env:BASE}`, `$BASE/v1`.
  if (/^(?:\$\w+|\$\{\w+\}|\{env:\w+\})(?:\/[\w./-]*)?$/.test(text) && text.length < 100) return text;
  if (!URL.canParse(text)) return redactProxyUrl(text);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return redactProxyUrl(text);
  const parts = url.pathname
    .split('/')
    .map((part) => (part.length > longestPlainPart && /\d/.test(part) ? '[hidden]' : part));
  return `${url.origin}${parts.join('/').replace(/\/+$/, '')}`;
}
