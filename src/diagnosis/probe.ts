import type { Leg } from '../path/leg.ts';
import type { Steps } from '../path/steps.ts';
import type { Finding } from './finding.ts';
import type { Measurements } from './measurements.ts';
import type { Subject, SubjectFacts } from './subject.ts';

/** Unknown is not fail, and never green. */
export type ProbeStatus = 'pass' | 'warn' | 'fail' | 'skip' | 'unknown';

/** What a judged probe amounts to. */
export interface Judgement {
  status: ProbeStatus;
  /** One line for people. */
  summary: string;
  findings: readonly Finding[];
}

/**
 * One question about one leg. `measure` does and `judge` decides: judging is pure, so that stored evidence can be
 * judged again on any system, and a rule is a table-driven test.
 */
export interface Probe<Evidence> {
  id: string;
  leg: Leg;
  /** A function, so that the language is chosen when it is shown. */
  title(): string;
  /** Runs only in a deep diagnosis, or when it is asked for by its id. */
  deep?: true;
  /** Only thinks, about what is known already: it is judged while others wait for somebody. */
  thinks?: true;
  /** The whole probe's clock in ms, for a subject. */
  deadlineMs(subject: Subject): number;
  /** Measures and returns evidence as plain JSON. Network failures are evidence, not exceptions. */
  measure(subject: Subject, measurements: Measurements, signal: AbortSignal): Promise<Evidence>;
  /** Pure. */
  judge(evidence: Evidence, facts: SubjectFacts): Judgement;
  /** The same for a judgement that can take long: nobody else should wait for it. */
  judgeInSteps?(evidence: Evidence, facts: SubjectFacts): Steps<Judgement>;
}

/** A probe that has run, as it stands in reports. */
export interface ProbeResult {
  id: string;
  leg: Leg;
  title: string;
  status: ProbeStatus;
  summary: string;
  durationMs: number;
  /** Plain JSON, or null when the probe could not measure (deadline, cancel, a fault of its own). */
  evidence: unknown;
  /** Ids of the findings that came from this probe. */
  findings: readonly Finding[];
}
