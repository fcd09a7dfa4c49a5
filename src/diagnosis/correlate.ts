/**
 * What no single probe can see. Rules judge one probe's evidence each; these look at several and say what they mean
 * together: a fault seen by one probe is often the consequence of what another saw.
 */
import { t } from '@vscode/l10n';
import { fakeIpPool } from '../path/fake-ip.ts';
import type { ConnectEvidence, DnsEvidence, ProxyEnvironmentEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { contextName, listed, pathOf } from './rules/wording.ts';
import { httpsProxyOf } from './rules/proxy-environment.ts';
import { redactProxyUrl } from '../path/proxy-value.ts';
import type { SubjectFacts } from './subject.ts';

/** Evidence by probe id; a probe that did not measure is absent. */
export interface AllEvidence {
  dns?: DnsEvidence;
  connect?: ConnectEvidence;
  'proxy-environment'?: ProxyEnvironmentEvidence;
}

type Correlation = (findings: readonly Finding[], evidence: AllEvidence, facts: SubjectFacts) => readonly Finding[];

/** In order; each sees what the ones before it made of the findings. */
const correlations: readonly Correlation[] = [noNetwork, fakeIpOrphan, proxyMissingHere, otherWayWorks];

/** Applies every correlation. Pure. */
export function correlate(
  findings: readonly Finding[],
  evidence: AllEvidence,
  facts: SubjectFacts,
): readonly Finding[] {
  return correlations.reduce((sofar, one) => one(sofar, evidence, facts), findings);
}

function failsOnTheWay(findings: readonly Finding[]): boolean {
  return findings.some(({ severity, leg }) => severity === 'error' && (leg === 'dns' || leg === 'tcp'));
}

/** How connecting to a proxy ends where there is no way to it; a proxy that refuses is on this machine, and down. */
const noWayCodes = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'ENOTFOUND'];

/** With no interface up, every other fault on the way is its consequence, that of a proxy included. */
function noNetwork(findings: readonly Finding[], evidence: AllEvidence, facts: SubjectFacts): readonly Finding[] {
  if (facts.networkInterface || facts.loopback) return findings;
  const atProxy = evidence.connect?.paths.find((one) => pathOf(one.path, facts)?.primary)?.failure;
  const proxyCutOff = atProxy?.leg === 'proxy' && noWayCodes.includes(atProxy.code);
  const consequences = findings.filter(
    ({ severity, leg, id }) =>
      severity === 'error' &&
      (leg === 'dns' || leg === 'tcp' || (leg === 'proxy' && (proxyCutOff || id === 'proxy-upstream-failed'))),
  );
  if (consequences.length === 0) return findings;
  const finding: Finding = {
    id: 'no-network',
    leg: 'tcp',
    severity: 'error',
    title: t('This machine has no network connection.'),
    detail: t('No network interface but loopback is up. {0}', consequences.map(({ title }) => title).join(' ')),
    probes: [...new Set(consequences.flatMap(({ probes }) => probes))],
    fixes: [
      { id: 'connect-network', title: t('Connect this machine'), detail: t('Switch Wi-Fi on, plug the cable in, or start the virtual network of the container.') },
    ],
  };
  return [finding, ...findings.filter((one) => !consequences.includes(one))];
}

/** A made-up address with nobody left who knows the name behind it. */
function fakeIpOrphan(findings: readonly Finding[], evidence: AllEvidence, facts: SubjectFacts): readonly Finding[] {
  const fake = evidence.dns?.lookup.addresses.find(({ address }) => fakeIpPool(address));
  const broken = evidence.connect?.paths.find((one) => pathOf(one.path, facts)?.primary && one.failure?.leg === 'tcp');
  if (!fake || !broken) return findings;
  const finding: Finding = {
    id: 'fake-ip-orphan',
    leg: 'dns',
    severity: 'error',
    title: t('{0} has the fake-ip address {1}, and nothing here knows the name behind it.', facts.host, fake.address),
    detail: t('The address stands for a name in a core such as Clash. Connecting to it ended with {0}: the core is not running, does not take this traffic, or its answer was kept after it quit.', broken.failure?.code ?? '?'),
    probes: ['dns', 'connect'],
    fixes: [
      {
        id: 'revive-fake-ip-core',
        title: t('Start the core, or forget its answers'),
        detail: t('Start Clash with TUN on, or point clients at its proxy port. If it was quit on purpose, flush the DNS cache and set the DNS server back.'),
      },
    ],
  };
  return [finding, ...findings.filter(({ id }) => id !== 'fake-ip')];
}

/** Direct fails here, and another context of the same machine has a proxy: this one lost it. */
function proxyMissingHere(findings: readonly Finding[], evidence: AllEvidence, facts: SubjectFacts): readonly Finding[] {
  const primary = facts.paths.find((path) => path.primary);
  const settings = evidence['proxy-environment']?.settings;
  if (!primary || primary.proxied || !settings || facts.loopback || !failsOnTheWay(findings)) return findings;
  const holder = settings.environments.find(
    (snapshot) => snapshot.context !== 'this-process' && snapshot.obtained !== 'unavailable' && httpsProxyOf(snapshot),
  );
  const proxy = holder && httpsProxyOf(holder);
  if (!holder || !proxy) return findings;
  const there = contextName(holder.context, facts);
  const finding: Finding = {
    id: 'proxy-missing-here',
    leg: 'settings',
    severity: 'error',
    title: t('The {0} has a proxy and the {1} does not.', there, contextName('this-process', facts)),
    detail: t('In the {0}: {1}={2}. Here the connection goes direct and fails.', there, proxy.name, redactProxyUrl(proxy.value)),
    probes: ['proxy-environment', 'connect'],
    fixes: [
      {
        id: 'bring-proxy-here',
        title: t('Give this process the proxy too'),
        detail: t('Start the editor from a terminal that has the variable, or set http.proxy in the settings of the editor.'),
        snippet: `"http.proxy": "${redactProxyUrl(proxy.value)}"`,
      },
    ],
    confidence: 'medium',
  };
  return [finding, ...findings];
}

/** When the primary path is broken and another is open, that is the way out, and worth saying first. */
function otherWayWorks(findings: readonly Finding[], evidence: AllEvidence, facts: SubjectFacts): readonly Finding[] {
  const paths = evidence.connect?.paths ?? [];
  const primary = paths.find(({ path }) => pathOf(path, facts)?.primary);
  const open = paths.flatMap((one) => {
    const path = pathOf(one.path, facts);
    return path && !path.primary && !one.failure ? [path] : [];
  });
  if (!primary?.failure || open.length === 0) return findings;
  const words = t('Another way is open: {0}.', listed(open.map(({ label }) => label)));
  return findings.map((finding) =>
    finding.severity === 'error' && finding.probes.includes('connect')
      ? { ...finding, detail: `${finding.detail} ${words}` }
      : finding,
  );
}
