import { mask, wordStart } from './mask.ts';

/** Characters of a key, also of one that is already shown in part: `sk-or-v1-0a1...9f2`. */
const body = '[A-Za-z0-9_*-]';
const elided = `(?:(?:\\.{3}|\\u2026)${body}*)?`;

/**
 * Keys that are known by their beginning, which is kept: it says whose key it is. Beginnings as the vendors document
 * them for secret scanning (docs.github.com, supported secret scanning patterns).
 */
const prefixed = [
  new RegExp(`(sk-(?:or-v1|ant|proj|svcacct|admin|lf)-)${body}{2,}${elided}`, 'g'),
  new RegExp(`${wordStart}(sk-)${body}{12,}${elided}`, 'g'),
  new RegExp(`${wordStart}(sk-)${body}{2,12}(?:\\.{3}|\\u2026)${body}{2,12}`, 'g'),
  new RegExp(
    `${wordStart}(gsk_|xai-|hf_|pplx-|csk-|nvapi-|tgp_v1_|r8_|fw_|glpat-|sess-)${body}{16,}${elided}`,
    'g',
  ),
  new RegExp(`${wordStart}(gh[pousr]_|github_pat_|npm_)${body}{16,}${elided}`, 'g'),
  new RegExp(`${wordStart}(AIza)${body}{24,}${elided}`, 'g'),
  new RegExp(`${wordStart}(ya29[.])[A-Za-z0-9_.-]{16,}`, 'g'),
  new RegExp(`${wordStart}(xox[abeoprs]-)[A-Za-z0-9-]{10,}`, 'g'),
  new RegExp(`${wordStart}(AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z])`, 'g'),
];

/** Three base64url parts, the first a JSON object; also one that was cut off behind its second part. */
const jwt = new RegExp(
  '(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrt]))eyJ[A-Za-z0-9_-]{6,}[.][A-Za-z0-9_-]{4,}(?:[.][A-Za-z0-9_-]*)?',
  'g',
);

/** Credentials of an Authorization value that stands alone. */
const bearer = new RegExp(`${wordStart}(Bearer[ \\t]{1,4})([A-Za-z0-9._~+/=-]{6,})`, 'gi');
const basic = new RegExp(
  `${wordStart}((?:Basic|Digest|Negotiate|NTLM)[ \\t]{1,4})([A-Za-z0-9+/]{8,}={0,2})(?![A-Za-z0-9+/=])`,
  'g',
);

/** What follows the word Bearer in prose. */
const prose = /^(tokens?|auth|authentication|authorization|scheme|header|realm|format|credentials?)[.]?$/i;

/** Masks keys, JSON web tokens and Authorization values wherever they stand. */
export function redactTokenShapes(text: string): string {
  let out = text;
  for (const pattern of prefixed) out = out.replace(pattern, `$1${mask}`);
  out = out.replace(jwt, mask);
  out = out.replace(bearer, (all, scheme: string, token: string) => (prose.test(token) ? all : `${scheme}${mask}`));
  // Base64 of "user:password" mixes cases or has digits; "Basic Constraints" and "basic authentication" do not.
  return out.replace(basic, (all, scheme: string, token: string) =>
    /^[A-Z]?[a-z]+$/.test(token) ? all : `${scheme}${mask}`,
  );
}

const pemBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;

/** Masks private keys in PEM form; one that was cut off is masked as far as it can reach. */
export function redactPrivateKeys(text: string): string {
  let out = '';
  let done = 0;
  pemBegin.lastIndex = 0;
  for (let begin = pemBegin.exec(text); begin; begin = pemBegin.exec(text)) {
    const inside = begin.index + begin[0].length;
    const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
    end.lastIndex = inside;
    const close = end.exec(text);
    out += text.slice(done, begin.index) + mask;
    if (!close) {
      const rest = /[A-Za-z0-9+/=\s\\:,-]*/y;
      rest.lastIndex = inside;
      done = inside + (rest.exec(text)?.[0].length ?? 0);
      return out + text.slice(done).replace(pemBegin, mask);
    }
    done = end.lastIndex;
    pemBegin.lastIndex = done;
  }
  return out + text.slice(done);
}
