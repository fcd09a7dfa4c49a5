import { t } from '@vscode/l10n';
import { gatewayNames, type FragmentWish } from './wish.ts';

/** What stands on top of a fragment: whose rows these are and why they come first. */
export function headingLines(wish: FragmentWish, place: string): string[] {
  return [
    t('Gatehouse: {0} through the group {1}.', gatewayNames(wish).join(', '), wish.group),
    t('The rows come before every other one: one that resolves names would first ask DNS for the gateway, and one that is broader would lead it elsewhere.'),
    place,
  ];
}
