/** Real clients that ask the practice gateway, and what they print of its errors. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { npmPackage } from '../dialects/client.ts';
import { pythonWith } from '../dialects/clients/python.ts';
import { findProgram, run } from '../rigs/program.ts';

/** One question to the practice gateway as a scenario has it. */
export interface Question {
  /** The scenario and how it was asked: `bad-key, stream`. */
  name: string;
  /** Without a path. */
  url: string;
  stream: boolean;
  /** The client's own clock. */
  timeoutMs: number;
  /** How long a client without a clock is given before it counts as hanging. */
  patienceMs: number;
}

/** What a user of a client saw. */
export interface SeenError {
  name: string;
  outcome: 'error' | 'no-error' | 'hangs';
  /** All of it: stack and causes, or headers and body. */
  full?: string;
  /** The message alone, as programs show it that print no more. */
  short?: string;
}

/** A client at one version. */
export interface SdkClient {
  spec: string;
  /** Asks all questions, one after another. @throws when the client can't be installed or run. */
  ask(questions: readonly Question[], caFile: string): Promise<SeenError[]>;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const lookedUp = (name: string): string => path.join(folder, name);

async function lines(command: readonly string[], caFile: string): Promise<SeenError[]> {
  const environment = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: os.tmpdir(),
    PRACTICE_KEY: practiceKey,
    NODE_EXTRA_CA_CERTS: caFile,
    SSL_CERT_FILE: caFile,
  };
  const { code, stdout, stderr } = await run(command, { environment, limitMs: 200_000 });
  if (code !== 0) throw new Error(`${command[0] ?? ''} ended with ${code}: ${stderr.slice(-2_000)}`);
  const seen = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as SeenError);
  return seen.map((one) => ({ ...one, ...withoutPlaces(one) }));
}

/** Texts as on anybody's machine: without this one's folders and with one port. */
function withoutPlaces({ full, short }: SeenError): Partial<SeenError> {
  const plain = (text: string): string =>
    text
      .replaceAll(/(?:file:\/\/)?(?:\/[\w.@+-]+)+\/node_modules\//g, '/app/node_modules/')
      .replaceAll(/(?:\/[\w.@+-]+)+\/site-packages\//g, '/app/site-packages/')
      .replaceAll(/(?:\/[\w.@+-]+)+\/lib\/python3\.\d+\//g, '/usr/lib/python3/')
      .replaceAll(/(?:file:\/\/)?(?:\/[\w.@+-]+)+\/sdk-errors\//g, '/app/')
      .replaceAll(/(127\.0\.0\.1|localhost):\d{4,5}/g, '$1:8787');
  return { ...(full !== undefined && { full: plain(full) }), ...(short !== undefined && { short: plain(short) }) };
}

const nodeSdk = (kind: 'openai' | 'anthropic', name: string, version: string): SdkClient => ({
  spec: `${name}@${version} for Node`,
  ask: async (questions, caFile) => {
    const installed = await npmPackage(name, version);
    const program = lookedUp('node-sdk.mjs');
    return lines([process.execPath, '--no-warnings', program, kind, installed, JSON.stringify(questions)], caFile);
  },
});

const pythonSdk = (kind: 'openai' | 'anthropic', version: string, http: string): SdkClient => ({
  spec: `${kind}@${version} for Python`,
  ask: async (questions, caFile) => {
    const python = await pythonWith([`${kind}==${version}`, http]);
    return lines([python, lookedUp('python_sdk.py'), kind, JSON.stringify(questions)], caFile);
  },
});

const curl: SdkClient = {
  spec: 'curl',
  ask: async (questions, caFile) => {
    const program = findProgram('curl', 'curl');
    const seen: SeenError[] = [];
    for (const { name, url, stream, timeoutMs } of questions) {
      const body = { model: 'openai/gpt-4o-mini', stream, messages: [{ role: 'user', content: 'Hi' }] };
      const options = ['-sS', '-i', '-N', '--max-time', String(timeoutMs / 1000), '--cacert', caFile];
      const head = ['-H', `authorization: Bearer ${practiceKey}`, '-H', 'content-type: application/json'];
      const asked = [program, ...options, ...head, '-d', JSON.stringify(body), `${url}/api/v1/chat/completions`];
      const { code, stdout, stderr } = await run(asked, { limitMs: 60_000 });
      const refused = !/^HTTP\/[\d.]+ 2\d\d/.test(stdout);
      const outcome = code !== 0 || refused || stdout.includes('"error"') ? 'error' : 'no-error';
      const printed = { name, outcome, full: `${stdout}${stderr}` } as const;
      seen.push({ ...printed, ...withoutPlaces(printed) });
    }
    return seen;
  },
};

/** The clients, at versions of late 2026. */
export const sdkClients: readonly SdkClient[] = [
  nodeSdk('openai', 'openai', '7.59.0'),
  nodeSdk('anthropic', '@anthropic-ai/sdk', '1.14.0'),
  pythonSdk('openai', '3.6.0', 'httpx2[socks]==2.15.1'),
  pythonSdk('anthropic', '1.9.0', 'httpx2[socks]==2.15.1'),
  curl,
];

/** Where the unit tier finds what was printed. */
export const fixtureFolder = fileURLToPath(new URL('../../unit/diagnosis/fixtures/sdk-errors/', import.meta.url));

/** Writes what a client printed, for the unit tier. */
export function writeFixture(spec: string, seen: readonly SeenError[]): void {
  fs.mkdirSync(fixtureFolder, { recursive: true });
  const file = `${spec.replace(/[^a-z0-9.]+/gi, '-').replace(/^-/, '')}.json`;
  fs.writeFileSync(path.join(fixtureFolder, file), `${JSON.stringify({ client: spec, seen }, null, 1)}\n`);
}
