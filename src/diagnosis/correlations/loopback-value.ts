import type { Correlation } from './correlation.ts';

/**
 * Loopback that is sent to a proxy is one finding, whoever saw it. In a terminal the probe that plays it and the study
 * of the lists look at the same environment: what the second knows, a list that cures it, goes to the first. In an
 * editor they are about different processes, and both stay.
 */
export const loopbackValue: Correlation = (findings, _evidence, facts) => {
  const studied = findings.find(({ id }) => id === 'no-proxy-loopback-missing');
  if (facts.context !== 'terminal' || !studied || !findings.some(({ id }) => id === 'loopback-proxied')) return findings;
  return findings
    .filter((finding) => finding !== studied)
    .map((finding) =>
      finding.id === 'loopback-proxied' && studied.fixes.length > 0 ? { ...finding, fixes: studied.fixes } : finding,
    );
};
