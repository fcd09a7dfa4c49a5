import { compileRegex } from '../rules/regex-run.ts';
import type { Rule } from '../rules/rule.ts';
import { matchesWildcard } from '../rules/wildcard.ts';

/** How a rule that looks at the name alone tells hosts (lower case) apart; undefined for other rules and for what can't be read. */
export function nameTest({ type, payload }: Pick<Rule, 'type' | 'payload'>): ((host: string) => boolean) | undefined {
  const pattern = payload.toLowerCase();
  switch (type) {
    case 'DOMAIN':
      return (host) => host === pattern;
    case 'DOMAIN-SUFFIX': {
      const ending = `.${pattern}`;
      return (host) => host === pattern || host.endsWith(ending);
    }
    case 'DOMAIN-KEYWORD':
      return (host) => host.includes(pattern);
    case 'DOMAIN-WILDCARD':
      return (host) => matchesWildcard(pattern, host);
    case 'DOMAIN-REGEX': {
      const regex = compileRegex(payload, true);
      return 'fault' in regex ? undefined : (host) => regex.test(host) === true;
    }
    default:
      return undefined;
  }
}
