import { ownLoopback } from '../../path/surroundings.ts';
import type { Fix } from '../finding.ts';
import { loopbackWords, wslLoopbackFixes } from '../rules/wsl-loopback.ts';
import type { Correlation } from './correlation.ts';

/**
 * In WSL a proxy on loopback that nobody answers at is often one of Windows. What was found in the settings is then the
 * cause of what failed, and is said there.
 */
export const wslLoopbackRefused: Correlation = (findings, evidence, facts) => {
  const own = ownLoopback(evidence['proxy-environment']?.settings.surroundings?.wsl);
  const failed = (evidence.connect?.paths ?? []).filter(
    ({ failure, proxyHere }) => failure?.step === 'proxy-tcp' && proxyHere === 'loopback',
  );
  if (own === 'no' || failed.length === 0) return findings;
  const labels = facts.paths.filter(({ id }) => failed.some(({ path }) => path === id)).map(({ label }) => label);
  const isIt = ({ id, title }: { id: string; title: string }): boolean =>
    (id === 'proxy-unreachable' || id === 'proxy-no-connection') && labels.some((label) => title.includes(label));
  if (!findings.some(isIt)) return findings;
  // Without a sign that the proxy is one of Windows, it may as well be one of WSL that does not run.
  const ofWindows = findings.some(({ id }) => id === 'wsl-loopback-proxy');
  const ordered = (fixes: readonly Fix[]): Fix[] => (ofWindows ? [...wslLoopbackFixes(), ...fixes] : [...fixes, ...wslLoopbackFixes()]);
  return findings
    .filter(({ id }) => id !== 'wsl-loopback-proxy')
    .map((finding) =>
      isIt(finding)
        ? { ...finding, detail: `${finding.detail} ${loopbackWords(own)}`, fixes: ordered(finding.fixes) }
        : finding,
    );
};
