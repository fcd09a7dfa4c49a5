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

/** Reads the property list text of `scutil --proxy`. */
export function parseScutil(output: string): SystemProxy {
  const values = new Map<string, string>();
  const bypass: string[] = [];
  let array = '';
  for (const line of output.split('\n')) {
    const opened = /^\s*(\w+)\s*:\s*<array>/.exec(line);
    if (opened) array = opened[1] ?? '';
    else if (array !== '' && /^\s*\}/.test(line)) array = '';
    else {
      const entry = /^\s*(\w+)\s*:\s*(.*?)\s*$/.exec(line);
      if (!entry) continue;
      if (array === 'ExceptionsList') bypass.push(entry[2] ?? '');
      // Settings of single interfaces come in nested dictionaries after the global ones; the first value counts.
      else if (array === '' && !values.has(entry[1] ?? '')) values.set(entry[1] ?? '', entry[2] ?? '');
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
  const automatic = pacUrl !== undefined || values.get('ProxyAutoDiscoveryEnable') === '1';
  if (values.get('ExcludeSimpleHostnames') === '1') bypass.push('<local>');
  return {
    store: 'macos',
    mode: automatic ? 'automatic' : (http ?? https ?? socks) === undefined ? 'none' : 'manual',
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl === undefined ? {} : { pacUrl }),
    bypass,
  };
}
