import { t } from '@vscode/l10n';
import type { FragmentForm } from '../fragment.ts';
import { headingLines } from '../heading.ts';
import { rowTexts } from '../rows.ts';
import { patternMembers, stableGroup } from '../stable-group.ts';
import { gatewayNames } from '../wish.ts';
import { blockGroup, blockRows, comments, yamlText } from '../yaml-words.ts';

/** What Stash documents of a group (stash.wiki, proxy-groups); its checks are a property of each node there. */
const known = ['name', 'type', 'include-all', 'filter', 'interval'];

/** An override of Stash, whose lists are put in front of the configuration's (stash.wiki, configuration/override). */
export const stashForm: FragmentForm = {
  id: 'stash',
  title: () => t('Stash override'),
  about: () => t('For Stash: a file that ends in .stoverride, switched on under Overrides. It stays when the subscription is refreshed.'),
  files(wish) {
    const group = stableGroup({ ...wish, members: patternMembers(wish.members) }).filter(([key]) => known.includes(key));
    return [
      {
        holds: 'both',
        name: 'gateway-rows.stoverride',
        language: 'yaml',
        text: [
          comments(headingLines(wish, t('An override: its lists are put in front of those of the configuration.'))),
          `name: ${yamlText(`Gatehouse: ${gatewayNames(wish).join(', ')}`, 'block')}\n`,
          `desc: ${yamlText(t('Leads {0} through the group {1}.', gatewayNames(wish).join(', '), wish.group), 'block')}\n`,
          `proxy-groups:\n${blockGroup(group, '  ', '\n')}`,
          `rules:\n${blockRows(rowTexts(wish.hosts, wish.group), '  ', '\n')}`,
        ].join(''),
      },
    ];
  },
};
