/** Running diagnoses with short limits on the machine of a world. */
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/diagnosis/report.ts';
import type { Depth, Limits } from '../../../src/diagnosis/subject.ts';
import { machineEnvironment } from './doctor.ts';
import { run } from './program.ts';
import type { World } from './world.ts';

export interface LimitedCase {
  name: string;
  baseUrl: string;
  proxy?: string;
  model?: string;
  depth?: Depth;
  only?: readonly string[];
  limits?: Partial<Limits>;
}

/** Runs all cases in one process, a few at the same time. @returns the reports by the cases' names. */
export async function diagnoseLimited(
  world: World,
  cases: readonly LimitedCase[],
  environment: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Report>> {
  const script = fileURLToPath(new URL('limited-diagnoses-process.ts', import.meta.url));
  const { stdout, stderr, code } = await run(
    world.onMachine([process.execPath, script, JSON.stringify(cases)]),
    { environment: machineEnvironment(world.home, environment), limitMs: 100_000 },
  );
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const reports = lines.map((line) => JSON.parse(line) as { name: string; report: Report });
  if (code !== 0 || reports.length !== cases.length) throw new Error(`${reports.length} of ${cases.length} cases were diagnosed (exit ${code})\n${stderr}`);
  return new Map(reports.map(({ name, report }) => [name, report]));
}
