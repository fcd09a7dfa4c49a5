import { t } from '@vscode/l10n';
import type { DnsEvidence } from '../evidence.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { dnsTiming } from './dns-timing.ts';
import { classifyName } from './name-class.ts';
import { nameFindings } from './name-findings.ts';
import { duration, listed } from './wording.ts';

/** Judges the gateway's name: whether it resolves, whether the answer stands for a real host, and how long it took. */
export function judgeDns(evidence: DnsEvidence, facts: SubjectFacts): Judgement {
  const { lookup } = evidence;
  if (lookup.literal) {
    return { status: 'skip', summary: t('The base URL names an address, so no name is resolved.'), findings: [] };
  }
  const primary = facts.paths.find((path) => path.primary);
  const needed = !primary?.proxied;
  const named = nameFindings(classifyName(evidence, facts), evidence, needed, facts);
  if (lookup.failure) {
    const { code } = lookup.failure;
    const summary = needed
      ? t('{0} does not resolve ({1}).', lookup.name, code)
      : t('{0} does not resolve here ({1}); the proxy resolves it.', lookup.name, code);
    return { status: needed ? 'fail' : 'pass', summary, findings: named };
  }
  const findings = [...named, ...dnsTiming(evidence, needed, facts)];
  const status = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  const addresses = lookup.addresses.map(({ address }) => address);
  const summary = t('{0} is {1} ({2}).', lookup.name, listed(addresses), duration(lookup.durationMs));
  return { status, summary, findings };
}
