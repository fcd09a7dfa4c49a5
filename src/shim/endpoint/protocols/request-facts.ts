import { t } from '@vscode/l10n';
import { readTopLevel } from './body-model.ts';
import type { RequestFacts } from './protocol.ts';

/** @param limits names of the field that limits the answer, the one that counts first. */
export function requestFacts(body: Buffer, limits: readonly string[]): RequestFacts | { problem: string } {
  const values = readTopLevel(body, ['model', 'stream', ...limits]);
  if (!values) return { problem: t('The body of the request is not a JSON object. Send one, as UTF-8.') };
  const model = values['model'];
  if (typeof model !== 'string' || model === '') return { problem: t('The request names no model. Set "model" to an alias of the endpoint, or to the id of a model.') };
  const limit = limits.map((name) => values[name]).find((value) => typeof value === 'number' && value > 0);
  return { model, stream: values['stream'] === true, ...(typeof limit === 'number' ? { maxOutputTokens: limit } : {}) };
}
