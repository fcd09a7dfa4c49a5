import { t } from '@vscode/l10n';
import * as net from 'node:net';
import { isLoopbackHost } from '../../path/fake-ip.ts';
import { plainText } from '../../path/network-failure.ts';

export const maxRedirects = 3;

/**
 * Where an answer sends to. Only https to a public name: a page must not make this machine ask something inside its own
 * network.
 *
 * @param visited the addresses asked so far, the one that answered last.
 * @returns null when the answer sends nowhere.
 */
export function redirectTarget(status: number, location: string | undefined, visited: readonly string[]): { url: URL } | { problem: string } | null {
  if (![301, 302, 303, 307, 308].includes(status)) return null;
  const from = visited.at(-1) ?? '';
  // Long header values are cut, and then end in an ellipsis.
  if (!location || location.endsWith('…') || !URL.canParse(location, from)) return { problem: t('The status page sends on to an address that makes no sense.') };
  const url = new URL(location, from);
  url.hash = '';
  const shown = plainText(`${url.protocol}//${url.host}`, 100);
  if (url.protocol !== 'https:') return { problem: t('The status page sends on to {0}, which is not https, and is not followed.', shown) };
  if (url.username !== '' || url.password !== '') return { problem: t('The status page sends on to an address that makes no sense.') };
  const name = url.hostname.replace(/^\[|\]$/g, '');
  if (net.isIP(name) !== 0 || isLoopbackHost(url.hostname) || !name.includes('.')) {
    return { problem: t('The status page sends on to {0}, which is no public name, and is not followed.', shown) };
  }
  if (visited.includes(url.href)) return { problem: t('The status page sends in a circle, back to {0}.', shown) };
  if (visited.length > maxRedirects) return { problem: t('The status page sends on more than {0} times.', maxRedirects) };
  return { url };
}
