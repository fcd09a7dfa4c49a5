import { mask } from './mask.ts';

/** Ends of a URL in running text. */
const endOfToken = /[\s"'`<>]/g;

/**
 * Masks what stands before the `@` of a URL, also a user name alone: it can be a token. Passwords with a raw `/`, `?`
 * or `#` are common in proxy variables and end the authority too early, so a port that is no number gives them away.
 */
export function redactUrlCredentials(text: string): string {
  let out = '';
  let done = 0;
  let tokenEnd = -1;
  let lastAt = -1;
  for (let slashes = text.indexOf('://'); slashes >= 0; slashes = text.indexOf('://', Math.max(done, slashes + 3))) {
    if (slashes === 0 || !/[A-Za-z0-9+.-]/.test(text[slashes - 1] ?? '')) continue;
    const start = slashes + 3;
    const authorityEnd = next(/[\s"'`<>/?#]/g, text, start);
    const authority = text.slice(start, authorityEnd);
    const inAuthority = authority.lastIndexOf('@');
    let at = inAuthority < 0 ? -1 : start + inAuthority;
    if (at < start && /:(?!\d*$)[^:\]]*$/.test(authority.slice(-300))) {
      if (start >= tokenEnd) {
        tokenEnd = next(endOfToken, text, start);
        lastAt = text.slice(start, tokenEnd).lastIndexOf('@');
        lastAt = lastAt < 0 ? -1 : lastAt + start;
      }
      at = lastAt;
    }
    if (at < start) continue;
    out += `${text.slice(done, start)}${mask}`;
    done = at;
  }
  return redactLooseCredentials(out + text.slice(done));
}

/** Starts where a word starts, also behind a newline written as an escape. */
const looseCredentials = new RegExp(
  '(?:(?<![^\\s"\'`=,;([{<>])|(?<=\\\\[nrt]))[^\\s:@/"\'`<>=]{1,64}:(?!//)[^\\s@"\'`<>]{1,128}@' +
    '(?=[A-Za-z0-9[][A-Za-z0-9.:\\]-]{0,253}:\\d)',
  'g',
);

/** `user:password@host:port` without a scheme, and credentials in a URL that is itself percent-encoded. */
function redactLooseCredentials(text: string): string {
  const masked = text.includes('@') ? text.replace(looseCredentials, `${mask}@`) : text;
  // A text of megabytes is not gone through for what can't be in it.
  if (!masked.includes('%40')) return masked;
  return masked
    .replace(/(%3A%2F%2F)(?:(?!%40|%2F)[^\s&"'`<>@/]){1,256}%40/gi, `$1${mask}%40`);
}

function next(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
