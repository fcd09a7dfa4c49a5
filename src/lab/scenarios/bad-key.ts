import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** No key is good. */
export const badKey: Scenario = {
  name: 'bad-key',
  title: () => t('Bad key'),
  description: () => t('Every key is refused with 401; the models list still answers.'),
  acceptsKey: () => false,
};
