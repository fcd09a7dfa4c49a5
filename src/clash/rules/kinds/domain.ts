import type { RuleKind, Test } from '../kind.ts';
import type { Question } from '../question.ts';
import { compileRegex } from '../regex-run.ts';
import { matchesWildcard } from '../wildcard.ts';
import type { Verdict } from '../verdict.ts';

/** Patterns are lower-cased when they are loaded; hosts are not (core: rules/common/domain*.go). */
export const domainKind: RuleKind = {
  types: ['DOMAIN', 'DOMAIN-SUFFIX', 'DOMAIN-KEYWORD', 'DOMAIN-REGEX', 'DOMAIN-WILDCARD', 'GEOSITE'],
  fault({ type, payload }) {
    if (type !== 'DOMAIN-REGEX') return undefined;
    const regex = compileRegex(payload, true);
    return 'fault' in regex ? regex.fault : undefined;
  },
  test({ type, payload }): Test {
    const pattern = payload.toLowerCase();
    switch (type) {
      case 'DOMAIN':
        return byHost((host) => host === pattern);
      case 'DOMAIN-SUFFIX': {
        const ending = `.${pattern}`;
        return byHost((host) => host === pattern || host.endsWith(ending));
      }
      case 'DOMAIN-KEYWORD':
        return byHost((host) => host.includes(pattern));
      case 'DOMAIN-WILDCARD':
        // The one rule that looks at the host although another name was found.
        return (question) => matchesWildcard(pattern, question.host);
      case 'DOMAIN-REGEX': {
        const regex = compileRegex(payload, true);
        return byHost((host) => ('fault' in regex ? false : (regex.test(host) ?? { missing: 'rule', detail: payload })));
      }
      default:
        return (question) => byHost((host) => (host === '' ? false : (question.knowledge.geosite(payload, host) ?? { missing: 'geosite', detail: payload })))(question);
    }
  },
};

function byHost(matches: (host: string) => Verdict): Test {
  return ({ ruleHost }: Question) => (ruleHost === undefined ? { missing: 'sniffed-name', detail: '' } : matches(ruleHost));
}
