import type { Finding } from '../finding.ts';
import type { Correlation } from './correlation.ts';

/** Faults on the way name the cause; that some stacks take another way and work is then their consequence. */
const onTheWay: readonly Finding['leg'][] = ['settings', 'proxy', 'dns', 'tcp', 'tls'];

/** Where another probe names what is broken, that comes first, and the stacks say for whom. */
export const stacksExplained: Correlation = (findings) => {
  const caused = findings.some(
    ({ id, severity, leg }) => severity === 'error' && id !== 'stacks-disagree' && onTheWay.includes(leg),
  );
  if (!caused) return findings;
  return findings.map((finding) =>
    finding.id === 'stacks-disagree' && finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding,
  );
};
