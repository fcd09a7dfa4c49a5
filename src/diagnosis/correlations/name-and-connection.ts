import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { ledToGateway } from '../../path/tcp-attempts.ts';
import { classifyName, type NameClass, type Reached } from '../rules/name-class.ts';
import { nameFindings } from '../rules/name-findings.ts';
import { pathOf } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import type { AllEvidence, Correlation } from './correlation.ts';

/** Classes that only show when the answer was tried, and what the name's own rule had said of them before. */
const shownByTrying: readonly NameClass['kind'][] = ['fake-ip-orphan', 'not-taken-over', 'poisoned'];
const replaced = ['fake-ip', 'dns-two-answers', 'dns-poisoned', 'dns-split-horizon'];

/** The connection is the judge of the answer: a made-up address without an owner, a forged one, names past a TUN. */
export const nameAndConnection: Correlation = (findings, evidence, facts) => {
  const { dns, connect } = evidence;
  if (!dns || dns.lookup.failure || dns.lookup.literal || facts.loopback) return findings;
  // Where there is no network, every answer fails alike.
  if (findings.some(({ id }) => id === 'no-network')) return findings;
  const reached = howItWasReached(evidence, facts);
  if (reached.outcome !== 'failed') return findings;
  const named = classifyName(dns, facts, reached, connect?.network ?? null);
  if (named.kind === 'split-horizon' && !facts.gateway.userDefined) return findings.map(innerAddressFails);
  if (!shownByTrying.includes(named.kind)) return findings;
  return [...nameFindings(named, dns, true, facts), ...findings.filter(({ id }) => !replaced.includes(id))];
};

/** An inner address for a public gateway that does not even connect leads nowhere. */
function innerAddressFails(finding: Finding): Finding {
  if (finding.id !== 'dns-split-horizon') return finding;
  return { ...finding, severity: 'error', confidence: 'medium', probes: ['dns', 'connect'], fixes: [innerFix()] };
}

function innerFix(): Finding['fixes'][number] {
  return {
    id: 'leave-inner-network',
    title: t('Log in to the network, or ask another DNS server'),
    detail: t('Open a web page in the browser: a network that wants a log-in shows it. In a company, ask whether such calls must go through its proxy; a VPN that is off can leave its DNS server behind.'),
  };
}

/** How the direct primary path fared after the name was resolved. A certificate alone proves no wrong address. */
function howItWasReached({ connect, tls }: AllEvidence, facts: SubjectFacts): Reached {
  const direct = connect?.paths.find(({ path }) => {
    const known = pathOf(path, facts);
    return known?.primary && !known.proxied;
  });
  if (!direct) return { outcome: 'unknown' };
  const tried = direct.elsewhere && {
    elsewhere: {
      open: direct.elsewhere.filter(ledToGateway).map(({ address }) => address),
      failed: direct.elsewhere.filter((attempt) => !ledToGateway(attempt)).map(({ address }) => address),
    },
  };
  const failed = (leg: 'tcp' | 'tls', code: string): Reached => ({ outcome: 'failed', leg, code, ...tried });
  if (direct.failure) return direct.failure.leg === 'tcp' ? failed('tcp', direct.failure.code) : { outcome: 'unknown' };
  const observation = tls?.paths.find(({ path }) => path === direct.path)?.observation;
  if (!observation) return { outcome: 'open' };
  if (observation.failure) return failed('tls', observation.failure.code);
  return observation.nameProblem === null ? { outcome: 'open' } : failed('tls', 'ERR_TLS_CERT_ALTNAME_INVALID');
}
