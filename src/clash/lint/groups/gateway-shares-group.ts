import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import { hostNames, isRow } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

const many = 10;
const video = /netflix|youtube|disney|hulu|hbo|bilibili|spotify|twitch|primevideo|tiktok|stream|media|video|影视|视频|流媒体|油管|奈飞/i;

/** What shares a group shares its switching and its addresses' reputation. */
export const gatewaySharesGroup: LintRule = {
  id: 'gateway-shares-group',
  code: 'G7',
  severity: 'info',
  fixable: false,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group, gateways, own] of gatewayGroups(configuration, surroundings)) {
      if (!own) continue;
      const media = configuration.rules.find((line) => isRow(line) && line.rule.target === group.name.value && video.test(line.rule.payload));
      const crowded = group.members.length >= many && group.type.value !== 'select';
      if (!media && !crowded) continue;
      yield found(
        this,
        group.name.range,
        media
          ? t('The group "{0}" carries {1} and also video ("{2}"). What is chosen for the one moves the other, and shared addresses are blocked sooner. Give the gateway a group of its own with two to four nodes.', group.name.value, hostNames(gateways), media.text)
          : t('The group "{0}" carries {1} over any of {2} nodes. The more nodes, the more countries a session seems to come from. Give the gateway a group of its own with two to four nodes.', group.name.value, hostNames(gateways), group.members.length),
        [],
        media ? [{ ...media.range, message: t('This row sends video there.') }] : [],
      );
    }
  },
};
