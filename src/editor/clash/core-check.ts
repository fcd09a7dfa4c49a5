import { spawn } from 'node:child_process';
import { letOthersGoFirst } from '../../path/gentle-child.ts';
import { readCoreVerdict, type CoreVerdict } from './core-verdict.ts';

/** Large lists take a core seconds; downloads it may need, minutes. */
const limitMs = 120_000;
const maxOutput = 200_000;

/**
 * Has a core test a text, which goes to it through its input: what is not saved yet is tested, and no copy of the nodes'
 * passwords lies anywhere (core: main.go, `-f -`).
 *
 * @param home where the core looks for what the file names, and puts what it fetches
 * @throws Error where it can't be started, takes too long, or was cancelled
 */
export async function checkWithCore(core: string, text: string, home: string, signal: AbortSignal): Promise<CoreVerdict> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const child = spawn(core, ['-t', '-d', home, '-f', '-'], { cwd: home, signal: late, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] });
  letOthersGoFirst(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (output = (output + piece).slice(-maxOutput)));
  // A core that ends before it has read all has its reasons, and tells them.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return readCoreVerdict(output, exitCode);
}
