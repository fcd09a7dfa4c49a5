/** What holds for every set-up with nothing wrong in it: healthy, exit code 0, and nothing above info. */
import * as assert from 'node:assert/strict';
import { doctor, faults, type Diagnosed, type DoctorOptions } from './doctor.ts';
import { note } from './seen.ts';
import type { World } from './world.ts';

const expected = new Set<string>();

/** Diagnoses a set-up, on a world's machine or on the real one, and holds it to that. */
export async function expectHealthy(
  rig: string,
  where: World | undefined,
  baseUrl: string,
  options: DoctorOptions = {},
): Promise<Diagnosed> {
  const seen = await doctor(where, baseUrl, options);
  note(`honest: ${rig}`, seen);
  assert.deepEqual(
    [seen.report.verdict.state, seen.report.verdict.leg, seen.code],
    ['healthy', null, 0],
    `${seen.report.verdict.sentence}\n${JSON.stringify(seen.report.findings, null, 1)}`,
  );
  assert.deepEqual(faults(seen), []);
  expected.add(rig);
  return seen;
}

/** The different set-ups that were found healthy so far. */
export function healthySetups(): readonly string[] {
  return [...expected];
}
