import { t } from '@vscode/l10n';
import type { SystemProxy } from '../proxy-settings.ts';
import type { Machine, SystemReading } from './machine.ts';

/** Asks `scutil --proxy`. */
export async function readMacos(machine: Machine): Promise<SystemReading> {
  const result = await machine.run('/usr/sbin/scutil', ['--proxy'], {
    environment: machine.environment,
    directory: machine.homeDirectory,
    timeoutMs: machine.timeoutMs,
    signal: machine.signal,
  });
  if (result.failure !== undefined || result.exitCode !== 0) {
    const reason = result.failure === 'timeout' ? t('scutil did not answer in time.') : t('scutil could not be run.');
    return {
      system: { store: 'macos', mode: 'unknown', bypass: [] },
      unreadable: [{ where: 'scutil --proxy', reason }],
    };
  }
  return { system: parseScutil(result.stdout), unreadable: [] };
}

/**
 * Reads the property list text of `scutil --proxy`. Only the settings of the whole machine count, as for Chromium
 * (net/proxy_resolution/proxy_config_service_mac.cc): what stands in `__SCOPED__` holds for single interfaces, what
 * stands in `__SUPPLEMENTAL__` for single domains of a VPN.
 */
export function parseScutil(output: string): SystemProxy {
  const values = new Map<string, string>();
  const bypass: string[] = [];
  /** Names of the open dictionaries and lists, the outermost without one. */
  const open: string[] = [];
  for (const line of output.split('\n')) {
    const opened = /^\s*(?:(\S+)\s*:\s*)?<(?:array|dictionary)>\s*\{/.exec(line);
    if (opened) open.push(opened[1] ?? '');
    else if (/^\s*\}/.test(line)) open.pop();
    else {
      const entry = /^\s*(\w+)\s*:\s*(.*?)\s*$/.exec(line);
      if (!entry) continue;
      if (open.length <= 1) values.set(entry[1] ?? '', entry[2] ?? '');
      else if (open.length === 2 && open[1] === 'ExceptionsList' && entry[2]) bypass.push(entry[2]);
    }
  }
  const address = (kind: string, scheme: string): string | undefined => {
    const host = values.get(`${kind}Proxy`);
    const port = values.get(`${kind}Port`);
    if (values.get(`${kind}Enable`) !== '1' || !host) return undefined;
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}${port ? `:${port}` : ''}`;
  };
  const http = address('HTTP', 'http');
  const https = address('HTTPS', 'http');
  const socks = address('SOCKS', 'socks5');
  const pacUrl = values.get('ProxyAutoConfigEnable') === '1' ? values.get('ProxyAutoConfigURLString') : undefined;
  const autoDetect = values.get('ProxyAutoDiscoveryEnable') === '1';
  const automatic = Boolean(pacUrl) || autoDetect;
  if (values.get('ExcludeSimpleHostnames') === '1') bypass.push('<local>');
  return {
    store: 'macos',
    mode: automatic ? 'automatic' : (http ?? https ?? socks) === undefined ? 'none' : 'manual',
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl ? { pacUrl } : {}),
    ...(autoDetect ? { autoDetect } : {}),
    bypass,
  };
}
