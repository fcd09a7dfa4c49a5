/** A real LiteLLM proxy, installed into the cache once. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cache } from '../dialects/client.ts';
import { findProgram, listensOn, runWell, start, type Program } from './program.ts';

/** The newest whose parts are all to be had; 1.82.7 and 1.82.8 were not LiteLLM's own. */
const version = '1.106.12';

/** The installed program. @throws what pip said. */
export async function litellmProgram(): Promise<string> {
  const folder = path.join(cache, `litellm-${version}`);
  const program = path.join(folder, 'bin', 'litellm');
  const done = path.join(folder, 'installed');
  if (!fs.existsSync(done)) {
    const home = { HOME: os.homedir(), PATH: process.env['PATH'] ?? '' };
    const inherited = Object.fromEntries(Object.entries(process.env).filter((one): one is [string, string] => /^(?:PIP_|https?_proxy$|no_proxy$)/i.test(one[0])));
    await runWell([findProgram('python3', 'python3-venv'), '-m', 'venv', folder], { environment: home });
    const pip = [path.join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `litellm[proxy]==${version}`];
    await runWell(pip, { environment: { ...home, ...inherited }, limitMs: 600_000 });
    fs.writeFileSync(done, '');
  }
  return program;
}

/** Starts it with a configuration, and nothing else of this machine. @param environment its keys. */
export async function startLitellm(program: string, config: string, port: number, environment: Readonly<Record<string, string>>): Promise<Program> {
  return await start([program, '--config', config, '--port', String(port), '--host', '127.0.0.1', '--telemetry', 'False'], listensOn(port, 'tcp', '127.0.0.1'), {
    limitMs: 180_000,
    environment: { PATH: process.env['PATH'] ?? '', HOME: path.dirname(config), LITELLM_LOCAL_MODEL_COST_MAP: 'True', ...environment },
  });
}
