import * as vscode from 'vscode';
import type { EditorSetting } from '../path/proxy-settings.ts';
import { decidingScope, sidesOf, type Inspected } from './setting-scopes.ts';

/**
 * The editor's settings that bear on the network; the list is the one that chrmarti/vscode-network-proxy-test
 * (`src/extension.ts`, by the maintainer of the editor's proxy support) prints.
 */
export const networkSettingIds = [
  'http.proxy',
  'http.noProxy',
  'http.proxyAuthorization',
  'http.proxyStrictSSL',
  'http.proxySupport',
  'http.electronFetch',
  'http.fetchAdditionalSupport',
  'http.proxyKerberosServicePrincipal',
  'http.systemCertificates',
  'http.systemCertificatesNode',
  'http.experimental.systemCertificatesV2',
  'http.useLocalProxyConfiguration',
] as const;

/** The effective value of each network setting, with the scope that decided it. */
export function readNetworkSettings(): EditorSetting[] {
  const configuration = vscode.workspace.getConfiguration('http');
  return networkSettingIds.flatMap((id) => {
    const name = id.slice('http.'.length);
    const value = configuration.get<unknown>(name);
    if (value === undefined) return [];
    const inspected = configuration.inspect(name) as Inspected | undefined;
    const sides = vscode.env.remoteName === undefined ? undefined : sidesOf(inspected, (one) => shownValue(id, one));
    return [{ id, value: shownValue(id, value), scope: decidingScope(inspected), ...(sides && { sides }) }];
  });
}

/** The values as they are, by their whole ids; a proxy's password among them, but no header with credentials. */
export function rawNetworkSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration('http');
  const ids = networkSettingIds.filter((id) => id !== 'http.proxyAuthorization');
  const values = ids.map((id) => [id, configuration.get<unknown>(id.slice('http.'.length))] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** A header with credentials has no use in a diagnosis; that it is set has. */
function shownValue(id: string, value: unknown): unknown {
  return id === 'http.proxyAuthorization' && typeof value === 'string' && value !== '' ? '[secret]' : value;
}
