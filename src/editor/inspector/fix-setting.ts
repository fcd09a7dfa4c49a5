import type { Fix } from '../../diagnosis/finding.ts';
import { settings } from '../ids.ts';

/** Settings that findings speak of, longest first so that no id hides a longer one. */
const known = [
  ...Object.values(settings),
  'http.proxy',
  'http.noProxy',
  'http.proxyAuthorization',
  'http.proxyStrictSSL',
  'http.proxySupport',
  'http.electronFetch',
  'http.fetchAdditionalSupport',
  'http.systemCertificates',
  'http.systemCertificatesNode',
  'http.useLocalProxyConfiguration',
  'terminal.integrated.env',
].sort((a, b) => b.length - a.length);

/** The editor setting a fix asks the user to look at, or undefined. Pure. */
export function settingOfFix(fix: Pick<Fix, 'title' | 'detail' | 'snippet'>): string | undefined {
  for (const text of [fix.snippet ?? '', fix.title, fix.detail]) {
    const found = known.find((id) => new RegExp(`(^|[^\\w.])${id.replaceAll('.', '\\.')}($|[^\\w.]|\\.($|\\s))`).test(text));
    if (found !== undefined) return found;
  }
  return undefined;
}
