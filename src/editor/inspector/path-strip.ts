import { t } from '@vscode/l10n';
import type { Severity, Verdict } from '../../diagnosis/finding.ts';
import type { Leg } from '../../path/leg.ts';
import { legs } from '../../path/leg.ts';
import type { ProbeProgress } from '../probe-progress.ts';
import { durationWords } from '../time-words.ts';
import type { ShownStatus } from '../words.ts';
import { legWord, statusWord } from '../words.ts';
import type { ShownLeg } from './protocol.ts';

/** What wins when several probes looked at the same leg, strongest first. */
const strength: readonly ShownStatus[] = ['running', 'waiting', 'fail', 'warn', 'unknown', 'pass', 'skip'];

const statusOfSeverity: Record<Severity, ShownStatus> = { error: 'fail', warning: 'warn', info: 'pass' };

/** Legs that a stream which arrived whole has been through, whatever else was measured. */
const behindStream: readonly Leg[] = ['gateway', 'provider', 'account', 'request'];

/** Legs that are blamed on an answer, so HTTP has carried one. */
const blamedOnAnswer: readonly Leg[] = ['provider', 'account', 'request'];

/** What the strip is made of. */
export interface PathFacts {
  probes: readonly (Pick<ProbeProgress, 'id' | 'leg' | 'status'> & { durationMs?: number | undefined })[];
  findings: readonly { leg: Leg; severity: Severity; probes?: readonly string[] }[];
  verdict?: Verdict;
  /** Whether the measured path goes through a proxy; undefined while that is not known. */
  proxied?: boolean;
}

/**
 * The legs a request meets, each with what is known of it: from the probes of that leg, from the findings that name it,
 * and from what got through it. Pure.
 */
export function pathStrip(facts: PathFacts): ShownLeg[] {
  const { probes, findings, verdict } = facts;
  return legs.map((leg) => {
    const seen = [
      ...probes.filter((probe) => probe.leg === leg).map((probe) => ownStatus(probe, findings)),
      ...findings.filter((finding) => finding.leg === leg).map(({ severity }) => statusOfSeverity[severity]),
    ];
    const status = strength.find((one) => seen.includes(one)) ?? inferred(leg, facts);
    const atFault = verdict !== undefined && verdict.state !== 'healthy' && verdict.leg === leg;
    const probe = evidenceOf(leg, facts);
    const took = probe && probe.leg === leg && probe.status !== 'skip' ? probe.durationMs : undefined;
    return {
      leg,
      name: legWord(leg),
      status,
      statusWord: shownWord(leg, status, atFault),
      atFault,
      ...(probe && status !== 'none' && { probe: probe.id }),
      duration: took === undefined ? '' : durationWords(took),
    };
  });
}

/** The probe to look at for a leg: one that a finding about the leg names, else one of the leg itself. */
function evidenceOf(leg: Leg, { probes, findings }: PathFacts): PathFacts['probes'][number] | undefined {
  const named = findings.find((finding) => finding.leg === leg && finding.severity !== 'info')?.probes?.[0];
  return probes.find(({ id }) => id === named) ?? probes.find((probe) => probe.leg === leg);
}

/**
 * What a probe says of its own leg: one that fails for another leg's sake says no ill of its own, and nothing else
 * either, unless an answer came.
 */
function ownStatus(probe: PathFacts['probes'][number], findings: PathFacts['findings']): ShownLeg['status'] {
  if (probe.status !== 'fail' && probe.status !== 'warn') return probe.status;
  const blamed = findings.filter(({ severity, probes }) => severity !== 'info' && probes?.includes(probe.id)).map(({ leg }) => leg);
  if (blamed.length === 0 || blamed.includes(probe.leg)) return probe.status;
  return probe.leg === 'http' && blamed.every((leg) => blamedOnAnswer.includes(leg)) ? 'pass' : 'none';
}

/** What is known of a leg that no probe is about. */
function inferred(leg: Leg, { probes, proxied }: PathFacts): ShownLeg['status'] {
  const passed = (id: string): boolean => probes.some((probe) => probe.id === id && probe.status === 'pass');
  if (behindStream.includes(leg)) return passed('stream') ? 'pass' : 'none';
  if (leg !== 'proxy' || proxied === undefined) return 'none';
  if (!proxied) return 'skip';
  return passed('connect') ? 'pass' : 'none';
}

function shownWord(leg: Leg, status: ShownLeg['status'], atFault: boolean): string {
  const word = status === 'none' ? t('not measured') : leg === 'proxy' && status === 'skip' ? t('not used') : statusWord(status);
  return atFault ? t('{0}, at fault', word) : word;
}
