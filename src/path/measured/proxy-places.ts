import { parseProxyValue, type ProxyScheme } from '../proxy-value.ts';

/** A proxy that variables name. */
export interface ProxyPlace {
  /** Lower case, IPv6 without brackets. */
  host: string;
  port: number;
  /** The value names no port, and clients disagree on which it is. */
  portDefaulted: boolean;
  schemes: readonly ProxyScheme[];
}

/** Variables whose value clients take for a proxy. */
const proxyVariable = /(?:^|_)proxy$/i;
const otherVariable = /(?:no_?proxy|use(?:_env)?_proxy)$/i;

/** True for `HTTPS_PROXY`, `npm_config_proxy` and their kin. */
export function isProxyVariable(name: string): boolean {
  return proxyVariable.test(name) && !otherVariable.test(name);
}

/** The distinct proxies of an environment, and the variables whose value does not say one thing to everybody. */
export function proxyPlaces(environment: Readonly<Record<string, string>>): {
  places: ProxyPlace[];
  /** Names of variables that hold something, and no proxy that every client reads the same way. */
  unreadable: string[];
} {
  const places = new Map<string, ProxyPlace>();
  const unreadable: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!isProxyVariable(name)) continue;
    const read = parseProxyValue(value);
    if (!read.ok) {
      if (read.kind !== 'empty') unreadable.push(name);
      continue;
    }
    const { host, port, portDefaulted, scheme } = read;
    const key = `${host}|${port}`;
    const known = places.get(key);
    places.set(key, {
      host,
      port,
      portDefaulted: portDefaulted || (known?.portDefaulted ?? false),
      schemes: [...new Set([...(known?.schemes ?? []), scheme])],
    });
  }
  return { places: [...places.values()], unreadable };
}

/** Where clients go when a proxy value names no port: the web's ports, and SOCKS's, which is curl's for all up to 8.20. */
const usualPorts = [80, 443, 1080];

/** Every port at which a client may look for a proxy. */
export function portsOf({ port, portDefaulted }: ProxyPlace): readonly number[] {
  return portDefaulted ? [...new Set([port, ...usualPorts])] : [port];
}

/**
 * A proxy value with another address in it: the same scheme or none, the same form of credentials with nothing of their
 * content, the same slash behind. `undefined` when the value does not say one thing to everybody.
 */
export function withAddress(value: string, host: string, port: number): string | undefined {
  if (value === '') return value;
  const read = parseProxyValue(value);
  if (!read.ok) return undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const authority = rest.replace(/[/?#\\].*$/s, '');
  const at = authority.lastIndexOf('@');
  const userinfo = at === -1 ? '' : authority.slice(0, at + 1).replace(/[^:@]+/, 'user').replace(/:[^@]+@/, ':pass@');
  return `${scheme}${userinfo}${host}:${port}${rest.slice(authority.length)}`;
}
