/**
 * Real agents that are told of the shim by their own files, as `gatehouse agents --use` writes them. Each is started once
 * in a home of its own, and what it wants of the network arrives at a proxy that writes it down: with the agent's name and
 * token, while a variable of the shell names a proxy that nobody listens on, where the agent's file goes before it. No
 * account is needed, as nothing leaves this machine.
 */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { placeOf, prepareUndo, prepareUse, writePrepared } from '../../src/shim/agents/agent-use.ts';
import type { ShimAddress } from '../../src/shim/agents/agent.ts';
import { agents, findAgent } from '../../src/shim/agents/index.ts';
import { childEnvironment } from '../../src/shim/environment/child-environment.ts';
import { mergedExclusions } from '../../src/shim/environment/exclusions.ts';
import { proxyAddress } from '../../src/shim/shim-options.ts';
import { npmPackage } from './dialects/client.ts';
import { pythonWith } from './dialects/clients/python.ts';
import { startConnectRecorder, type ConnectRecorder } from './rigs/connect-recorder.ts';
import { start } from './rigs/program.ts';

const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
const token = 'T'.repeat(43);
/** Nobody listens there, so an agent that takes it arrives nowhere. */
const dead = 'http://127.0.0.1:9';
const startLimitMs = 60_000;

interface RealAgent {
  id: string;
  /** What it wants, beyond doubt. */
  host: RegExp;
  /** A file as its user has it, before. */
  before?: string;
  /** A variable of the shell goes before its file. */
  shellWins?: true;
  environment?: Readonly<Record<string, string>>;
  command(home: string): Promise<readonly string[]>;
}

const claude = (version: string): RealAgent => ({
  id: 'claude-code',
  host: /^api\.anthropic\.com:443$/,
  before: '{\n  "cleanupPeriodDays": 20,\n  "env": { "CLAUDE_CODE_MAX_RETRIES": "0" }\n}\n',
  environment: { ANTHROPIC_API_KEY: 'none', DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
  command: async () => [path.join(await npmPackage(`@anthropic-ai/claude-code-linux-${architecture}`, version), 'claude'), '-p', 'hi'],
});

const real: Readonly<Record<string, () => RealAgent>> = {
  'Claude Code 2.1.329': () => claude('2.1.329'),
  'Claude Code 2.1.206': () => claude('2.1.206'),
  'Codex CLI 0.169.0': () => ({
    id: 'codex',
    host: /^(?:api\.openai|chatgpt)\.com:443$/,
    before: '# mine\nMY_NAME="a b"\n',
    environment: { OPENAI_API_KEY: 'none', CODEX_API_KEY: 'none' },
    async command() {
      const folder = await npmPackage('@openai/codex', `0.169.0-linux-${architecture}`);
      const target = `${architecture === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-musl`;
      return [path.join(folder, 'vendor', target, 'bin', 'codex'), 'exec', '--skip-git-repo-check', 'hi'];
    },
  }),
  'Gemini CLI 0.61.0': () => ({
    id: 'gemini-cli',
    host: /^generativelanguage\.googleapis\.com:443$/,
    before: 'GEMINI_API_KEY=none\n',
    shellWins: true,
    environment: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    command: async () => [process.execPath, path.join(await npmPackage('@google/gemini-cli', '0.61.0'), 'bundle', 'gemini.js'), '-p', 'hi'],
  }),
  'Continue CLI 1.5.47': () => ({
    id: 'continue',
    host: /^api\.openai\.com:443$/,
    before: 'name: Mine\nversion: 1.0.0\nschema: v1\nmodels:\n  - name: GPT # a remark\n    provider: openai\n    model: gpt-4o\n    apiKey: none\nrules:\n  - be kind\n',
    command: async (home) => [process.execPath, path.join(await npmPackage('@continuedev/cli', '1.5.47'), 'dist', 'cn.js'), '--config', path.join(home, '.continue', 'config.yaml'), '-p', 'hi'],
  }),
  // They take minutes to install or to start.
  ...(process.env['GATEHOUSE_ALL_CLIENTS'] === '1' && {
    'aider 0.86.2': (): RealAgent => ({
      id: 'aider',
      host: /^api\.openai\.com:443$/,
      before: '# mine\ndark-mode: true\nset-env:\n  - A=b\n',
      environment: { OPENAI_API_KEY: 'none' },
      command: async () => [
        path.join(path.dirname(await pythonWith(['aider-chat==0.86.2'])), 'aider'),
        ...['--model', 'openai/gpt-4o', '--no-git', '--yes-always', '--no-check-update', '--no-analytics', '--message', 'hi'],
      ],
    }),
    'OpenClaw 2026.9.6': (): RealAgent => ({
      id: 'openclaw',
      host: /^example\.com:443$/,
      before: "{\n  // mine\n  gateway: { port: 18789 },\n}\n",
      command: async () => [process.execPath, path.join(await npmPackage('openclaw', '2026.9.6'), 'openclaw.mjs'), 'proxy', 'validate'],
    }),
  }),
};

describe('agents that are told of the shim', function () {
  this.timeout(180_000);
  let home: string;
  let recorder: ConnectRecorder;
  beforeEach(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-agents-peers-'));
    fs.mkdirSync(path.join(home, 'project'));
    recorder = await startConnectRecorder();
  });
  afterEach(() => {
    recorder.close();
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  const addressFor = (id: string): ShimAddress => ({ proxy: proxyAddress(recorder.port, id, token), bundleFile: null, noProxy: mergedExclusions('') });

  async function askedFor(id: string, host: RegExp, command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    const stop = AbortSignal.timeout(startLimitMs);
    const shell = ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@" < /dev/null', 'sh', path.join(home, 'project'), ...command];
    const program = await start(shell, () => true, { environment: { PATH: process.env['PATH'] ?? '', HOME: home, TERM: 'dumb', ...environment } });
    const asked = await recorder.first(({ target }) => host.test(target), stop);
    await program.stop();
    assert.ok(asked, `it asked for ${JSON.stringify(recorder.all())} and said: ${program.output().slice(-2_000)}`);
    for (const { target, credentials } of recorder.all()) assert.equal(credentials, `${id}:${token}`, target);
  }

  for (const [title, make] of Object.entries(real)) {
    it(title, async () => {
      const { id, host, before, shellWins, environment, command } = make();
      const agent = findAgent(id);
      assert.ok(agent?.way === 'file');
      const of = { place: placeOf(process.platform, {}, home), stateFolder: path.join(home, 'state') };
      const file = agent.file(of.place);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      if (before !== undefined) fs.writeFileSync(file, before);
      await writePrepared(await prepareUse(agent, addressFor(id), of, new Date()), of);
      const shell = shellWins ? {} : { HTTPS_PROXY: dead, https_proxy: dead, HTTP_PROXY: dead, http_proxy: dead };
      await askedFor(id, host, await command(home), { ...shell, ...environment });
      await writePrepared(await prepareUndo(agent, of), of);
      assert.equal(fs.readFileSync(file, 'utf8'), before);
    });
  }

  it('opencode 1.18.33, which has no file for it, by the variables of gatehouse exec', async () => {
    const folder = await npmPackage(`opencode-linux-${architecture}${architecture === 'x64' ? '-baseline' : ''}`, '1.18.33');
    const environment = childEnvironment({ base: { OPENAI_API_KEY: 'none' }, platform: process.platform, proxy: proxyAddress(recorder.port, 'opencode', token), bundle: null });
    await askedFor('opencode', /^api\.openai\.com:443$/, [path.join(folder, 'bin', 'opencode'), 'run', '-m', 'openai/gpt-4o', 'hi'], environment);
  });

  it('are all here but those that need an editor', () => {
    const played = new Set(['opencode', 'aider', 'openclaw', ...Object.values(real).map((make) => make().id)]);
    assert.deepEqual(agents.map(({ id }) => id).filter((id) => !played.has(id)), ['cline']);
  });
});
