import { t } from '@vscode/l10n';
import type { Dialect, DialectVersion } from './dialects/dialect.ts';
import { dialects, findDialect } from './dialects/index.ts';
import type { NetworkPath } from './network-path.ts';
import { redactProxyUrl } from './proxy-redaction.ts';
import type { Route, RouteQuestion } from './route.ts';

/** A client or a version of it that is not known. The message names those that are. */
export class UnknownClientError extends Error {
  readonly code = 'UNKNOWN_CLIENT';

  constructor(message: string) {
    super(message);
    this.name = 'UnknownClientError';
  }
}

/** A route and, when it is through a proxy, that proxy with its credentials. Only `route` may be stored or shown. */
export interface DecidedRoute {
  route: Route;
  proxyUrl?: URL;
}

/** `curl`, `curl@8.5.0`. */
export interface ClientChoice {
  dialect: Dialect;
  version: DialectVersion;
}

/**
 * Finds a client and the behaviour that holds for a version of it; without one, the newest known.
 *
 * @param spec a dialect id, or id and version as in `curl@7.88.1`.
 * @throws UnknownClientError
 */
export function findClient(spec: string): ClientChoice {
  const at = spec.indexOf('@');
  const id = at === -1 ? spec : spec.slice(0, at);
  const dialect = findDialect(id);
  if (!dialect) {
    throw new UnknownClientError(
      t('There is no client "{0}". Known clients: {1}.', id, dialects.map((known) => known.id).join(', ')),
    );
  }
  if (at === -1) return { dialect, version: dialect.versions[0] };
  return { dialect, version: findVersion(dialect, spec.slice(at + 1)) };
}

/** The newest entry whose `since` is not above the version asked for; the oldest entry holds for everything before. */
function findVersion(dialect: Dialect, version: string): DialectVersion {
  if (!/^v?\d+(?:\.\d+)*(?:[-+].*)?$/.test(version)) {
    throw new UnknownClientError(
      t(
        '"{0}" is no version of {1}. Known versions: {2}.',
        version,
        dialect.id,
        dialect.versions.map((known) => known.version).join(', '),
      ),
    );
  }
  const found = dialect.versions.find(({ since }) => since === undefined || compareVersions(version, since) >= 0);
  return found ?? dialect.versions[dialect.versions.length - 1] ?? dialect.versions[0];
}

/** Compares dotted numbers; what follows a `-` or `+` is left out. */
function compareVersions(a: string, b: string): number {
  const numbers = (text: string): number[] => text.replace(/^v/, '').replace(/[-+].*$/, '').split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What one client does for a URL, with the proxy's credentials beside it. */
export function decideRoute(client: ClientChoice, question: RouteQuestion): DecidedRoute {
  const decision = client.version.resolve(question);
  const route: Route = {
    client: client.dialect.id,
    clientVersion: client.version.version,
    outcome: decision.outcome,
    proxy: decision.proxyUrl ? redactProxyUrl(decision.proxyUrl) : null,
    ...(decision.mode ? { mode: decision.mode } : {}),
    decidedBy: decision.decidedBy,
    reason: decision.reason,
  };
  return decision.proxyUrl ? { route, proxyUrl: decision.proxyUrl } : { route };
}

/**
 * What each of these clients does for a URL, in the order given; all known clients without a list.
 *
 * @throws UnknownClientError
 */
export function decideRoutes(question: RouteQuestion, clients?: readonly string[]): DecidedRoute[] {
  const chosen = clients?.map(findClient) ?? dialects.map((dialect) => ({ dialect, version: dialect.versions[0] }));
  return chosen.map((client) => decideRoute(client, question));
}

/**
 * What one client does for a URL, without credentials.
 *
 * @throws UnknownClientError
 */
export function resolveRoute(client: Dialect | string, question: RouteQuestion, version?: string): Route {
  const id = typeof client === 'string' ? client : client.id;
  return decideRoute(findClient(version === undefined ? id : `${id}@${version}`), question).route;
}

/** `decideRoutes` without credentials. */
export function resolveRoutes(question: RouteQuestion, clients?: readonly string[]): Route[] {
  return decideRoutes(question, clients).map(({ route }) => route);
}

/**
 * The distinct network paths these routes ask for, the primary client's first. A route that ends in an error, whose
 * outcome is unknown or that needs SOCKS4 makes no path.
 */
export function networkPaths(decided: readonly DecidedRoute[], primaryClient: string): NetworkPath[] {
  const ordered = [...decided].sort(
    (a, b) => Number(b.route.client === primaryClient) - Number(a.route.client === primaryClient),
  );
  const paths = new Map<string, NetworkPath & { clients: string[] }>();
  let proxies = 0;
  for (const { route, proxyUrl } of ordered) {
    const mode = route.outcome === 'direct' ? 'direct' : pathMode(route);
    if (mode === undefined || (mode !== 'direct' && !proxyUrl)) continue;
    const key = mode === 'direct' ? mode : `${mode} ${proxyUrl?.href}`;
    let path = paths.get(key);
    if (!path) {
      path = {
        id: mode === 'direct' ? 'direct' : `proxy-${++proxies}`,
        ...(mode !== 'direct' && proxyUrl ? { proxyUrl } : {}),
        mode,
        label: mode === 'direct' ? t('direct') : t('through {0}', route.proxy ?? ''),
        clients: [],
        primary: false,
      };
      paths.set(key, path);
    }
    if (!path.clients.includes(route.client)) path.clients.push(route.client);
    if (route.client === primaryClient) path.primary = true;
  }
  return [...paths.values()];
}

function pathMode(route: Route): Exclude<NetworkPath['mode'], 'direct'> | undefined {
  if (route.outcome !== 'proxy') return undefined;
  switch (route.mode) {
    case 'connect':
    case 'absolute':
    case 'socks5-name':
    case 'socks5-ip':
      return route.mode;
    case 'socks4-ip':
    case 'socks4a-name':
    case undefined:
      return undefined;
  }
}
