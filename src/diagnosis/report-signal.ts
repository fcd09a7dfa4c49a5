import { faultKinds, type FaultKind } from '../gateways/fault.ts';
import type { Signal } from '../gateways/health/signal.ts';
import type { Report } from './report.ts';

/**
 * What a diagnosis that the user ran says about the gateway's health: a request that somebody made anyway. Pure.
 *
 * @returns undefined when it came to no verdict.
 */
export function signalOfReport({ verdict, findings, probes, subject, startedAt, durationMs }: Report): Signal | undefined {
  const { state, leg } = verdict;
  if (state === 'unknown') return undefined;
  const fault = findings.find((finding) => finding.leg === leg && finding.severity !== 'info' && isKind(finding.id));
  // Degraded by something that is beside the path in use is no failed request.
  const failed = state === 'down' || (state === 'degraded' && leg !== null && (fault !== undefined || leg === 'stream'));
  const streamed = probes.some(({ id, status }) => id === 'stream' && status === 'pass');
  // A passive answer is taken to have carried the key; one that can't have says no more than a look.
  const saysNothingOfKey = !failed && !subject.hasKey && !streamed;
  return {
    source: saysNothingOfKey ? 'active' : 'passive',
    atMs: Date.parse(startedAt) + durationMs,
    outcome: failed ? 'failed' : 'answered',
    // The diagnosis measures many things at once; its times are not those of one request.
    latencyMs: null,
    kind: failed && fault ? (fault.id as FaultKind) : null,
    leg: failed ? leg : null,
    status: null,
    code: null,
    retryAfterMs: null,
    provider: null,
    // Only a stream shows that a model answers.
    model: !failed && streamed ? (subject.model ?? '') : null,
    ...(subject.hasKey && { keyed: true as const }),
  };
}

function isKind(id: string): boolean {
  return (faultKinds as readonly string[]).includes(id);
}
