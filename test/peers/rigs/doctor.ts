/** Running the built `gatehouse doctor --json`, as a user would, and reading what it says. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/diagnosis/doctor.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { run, type Ended } from './program.ts';
import type { World } from './world.ts';

export interface Diagnosed extends Ended {
  report: Report;
}

export interface DoctorOptions {
  /** Environment beside PATH, HOME and SHELL. */
  environment?: Readonly<Record<string, string>>;
  /** More arguments, such as `--probe`. */
  args?: readonly string[];
  /** A gateway of the catalogue by its id, in place of the base URL. */
  gateway?: string;
  /** The runtime; default this one. */
  node?: string;
}

const project = fileURLToPath(new URL('../../../', import.meta.url));
let copy: string | undefined;

/**
 * The built command line program. It is a copy, so that a build that goes on meanwhile does not change what is tested;
 * GATEHOUSE_DIST names another folder that holds it.
 */
export function builtCli(): string {
  if (!copy) {
    const dist = process.env['GATEHOUSE_DIST'] ?? path.join(project, 'dist');
    if (!fs.existsSync(path.join(dist, 'cli.js'))) throw new Error(
      `${dist}/cli.js is missing. Build first: node esbuild.js`,
    );
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-cli-'));
    process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    fs.cpSync(dist, path.join(folder, 'dist'), { recursive: true });
    fs.cpSync(path.join(project, 'l10n'), path.join(folder, 'l10n'), { recursive: true });
    fs.copyFileSync(path.join(project, 'package.json'), path.join(folder, 'package.json'));
    copy = path.join(folder, 'dist', 'cli.js');
  }
  return copy;
}

/** The environment of whoever works on the machine: nothing of the real one, so no proxy of it either. */
export function machineEnvironment(home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, SHELL: '/bin/sh', LANG: 'C.UTF-8', ...more };
}

/**
 * Diagnoses a gateway on the machine of a world, or on the real machine without one. Holds every run to what holds for
 * all of them: one JSON document on stdout, no stack trace anywhere, an exit code that fits the verdict.
 */
export async function doctor(
  world: World | undefined,
  baseUrl: string,
  options: DoctorOptions = {},
): Promise<Diagnosed> {
  const home = world?.home ?? fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-home-'));
  const named = options.gateway === undefined ? ['--base-url', baseUrl] : ['--gateway', options.gateway];
  const commandLine = [
    options.node ?? process.execPath, builtCli(), 'doctor', ...named, '--json', ...(options.args ?? []),
  ];
  const ended = await run(world ? world.onMachine(commandLine) : commandLine, {
    environment: machineEnvironment(home, options.environment),
  });
  if (!world) fs.rmSync(home, { recursive: true, force: true });
  const everything = `${ended.stdout}\n${ended.stderr}`;
  assert.doesNotMatch(
    everything,
    /^\s+at .+[:(]\d+:\d+\)?$|\\n\s+at .+:\d+:\d+/m,
    'there is a stack trace in the output',
  );
  let report: Report;
  try {
    report = JSON.parse(ended.stdout) as Report;
  } catch {
    throw new Error(`stdout is not one JSON document (exit code ${ended.code}):\n${everything}`);
  }
  const codes = { healthy: 0, degraded: 1, down: 1, unknown: 3 } as const;
  assert.equal(ended.code, codes[report.verdict.state], `exit code for "${report.verdict.state}"\n${ended.stderr}`);
  return { ...ended, report };
}

/** Evidence of one probe. */
export function evidence<T>({ report }: Diagnosed, probe: string): T {
  const found = report.probes.find(({ id }) => id === probe);
  assert.ok(found, `there is no probe ${probe}`);
  assert.notEqual(found.evidence, null, `the probe ${probe} measured nothing: ${found.summary}`);
  return found.evidence as T;
}

/** The finding with this id. */
export function finding({ report }: Diagnosed, id: string): Finding {
  const found = report.findings.find((one) => one.id === id);
  assert.ok(
    found,
    `no finding ${id} among: ${report.findings.map((one) => one.id).join(', ') || 'none'}\n${report.verdict.sentence}`,
  );
  return found;
}

/** Findings above info, as `id (severity, leg)`. */
export function faults({ report }: Diagnosed): string[] {
  return report.findings.filter(({ severity }) => severity !== 'info').map(
    ({ id, severity, leg }) => `${id} (${severity}, ${leg})`,
  );
}
