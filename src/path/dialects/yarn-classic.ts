import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import type { Dialect } from './dialect.ts';
import { resolveRequest, throughRequest } from './request.ts';
import type { FoundSetting } from './settings-lookup.ts';

/**
 * Yarn 1: its own settings `https-proxy` and `proxy`, which no NO_PROXY touches and of which the second serves https
 * too; without one the request package it bundles reads the environment (yarnpkg/yarn src/config.js,
 * src/util/request-manager.js).
 */
function resolve(question: RouteQuestion): RouteDecision {
  const proxy = ownSetting(question, 'proxy');
  const isHttps = question.url.protocol === 'https:';
  const https = isHttps ? ownSetting(question, 'https-proxy') : undefined;
  const setting = https?.value ? https : proxy;
  // Only of https-proxy does false mean no proxy at all; of proxy it means nothing set.
  if (!setting?.value || (setting !== https && setting.value === 'false')) return resolveRequest(question);
  if (setting.value !== 'false') return throughRequest(question, setting);
  return {
    outcome: 'direct',
    decidedBy: setting.name,
    reason: t('{0} is false, which switches the proxy off.', setting.name),
  };
}

/** Yarn's variables before npm's; case does not count in a name, and the last one wins. */
function ownSetting(question: RouteQuestion, key: string): FoundSetting | undefined {
  let last: FoundSetting | undefined;
  for (const prefix of ['yarn_', 'npm_config_']) {
    for (const [name, value] of Object.entries(question.environment)) {
      const lower = name.toLowerCase();
      if (value === undefined || !lower.startsWith(prefix)) continue;
      if (lower.slice(prefix.length).replace(/([^_])_/g, '$1-') === key) last = { name, value };
    }
    if (last) return last;
  }
  return undefined;
}

/** Yarn 1 as a program. */
export const yarnClassic: Dialect = {
  id: 'yarn-classic',
  title: 'Yarn 1',
  versions: [
    {
      version: '1.22.22',
      source: 'measured; yarnpkg/yarn src/util/request-manager.js, src/registries/base-registry.js; request',
      resolve,
    },
  ],
};
