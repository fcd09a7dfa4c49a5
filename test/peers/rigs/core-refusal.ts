/** What a real core says of a text when it is asked to check it. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findClashCore } from './clash-core.ts';
import { run } from './program.ts';

/** Names what the core says of a text; undefined where it takes it. */
export async function refusal(text: string): Promise<string | undefined> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-lint-'));
  try {
    const file = path.join(folder, 'config.yaml');
    fs.writeFileSync(file, text);
    const { code, stdout, stderr } = await run([findClashCore(), '-t', '-d', folder, '-f', file], { environment: { HOME: folder } });
    if (code === 0) return undefined;
    return `${stdout}${stderr}`.split('\n').filter((line) => /level=(?:error|fatal)/.test(line)).join(' ') || 'refused';
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
