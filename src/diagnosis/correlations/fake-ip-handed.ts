import { t } from '@vscode/l10n';
import { fakeIpPool, isLoopbackHost } from '../../path/fake-ip.ts';
import type { Finding } from '../finding.ts';
import { listed } from '../rules/wording.ts';
import type { Correlation } from './correlation.ts';

/**
 * Clients whose way is not measured (SOCKS4 takes no names) and who would hand a made-up address to a proxy elsewhere.
 * A proxy on this machine may be the very core that made it up.
 */
export const fakeIpHanded: Correlation = (findings, { dns }, { routes, host }) => {
  const fake = dns?.lookup.addresses.find(({ address }) => fakeIpPool(address));
  const handing = routes.filter(({ mode, proxy }) => mode === 'socks4-ip' && proxy !== null && !isLocal(proxy));
  if (!fake || handing.length === 0) return findings;
  const finding: Finding = {
    id: 'fake-ip-handed',
    leg: 'dns',
    severity: 'info',
    title: t('Some clients would hand the fake-ip address of {0} to a proxy elsewhere.', host),
    detail: t('With socks4:// they look the name up here and pass {0} on; only the core that made it up knows the name behind it. Not measured. Clients: {1}.', fake.address, listed([...new Set(handing.map(({ client }) => client))])),
    probes: ['dns'],
    fixes: [
      {
        id: 'let-proxy-resolve',
        title: t('Let the proxy resolve the name'),
        detail: t('Write socks4a:// or socks5h:// in place of socks4:// in the proxy address.'),
      },
    ],
  };
  return [...findings, finding];
};

function isLocal(proxy: string): boolean {
  return URL.canParse(proxy) && isLoopbackHost(new URL(proxy).hostname);
}
