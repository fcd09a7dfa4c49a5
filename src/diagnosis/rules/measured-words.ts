import { t } from '@vscode/l10n';
import type { MeasuredRoute } from '../../path/measured/measured-route.ts';
import { wayWords } from '../../path/measured/outcome.ts';

/** One sentence on a client that does something else than was predicted; `undefined` when there is nothing to say. */
export function measuredSentence({ client, version, predicted, measured, agrees, said }: MeasuredRoute): string | undefined {
  if (agrees !== false || !measured || predicted.outcome === 'unknown') return undefined;
  const expected = wayWords({ ...predicted, outcome: predicted.outcome });
  const name = `${client} ${version}`;
  if (measured.outcome === 'error') {
    return said === undefined
      ? t('Contradicted: {0} was expected to take the way "{1}", and asked nobody.', name, expected)
      : t('Contradicted: {0} was expected to take the way "{1}", and asked nobody. It said: {2}', name, expected, said);
  }
  return t('Contradicted: {0} was expected to take the way "{1}", and takes "{2}".', name, expected, wayWords(measured));
}
