import { t } from '@vscode/l10n';
import type { SystemProxy } from '../proxy-settings.ts';
import type { CommandResult, Machine, SystemReading } from './machine.ts';

const settingsPath = 'Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const userKey = `HKCU\\${settingsPath}`;
const machineKey = `HKLM\\${settingsPath}`;
const connectionsKey = `${userKey}\\Connections`;
const policyKey = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Asks the registry by `reg.exe`. */
export async function readWindows(machine: Machine): Promise<SystemReading> {
  const query = (...args: readonly string[]): Promise<CommandResult> =>
    machine.run('reg.exe', ['query', ...args], {
      environment: machine.environment,
      directory: machine.homeDirectory,
      timeoutMs: machine.timeoutMs,
      signal: machine.signal,
    });
  const [user, connections, policy] = await Promise.all([
    query(userKey),
    query(connectionsKey, '/v', 'DefaultConnectionSettings'),
    query(policyKey, '/v', 'ProxySettingsPerUser'),
  ]);
  // A policy can make one setting of the machine count for all its users.
  const perMachine = isFine(policy) && Number(registryValues(policy.stdout).get('ProxySettingsPerUser') ?? '1') === 0;
  const result = perMachine ? await query(machineKey) : user;
  if (!isFine(result)) {
    const reason = result.failure === 'timeout' ? t('reg.exe did not answer in time.') : t(
      'The registry could not be read.',
    );
    const where = perMachine ? machineKey : userKey;
    return { system: { store: 'windows', mode: 'unknown', bypass: [] }, unreadable: [{ where, reason }] };
  }
  const flags = isFine(connections) ? connections.stdout : '';
  return { system: parseInternetSettings(result.stdout, flags), unreadable: [] };
}

function isFine({ failure, exitCode }: CommandResult): boolean {
  return failure === undefined && exitCode === 0;
}

/**
 * Reads the output of `reg query` on Internet Settings. ProxyServer is one `host:port` for all, or
 * `http=host:port;https=host:port;socks=host:port` (WinINet documentation, INTERNET_PROXY_INFO).
 *
 * @param connections output of `reg query` on the Connections key: only there stands whether a script is looked for on
 *   the network. With a fixed proxy or none, that is a fact beside it, as Windows has it switched on for everybody.
 */
export function parseInternetSettings(output: string, connections = ''): SystemProxy {
  const values = registryValues(output);
  const enabled = Number(values.get('ProxyEnable') ?? '0') === 1;
  const server = enabled ? (values.get('ProxyServer') ?? '') : '';
  const byKind = new Map<string, string>();
  for (const part of server.split(';')) {
    const equals = part.indexOf('=');
    const kind = equals === -1 ? 'all' : part.slice(0, equals).trim().toLowerCase();
    // A kind may have several proxies; the first is asked first.
    const [address = ''] = part.slice(equals + 1).split(',');
    if (address.trim() !== '' && !byKind.has(kind)) byKind.set(kind, address.trim());
  }
  const withScheme = (address: string | undefined, scheme: string): string | undefined =>
    address === undefined || address.includes('://') ? address : `${scheme}://${address}`;
  const http = withScheme(byKind.get('http') ?? byKind.get('all'), 'http');
  const https = withScheme(byKind.get('https') ?? byKind.get('all'), 'http');
  const socks = withScheme(byKind.get('socks'), 'socks4');
  const pacUrl = values.get('AutoConfigURL') || undefined;
  const autoDetect = looksForScript(registryValues(connections).get('DefaultConnectionSettings') ?? '');
  return {
    store: 'windows',
    mode: pacUrl !== undefined ? 'automatic' : (http ?? https ?? socks) === undefined ? 'none' : 'manual',
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(socks === undefined ? {} : { socks }),
    ...(pacUrl === undefined ? {} : { pacUrl }),
    ...(autoDetect ? { autoDetect } : {}),
    bypass: (values.get('ProxyOverride') ?? '').split(/[;,\s]+/).filter((entry) => entry !== ''),
  };
}

/** `    Name    REG_SZ    value`, names may hold spaces. */
function registryValues(output: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of output.split(/\r?\n/)) {
    const match = /^\s+(\S.*?)\s+REG_\w+(?:\s+(.*?))?\s*$/.exec(line);
    if (match) values.set(match[1] ?? '', match[2] ?? '');
  }
  return values;
}

/** The flags are the third number of the value, least byte first; 8 is PROXY_TYPE_AUTO_DETECT (wininet.h). */
function looksForScript(hexadecimal: string): boolean {
  const flags = /^[\da-f]{16}([\da-f]{2})/i.exec(hexadecimal)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 16) & 8) !== 0;
}
