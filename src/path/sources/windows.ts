import { t } from '@vscode/l10n';
import type { SystemProxy } from '../proxy-settings.ts';
import type { Machine, SystemReading } from './machine.ts';

const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Asks the registry by `reg.exe`. */
export async function readWindows(machine: Machine): Promise<SystemReading> {
  const result = await machine.run('reg.exe', ['query', key], {
    environment: machine.environment,
    directory: machine.homeDirectory,
    timeoutMs: machine.timeoutMs,
    signal: machine.signal,
  });
  if (result.failure !== undefined || result.exitCode !== 0) {
    const reason = result.failure === 'timeout' ? t('reg.exe did not answer in time.') : t(
      'The registry could not be read.',
    );
    return { system: { store: 'windows', mode: 'unknown', bypass: [] }, unreadable: [{ where: key, reason }] };
  }
  return { system: parseInternetSettings(result.stdout), unreadable: [] };
}

/**
 * Reads the output of `reg query` on Internet Settings. ProxyServer is one `host:port` for all, or
 * `http=host:port;https=host:port;socks=host:port` (WinINet documentation, INTERNET_PROXY_INFO).
 */
export function parseInternetSettings(output: string): SystemProxy {
  const values = new Map<string, string>();
  for (const line of output.split(/\r?\n/)) {
    const match = /^\s+(\w+)\s+REG_\w+(?:\s+(.*?))?\s*$/.exec(line);
    if (match) values.set(match[1] ?? '', match[2] ?? '');
  }
  const enabled = Number(values.get('ProxyEnable') ?? '0') === 1;
  const server = enabled ? (values.get('ProxyServer') ?? '') : '';
  const byKind = new Map<string, string>();
  for (const part of server.split(';')) {
    const equals = part.indexOf('=');
    const kind = equals === -1 ? 'all' : part.slice(0, equals).trim().toLowerCase();
    const address = part.slice(equals + 1).trim();
    if (address !== '') byKind.set(kind, address);
  }
  const withScheme = (address: string | undefined, scheme: string): string | undefined =>
    address === undefined || address.includes('://') ? address : `${scheme}://${address}`;
  const http = withScheme(byKind.get('http') ?? byKind.get('all'), 'http');
  const https = withScheme(byKind.get('https') ?? byKind.get('all'), 'http');
  const socks = withScheme(byKind.get('socks'), 'socks4');
  const pacUrl = values.get('AutoConfigURL') || undefined;
  return {
    store: 'windows',
    mode: pacUrl !== undefined ? 'automatic' : (http ?? https ?? socks) === undefined ? 'none' : 'manual',
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl === undefined ? {} : { pacUrl }),
    bypass: (values.get('ProxyOverride') ?? '').split(';').map((entry) => entry.trim()).filter((entry) => entry !== ''),
  };
}
