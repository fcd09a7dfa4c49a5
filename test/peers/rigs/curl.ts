/** The real curl on the machine of a world. */
import { machineEnvironment } from './doctor.ts';
import { findProgram, run } from './program.ts';
import type { World } from './world.ts';

/** What curl did for a URL. */
export interface CurlResult {
  /** curl's own exit code (curl(1), "Exit codes"). */
  code: number | null;
  /** What `--verbose` says. */
  said: string;
  /** The status of the answer, 0 when there was none. */
  status: number;
}

/** Gets a URL with what the environment says, and no configuration file. */
export async function curl(
  world: World,
  url: string,
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<CurlResult> {
  const commandLine = [
    findProgram('curl', 'curl'), '--disable', '--silent', '--verbose', '--max-time', '10', '--output', '/dev/null',
    '--write-out', '%{http_code}', ...args, url,
  ];
  const ended = await run(world.onMachine(commandLine), { environment: machineEnvironment(world.home, environment) });
  return { code: ended.code, said: ended.stderr, status: Number(ended.stdout) };
}
