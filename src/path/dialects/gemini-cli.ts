import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf } from './host-matching.ts';
import { firstNonEmpty, firstPresent } from './settings-lookup.ts';
import { readUndiciProxy, undici70 } from './undici-env-agent.ts';

/**
 * Gemini CLI makes one proxy serve every URL, with a tunnel for http too, and ends when that proxy can't be made,
 * whatever NO_PROXY says (google-gemini/gemini-cli packages/core/src/utils/fetch.ts setGlobalProxy(), on the undici it
 * bundles).
 */
function resolve(question: RouteQuestion): RouteDecision {
  const proxy = firstNonEmpty(question, ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']);
  const value = proxy?.value.trim() ?? '';
  if (!proxy || value === '') return nothingSet();
  const reading = readUndiciProxy(value, undici70);
  if ('problem' in reading) return malformed(proxy, reading.problem);
  const list = firstPresent(question, ['NO_PROXY', 'no_proxy']);
  const destination = destinationOf(question.url);
  const entry = list && undici70.bypassEntry(list.value.trim(), destination);
  if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
  return throughProxy(question, proxy, reading, 'connect');
}

/** Google's Gemini CLI. */
export const geminiCli: Dialect = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  versions: [
    {
      version: '0.61.0',
      source: 'measured with the modules it bundles; google-gemini/gemini-cli packages/core/src/utils/fetch.ts',
      resolve,
    },
  ],
};
