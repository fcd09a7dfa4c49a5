import { t } from '@vscode/l10n';

/** The pieces of a proxy value before any client's rules: what stands where, nothing decoded, nothing checked. */
export interface ProxyUrlText {
  /** Lower case, without the colon; undefined when the value has no `scheme://`. */
  scheme: string | undefined;
  /** Between the slashes and the first `/`, `?` or `#`. */
  authority: string;
  /** Path, query and fragment. */
  tail: string;
}

/** Splits at `scheme://` and at the end of the authority. */
export function splitProxyUrl(value: string): ProxyUrlText {
  const match = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value);
  const rest = value.slice(match?.[0].length ?? 0);
  const end = rest.search(/[/?#]/);
  return {
    scheme: match?.[1]?.toLowerCase(),
    authority: end === -1 ? rest : rest.slice(0, end),
    tail: end === -1 ? '' : rest.slice(end),
  };
}

/** Splits `user:password@host:port` at its last `@` and at the colon of the port, brackets respected. */
export function splitAuthority(authority: string): { userinfo: string; host: string; port: string | undefined } {
  const at = authority.lastIndexOf('@');
  const userinfo = at === -1 ? '' : authority.slice(0, at);
  const hostPort = authority.slice(at + 1);
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(hostPort);
  return { userinfo, host: match?.[1] ?? hostPort, port: match?.[2] };
}

/** Builds the URL a client ends up with; undefined when there is no such URL. */
export function buildProxyUrl(scheme: string, userinfo: string, host: string, port: number): URL | undefined {
  try {
    const { hostname } = new URL(`http://${host}`);
    const safe = userinfo.replace(/[@/?#[\]\\ ]/g, encodeURIComponent);
    return new URL(`${scheme}://${safe === '' ? '' : `${safe}@`}${hostname}:${port}`);
  } catch {
    return undefined;
  }
}

/**
 * False for a host that the URL class would mend and a resolver does not: white space, a backslash, an IPv4 address with
 * a dot at its end.
 */
export function isResolvable(host: string): boolean {
  return !/[\s\\/?#@]/.test(host) && !/^[\d.]+\.$/.test(host);
}

/** True for no port, an empty one, and a number that fits. */
export function isPortText(port: string | undefined): boolean {
  return port === undefined || port === '' || (/^\d+$/.test(port) && Number(port) <= 65_535);
}

/** True when user name and password are percent-encoded as decodeURIComponent() wants it. */
export function canDecode(url: URL): boolean {
  try {
    decodeURIComponent(url.username);
    decodeURIComponent(url.password);
    return true;
  } catch {
    return false;
  }
}

/** True for a URL without path, query and fragment: undici takes no other as an origin. */
export function isBare(url: URL): boolean {
  return (url.pathname === '/' || url.pathname === '') && url.search === '' && url.hash === '';
}

/** Sentences for what is wrong, shared so that the same fault reads the same everywhere. */
export const problems = {
  syntax: (): string => t('it is not a valid proxy address.'),
  scheme: (scheme: string): string => t('it does not support proxies of the kind {0}.', scheme),
  schemeMissing: (): string => t('it needs a scheme such as http:// in front.'),
  host: (): string => t('it names no valid host.'),
  credentials: (): string => t('the user name or password has a % that is not percent-encoded.'),
  path: (): string => t('it has a path, query or fragment.'),
  port: (): string => t('the port is not a number from 0 to 65535.'),
} as const;
