import { t } from '@vscode/l10n';
import { isLoopbackHost } from '../../path/fake-ip.ts';
import type { EnvironmentSnapshot, ProxySettings } from '../../path/proxy-settings.ts';
import { parseProxyValue, redactProxyUrl, type ProxyValue } from '../../path/proxy-value.ts';
import { ownLoopback } from '../../path/surroundings.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { proxyVariableNames } from './placed-proxies.ts';
import { contextName, listed } from './wording.ts';

/**
 * Proxies of this WSL on 127.0.0.1 that are Windows' own: the same in an environment of Windows, or in the settings that
 * the editor keeps on Windows. In WSL 2 nobody listens there unless the network is mirrored; WSL itself says so with
 * "A localhost proxy configuration was detected but not mirrored into WSL".
 */
export function wslLoopback(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const wsl = settings.surroundings?.wsl;
  const own = ownLoopback(wsl);
  if (own === 'no') return [];
  const windows = settings.environments.filter(({ context }) => context === 'windows-side').flatMap(loopbackProxies);
  const ports = new Set(windows.map(({ port }) => port));
  const here = settings.environments
    .filter(({ context }) => context !== 'windows-side')
    .flatMap((snapshot) => loopbackProxies(snapshot).map((one) => ({ ...one, where: contextName(snapshot.context, facts) })))
    .filter(({ port }) => ports.has(port));
  const setting = settings.editor?.find(({ id }) => id === 'http.proxy');
  // In a remote window the user's settings are those of Windows.
  const ofWindows = setting?.scope === 'user' && setting.sides?.local !== undefined ? loopbackProxy(setting.value) : undefined;
  const places = [
    ...new Set(here.map(({ name, value, where }) => t('{0}={1} in {2}', name, redactProxyUrl(value), where))),
    ...(ofWindows ? [t('{0} in the settings of the user, which are on Windows', `http.proxy: ${redactProxyUrl(ofWindows.url)}`)] : []),
  ];
  if (places.length === 0) return [];
  return [
    {
      id: 'wsl-loopback-proxy',
      leg: 'settings',
      severity: 'info',
      title: t('A proxy on the loopback of Windows is set in WSL, which has a loopback of its own.'),
      detail: t('Found: {0}. {1}', listed(places), loopbackWords(own)),
      probes: ['proxy-environment'],
      fixes: wslLoopbackFixes(),
      ...(own === 'assumed' && { confidence: 'medium' as const }),
    },
  ];
}

/** Why a proxy on 127.0.0.1 is not found there. */
export function loopbackWords(own: 'assumed' | 'yes'): string {
  return own === 'yes'
    ? t('127.0.0.1 is WSL itself here and not Windows; a proxy that runs on Windows is not found there.')
    : t('Unless the network of WSL is mirrored, 127.0.0.1 is WSL itself here and not Windows; a proxy that runs on Windows is not found there.');
}

/** Both ways to a proxy of Windows (learn.microsoft.com/windows/wsl/networking). */
export function wslLoopbackFixes(): Fix[] {
  return [
    {
      id: 'mirror-wsl-network',
      title: t('Let WSL share the loopback of Windows'),
      detail: t(
        'Write this into .wslconfig in your user folder on Windows (Windows 11 22H2 or newer), then run wsl --shutdown and start WSL again. With autoProxy=true, which needs the same, WSL takes over the proxy of Windows by itself.',
      ),
      snippet: '[wsl2]\nnetworkingMode=mirrored\nautoProxy=true',
    },
    {
      id: 'use-windows-address',
      title: t('Use the address that Windows has for WSL'),
      detail: t(
        'It is the default gateway of WSL. Name it in place of 127.0.0.1, let the proxy on Windows accept connections from other machines ("Allow LAN"), and allow its port in the firewall of Windows.',
      ),
      snippet: "ip route show default | awk '{ print $3 }'",
    },
  ];
}

/** False for a proxy of Windows' own loopback where that is another one than here. */
export function reachableFromHere({ context }: EnvironmentSnapshot, value: string, settings: ProxySettings): boolean {
  if (context !== 'windows-side' || ownLoopback(settings.surroundings?.wsl) === 'no') return true;
  return loopbackProxy(value) === undefined;
}

function loopbackProxies({ variables }: EnvironmentSnapshot): (ProxyValue & { name: string; value: string })[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const parsed = proxyVariableNames.includes(name.toLowerCase()) ? loopbackProxy(value) : undefined;
    return parsed ? [{ ...parsed, name, value }] : [];
  });
}

function loopbackProxy(value: unknown): ProxyValue | undefined {
  const parsed = typeof value === 'string' && value !== '' ? parseProxyValue(value) : undefined;
  return parsed?.ok && isLoopbackHost(parsed.host) ? parsed : undefined;
}
