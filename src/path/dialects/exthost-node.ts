import type { RouteDecision, RouteQuestion } from '../route.ts';
import { nodeFetch } from './node-fetch.ts';
import { resolveNodeHttp } from './node-http-env.ts';

/** The Node that the editor's extension host runs on, for what the patch leaves to the original modules. */
const hostNode = nodeFetch.versions.find(({ version }) => version.startsWith('24.21')) ?? nodeFetch.versions[0];

/** The editor keeps NODE_OPTIONS from its extension hosts, so only the variable can be the switch. */
function asHost(question: RouteQuestion): RouteQuestion {
  const kept = Object.entries(question.environment).filter(([name]) => name.toUpperCase() !== 'NODE_OPTIONS');
  return { ...question, environment: Object.fromEntries(kept) };
}

/** True when the host was started with Node's environment switch on: its own agents then read the variables, too. */
export function hostReadsEnvironment(question: RouteQuestion): boolean {
  return question.environment['NODE_USE_ENV_PROXY'] === '1';
}

/** What the fetch does that the editor replaced. */
export function resolveOriginalFetch(question: RouteQuestion): RouteDecision {
  return hostNode.resolve(asHost(question));
}

/** What Node's own global agents do, through which the patched modules go when they go directly. */
export function resolveOriginalHttp(question: RouteQuestion, patched: RouteDecision): RouteDecision {
  if (!hostReadsEnvironment(question)) return patched;
  const original = resolveNodeHttp(asHost(question));
  return original.outcome === 'direct' ? patched : original;
}
