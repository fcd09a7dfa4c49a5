import { isLoopbackHost } from '../../path/fake-ip.ts';

/** Where a core's controller listens (core: hub/route/server.go). A socket and a pipe never ask for the secret. */
export type ControllerAddress =
  | { readonly kind: 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix' | 'pipe'; readonly path: string };

/** What a core begins a named pipe with; anything else it refuses. */
const pipePrefix = '\\\\.\\pipe\\';

/**
 * Reads an address as people and configurations write it: `127.0.0.1:9090`, `:9090`, `http://host:port`, `https://...`,
 * `unix:/path`, an absolute path, `\\.\pipe\name`. Undefined for anything else. A path in a URL is dropped: dashboards
 * are copied with theirs.
 */
export function parseControllerAddress(text: string): ControllerAddress | undefined {
  const written = text.trim();
  if (written.toLowerCase().startsWith(pipePrefix)) {
    return written.length > pipePrefix.length ? { kind: 'pipe', path: written } : undefined;
  }
  const unix = /^unix:(?:\/\/)?(\/.+)$/i.exec(written)?.[1] ?? (/^\/[^/]/.test(written) ? written : undefined);
  if (unix !== undefined) return { kind: 'unix', path: unix };
  const url = /^https?:\/\//i.test(written) ? written : `http://${written.startsWith(':') ? `0.0.0.0${written}` : written}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(url);
  // Without a port it is a host that somebody is still typing.
  const number = port === '' ? writtenPort(written) : Number(port);
  if (number === undefined || number < 1 || hostname === '' || username !== '' || password !== '') return undefined;
  return { kind: protocol === 'https:' ? 'tls' : 'tcp', host: hostname.replace(/^\[|\]$/g, ''), port: number };
}

/** The URL parser drops a port that is its scheme's own. */
function writtenPort(text: string): number | undefined {
  const digits = /^(?:https?:\/\/)?[^/]*:(\d{1,5})(?:\/|$)/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The address as `parseControllerAddress` reads it; the form people are shown. */
export function printControllerAddress(address: ControllerAddress): string {
  if ('path' in address) return address.kind === 'unix' ? `unix:${address.path}` : address.path;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.kind === 'tls' ? 'https' : 'http'}://${host}:${address.port}`;
}

/** An address one can connect to: one that means every interface leads to this machine's loopback. */
export function reachableAddress(address: ControllerAddress): ControllerAddress {
  if ('path' in address) return address;
  if (address.host === '0.0.0.0' || address.host === '*') return { ...address, host: '127.0.0.1' };
  return address.host === '::' ? { ...address, host: '::1' } : address;
}

/** Whether it lies on this machine, so that asking it needs nobody's leave. A pipe of another machine is none that is read here. */
export function isLocalController(address: ControllerAddress): boolean {
  const reachable = reachableAddress(address);
  return 'path' in reachable || isLoopbackHost(reachable.host);
}

/** Whether two lead to the same listener, as far as they are written. */
export function sameController(one: ControllerAddress, other: ControllerAddress): boolean {
  return printControllerAddress(reachableAddress(one)) === printControllerAddress(reachableAddress(other));
}
