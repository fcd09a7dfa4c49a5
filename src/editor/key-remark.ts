import { t } from '@vscode/l10n';
import type { Gateway } from '../gateways/gateway.ts';

/**
 * What is worth saying about a key while it is typed. Only what can't be a header value blocks it; an unusual
 * prefix may be a new kind of key. Pure. The key itself is never part of the text.
 */
export function keyRemark(
  typed: string,
  gateway: Pick<Gateway, 'title' | 'keyPrefix'>,
): { text: string; blocks: boolean } | undefined {
  const key = typed.trim();
  if (key === '') return typed === '' ? undefined : { text: t('The key is blank.'), blocks: true };
  // Header values: visible ASCII (RFC 9110, 5.5); a key with a space in it was copied with something else.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return { text: t('The key has spaces or characters that cannot be sent. Copy it again.'), blocks: true };
  }
  if (/^bearer\b/i.test(key)) return { text: t('Enter the key alone, without "Bearer".'), blocks: true };
  if (/^['"]|['"]$/.test(key)) return { text: t('The key has quotation marks around it. Remove them.'), blocks: true };
  if (gateway.keyPrefix !== undefined && !key.startsWith(gateway.keyPrefix)) {
    return {
      text: t('Keys of {0} usually start with {1}. Press Enter to store it all the same.', gateway.title, gateway.keyPrefix),
      blocks: false,
    };
  }
  return undefined;
}
