/** Finds keys and URLs anywhere in a document. Pure. */
import { t } from '@vscode/l10n';
import type { ChainFault, JsonPath } from './chain-problem.ts';
import { looksLikeKey, looksLikeUrl } from './looks-secret.ts';

/** Deeper than any file of ours. */
const maxDepth = 40;

/** Every value and name that is a key or a URL; `$schema` may be a URL. */
export function forbiddenTexts(value: unknown, path: JsonPath = [], depth = 0): ChainFault[] {
  if (depth > maxDepth) return [];
  if (typeof value === 'string') return path.length === 1 && path[0] === '$schema' && !looksLikeKey(value) ? [] : judge(value, path, 'value');
  if (Array.isArray(value)) return value.flatMap((one: unknown, index) => forbiddenTexts(one, [...path, index], depth + 1));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [...judge(name, [...path, name], 'name'), ...forbiddenTexts(one, [...path, name], depth + 1)]);
}

function judge(text: string, path: JsonPath, at: ChainFault['at']): ChainFault[] {
  if (looksLikeKey(text)) {
    const words = t('This looks like an API key. It does not belong into a file: take it out, set it with "Gatehouse: Set a Key for a Chain" or in the variable of its gateway, and replace it if the file was shared.');
    return [{ id: 'key-in-file', severity: 'error', path, at, text: words }];
  }
  if (!looksLikeUrl(text)) return [];
  const words = t('This looks like a URL. Chains name gateways by their id; the URL of one of your own goes into the setting "gatehouse.gateways".');
  return [{ id: 'url-in-file', severity: 'error', path, at, text: words }];
}
