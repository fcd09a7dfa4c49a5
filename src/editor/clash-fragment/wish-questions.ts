import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FragmentMembers, FragmentWish } from '../../clash/fragment/wish.ts';
import { calledHosts, keylessUrl } from '../../gateways/called-hosts.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { usableGateways } from '../gateway-choice.ts';
import { readChoices } from '../settings.ts';
import { loadClashFragment } from './load-clash-fragment.ts';

const title = (): string => t('Clash Rows for a Gateway');

/** Asks which gateways the rows are for. Undefined when the user gave up, or none of them needs a row. */
export async function askGateways(chosen: Gateway | undefined): Promise<readonly Gateway[] | undefined> {
  const { gatewayRows } = await loadClashFragment();
  const items = usableGateways(readChoices())
    .filter((gateway) => gatewayRows(calledHosts(gateway)).length > 0)
    .map((gateway) => ({ gateway, label: gateway.title, description: new URL(gateway.baseUrl).hostname, picked: gateway.id === chosen?.id }));
  const sorted = [...items.filter(({ picked }) => picked), ...items.filter(({ picked }) => !picked)];
  const picked = await vscode.window.showQuickPick(sorted, { title: title(), placeHolder: t('The gateways that you call'), canPickMany: true, matchOnDescription: true });
  return picked && picked.length > 0 ? picked.map(({ gateway }) => gateway) : undefined;
}

/** Asks which nodes carry them. @param nodes names that the file at hand has */
export async function askMembers(nodes: readonly string[]): Promise<FragmentMembers | undefined> {
  const ways = [
    ...(nodes.length > 0 ? [{ way: 'nodes' as const, label: t('Chosen Nodes'), description: t('two to four, best first, of one region') }] : []),
    { way: 'filter' as const, label: t('A Pattern for Names'), description: t('such as HK|香港; stays right when the subscription renames nodes') },
    { way: 'all' as const, label: t('All Nodes'), description: t('the first that reaches the gateway') },
  ];
  const way = await vscode.window.showQuickPick(ways, { title: title(), placeHolder: t('The nodes that carry the gateway') });
  if (!way) return undefined;
  if (way.way === 'all') return { filter: undefined };
  if (way.way === 'nodes') {
    const picked = await vscode.window.showQuickPick([...nodes], { title: title(), placeHolder: t('The nodes that carry the gateway'), canPickMany: true });
    return picked && picked.length > 0 ? { nodes: picked } : undefined;
  }
  const { filterProblem } = await loadClashFragment();
  const filter = await vscode.window.showInputBox({ title: title(), prompt: t('A regular expression for the names of nodes'), validateInput: (text) => filterProblem(text) });
  return filter === undefined ? undefined : { filter };
}

/** Asks for the group's name. */
export async function askGroup(gateways: readonly Gateway[], nodes: readonly string[]): Promise<string | undefined> {
  const { defaultGroupName, groupNameProblem } = await loadClashFragment();
  return vscode.window.showInputBox({
    title: title(),
    prompt: t('The name of the group'),
    value: defaultGroupName(gateways),
    validateInput: (text) => groupNameProblem(text, nodes),
  });
}

/** What was asked for, as the rows are made of it. */
export function wishOf(gateways: readonly Gateway[], group: string, members: FragmentMembers): FragmentWish {
  const [first] = gateways;
  return { hosts: gateways.flatMap(calledHosts), testUrl: first ? keylessUrl(first) : '', group, members };
}
