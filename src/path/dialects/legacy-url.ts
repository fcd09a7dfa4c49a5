import { problems } from './proxy-url-text.ts';

/** What Node's old url.parse() finds in a proxy value. */
export interface LegacyUrl {
  /** Lower case, with its colon; empty without one. `name:3101` has the protocol `name:`. */
  protocol: string;
  /** Decoded, as `user:password`. */
  auth: string;
  /** Lower case, without brackets; empty when there is none. */
  hostname: string;
  port: number | undefined;
}

/**
 * Reads as url.parse() does (Node lib/url.js): backslashes are slashes, anything before the first colon is a protocol,
 * and for protocols of the web, where they are spelt in lower case, a host comes only after two slashes.
 */
export function parseLegacyUrl(value: string): LegacyUrl | { problem: string } {
  const trimmed = value.replace(/^[\u0000-\u0020\u00a0\ufeff]+|[\u0000-\u0020\u00a0\ufeff]+$/g, '');
  const split = trimmed.search(/[?#]/);
  const front = split === -1 ? trimmed : trimmed.slice(0, split);
  let rest = front.replaceAll('\\', '/') + trimmed.slice(front.length);
  const none = { protocol: '', auth: '', hostname: '', port: undefined };
  if (!rest.includes('#') && !front.includes('@') && /^\/\/?(?!\/)[^?\s]*(?:\?\S*)?$/.test(rest)) return none;

  const spelled = /^[a-z0-9.+-]+:/i.exec(rest)?.[0] ?? '';
  const protocol = spelled.toLowerCase();
  rest = rest.slice(spelled.length);
  const slashes = rest.startsWith('//') && (protocol !== '' || /^\/\/[^@/]+@[^@/]+/.test(rest));
  if (protocol === 'javascript:' || (!slashes && (spelled === '' || ofTheWeb.has(spelled)))) return { ...none, protocol };
  if (slashes) rest = rest.slice(2);

  const whole = (/^[^#/?]*/.exec(rest)?.[0] ?? '').replace(/[\t\n\r]/g, '');
  const at = whole.lastIndexOf('@');
  const host = /^[^ "%';<>\\^`{|}]*/.exec(whole.slice(at + 1))?.[0] ?? '';
  const [portText = ''] = /:\d*$/.exec(host) ?? [];
  const named = host.slice(0, host.length - portText.length);
  const isIpv6 = named.startsWith('[') && named.endsWith(']');
  try {
    const auth = at === -1 ? '' : decodeURIComponent(whole.slice(0, at));
    const name = isIpv6 ? named : named.replace(/:.*$/s, '');
    return {
      protocol,
      auth,
      // The URL class knows which names are none, and IDNA.
      hostname: name === '' ? '' : asciiHost(name).replace(/^\[(.*)\]$/, '$1'),
      port: portText.length > 1 ? Number(portText.slice(1)) : undefined,
    };
  } catch (error) {
    return { problem: error instanceof URIError ? problems.credentials() : problems.syntax() };
  }
}

const ofTheWeb: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:', 'gopher:', 'file:', 'ws:', 'wss:']);

function asciiHost(name: string): string {
  if (/[^\u0000-\u007f]/.test(name)) return new URL(`http://${name}`).hostname;
  if (/[[\]]/.test(name) && !name.startsWith('[')) throw new TypeError('bracket');
  if (name.startsWith('[') && !name.endsWith(']')) throw new TypeError('bracket');
  return name.toLowerCase();
}
