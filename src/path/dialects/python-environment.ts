import type { RouteQuestion } from '../route.ts';
import type { FoundSetting } from './settings-lookup.ts';
import { isDomainOrBelow, splitAtCommas, splitEntryPort, withoutLeadingDots } from './host-matching.ts';

/** What urllib.request.getproxies() gives: by `http`, `https`, `all`, `no`, with the setting each came from. */
export type PythonProxies = Readonly<Record<string, FoundSetting | undefined>>;

/** Where the proxies came from when no variable was set: on macOS and Windows urllib asks the system. */
export const systemSettingName = 'system proxy settings';

/**
 * urllib.request.getproxies(). Every name that ends in `_proxy` counts, in any case; then names whose ending is lower
 * case win, and remove the entry when they are empty. Under CGI an upper-case HTTP_PROXY is forgotten
 * (CPython Lib/urllib/request.py getproxies_environment).
 */
export function pythonProxies(question: RouteQuestion): PythonProxies {
  const found: Record<string, FoundSetting | undefined> = {};
  const entries = Object.entries(question.environment).flatMap(([name, value]) =>
    // os.environ has upper-case names only on Windows.
    value === undefined ? [] : [{ name, value, seenAs: question.platform === 'win32' ? name.toUpperCase() : name }],
  );
  for (const { name, value } of entries) {
    const lower = name.toLowerCase();
    if (lower.endsWith('_proxy') && value !== '') found[lower.slice(0, -6)] = { name, value };
  }
  if (entries.some(({ seenAs }) => seenAs === 'REQUEST_METHOD')) delete found['http'];
  for (const { name, value, seenAs } of entries) {
    if (!seenAs.endsWith('_proxy')) continue;
    const key = name.toLowerCase().slice(0, -6);
    if (value === '') delete found[key];
    else found[key] = { name, value };
  }
  if (Object.values(found).some((one) => one !== undefined)) return found;
  return systemProxies(question);
}

function systemProxies({ platform, system }: RouteQuestion): PythonProxies {
  if ((platform !== 'win32' && platform !== 'darwin') || system?.mode !== 'manual') return {};
  const setting = (value: string | undefined): FoundSetting | undefined =>
    value === undefined ? undefined : { name: systemSettingName, value };
  return { http: setting(system.http), https: setting(system.https) };
}

/**
 * urllib.request.proxy_bypass_environment(): the entry of `no` that names the host, or undefined.
 *
 * @param host as the caller hands it over; a colon and digits at its end are taken for a port, an IPv6 address or not.
 */
export function urllibBypassEntry(proxies: PythonProxies, host: string): string | undefined {
  const list = proxies['no']?.value;
  if (list === undefined) return undefined;
  if (list === '*') return list;
  const lower = host.toLowerCase();
  const hostOnly = splitEntryPort(lower).name;
  return splitAtCommas(list).find((raw) => {
    const entry = raw.trim();
    if (entry === '') return false;
    const name = withoutLeadingDots(entry).toLowerCase();
    return isDomainOrBelow(hostOnly, name) || isDomainOrBelow(lower, name);
  });
}
