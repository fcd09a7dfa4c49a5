import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { nothingSet } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  resolveAsRequests234,
  resolveAsRequestsBefore234,
  throughRequestsProxy,
} from './requests-environment.ts';
import type { FoundSetting } from './settings-lookup.ts';

/**
 * pip is requests with an option of its own: `--proxy`, which PIP_PROXY sets too. With it the other variables are not
 * looked at, NO_PROXY neither (pip/_internal/cli/index_command.py, configuration.py get_environ_vars). pip.conf can set
 * it as well; that file is not read here.
 */
function resolveWith(
  resolveAsRequests: (question: RouteQuestion) => RouteDecision,
  hasNoProxyEnv: boolean,
): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxy = pipOption(question, 'proxy');
    const ignoring = hasNoProxyEnv ? pipOption(question, 'no_proxy_env') : undefined;
    const isIgnoring = ignoring ? switchValue(ignoring.value) : false;
    if (ignoring && isIgnoring === undefined) {
      return {
        outcome: 'error',
        decidedBy: ignoring.name,
        reason: t('{0} is neither yes nor no, so pip does not start.', ignoring.name),
      };
    }
    if (proxy) return throughRequestsProxy(question, proxy);
    if (!ignoring || !isIgnoring) return resolveAsRequests(question);
    return {
      ...nothingSet(),
      decidedBy: ignoring.name,
      reason: t('{0} makes pip ignore proxy settings.', ignoring.name),
    };
  };
}

/** 26.2 and 26.2.1 hand every proxy a TLS setting that urllib3's SOCKS proxies refuse; plain http never gets there. */
function withoutSocks(resolve: (question: RouteQuestion) => RouteDecision): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const { mode, decidedBy, ...rest } = resolve(question);
    const fails = mode?.startsWith('socks') && question.url.protocol === 'https:';
    if (!fails) return { ...rest, ...(mode ? { mode } : {}), decidedBy };
    return {
      outcome: 'error',
      decidedBy,
      reason: t('This version of pip cannot use the SOCKS proxy that {0} names.', decidedBy),
    };
  };
}

/** An option from a variable: `PIP_` in upper case, the rest in any. The last one counts, and sets nothing if empty. */
function pipOption({ environment, platform }: RouteQuestion, option: string): FoundSetting | undefined {
  let found: FoundSetting | undefined;
  for (const [name, value] of Object.entries(environment)) {
    const isPip = name.startsWith('PIP_') || (platform === 'win32' && /^pip_/i.test(name));
    if (isPip && value !== undefined && name.slice(4).toLowerCase() === option) found = { name, value };
  }
  return found?.value === '' ? undefined : found;
}

/** strtobool() */
function switchValue(value: string): boolean | undefined {
  if (/^(?:y|yes|t|true|on|1)$/i.test(value)) return true;
  return /^(?:n|no|f|false|off|0)$/i.test(value) ? false : undefined;
}

/** pip, with PySocks beside it for SOCKS proxies. */
export const pip: Dialect = {
  id: 'pip',
  title: 'pip',
  versions: [
    {
      version: '26.2.2',
      since: '26.2.2',
      source: 'measured on 26.3; pypa/pip src/pip/_internal/cli/index_command.py, requests 2.34.2',
      resolve: resolveWith(resolveAsRequests234, true),
    },
    {
      version: '26.2.1',
      since: '26.2',
      source: 'measured; pypa/pip src/pip/_internal/network/session.py proxy_manager_for()',
      resolve: withoutSocks(resolveWith(resolveAsRequests234, true)),
    },
    {
      version: '25.1.1',
      source: 'measured; pypa/pip src/pip/_internal/cli/index_command.py, requests 2.32.3',
      resolve: resolveWith(resolveAsRequestsBefore234, false),
    },
  ],
};
