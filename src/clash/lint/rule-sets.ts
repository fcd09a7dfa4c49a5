import type { ClashConfiguration, ClashRuleProvider } from '../configuration/model.ts';
import type { LintSurroundings } from './problem.ts';

/** The rule set of a name; the first where a name stands twice. */
export function ruleSetOf({ ruleProviders }: ClashConfiguration, name: string): ClashRuleProvider | undefined {
  return ruleProviders.find((provider) => provider.name.value === name);
}

/** The lines of a rule set: written in the configuration, or read from this machine. Undefined where nobody knows them. */
export function ruleSetLines(configuration: ClashConfiguration, surroundings: LintSurroundings, name: string): readonly string[] | undefined {
  return surroundings.ruleSets.get(name) ?? ruleSetOf(configuration, name)?.payload;
}
