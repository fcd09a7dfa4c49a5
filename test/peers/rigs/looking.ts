/** Diagnosing on the machine of a world with the sources themselves, with public roots of the rig's own. */
import { fileURLToPath } from 'node:url';
import type { TlsEvidence } from '../../../src/diagnosis/evidence.ts';
import type { Finding, Verdict } from '../../../src/diagnosis/finding.ts';
import type { ProbeStatus } from '../../../src/diagnosis/probe.ts';
import type { SubjectFacts } from '../../../src/diagnosis/subject.ts';
import { machineEnvironment } from './doctor.ts';
import { run } from './program.ts';
import type { World } from './world.ts';

export interface LookOptions {
  baseUrl: string;
  /** A gateway of the catalogue, at that base URL; a user's own without. */
  gatewayId?: string;
  depth?: 'deep';
  key?: string;
  /** Only the TLS probe without. */
  probes?: readonly string[];
}

export interface Looked {
  facts: SubjectFacts;
  evidence: TlsEvidence;
  status: ProbeStatus;
  summary: string;
  durationMs: number;
  findings: readonly Finding[];
  verdict: Verdict;
}

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** @param publicRoots PEM file with what counts as public roots. */
export async function look(
  world: World,
  options: LookOptions,
  publicRoots: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Looked> {
  const commandLine = [
    process.execPath,
    '--import',
    script('own-public-root.ts'),
    script('look.ts'),
    JSON.stringify(options),
  ];
  const ended = await run(world.onMachine(commandLine), {
    environment: machineEnvironment(world.home, { GATEHOUSE_RIG_PUBLIC_ROOTS: publicRoots, ...environment }),
  });
  try {
    return JSON.parse(ended.stdout) as Looked;
  } catch {
    throw new Error(`looking at ${options.baseUrl} ended with ${ended.code}: ${ended.stderr}`);
  }
}
