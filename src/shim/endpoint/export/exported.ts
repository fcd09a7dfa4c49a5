/** What every export of chains has: the documents, and what the other program has nothing for. */
import { t } from '@vscode/l10n';
import type { Chain, Target } from '../chains/chain.ts';
import type { ChainFile } from '../chains/chain-file.ts';

/** Something that the other program does in another way, or not at all. */
export interface LostInExport {
  /** Absent: it is so of all chains. */
  alias?: string;
  /** The field of the chains file, or the behaviour. */
  what: string;
  text: string;
}

/** Chains as configuration of another program. */
export interface ExportedChains {
  /** Documents of one YAML file. */
  documents: readonly object[];
  lost: readonly LostInExport[];
  /** What has to be done beside, a line each. */
  steps: readonly string[];
}

/** The order that targets have at the time of the export, which stays as it is then. */
export function targetsInOrder({ targets, order = 'listed' }: Chain): readonly Target[] {
  if (order === 'quality') return targets.toSorted((a, b) => (b.quality ?? 0) - (a.quality ?? 0));
  if (order === 'cheapest') return targets.toSorted((a, b) => priceOf(a) - priceOf(b));
  return targets;
}

/** Unknown is dearest. */
function priceOf({ price }: Target): number {
  return price ? price.inputUsd + price.outputUsd : Infinity;
}

/** What neither of the programs has. Pure. */
export function lostInEvery({ chains, caps }: ChainFile): LostInExport[] {
  const lost: LostInExport[] = [
    { what: 'completeness', text: t('An answer that broke off in silence is passed on as if it were whole; nobody asks the next target for it.') },
    { what: 'content', text: t('Clocks count bytes there: comments and pings keep a stream alive that sends no content.') },
  ];
  for (const { alias, race, continueTruncated, order, targets } of chains) {
    const say = (what: string, text: string): void => void lost.push({ alias, what, text });
    if (race) say('race', t('Targets are not raced: the second is asked when the first has failed.'));
    if (continueTruncated) say('continueTruncated', t('A truncated answer is not gone on with.'));
    if (order === 'quality' || order === 'cheapest') say('order', t('The order is that of the export: what changes later does not change it.'));
    if (targets.some((one) => one.onlyIfCheaperThan)) say('onlyIfCheaperThan', t('Targets are used whatever they cost.'));
  }
  for (const { alias } of caps) lost.push({ alias, what: 'caps', text: t('Spending is not capped.') });
  return lost;
}
