/**
 * What no single probe can see. Rules judge one probe's evidence each; these look at several and say what they mean
 * together: a fault seen by one probe is often the consequence of what another saw. A correlation is a file in
 * `correlations/` and a line here.
 */
import type { AllEvidence, Correlation } from './correlations/correlation.ts';
import { clashCleanElsewhere } from './correlations/clash-clean-elsewhere.ts';
import { clashDirectFails } from './correlations/clash-direct-fails.ts';
import { clashPolicyFails } from './correlations/clash-policy-fails.ts';
import { clashWellAnyway } from './correlations/clash-well-anyway.ts';
import { doubleInterception } from './correlations/double-interception.ts';
import { fakeIpHanded } from './correlations/fake-ip-handed.ts';
import { loopbackValue } from './correlations/loopback-value.ts';
import { nameAndConnection } from './correlations/name-and-connection.ts';
import { noNetwork } from './correlations/no-network.ts';
import { otherWayWorks } from './correlations/other-way-works.ts';
import { proxyMissingHere } from './correlations/proxy-missing-here.ts';
import { shimGone } from './correlations/shim-gone.ts';
import { stacksExplained } from './correlations/stacks-explained.ts';
import { wslLoopbackRefused } from './correlations/wsl-loopback-refused.ts';
import type { Finding } from './finding.ts';
import type { SubjectFacts } from './subject.ts';

export type { AllEvidence };

/** In order; each sees what the ones before it made of the findings. */
const correlations: readonly Correlation[] = [
  noNetwork,
  nameAndConnection,
  fakeIpHanded,
  doubleInterception,
  proxyMissingHere,
  wslLoopbackRefused,
  shimGone,
  clashWellAnyway,
  clashDirectFails,
  clashPolicyFails,
  clashCleanElsewhere,
  otherWayWorks,
  stacksExplained,
  loopbackValue,
];

/** Applies every correlation. Pure. */
export function correlate(
  findings: readonly Finding[],
  evidence: AllEvidence,
  facts: SubjectFacts,
): readonly Finding[] {
  return correlations.reduce((sofar, one) => one(sofar, evidence, facts), findings);
}
