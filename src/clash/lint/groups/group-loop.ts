import { t } from '@vscode/l10n';
import { deleteItem } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { namesOf } from '../names.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** Groups that hold each other in a circle stop the core (core: config/utils.go, proxyGroupsDagSort). */
export const groupLoop: LintRule = {
  id: 'group-loop',
  code: 'G4',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { groups } = namesOf(configuration);
    const circles = circlesOf(new Map([...groups].map(([name, group]) => [name, group.members.map(({ value }) => value).filter((member) => groups.has(member))])));
    for (const group of groups.values()) {
      for (const member of group.members) {
        const circle = circles.get(group.name.value);
        if (circle === undefined || circles.get(member.value) !== circle) continue;
        yield found(
          this,
          member.range,
          t('The group "{0}" holds "{1}", which leads back to it. The core refuses the whole configuration, so that no call gets through it. Take one of them out of the circle.', group.name.value, member.value),
          group.members.length < 2 ? [] : [fixOf(t('Take "{0}" out of "{1}"', member.value, group.name.value), [deleteItem(configuration.text, member.range)])],
        );
      }
    }
  },
};

/** For each name in a circle, which one: Tarjan's strongly connected components, without recursion. */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const circles = new Map<string, number>();
  let circle = 0;
  for (const root of edges.keys()) {
    if (index.has(root)) continue;
    const path: { name: string; next: number }[] = [{ name: root, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1);
      if (!top) break;
      const { name } = top;
      if (top.next === 0) {
        index.set(name, index.size);
        low.set(name, index.get(name) ?? 0);
        open.push(name);
        isOpen.add(name);
      }
      const child = edges.get(name)?.[top.next++];
      if (child !== undefined) {
        if (!index.has(child)) path.push({ name: child, next: 0 });
        else if (isOpen.has(child)) low.set(name, Math.min(low.get(name) ?? 0, index.get(child) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.name;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(name) ?? 0));
      if (low.get(name) !== index.get(name)) continue;
      circle++;
      const members = open.splice(open.indexOf(name));
      for (const member of members) {
        isOpen.delete(member);
        if (members.length > 1 || edges.get(member)?.includes(member)) circles.set(member, circle);
      }
    }
  }
  return circles;
}
