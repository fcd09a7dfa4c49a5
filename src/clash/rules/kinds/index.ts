import type { RuleKind } from '../kind.ts';
import { ruleTypes, type RuleType } from '../rule.ts';
import { addressKind } from './address.ts';
import { domainKind } from './domain.ts';
import { inboundKind } from './inbound.ts';
import { logicKind, subRuleKind } from './logic.ts';
import { matchKind } from './match.ts';
import { portKind } from './port.ts';
import { processKind } from './process.ts';
import { ruleSetKind } from './rule-set.ts';

/** Every family of rules. */
export const ruleKinds: readonly RuleKind[] = [domainKind, addressKind, portKind, inboundKind, processKind, ruleSetKind, logicKind, subRuleKind, matchKind];

const byType = new Map<RuleType, RuleKind>(ruleKinds.flatMap((kind) => kind.types.map((type): [RuleType, RuleKind] => [type, kind])));
for (const type of ruleTypes) if (!byType.has(type)) throw new Error(`No family reads ${type}.`);

/** The family that reads a type of rule. */
export function kindOf(type: RuleType): RuleKind {
  return byType.get(type) ?? matchKind;
}
