import { t } from '@vscode/l10n';
import type { FragmentForm } from '../fragment.ts';
import { headingLines } from '../heading.ts';
import { rowTexts } from '../rows.ts';
import { patternMembers, stableGroup } from '../stable-group.ts';
import { blockGroup, blockRows, comments } from '../yaml-words.ts';

/** An override of Clash Party or Sparkle: a plus before a list's name puts its items in front. */
export const partyForm: FragmentForm = {
  id: 'party',
  title: () => t('Clash Party override'),
  about: () => t('For Clash Party and Sparkle: an override in YAML, switched on for the profile or for all. It stays when the subscription is refreshed.'),
  files: (wish) => [
    {
      holds: 'both',
      name: 'gateway-rows.yaml',
      language: 'yaml',
      text: [
        comments(headingLines(wish, t('An override: switch it on for the profile, or for all of them.'))),
        `+proxy-groups:\n${blockGroup(stableGroup({ ...wish, members: patternMembers(wish.members) }), '  ', '\n')}`,
        `+rules:\n${blockRows(rowTexts(wish.hosts, wish.group), '  ', '\n')}`,
      ].join(''),
    },
  ],
};
