import * as net from 'node:net';
import { t } from '@vscode/l10n';
import type { SystemProxy } from '../proxy-settings.ts';
import type { Machine, SystemReading } from './machine.ts';

const none: SystemProxy = { store: 'none', mode: 'none', bypass: [] };

/** Asks `gsettings`. Without the program or its proxy schema there is no such store here. */
export async function readGnome(machine: Machine): Promise<SystemReading> {
  const result = await machine.run('gsettings', ['list-recursively', 'org.gnome.system.proxy'], {
    environment: machine.environment,
    directory: machine.homeDirectory,
    timeoutMs: machine.timeoutMs,
    signal: machine.signal,
  });
  if (result.failure === 'timeout') {
    return {
      system: { ...none, mode: 'unknown' },
      unreadable: [{ where: 'gsettings', reason: t('gsettings did not answer in time.') }],
    };
  }
  if (result.failure !== undefined || result.exitCode !== 0) return { system: none, unreadable: [] };
  return { system: parseGsettings(result.stdout), unreadable: [] };
}

/**
 * Reads the output of `gsettings list-recursively org.gnome.system.proxy`: `schema key value` with GVariant values. What
 * counts is what Chromium takes (net/proxy_resolution/proxy_config_service_linux.cc SettingGetterImplGSettings):
 * `use-same-proxy`, `enabled` and the stored user and password have no say there, port 0 means the usual one, mode `auto`
 * without an address means that a script is looked for on the network.
 */
export function parseGsettings(output: string): SystemProxy {
  const values = new Map<string, string>();
  for (const line of output.split('\n')) {
    const match = /^org\.gnome\.system\.proxy(?:\.(\w+))? (\S+) (.*)$/.exec(line.trim());
    if (match) values.set(`${match[1] ?? ''}.${match[2]}`, match[3] ?? '');
  }
  if (values.size === 0) return none;
  const text = (key: string): string => gvariantStrings(values.get(key) ?? '')[0] ?? '';
  const address = (kind: string, scheme: string): string | undefined => {
    const host = text(`${kind}.host`).trim().replace(/^.*?:\/\//, '').replace(/^[^@]*@/, '').replace(/\/$/, '');
    const port = Number(values.get(`${kind}.port`) ?? '0');
    if (host === '') return undefined;
    return `${scheme}://${net.isIPv6(host) ? `[${host}]` : host}${port > 0 ? `:${port}` : ''}`;
  };
  const mode = text('.mode');
  const http = address('http', 'http');
  const https = address('https', 'http');
  const socks = address('socks', /^socks4:/i.test(text('socks.host')) ? 'socks4' : 'socks5');
  const pacUrl = text('.autoconfig-url');
  return {
    store: 'gnome',
    mode: mode === 'manual' ? 'manual' : mode === 'auto' ? 'automatic' : mode === 'none' ? 'none' : 'unknown',
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl === '' ? {} : { pacUrl: pacUrl.startsWith('/') ? `file://${pacUrl}` : pacUrl }),
    ...(mode === 'auto' && pacUrl === '' ? { autoDetect: true as const } : {}),
    bypass: gvariantStrings(values.get('.ignore-hosts') ?? ''),
  };
}

/** The strings of a GVariant text: `'none'` gives one, `['localhost', '::1']` two, `@as []` none. */
function gvariantStrings(text: string): string[] {
  return [...text.matchAll(/'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'),
  );
}
