import { t } from '@vscode/l10n';
import type { EnvironmentSnapshot, ProxySettings, ToolSetting } from '../../path/proxy-settings.ts';
import { parseProxyValue, type ProxyValue, type ProxyValueProblem } from '../../path/proxy-value.ts';
import type { FixChange } from '../fixes/change.ts';
import { settingRemoval } from '../fixes/setting-removal.ts';
import type { SubjectFacts } from '../subject.ts';
import { contextName, toolPlace } from './wording.ts';

/** Variables whose value is a proxy, by lower-case name. */
export const proxyVariableNames = ['http_proxy', 'https_proxy', 'all_proxy'];

/** One proxy value and the place it came from, in words. */
export interface PlacedProxy {
  name: string;
  where: string;
  value: string;
  parsed: ProxyValue | ProxyValueProblem;
  /** What takes it away, where that can be done from here. */
  removal?: FixChange;
}

/** Every proxy that is set in a place that was read. */
export function placedProxies(settings: ProxySettings, facts: SubjectFacts): PlacedProxy[] {
  const place = (name: string, where: string, value: string, removal?: FixChange): PlacedProxy => ({
    name,
    where,
    value,
    parsed: parseProxyValue(value),
    ...(removal && { removal }),
  });
  const fromEnvironments = settings.environments.flatMap((snapshot) =>
    proxyVariables(snapshot).map(([name, value]) => place(name, contextName(snapshot.context, facts), value)),
  );
  const fromEditor = (settings.editor ?? []).flatMap(({ id, value, scope }) =>
    id === 'http.proxy' && typeof value === 'string' && value !== ''
      ? [place(id, t('editor settings ({0})', scope), value, settingRemoval(id, scope))]
      : [],
  );
  const fromTools = settings.tools
    .filter((entry) => isProxyEntry(entry) && entry.value !== '' && entry.value !== 'null')
    .map((entry) => place(entry.name, toolPlace(entry), entry.value));
  const { system } = settings;
  const fromSystem = ([system.http, system.https, system.socks] as const).flatMap((value) =>
    value ? [place(t('system proxy'), t('system settings ({0})', system.store), value)] : [],
  );
  return [...fromEnvironments, ...fromEditor, ...fromTools, ...fromSystem];
}

function proxyVariables({ variables }: EnvironmentSnapshot): [string, string][] {
  return Object.entries(variables).filter(
    ([name, value]) => proxyVariableNames.includes(name.toLowerCase()) && value !== '',
  );
}

/** `http.proxy`, `https-proxy`, `global.proxy`, `http.https://host.proxy`, but not `noproxy` or `proxyAuthMethod`. */
export function isProxyEntry({ name, meaning }: ToolSetting): boolean {
  if (meaning !== undefined) return meaning === 'proxy';
  return /(^|[.\-_])proxy$/i.test(name) && !/no-?proxy$/i.test(name);
}
