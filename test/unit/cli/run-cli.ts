import { spawn, type ChildProcess } from 'node:child_process';
import * as os from 'node:os';
import { fileURLToPath } from 'node:url';

/** The command line as a user's shell starts it, from source. */
const entry = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** An environment without any proxy, so that the machine the tests run on does not matter. */
const clean = { PATH: process.env['PATH'], HOME: os.tmpdir(), SHELL: '/bin/sh' };

export function startCli(args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', entry, ...args], { env: { ...clean, ...environment }, stdio: 'pipe' });
}

export async function runCli(
  args: readonly string[],
  options: { environment?: Record<string, string>; input?: string | Buffer } = {},
): Promise<CliResult> {
  const child = startCli(args, options.environment);
  return await finished(child, options.input ?? '');
}

export async function finished(child: ChildProcess, input: string | Buffer = ''): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}
