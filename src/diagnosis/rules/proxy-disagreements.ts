import { t } from '@vscode/l10n';
import type { EnvironmentSnapshot, ProxySettings } from '../../path/proxy-settings.ts';
import { parseProxyValue, redactProxyUrl } from '../../path/proxy-value.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { isProxyEntry, proxyVariableNames } from './placed-proxies.ts';
import { toolTitle } from './tool-titles.ts';
import { contextName, toolPlace } from './wording.ts';
import { reachableFromHere, wslLoopbackFixes } from './wsl-loopback.ts';

const probes = ['proxy-environment'];

/** Lower case wins for some clients and upper case for others, so two values are two different networks. */
export function caseDisagreements(environments: readonly EnvironmentSnapshot[], facts: SubjectFacts): Finding[] {
  return environments.flatMap(({ context, variables }) =>
    proxyVariableNames.flatMap((lower): Finding[] => {
      const upper = lower.toUpperCase();
      const [small, large] = [variables[lower], variables[upper]];
      if (small === undefined || large === undefined || small === large) return [];
      return [
        {
          id: 'proxy-variable-case-disagrees',
          leg: 'settings',
          severity: 'info',
          title: t('{0} and {1} differ in the {2}.', lower, upper, contextName(context, facts)),
          detail: t(
            '{0} is "{1}" and {2} is "{3}". curl, Python and Node read the first, Go and npm the second.',
            lower,
            redactProxyUrl(small),
            upper,
            redactProxyUrl(large),
          ),
          probes,
          fixes: [
            {
              id: 'align-variable-case',
              title: t('Give both the same value'),
              detail: t('Set {0} and {1} to the same value where they are set.', lower, upper),
            },
          ],
        },
      ];
    }),
  );
}

/** The proxy a context has for https, as most clients pick it. */
export function httpsProxyOf({ variables }: EnvironmentSnapshot): { name: string; value: string } | undefined {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
    const value = variables[name];
    if (value) return { name, value };
  }
  return undefined;
}

/** In the editor http.proxy goes before the variables. */
function ownProxyOf(own: EnvironmentSnapshot, settings: ProxySettings): { name: string; value: string } | undefined {
  const value = settings.editor?.find(({ id }) => id === 'http.proxy')?.value;
  return typeof value === 'string' && value !== '' ? { name: 'http.proxy', value } : httpsProxyOf(own);
}

/** Contexts whose proxy is not the one of the process that is diagnosed. */
export function contextDisagreements(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const { environments } = settings;
  const own = environments.find(({ context }) => context === 'this-process');
  if (!own) return [];
  const ownProxy = ownProxyOf(own, settings);
  return environments.flatMap((other): Finding[] => {
    if (other === own || other.obtained === 'unavailable') return [];
    const proxy = httpsProxyOf(other);
    if (normal(proxy?.value ?? '') === normal(ownProxy?.value ?? '')) return [];
    // A proxy on the loopback of Windows has to be named otherwise here; `wsl-loopback-proxy` is about one that is not.
    if (proxy && !reachableFromHere(other, proxy.value, settings) && samePort(proxy.value, ownProxy?.value)) return [];
    const here = contextName('this-process', facts);
    const there = contextName(other.context, facts);
    const say = (found: typeof proxy): string => (found ? `${found.name}=${redactProxyUrl(found.value)}` : t('no proxy'));
    return [
      {
        id: 'proxy-contexts-disagree',
        leg: 'settings',
        severity: 'info',
        title: t('The {0} and the {1} have different proxies.', here, there),
        detail: t('In the {0}: {1}. In the {2}: {3}.', here, say(ownProxy), there, say(proxy)),
        probes,
        fixes: [
          ...takenOver(other, proxy, ownProxy, settings, facts),
          {
            id: 'align-contexts',
            title: t('Give both the same proxy'),
            detail: t(
              'Set the variable where your desktop session starts, or start the editor from a terminal that has it. In the editor, the setting http.proxy does the same for extensions.',
            ),
          },
        ],
      },
    ];
  });
}

/** How the other context's proxy gets here. */
function takenOver(
  other: EnvironmentSnapshot,
  theirs: { name: string; value: string } | undefined,
  own: { name: string; value: string } | undefined,
  settings: ProxySettings,
  facts: SubjectFacts,
): Fix[] {
  if (theirs && !reachableFromHere(other, theirs.value, settings)) return wslLoopbackFixes();
  const fromWindows = other.context === 'windows-side' && theirs && !own;
  return [...adoptedProxy(theirs, own, facts), ...(fromWindows ? [carriedByWslenv(theirs.name)] : [])];
}

/** learn.microsoft.com/windows/wsl/filesystems: `/u` is into WSL only. */
function carriedByWslenv(name: string): Fix {
  return {
    id: 'share-with-wslenv',
    title: t('Let WSL take the variable over'),
    detail: t('On Windows, add {0} to the variable WSLENV, behind a colon where it has entries. Then run wsl --shutdown and start WSL again.', `${name}/u`),
  };
}

/** The other context's proxy as the editor's own setting; one with a password is left to the user. */
function adoptedProxy(
  theirs: { name: string; value: string } | undefined,
  own: { name: string; value: string } | undefined,
  facts: SubjectFacts,
): Fix[] {
  if (facts.context !== 'extension-host' || own || !theirs) return [];
  const parsed = parseProxyValue(theirs.value);
  if (!parsed.ok || parsed.hasCredentials || !/^https?:$/.test(parsed.url.protocol)) return [];
  const value = parsed.url.origin;
  return [
    {
      id: 'set-http-proxy',
      title: t('Give the editor the same proxy'),
      detail: t('Sets http.proxy to {0} in your user settings. The editor and its extensions use it from then on.', value),
      changes: [{ kind: 'setting', id: 'http.proxy', target: 'user', value }],
    },
  ];
}

/** Tools that have a proxy of their own, and another one. */
export function toolDisagreements(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const own = settings.environments.find(({ context }) => context === 'this-process');
  const inUse = own && httpsProxyOf(own)?.value;
  const differing = settings.tools.filter(
    (entry) => isProxyEntry(entry) && !['', 'null'].includes(entry.value) && normal(entry.value) !== normal(inUse ?? ''),
  );
  return differing.map((entry) => ({
    id: 'tool-proxy-differs',
    leg: 'settings' as const,
    severity: 'info' as const,
    title: t('{0} has a proxy of its own.', toolTitle(entry.tool)),
    detail: t(
      '{0} is "{1}" in {2}; in the {3} it is {4}.',
      entry.name,
      redactProxyUrl(entry.value),
      toolPlace(entry),
      contextName('this-process', facts),
      inUse ? `"${redactProxyUrl(inUse)}"` : t('not set'),
    ),
    probes,
    fixes: [],
  }));
}

/** `http://host:1` and `http://host:1/` are one proxy. */
function normal(value: string): string {
  const parsed = parseProxyValue(value);
  return parsed.ok ? parsed.url.href : value;
}

function samePort(one: string, other: string | undefined): boolean {
  const [a, b] = [parseProxyValue(one), parseProxyValue(other ?? '')];
  return a.ok && b.ok && a.port === b.port;
}
