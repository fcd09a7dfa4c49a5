import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import type { ClashConfiguration } from '../clash/configuration/model.ts';
import type { ClashProblem } from '../clash/lint/problem.ts';
import { redactText } from '../diagnosis/redact.ts';
import { deepestCode, plainText } from '../path/network-failure.ts';

/** It may fetch databases first. */
const longestMs = 120_000;
const mostCharacters = 1_000_000;

/** Whether a core would first fetch databases to check a text: into the folder of the file. */
export function mayDownload(text: string): boolean {
  return /\b(?:GEOIP|GEOSITE|IP-ASN|SRC-GEOIP|SRC-IP-ASN)\s*,|geosite:|geoip: *true|^\s*fallback *:/im.test(text);
}

/**
 * What the user's own core says of a configuration (`-t`), as one problem; none where it takes it.
 *
 * @param file undefined for a text that lies nowhere; it is then put into a folder that is deleted afterwards
 * @throws Error in words where the core can't be run
 */
export async function checkWithCore(core: string, file: string | undefined, configuration: ClashConfiguration, signal: AbortSignal): Promise<ClashProblem[]> {
  const folder = file === undefined ? await mkdtemp(path.join(tmpdir(), 'gatehouse-lint-')) : undefined;
  try {
    const target = file ?? path.join(folder ?? '', 'config.yaml');
    if (folder !== undefined) await writeFile(target, configuration.text, { mode: 0o600 });
    const { code, output } = await run(core, ['-t', '-d', path.dirname(path.resolve(target)), '-f', path.resolve(target)], signal);
    if (code === 0) return [];
    const said = plainText(redactText(errorIn(output)), 1_000);
    return [
      {
        ...placeOf(said, configuration),
        id: 'core-refuses',
        severity: 'error',
        message: t('The core at {0} refuses this configuration, so that no call gets through it. It says: {1}', core, said),
        fixes: [],
      },
    ];
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function run(core: string, args: readonly string[], signal: AbortSignal): Promise<{ code: number; output: string }> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  let output = '';
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const child = spawn(core, [...args], { stdio: ['ignore', 'pipe', 'pipe'], signal: stop, shell: false });
      const take = (chunk: Buffer): void => {
        if (output.length < mostCharacters) output += chunk.toString();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('error', reject);
      child.once('close', (end) => resolve(end ?? 1));
    });
    return { code, output };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (stop.aborted) throw new Error(t('The core at {0} did not answer within {1} seconds. It may be fetching databases: run it once by itself.', core, longestMs / 1_000));
    throw new Error(t('The core at {0} could not be run ({1}). Give the path of its program.', core, deepestCode(error)));
  }
}

/** The words of its last error line: `level=error msg="..."`. */
function errorIn(output: string): string {
  const lines = [...output.matchAll(/level=(?:error|fatal) msg="((?:[^"\\]|\\.)*)"/g)].map(([, message]) => message ?? '');
  const last = lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '';
  return last.replaceAll('\\n', ' ').replaceAll('\\"', '"');
}

function placeOf(said: string, { text, rules, groups }: ClashConfiguration): { start: number; end: number } {
  const row = /\brules\[(\d+)\]/.exec(said)?.[1];
  const range = said.includes('sub-rules[') || row === undefined ? undefined : rules[Number(row)]?.range;
  if (range) return { start: range.start, end: range.end };
  const group = groups.find(({ name }) => said.includes(`: ${name.value}: `) || said.includes(`ProxyGroup ${name.value}:`));
  if (group) return { start: group.name.range.start, end: group.name.range.end };
  const line = /\bline (\d+)/.exec(said)?.[1];
  if (line === undefined) return { start: 0, end: 0 };
  let start = 0;
  for (let number = 1; number < Number(line) && start < text.length; number++) start = text.indexOf('\n', start) + 1 || text.length;
  const end = text.indexOf('\n', start);
  return { start, end: end === -1 ? text.length : end };
}
