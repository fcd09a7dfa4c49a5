/** What a rig showed, as a file: evidence, the facts judging needs, and the verdict it must get on every system. */
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProbeStatus } from '../../../src/diagnosis/probe.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import type { Delivery, StreamClass } from '../../../src/diagnosis/rules/stream-class.ts';
import type { IdleOutcome, LadderKind } from '../../../src/diagnosis/rules/idle.ts';
import type { Leg } from '../../../src/path/leg.ts';
import type { SubjectFacts } from '../../../src/diagnosis/subject.ts';

export interface StreamExpectation {
  status: ProbeStatus;
  /** Ids and severities, in order: `stream-cut (error)`. */
  findings: readonly string[];
  /** Of a stream. */
  class?: StreamClass;
  delivery?: Delivery;
  /** The leg of the finding, where who collects the stream is the question. */
  leg?: Leg;
  /** Of a ladder. */
  ladder?: { kind: LadderKind; how: NonNullable<IdleOutcome['end']>['how'] | 'survived' };
}

export interface StreamFixture {
  name: string;
  probe: 'stream' | 'idle' | 'upload';
  facts: Pick<SubjectFacts, 'gateway' | 'host' | 'paths' | 'limits'>;
  evidence: unknown;
  expect: StreamExpectation;
}

export const fixtureFolder = fileURLToPath(new URL('../../unit/diagnosis/fixtures/stream/', import.meta.url));

/** Whether this rig is to be recorded: `GATEHOUSE_RECORD=1` says all of them, a word those whose name has it. */
export function isRecorded(name: string): boolean {
  const wish = process.env['GATEHOUSE_RECORD'] ?? '';
  return wish === '1' || (wish !== '' && name.includes(wish));
}

/** Writes what a rig showed, without the table of clocks, which is worked out anew from the rest. */
export function writeFixture(
  name: string,
  probe: StreamFixture['probe'],
  { subject, probes }: Report,
  expect: StreamExpectation,
): void {
  const evidence = { ...(probes.find(({ id }) => id === probe)?.evidence as Record<string, unknown>) };
  delete evidence['clocks'];
  const { gateway, host, paths, limits } = subject;
  const fixture: StreamFixture = { name, probe, facts: { gateway, host, paths, limits }, evidence, expect };
  fs.mkdirSync(fixtureFolder, { recursive: true });
  fs.writeFileSync(`${fixtureFolder}${name.replace(/[^a-z0-9]+/gi, '-')}.json`, `${JSON.stringify(fixture)}\n`);
}
