import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { addressBytes, destinationOf, type Destination } from './host-matching.ts';
import { node24 } from './node-fetch.ts';
import { canDecode, problems } from './proxy-url-text.ts';
import { firstNonEmpty } from './settings-lookup.ts';
import { refusedByUndici, undici70, type UndiciTraits } from './undici-env-agent.ts';
import { proxyAt, readWithUrlClass } from './url-class-proxy.ts';

/** What changed between versions of Node. */
interface NodeHttpTraits {
  /** The undici built into it, which looks at the same variables at start-up. */
  undici: UndiciTraits;
  /** Up to 24.15 what follows a dot was any end of the host, not only whole labels. */
  cutsAnywhere?: boolean;
}

const current: NodeHttpTraits = { undici: node24 };

/**
 * Node's http and https with the environment switch on: the agents read the variables when they are made; lower case
 * wins unless it is empty, and a value that begins with neither http:// nor https:// counts as none (Node
 * lib/internal/http.js). With the switch on Node makes fetch's agent at start-up too, so that a value undici refuses
 * ends the whole process (lib/internal/process/pre_execution.js).
 */
export function resolveNodeHttp(question: RouteQuestion, traits: NodeHttpTraits = current): RouteDecision {
  const refused = refusedByUndici(question, traits.undici);
  if (refused) return refused;
  // http's agent is made along with https's, whatever the URL.
  const schemes = question.url.protocol === 'https:' ? (['https', 'http'] as const) : (['http', 'https'] as const);
  const found = schemes.map((scheme) => firstNonEmpty(question, [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`]));
  for (const setting of found) {
    if (!setting) continue;
    const reading = readProxy(setting.value);
    if (reading && 'problem' in reading) return malformed(setting, reading.problem);
  }
  const [proxy] = found;
  if (!proxy) return nothingSet();
  const reading = readProxy(proxy.value);
  if (!reading) {
    return {
      outcome: 'direct',
      decidedBy: proxy.name,
      reason: t('{0} begins with neither http:// nor https://, so this client ignores it and goes directly.', proxy.name),
    };
  }
  const list = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
  const destination = destinationOf(question.url);
  const entry = list && bypassEntry(list.value, destination, traits);
  if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
  return throughProxy(question, proxy, reading, 'absolute');
}

/** ProxyConfig; undefined for a value that is ignored. */
function readProxy(value: string): ProxyReading | undefined {
  if (/[\r\n]/.test(value)) return { problem: problems.syntax() };
  if (!/^https?:\/\//.test(value)) return undefined;
  const url = readWithUrlClass(value);
  if ('problem' in url) return url;
  if (!canDecode(url)) return { problem: problems.credentials() };
  return proxyAt(url, url.protocol === 'https:' ? 443 : 80);
}

/** shouldUseProxy(): the host, the host with its port, names below a dot or `*.`, ranges of IPv4 addresses. */
function bypassEntry(list: string, { host, port }: Destination, traits: NodeHttpTraits): string | undefined {
  return list.split(',').find((one) => {
    const entry = one.trim().toLowerCase();
    if (entry === '*' || entry === host || entry === `${host}:${port}`) return true;
    const suffix = entry.slice(1);
    if (entry.startsWith('.') && (host === suffix || host.endsWith(traits.cutsAnywhere ? suffix : entry))) return true;
    if (entry.startsWith('*.') && host.endsWith(suffix)) return true;
    return isInRange(entry, host);
  });
}

function isInRange(entry: string, host: string): boolean {
  const [first = '', last] = entry.split('-');
  const [address, from, to] = [host, first.trim(), last?.trim() ?? ''].map((text) => addressNumber(text));
  return address !== undefined && from !== undefined && to !== undefined && address >= from && address <= to;
}

function addressNumber(text: string): number | undefined {
  return addressBytes(text, 4)?.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Programs on Node's own http and https modules, with the environment switch on. */
export const nodeHttpEnv: Dialect = {
  id: 'node-http-env',
  title: 'Node http (NODE_USE_ENV_PROXY=1)',
  versions: [
    {
      version: '24.21.0',
      since: '24.18.0',
      source: 'measured, 26.10.0 too; Node lib/internal/http.js, lib/_http_agent.js',
      resolve: (question) => resolveNodeHttp(question),
    },
    {
      version: '22.21.0',
      source: 'measured; Node lib/internal/http.js, undici 6.22.0',
      resolve: (question) => resolveNodeHttp(question, { undici: undici70, cutsAnywhere: true }),
    },
  ],
};
