import { isPythonIpv4, isPythonIpv6, pythonInteger } from './python-literals.ts';

/** What httpx.URL keeps of a URL, as far as routes are concerned. */
export interface HttpxUrl {
  /** Lower case; empty when the text has none. */
  scheme: string;
  userinfo: string;
  /** As `URL.host` gives it, see `decodedHost`: without brackets. */
  host: string;
  /** Undefined when the text names none, or the scheme's own in lower case. */
  port: number | undefined;
  path: string;
}

/** Why a text is no URL for httpx. `fatal`: the text can be read and its host then can't be decoded. */
export interface HttpxUrlProblem {
  problem: 'syntax' | 'host' | 'port';
  fatal?: boolean;
}

const defaultPorts: Readonly<Record<string, number>> = { ftp: 21, http: 80, https: 443, ws: 80, wss: 443 };

/**
 * httpx/_urlparse.py urlparse() and httpx/_urls.py URL.host.
 *
 * @param decodesAnyLabel httpx2's rule, see `decodedHost`.
 */
export function parseHttpxUrl(text: string, decodesAnyLabel: boolean): HttpxUrl | HttpxUrlProblem {
  if (/[\u0000-\u001f\u007f]/.test(text) || text.length > 65_536) return { problem: 'syntax' };
  const match = /^(?:([a-z][a-z0-9+.-]*)?:)?(?:\/\/([^/?#]*))?([^?#]*)/i.exec(text);
  const [scheme, authority, path] = [match?.[1] ?? '', match?.[2] ?? '', match?.[3] ?? ''];
  const parts = /^(?:(.*)@)?(\[.*\]|[^:@]*):?(.*)$/.exec(authority);
  const [userinfo, rawHost, portText] = [parts?.[1] ?? '', parts?.[2] ?? '', parts?.[3] ?? ''];
  const host = encodeHost(rawHost);
  if (host === undefined) return { problem: 'host' };
  const port = portText === '' ? undefined : pythonInteger(portText);
  if (Number.isNaN(port)) return { problem: 'port' };
  const hasAuthority = userinfo !== '' || host !== '' || port !== undefined;
  const badPath = hasAuthority ? /^[^/]/.test(path) : scheme === '' && /^(?:\/\/|:)/.test(path);
  if (badPath) return { problem: 'syntax' };
  const shownHost = decodedHost(host, decodesAnyLabel);
  if (shownHost === undefined) return { problem: 'host', fatal: true };
  return {
    scheme: scheme.toLowerCase(),
    userinfo,
    host: shownHost,
    port: port === defaultPorts[scheme] ? undefined : port,
    path,
  };
}

/**
 * URL.host gives a host that starts with `xn--` decoded, httpx2's one with such a label anywhere, and another as it is.
 * Which letters it decodes to does not matter here, only that they are none that an ASCII text has: a mark stands for
 * them. Undefined when a label is none that IDNA knows; a `*` is in no label.
 */
export function decodedHost(host: string, decodesAnyLabel: boolean): string | undefined {
  if (decodesAnyLabel ? !host.includes('xn--') : !host.startsWith('xn--')) return host;
  if (!/^[a-z0-9.-]+$/.test(host) || !URL.canParse(`http://${host}`)) return undefined;
  return host.replace(/(?<![^.])xn--/g, '\ufffd');
}

/** encode_host(); undefined when it refuses the host. An IPv6 address keeps its text. */
function encodeHost(host: string): string | undefined {
  if (/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(host)) return isPythonIpv4(host) ? host : undefined;
  if (/^\[.*\]$/.test(host)) return isPythonIpv6(host.slice(1, -1)) ? host.slice(1, -1) : undefined;
  const lower = host.toLowerCase();
  if (/^[\u0000-\u007f]*$/.test(host)) return lower;
  // IDNA 2008 wants letters, digits and hyphens only.
  if (/[\u0000-\u002c\u002f\u003a-\u0060\u007b-\u007f]/.test(lower)) return undefined;
  try {
    return new URL(`http://${lower}`).hostname;
  } catch {
    return undefined;
  }
}
