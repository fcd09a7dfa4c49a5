/** What a chains file would change, in words, for whoever is asked to agree to it. Pure. */
import { t } from '@vscode/l10n';
import type { Chain, Target } from './chain.ts';
import type { ChainFile } from './chain-file.ts';

/** One sentence for each thing that differs; empty when nothing does. */
export function chainChanges(before: ChainFile, after: ChainFile): string[] {
  const sentences: string[] = [];
  for (const chain of after.chains) {
    const former = before.chains.find(({ alias }) => alias === chain.alias);
    if (former) sentences.push(...changed(former, chain));
    else sentences.push(t('New: {0} asks {1}.', chain.alias, targetsText(chain)), ...extras(chain));
  }
  for (const { alias } of before.chains) {
    if (!after.chains.some((chain) => chain.alias === alias)) sentences.push(t('Gone: {0}.', alias));
  }
  return [...sentences, ...capChanges(before, after)];
}

function targetsText({ targets }: Chain): string {
  return targets.map(targetText).join(t(', then '));
}

function targetText({ gateway, model, key }: Target): string {
  return key === undefined ? t('{0} at {1}', model, gateway) : t('{0} at {1} with the key "{2}"', model, gateway, key);
}

/** What a chain says beside its targets. */
function beside({ alias: _alias, targets: _targets, ...rest }: Chain): object {
  return rest;
}

function extras(chain: Chain): string[] {
  return Object.entries(beside(chain)).map(([name, value]) => t('{0}: "{1}" is {2}.', chain.alias, name, JSON.stringify(value)));
}

function changed(before: Chain, after: Chain): string[] {
  const { alias } = after;
  const sentences: string[] = [];
  if (targetsText(before) !== targetsText(after)) {
    sentences.push(t('{0} asks {1} now, and not {2}.', alias, targetsText(after), targetsText(before)));
  } else {
    for (const [index, target] of after.targets.entries()) {
      const former = before.targets[index];
      if (former) sentences.push(...differences(former, target).map((words) => t('{0}, target {1}: {2}', alias, index + 1, words)));
    }
  }
  return [...sentences, ...differences(beside(before), beside(after)).map((words) => t('{0}: {1}', alias, words))];
}

function differences(before: object, after: object): string[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [former, now] = [JSON.stringify(was.get(name)), JSON.stringify(is.get(name))] as (string | undefined)[];
    if (former === now) return [];
    if (now === undefined) return [t('"{0}" is gone; it was {1}.', name, former ?? '')];
    return [former === undefined ? t('"{0}" is {1} now.', name, now) : t('"{0}" is {1} now; it was {2}.', name, now, former)];
  });
}

function capChanges({ caps: before }: ChainFile, { caps: after }: ChainFile): string[] {
  const was = new Map(before.map(({ alias, usdPerDay }) => [alias, usdPerDay]));
  const is = new Map(after.map(({ alias, usdPerDay }) => [alias, usdPerDay]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((alias) => {
    const [former, now] = [was.get(alias), is.get(alias)];
    const who = alias === '*' ? t('all aliases') : alias;
    if (former === now) return [];
    if (now === undefined) return [t('No cap any more for {0}; it was {1} USD a day.', who, former ?? 0)];
    return [former === undefined ? t('Cap for {0}: {1} USD a day.', who, now) : t('Cap for {0}: {1} USD a day; it was {2}.', who, now, former)];
  });
}
