import { existsSync } from 'node:fs';

/** Present from Node 22.15 and 23.11 on, not on Windows (nodejs.org/api/process.html). */
type Execve = (file: string, args: readonly string[], environment: Readonly<Record<string, string>>) => never;

const shell = '/bin/sh';

/**
 * Ends the program with an exit code, at once. A look-up of the system's resolver can't be cancelled, and Node waits for
 * it when it ends (deps/uv/src/threadpool.c joins its threads): with dead DNS servers that is up to 15 s in which
 * everything has been said. So where one is under way, a shell that only ends takes the place of the process.
 */
export function leave(code: number): never {
  const { execve } = process as { execve?: Execve };
  if (execve && lookupUnderWay() && process.platform !== 'win32' && existsSync(shell)) {
    // What a failed start would print is of no use to anybody.
    execve.call(process, shell, ['sh', '-c', `exit ${code}`], {});
  }
  process.exit(code);
}

function lookupUnderWay(): boolean {
  return process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
}
