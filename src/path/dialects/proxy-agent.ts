import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { proxyFromEnv } from './proxy-from-env.ts';
import { problems } from './proxy-url-text.ts';
import { readSocksProxy } from './socks-proxy-agent.ts';
import { readWithUrlClass, tunnelProxy } from './url-class-proxy.ts';

/** TooTallNate/proxy-agents proxy-agent: proxy-from-env decides, the scheme picks the agent. */
function resolve(question: RouteQuestion): RouteDecision {
  const found = proxyFromEnv(question, { npmVariables: false });
  if ('outcome' in found) return found;
  const url = readWithUrlClass(found.value);
  if (!('problem' in url) && /^pac\+(?:data|file|ftp|https?):$/.test(url.protocol)) {
    return {
      outcome: 'unknown',
      decidedBy: found.setting.name,
      reason: t('{0} names a PAC file, and what that file says is not known here.', found.setting.name),
    };
  }
  return throughProxy(question, found.setting, 'problem' in url ? url : readProxy(url, question.url), 'absolute');
}

function readProxy(url: URL, target: URL): ProxyReading {
  if (url.protocol === 'http:' || url.protocol === 'https:') return tunnelProxy(url);
  return readSocksProxy(url, target) ?? { problem: problems.scheme(url.protocol.slice(0, -1)) };
}

/** Node programs that use the ProxyAgent of proxy-agent. */
export const proxyAgent: Dialect = {
  id: 'proxy-agent',
  title: 'proxy-agent',
  versions: [
    { version: '8.0.2', source: 'measured; TooTallNate/proxy-agents; proxy-from-env 2.1', resolve },
  ],
};
