import { t } from '@vscode/l10n';
import { redactProxyUrl } from './proxy-redaction.ts';

export { redactProxyUrl };

/** The proxy protocols that at least one common client speaks. */
export type ProxyScheme = 'http' | 'https' | 'socks4' | 'socks4a' | 'socks5' | 'socks5h';

/** A proxy value that says one thing to everybody. */
export interface ProxyValue {
  ok: true;
  scheme: ProxyScheme;
  /** Lower case, IDNA applied, IPv6 without brackets. */
  host: string;
  port: number;
  /** True when the value names no port; clients disagree then (curl takes 1080, others 80 or 443). */
  portDefaulted: boolean;
  hasCredentials: boolean;
  /** True for `http://token@host`: some clients send no authorization at all for it. */
  usernameOnly: boolean;
  /** True when the value has no `scheme://`; some clients refuse such a value. */
  schemeless: boolean;
  /** With its credentials: never shown, never stored. */
  url: URL;
}

export type ProxyProblemKind =
  | 'empty'
  | 'quotes'
  | 'whitespace'
  | 'unknown-scheme'
  | 'scheme-slashes'
  | 'credentials-encoding'
  | 'brackets'
  | 'missing-host'
  | 'bad-host'
  | 'bad-port'
  | 'base-url'
  | 'pac-file'
  | 'path';

/** What is wrong with a proxy value. */
export interface ProxyValueProblem {
  ok: false;
  kind: ProxyProblemKind;
  /** One sentence, free of credentials. */
  problem: string;
  /** The value without anything that could be a credential. */
  redacted: string;
}

const schemes: Readonly<Record<string, { scheme: ProxyScheme; port: number }>> = {
  http: { scheme: 'http', port: 80 },
  https: { scheme: 'https', port: 443 },
  socks4: { scheme: 'socks4', port: 1080 },
  socks4a: { scheme: 'socks4a', port: 1080 },
  socks5: { scheme: 'socks5', port: 1080 },
  socks5h: { scheme: 'socks5h', port: 1080 },
};

/** A path such as `/v1` or `/api/v1/chat/completions`: a model API, not a proxy. */
const apiPath =
  /^\/+(?:[\w.-]+\/+)*(?:v\d+(?:beta\d*)?|api|openai|anthropic|chat|completions|messages|models)(?:\/|$)/i;

/**
 * Reads one proxy value as people write it in a variable, a setting or a file, and says what is wrong when it is
 * not one that every client understands. What a given client makes of it is in `dialects/`. Never throws.
 */
export function parseProxyValue(text: string): ProxyValue | ProxyValueProblem {
  const redacted = redactProxyUrl(text);
  const wrong = (kind: ProxyProblemKind, problem: string): ProxyValueProblem => {
    return { ok: false, kind, problem, redacted };
  };

  const trimmed = text.trim();
  if (trimmed === '') {
    return wrong('empty', text === '' ? t('The proxy value is empty.') : t('The proxy value is blank.'));
  }
  if (/^["'`\u2018\u2019\u201c\u201d]|["'`\u2018\u2019\u201c\u201d]$/.test(trimmed)) {
    return wrong('quotes', t('Quotes are part of the proxy value. Remove them: most clients do not.'));
  }
  if (trimmed !== text) {
    return wrong('whitespace', t('The proxy value has white space around it. Some clients refuse it.'));
  }
   
  if (/[\s\u0000-\u001f\u007f]/.test(text)) {
    return wrong(
      'whitespace',
      t('The proxy value has white space or a control character inside. One value names one proxy.'),
    );
  }

  const schemeMatch = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (!schemeMatch && /^(?:https?|socks[45]?[ah]?):(?!\d+$)/i.test(text)) {
    return wrong(
      'scheme-slashes',
      t('The proxy value must have two slashes after the scheme, as in http://127.0.0.1:3128.'),
    );
  }
  const schemeName = schemeMatch?.[1]?.toLowerCase() ?? 'http';
  const known = Object.hasOwn(schemes, schemeName) ? schemes[schemeName] : undefined;
  if (!known) {
    if (schemeName === 'socks') {
      return wrong(
        'unknown-scheme',
        t('socks:// means SOCKS4 to some programs and SOCKS5 to others. Write socks5:// or socks5h://.'),
      );
    }
    return wrong(
      'unknown-scheme',
      t('The proxy value has a scheme that is not http, https, socks4, socks4a, socks5 or socks5h.'),
    );
  }

  const rest = text.slice(schemeMatch?.[0].length ?? 0);
  const end = rest.search(/[/?#\\]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? '' : rest.slice(end);
  if (!authority.includes('@') && tail.includes('@') && authority.includes(':')) {
    return wrong(
      'credentials-encoding',
      t('The proxy password seems to hold one of the characters / ? # \\ as it is. Write it percent-encoded.'),
    );
  }

  const at = authority.lastIndexOf('@');
  const userinfo = at === -1 ? '' : authority.slice(0, at);
  const hostPort = authority.slice(at + 1);
  const colon = userinfo.indexOf(':');
  const hasPassword = colon !== -1 && colon < userinfo.length - 1;
  if (/%(?![0-9a-f]{2})/i.test(userinfo) || userinfo.includes('@')) {
    return wrong(
      'credentials-encoding',
      t('The proxy user name or password has a % or @ that is not percent-encoded. Clients read it in different ways.'),
    );
  }

  const split = splitHostPort(hostPort);
  if ('kind' in split) return wrong(split.kind, describeHostProblem(split.kind));
  if (tail !== '' && tail !== '/') {
    const path = tail.replace(/[?#].*$/s, '');
    if (/\.(?:pac|dat)$/i.test(path)) {
      return wrong(
        'pac-file',
        t('The proxy value names a PAC file. Clients that read this value expect a proxy, not a script.'),
      );
    }
    if (apiPath.test(path)) {
      return wrong(
        'base-url',
        t('The proxy value looks like the base URL of an API, not a proxy. Set it as the base URL instead.'),
      );
    }
    return wrong('path', t('The proxy value has a path or query. A proxy is only scheme, host and port.'));
  }

  const port = split.port ?? known.port;
  let url: URL;
  try {
    // The host is checked with a web scheme, which knows IDNA and every spelling of an address.
    const { hostname } = new URL(`http://${split.host}`);
    url = new URL(`${known.scheme}://${userinfo === '' ? '' : `${userinfo}@`}${hostname}:${port}`);
    return {
      ok: true,
      scheme: known.scheme,
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      portDefaulted: split.port === undefined,
      hasCredentials: userinfo !== '' && userinfo !== ':',
      usernameOnly: userinfo !== '' && userinfo !== ':' && !hasPassword,
      schemeless: !schemeMatch,
      url,
    };
  } catch {
    return wrong('bad-host', describeHostProblem('bad-host'));
  }
}

type HostProblem = 'missing-host' | 'bad-host' | 'bad-port' | 'brackets';

/** Splits `host`, `host:port`, `[v6]`, `[v6]:port`. */
function splitHostPort(text: string): { host: string; port?: number } | { kind: HostProblem } {
  let host = text;
  let portText = '';
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close === -1) return { kind: 'brackets' };
    host = text.slice(0, close + 1);
    const after = text.slice(close + 1);
    if (after !== '' && !after.startsWith(':')) return { kind: 'brackets' };
    portText = after.slice(1);
    if (host === '[]') return { kind: 'missing-host' };
  } else if (/[[\]]/.test(text) || text.split(':').length > 2) {
    return { kind: 'brackets' };
  } else if (text.includes(':')) {
    [host = '', portText = ''] = text.split(':');
  }
  if (host === '') return { kind: 'missing-host' };
  if (portText === '') return { host };
  if (!/^\d{1,5}$/.test(portText)) return { kind: 'bad-port' };
  const port = Number(portText);
  return port >= 1 && port <= 65_535 ? { host, port } : { kind: 'bad-port' };
}

function describeHostProblem(kind: HostProblem): string {
  switch (kind) {
    case 'missing-host':
      return t('The proxy value names no host.');
    case 'bad-host':
      return t('The host in the proxy value is not a valid name or address.');
    case 'bad-port':
      return t('The port in the proxy value is not a number from 1 to 65535.');
    case 'brackets':
      return t('The proxy value has an IPv6 address without both brackets. Write it as http://[::1]:3128.');
  }
}
