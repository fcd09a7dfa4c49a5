import { parseSetLine } from '../rules/parse-rule.ts';
import { DomainSet } from '../rules/domain-set.ts';
import { nameTest } from './name-test.ts';

type Holds = (host: string) => boolean;

const known = new WeakMap<readonly string[], Holds>();

/** Whether the lines of a rule set hold a host by its name; made once for each list. Lower case. */
export function setHolds(lines: readonly string[], behavior: 'domain' | 'ipcidr' | 'classical' | undefined): Holds {
  let holds = known.get(lines);
  if (!holds) {
    holds = make(lines, behavior);
    known.set(lines, holds);
  }
  return holds;
}

function make(lines: readonly string[], behavior: 'domain' | 'ipcidr' | 'classical' | undefined): Holds {
  if (behavior === 'domain') {
    const set = new DomainSet(lines);
    // Where the core itself may answer either way, nothing is claimed.
    return (host) => set.has(host) === true;
  }
  if (behavior !== 'classical') return () => false;
  const names = new Set<string>();
  const suffixes = new Set<string>();
  const tests: Holds[] = [];
  for (const line of lines) {
    const rule = parseSetLine(line);
    if (!('type' in rule)) continue;
    const payload = rule.payload.toLowerCase();
    if (rule.type === 'DOMAIN') names.add(payload);
    else if (rule.type === 'DOMAIN-SUFFIX') suffixes.add(payload);
    else {
      const test = nameTest(rule);
      if (test) tests.push(test);
    }
  }
  return (host) => names.has(host) || parents(host).some((domain) => suffixes.has(domain)) || tests.some((test) => test(host));
}

/** A host and every domain above it. */
export function parents(host: string): string[] {
  const all = [host];
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) all.push(host.slice(dot + 1));
  return all;
}
