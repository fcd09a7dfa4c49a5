import * as path from 'node:path';
import type { SystemProxy } from '../proxy-settings.ts';
import { variable, type Machine, type SystemReading } from './machine.ts';

/** Reads KDE's `kioslaverc`. */
export async function readKde(machine: Machine): Promise<SystemReading> {
  const home = variable(machine, 'KDEHOME');
  const folder = variable(machine, 'XDG_CONFIG_HOME') || path.posix.join(machine.homeDirectory, '.config');
  const file = home ? path.posix.join(home, 'share', 'config', 'kioslaverc') : path.posix.join(folder, 'kioslaverc');
  const content = await machine.readFile(file);
  if ('text' in content) return { system: parseKioslaverc(content.text, machine.environment), unreadable: [] };
  if ('unreadable' in content) {
    return {
      system: { store: 'kde', mode: 'unknown', bypass: [] },
      unreadable: [{ where: file, reason: content.unreadable }],
    };
  }
  return { system: { store: 'kde', mode: 'none', bypass: [] }, unreadable: [] };
}

const modes: Readonly<Record<string, SystemProxy['mode']>> = {
  '0': 'none', '1': 'manual', '2': 'automatic', '3': 'automatic', '4': 'manual',
};

/**
 * Reads the `[Proxy Settings]` group as Chromium does (net/proxy_resolution/proxy_config_service_linux.cc
 * SettingGetterImplKDE). ProxyType is 0 none, 1 manual, 2 PAC, 3 discovered on the network, 4 names of variables in
 * place of values; an address is written `http://host port` (KDE kio, src/core/kprotocolmanager.cpp), and its scheme
 * counts for SOCKS alone.
 *
 * @param environment for type 4.
 */
export function parseKioslaverc(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): SystemProxy {
  const values = new Map<string, string>();
  let inGroup = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) {
      inGroup = line.startsWith('[Proxy Settings]');
      continue;
    }
    const equals = line.indexOf('=');
    if (!inGroup || equals === -1) continue;
    // `key[de]`, `key[$e]`: one value in a language, or with variables to expand.
    const key = line.slice(0, equals).trim().replace(/\s*\[[^[\]]*\]$/, '');
    if (key !== '') values.set(key, line.slice(equals + 1).trim());
  }
  const type = values.get('ProxyType') ?? '0';
  const mode = modes[type] ?? 'none';
  const byName = type === '4';
  const valueOf = (key: string): string | undefined => {
    const value = values.get(key);
    return byName && value !== undefined ? environment[value] : value;
  };
  const http = mode === 'manual' ? address(valueOf('httpProxy')) : undefined;
  const https = mode === 'manual' ? address(valueOf('httpsProxy')) : undefined;
  const socks = mode === 'manual' && !byName ? address(valueOf('socksProxy'), 'socks5') : undefined;
  const pacUrl = type === '2' ? values.get('Proxy Config Script') : undefined;
  const list = values.get('NoProxyFor') ?? '';
  const entries = byName ? (environment[split(list)[0] ?? ''] ?? '') : list;
  const reversed = values.get('ReversedException');
  return {
    store: 'kde',
    mode: mode === 'manual' && (http ?? https ?? socks) === undefined ? 'none' : mode,
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl ? { pacUrl: pacUrl.startsWith('/') ? `file://${pacUrl}` : pacUrl } : {}),
    ...(type === '3' || (type === '2' && !pacUrl) ? { autoDetect: true as const } : {}),
    bypass: split(entries),
    ...((reversed === 'true' || Number(reversed ?? 0) > 0) && { bypassReversed: true as const }),
  };
}

/** Without its scheme and its user, as Chromium takes it; `//:` is what KDE writes for none. */
function address(value: string | undefined, scheme: 'http' | 'socks5' = 'http'): string | undefined {
  if (value === undefined || value === '' || value.startsWith('//:')) return undefined;
  const kept = scheme === 'socks5' && /^socks4:\/\//i.test(value) ? 'socks4' : scheme;
  const host = value.replace(/\s+/, ':').replace(/^.*?:\/\//, '').replace(/^[^@]*@/, '').replace(/\/$/, '');
  return host === '' ? undefined : `${kept}://${host}`;
}

function split(list: string): string[] {
  return list.split(/[,\s]+/).filter((entry) => entry !== '');
}
