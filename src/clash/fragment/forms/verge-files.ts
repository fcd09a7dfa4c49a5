import { t } from '@vscode/l10n';
import type { FragmentForm } from '../fragment.ts';
import { headingLines } from '../heading.ts';
import { rowTexts } from '../rows.ts';
import { patternMembers, stableGroup } from '../stable-group.ts';
import { blockGroup, blockRows, comments } from '../yaml-words.ts';

/**
 * The files Rules and Groups of one profile in Clash Verge Rev, which are read only with all three lists in them
 * (src-tauri/src/enhance/seq.rs). After merging, the app takes names out of groups that no node has, hence the pattern.
 */
export const vergeFilesForm: FragmentForm = {
  id: 'verge-files',
  title: () => t('Clash Verge: Rules and Groups of a profile'),
  about: () => t('For one profile of Clash Verge Rev: two files, opened with Edit Rules and Edit Groups of the profile. Both stay when the subscription is refreshed.'),
  files(wish) {
    const both = { ...wish, members: patternMembers(wish.members) };
    const rest = 'append: []\ndelete: []\n';
    return [
      {
        holds: 'rules',
        name: 'verge-rules.yaml',
        language: 'yaml',
        text: `${comments(headingLines(wish, t('Rules of the profile. Its pair is the file Groups.')))}prepend:\n${blockRows(rowTexts(wish.hosts, wish.group), '  ', '\n')}${rest}`,
      },
      {
        holds: 'groups',
        name: 'verge-groups.yaml',
        language: 'yaml',
        text: `${comments(headingLines(wish, t('Groups of the profile. Its pair is the file Rules.')))}prepend:\n${blockGroup(stableGroup(both), '  ', '\n')}${rest}`,
      },
    ];
  },
};
