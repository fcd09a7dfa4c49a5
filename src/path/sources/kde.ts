import * as path from 'node:path';
import type { SystemProxy } from '../proxy-settings.ts';
import { variable, type Machine, type SystemReading } from './machine.ts';

/** Reads KDE's `kioslaverc`. */
export async function readKde(machine: Machine): Promise<SystemReading> {
  const folder = variable(machine, 'XDG_CONFIG_HOME') || path.posix.join(machine.homeDirectory, '.config');
  const file = path.posix.join(folder, 'kioslaverc');
  const content = await machine.readFile(file);
  if ('text' in content) return { system: parseKioslaverc(content.text), unreadable: [] };
  if ('unreadable' in content) {
    return {
      system: { store: 'kde', mode: 'unknown', bypass: [] },
      unreadable: [{ where: file, reason: content.unreadable }],
    };
  }
  return { system: { store: 'kde', mode: 'none', bypass: [] }, unreadable: [] };
}

/**
 * Reads the `[Proxy Settings]` group. ProxyType is 0 none, 1 manual, 2 PAC, 3 discovered, 4 from variables; an address
 * is written `http://host port` (KDE kio, src/core/kprotocolmanager.cpp).
 */
export function parseKioslaverc(text: string): SystemProxy {
  const values = new Map<string, string>();
  let group = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[(.+)\]\s*$/.exec(line);
    if (header) group = header[1] ?? '';
    const entry = /^([^=[]+?)(?:\[\$\w+\])?\s*=\s*(.*?)\s*$/.exec(line);
    if (entry && group === 'Proxy Settings') values.set(entry[1] ?? '', entry[2] ?? '');
  }
  const address = (key: string): string | undefined => {
    const value = values.get(key)?.trim().replace(/\s+(\d+)$/, ':$1');
    return value ? value : undefined;
  };
  const type = values.get('ProxyType') ?? '0';
  // With type 4 the values are names of variables; those are read where every other program reads them.
  const manual = type === '1';
  const http = manual ? address('httpProxy') : undefined;
  const https = manual ? address('httpsProxy') : undefined;
  const socks = manual ? address('socksProxy') : undefined;
  const pacUrl = type === '2' ? values.get('Proxy Config Script') : undefined;
  const modes: Readonly<Record<string, SystemProxy['mode']>> = {
    '0': 'none', '1': 'manual', '2': 'automatic', '3': 'automatic', '4': 'none',
  };
  return {
    store: 'kde',
    mode: modes[type] ?? 'unknown',
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl ? { pacUrl } : {}),
    bypass: (values.get('NoProxyFor') ?? '').split(/[,\s]+/).filter((entry) => entry !== ''),
  };
}
