import { t } from '@vscode/l10n';
import type { FragmentForm } from '../fragment.ts';
import { headingLines } from '../heading.ts';
import { rowTexts } from '../rows.ts';
import { stableGroup } from '../stable-group.ts';
import { blockGroup, blockRows, comments } from '../yaml-words.ts';

/** For a configuration that its user writes. */
export const plainForm: FragmentForm = {
  id: 'plain',
  title: () => t('Plain configuration'),
  about: () => t('For a file that you write yourself: the group goes into proxy-groups, the rows to the top of rules.'),
  files: (wish) => [
    {
      holds: 'both',
      name: 'gateway-rows.yaml',
      language: 'yaml',
      text: [
        comments(headingLines(wish, t('Put the group into proxy-groups and the rows at the top of rules, above GEOIP and MATCH.'))),
        `proxy-groups:\n${blockGroup(stableGroup(wish), '  ', '\n')}`,
        `rules:\n${blockRows(rowTexts(wish.hosts, wish.group), '  ', '\n')}`,
      ].join(''),
    },
  ],
};
