/** What is wrong with chains whose form is right. Pure. */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import type { AttemptClocks, Chain, SpendingCap, Target } from './chain.ts';
import type { ChainFault, JsonPath } from './chain-problem.ts';
import { raceCost } from '../resilience/race-cost.ts';
import { fault } from './check-form.ts';
import { closestWord } from './closest-word.ts';
import { modelSpelling } from './model-spelling.ts';
import { sharedWarnings } from './shared-provider.ts';

/** One chain by itself. @param path of the chain. */
export function checkChain(chain: Chain, gateways: readonly Gateway[], path: JsonPath): ChainFault[] {
  const { targets, order = 'listed', race, clocks } = chain;
  if (targets.length === 0) {
    return [fault('empty-chain', [...path, 'targets'], t('This chain has no target, so nobody can answer. Add one with "gateway" and "model".'))];
  }
  const faults = targets.flatMap((target, index) => checkTarget(target, order, gateways, [...path, 'targets', index]));
  if (race && targets.length < 2) {
    faults.push(fault('race-alone', [...path, 'race'], t('A race needs two targets, and this chain has one. Add a target, or take "race" out.')));
  }
  faults.push(...checkClocks(clocks ?? {}, [...path, 'clocks']));
  const { totalMs } = clocks ?? {};
  if (race && totalMs !== undefined && race.afterMs >= totalMs) {
    faults.push(fault('clocks', [...path, 'race', 'afterMs'], t('The second target is never asked: the attempt is over after {0} ms.', totalMs)));
  }
  if (race && targets.length >= 2) faults.push({ id: 'race-cost', severity: 'note', path: [...path, 'race'], at: 'name', text: raceWords(targets, gateways) });
  faults.push(...sharedWarnings(targets, gateways, [...path, 'targets']));
  return faults;
}

/** A streamed request of an agent. */
const sampleUsage = { inputTokens: 10_000, outputTokens: 1_000 };

/** What losing costs, of the two that are asked first as they stand. */
function raceWords(targets: readonly Target[], gateways: readonly Gateway[]): string {
  const racing = targets.slice(0, 2).flatMap(({ gateway: wanted, price }) => {
    const gateway = gateways.find(({ id }) => id === wanted);
    return gateway ? [{ gateway, ...(price && { price }) }] : [];
  });
  const { words } = raceCost(racing, sampleUsage, true);
  return t('{0} Counted for {1} tokens in and {2} out.', words.join(' '), sampleUsage.inputTokens, sampleUsage.outputTokens);
}

function checkTarget(target: Target, order: NonNullable<Chain['order']>, gateways: readonly Gateway[], path: JsonPath): ChainFault[] {
  const gateway = gateways.find(({ id }) => id === target.gateway);
  if (!gateway) return [fault('unknown-gateway', [...path, 'gateway'], unknownGateway(target.gateway, gateways))];
  const faults: ChainFault[] = [];
  const spelling = modelSpelling(target.model, gateway);
  if (spelling) faults.push({ ...spelling, path: [...path, 'model'], at: 'value' });
  for (const [name, wanted] of [['weight', 'weighted'], ['quality', 'quality']] as const) {
    if (target[name] === undefined || order === wanted) continue;
    faults.push({ id: 'no-effect', severity: 'warning', path: [...path, name], at: 'name', text: t('"{0}" counts only with "order": "{1}".', name, wanted) });
  }
  return faults;
}

function unknownGateway(id: string, gateways: readonly Gateway[]): string {
  const known = gateways.map((one) => one.id);
  const near = closestWord(id, known);
  return near === undefined
    ? t('There is no gateway "{0}". Known gateways: {1}.', id, known.join(', '))
    : t('There is no gateway "{0}". Did you mean "{1}"?', id, near);
}

/** Clocks that can't all be meant. */
export function checkClocks(clocks: Partial<AttemptClocks>, path: JsonPath): ChainFault[] {
  const { totalMs } = clocks;
  if (totalMs === undefined) return [];
  return (['connectMs', 'headersMs', 'firstContentMs', 'silenceMs'] as const).flatMap((name) => {
    const value = clocks[name];
    if (value === undefined || value < totalMs) return [];
    return [fault('clocks', [...path, name], t('This clock never ends an attempt: "totalMs" ends it after {0} ms.', totalMs))];
  });
}

/** Aliases that stand twice. @param path of the list. */
export function duplicateAliases(aliases: readonly (string | undefined)[], path: JsonPath): ChainFault[] {
  return aliases.flatMap((alias, index) => {
    const first = alias === undefined ? -1 : aliases.indexOf(alias);
    if (first < 0 || first === index) return [];
    return [fault('duplicate-alias', [...path, index, 'alias'], t('The alias "{0}" is that of chain {1} already. Give each chain its own.', alias ?? '', first + 1))];
  });
}

/** Caps. @param aliases that there are. */
export function checkCaps(caps: readonly SpendingCap[], aliases: readonly string[], path: JsonPath): ChainFault[] {
  return caps.flatMap(({ alias }, index): ChainFault[] => {
    const at = [...path, index, 'alias'];
    if (caps.findIndex((one) => one.alias === alias) < index) {
      return [fault('duplicate-cap', at, t('"{0}" has a cap already. Keep one of them.', alias))];
    }
    if (alias === '*' || aliases.includes(alias)) return [];
    const near = closestWord(alias, aliases);
    const text =
      near === undefined
        ? t('There is no chain "{0}" here, so this cap counts only where another file or the settings have one.', alias)
        : t('There is no chain "{0}" here. Did you mean "{1}"?', alias, near);
    return [{ id: 'unknown-alias', severity: 'warning', path: at, at: 'value', text }];
  });
}
