import type { RouteDecision, RouteQuestion } from '../route.ts';
import { bunBefore143, bunBypass, bunSince143, readBunProxy, resolveByBun, type BunTraits } from './bun-fetch.ts';
import { malformed, throughProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, splitAtCommasAndSpace } from './host-matching.ts';
import { problems } from './proxy-url-text.ts';
import { firstNonEmpty, variableNamed } from './settings-lookup.ts';

/** What changed between releases of Claude Code, which runs on a Bun of its own. */
interface ClaudeTraits {
  bun: BunTraits;
  /** A bare `host:port` in HTTPS_PROXY gets http:// in front when Claude Code runs without a terminal. */
  repairsScheme: boolean;
  /** Both spellings of NO_PROXY together; before, the upper case only when the lower is empty. */
  joinsLists: boolean;
}

const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * The first of these variables serves all URLs; Claude Code hands it to Bun's fetch by name, unless its own reading of
 * NO_PROXY excludes the host: then Bun reads the environment by itself. A proxy it cannot read ends it at start.
 */
function resolveWith(traits: ClaudeTraits): (question: RouteQuestion) => RouteDecision {
  return (asked) => {
    const question = traits.repairsScheme ? repaired(asked) : asked;
    const setting = firstNonEmpty(question, variables);
    if (!setting) return resolveByBun(question, traits.bun);
    const url = urlWithHost(setting.value);
    if (!url) return malformed(setting, problems.syntax());
    if (isExcluded(question, traits)) return resolveByBun(question, traits.bun);
    const bypass = bunBypass(question, traits.bun);
    if (bypass) return bypass;
    const reading = readBunProxy(url.href, traits.bun);
    if (reading !== 'other scheme') return throughProxy(question, setting, reading, 'absolute');
    return malformed(setting, problems.scheme(url.protocol.slice(0, -1)));
  };
}

/** Its own list: a host and port exactly, a name exactly, a leading dot for the domain and what is below it. */
function isExcluded(question: RouteQuestion, traits: ClaudeTraits): boolean {
  const lower = firstNonEmpty(question, ['no_proxy'])?.value;
  const upper = firstNonEmpty(question, ['NO_PROXY'])?.value;
  if (lower === '*' || ((traits.joinsLists || lower === undefined) && upper === '*')) return true;
  const list = traits.joinsLists ? [lower, upper].filter(Boolean).join(',') : (lower ?? upper ?? '');
  const { urlHost, port } = destinationOf(question.url);
  return splitAtCommasAndSpace(list.toLowerCase()).some((entry) => {
    if (entry.includes(':')) return entry === `${urlHost}:${port}`;
    return entry.startsWith('.') ? urlHost === entry.slice(1) || urlHost.endsWith(entry) : urlHost === entry;
  });
}

/** The environment with http:// in front of a bare `host:port`, in every variable that has the same value. */
function repaired(question: RouteQuestion): RouteQuestion {
  const { environment } = question;
  const setting = firstNonEmpty(question, variables);
  if (!setting || !/^https_proxy$/i.test(setting.name) || !isHostAndPort(setting.value)) return question;
  if (/^(?:1|true|yes|on)$/i.test(variableNamed(question, 'CLAUDE_CODE_DISABLE_PROXY_SCHEME_REPAIR')?.value ?? '')) {
    return question;
  }
  const others = ['https_proxy', 'HTTPS_PROXY', 'grpc_proxy', 'GRPC_PROXY']
    .map((name) => variableNamed(question, name)?.value)
    .filter((value) => value && value !== setting.value);
  if (others.some((value) => value && !urlWithHost(value))) return question;
  const value = `http://${setting.value}`;
  const same = variables.filter((name) => environment[name] === setting.value);
  const changed = Object.fromEntries([setting.name, ...same].map((name) => [name, value]));
  return { ...question, environment: { ...environment, ...changed } };
}

function isHostAndPort(value: string): boolean {
  const [, host = ''] = /^(\[[0-9a-f:.]+\]|[\w.-]+):[1-9]\d{0,4}\/?$/i.exec(value) ?? [];
  const labels = host.startsWith('[') ? [] : host.split('.');
  if (host === '' || value.length > 300 || labels.some((label) => !/^(?!-)[\w-]+(?<!-)$/.test(label))) return false;
  return !urlWithHost(value) && urlWithHost(`http://${value}`)?.hostname === host.toLowerCase();
}

function urlWithHost(text: string): URL | undefined {
  return URL.canParse(text) && new URL(text).host !== '' ? new URL(text) : undefined;
}

/** Anthropic's Claude Code. */
export const claudeCode: Dialect = {
  id: 'claude-code',
  title: 'Claude Code',
  versions: [
    {
      version: '2.1.329',
      since: '2.1.207',
      source: 'measured without a terminal (claude -p); it runs on Bun 1.4.4',
      resolve: resolveWith({ bun: bunSince143, repairsScheme: true, joinsLists: true }),
    },
    {
      version: '2.1.206',
      source: 'measured without a terminal (claude -p); it runs on Bun 1.4.0',
      resolve: resolveWith({ bun: bunBefore143, repairsScheme: false, joinsLists: false }),
    },
  ],
};
