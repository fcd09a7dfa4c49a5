/** Real agents, told of the endpoint as `docs/endpoint-clients.md` says, each in a home of its own and without a network. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { npmPackage } from '../dialects/client.ts';
import { pythonWith } from '../dialects/clients/python.ts';
import { rigToken } from '../rigs/endpoint-rig.ts';
import { start } from '../rigs/program.ts';

/** What an agent did with one question. */
export interface AgentRun {
  /** Null: it was still at it when its time was over. */
  code: number | null;
  /** What it printed, both streams. */
  output: string;
}

export interface Agent {
  id: string;
  title: string;
  /** What it speaks; `translated` is what its only target speaks there. */
  speaks: 'messages' | 'responses' | 'chat-completions';
  /** How often it asks for one answer; opencode makes up a title first. */
  asks: number;
  /** How it goes on when an answer breaks off: a whole number of further requests, or `on and on` until it is ended. */
  breaks: { again: number; says: RegExp } | { again: 'on and on'; says: RegExp | undefined };
  /** @throws when it can't be installed. */
  install(): Promise<string>;
  /** Files below its home, by their path. */
  files?(root: string, model: string): Readonly<Record<string, string>>;
  environment(root: string, model: string): Readonly<Record<string, string>>;
  args(model: string, prompt: string): readonly string[];
}

const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
const words = /closed in the middle of the answer/;

/** The same versions as `agents-shim.test.ts`, so that they are installed once. */
export const agents: readonly Agent[] = [
  {
    id: 'claude-code',
    title: 'Claude Code 2.1.329',
    speaks: 'messages',
    asks: 1,
    breaks: { again: 3, says: /Server error mid-response\. The response above may be incomplete/ },
    install: async () => path.join(await npmPackage(`@anthropic-ai/claude-code-linux-${architecture}`, '2.1.329'), 'claude'),
    environment: (root, model) => ({
      ANTHROPIC_BASE_URL: root,
      ANTHROPIC_AUTH_TOKEN: rigToken,
      ANTHROPIC_MODEL: model,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    }),
    args: (_, prompt) => ['-p', prompt],
  },
  {
    id: 'codex',
    title: 'Codex CLI 0.169.0',
    speaks: 'responses',
    asks: 1,
    breaks: { again: 1, says: words },
    async install() {
      const folder = await npmPackage('@openai/codex', `0.169.0-linux-${architecture}`);
      return path.join(folder, 'vendor', `${architecture === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-musl`, 'bin', 'codex');
    },
    files: (root, model) => ({
      // As delivered it opens a stream anew five times, which takes half a minute.
      '.codex/config.toml': [
        `model = "${model}"`,
        'model_provider = "gatehouse"',
        'web_search = "disabled"',
        'check_for_update_on_startup = false',
        '[analytics]',
        'enabled = false',
        '[model_providers.gatehouse]',
        'name = "Gatehouse"',
        `base_url = "${root}/v1"`,
        'wire_api = "responses"',
        'env_key = "GATEHOUSE_TOKEN"',
        'stream_max_retries = 1',
        'request_max_retries = 1',
        '',
      ].join('\n'),
    }),
    environment: () => ({ GATEHOUSE_TOKEN: rigToken }),
    args: (_, prompt) => ['exec', '--skip-git-repo-check', prompt],
  },
  {
    id: 'opencode',
    title: 'opencode 1.18.33',
    speaks: 'chat-completions',
    asks: 2,
    breaks: { again: 'on and on', says: undefined },
    install: async () => path.join(await npmPackage(`opencode-linux-${architecture}${architecture === 'x64' ? '-baseline' : ''}`, '1.18.33'), 'bin', 'opencode'),
    files: (root, model) => ({
      'project/opencode.json': JSON.stringify({
        autoupdate: false,
        share: 'disabled',
        provider: { gatehouse: { npm: '@ai-sdk/openai-compatible', name: 'Gatehouse', options: { baseURL: `${root}/v1`, apiKey: '{env:GATEHOUSE_TOKEN}' }, models: { [model]: { name: model } } } },
      }),
    }),
    environment: () => ({ GATEHOUSE_TOKEN: rigToken, OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_LSP_DOWNLOAD: '1', OPENCODE_DISABLE_DEFAULT_PLUGINS: '1' }),
    args: (model, prompt) => ['run', '-m', `gatehouse/${model}`, prompt],
  },
  {
    id: 'aider',
    title: 'aider 0.86.2',
    speaks: 'chat-completions',
    asks: 1,
    // It shows the part, the error behind it, and begins anew for a minute.
    breaks: { again: 'on and on', says: words },
    install: async () => path.join(path.dirname(await pythonWith(['aider-chat==0.86.2'])), 'aider'),
    environment: (root) => ({ OPENAI_API_BASE: `${root}/v1`, OPENAI_API_KEY: rigToken, LITELLM_LOCAL_MODEL_COST_MAP: 'True' }),
    args: (model, prompt) => ['--model', `openai/${model}`, '--no-git', '--yes-always', '--no-check-update', '--no-analytics', '--no-show-model-warnings', '--no-pretty', '--no-fancy-input', '--message', prompt],
  },
];

/** Agents that speak nothing that the endpoint does, with the reason. */
export const speakOtherwise: Readonly<Record<string, string>> = { 'Gemini CLI': 'it speaks Gemini\'s own protocol alone' };

/** All but this machine is behind a proxy that nobody listens at, so that nothing waits for an answer from outside. */
const noNetwork = { HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' };

/**
 * Asks it once.
 *
 * @param limitMs when it is ended.
 * @param enough ends it before, where it would go on and on.
 */
export async function askAgent(agent: Agent, program: string, root: string, model: string, limitMs: number, enough: () => boolean): Promise<AgentRun> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-endpoint-agents-'));
  try {
    fs.mkdirSync(path.join(home, 'project'));
    for (const [name, text] of Object.entries(agent.files?.(root, model) ?? {})) {
      fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      fs.writeFileSync(path.join(home, name), text);
    }
    const script = 'cd "$1" && shift && "$@" < /dev/null; echo "ENDED WITH $?"; sleep 600';
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, TERM: 'dumb', NO_COLOR: '1', LANG: 'C.UTF-8', ...noNetwork, ...agent.environment(root, model) };
    const running = await start(['/bin/sh', '-c', script, 'sh', path.join(home, 'project'), program, ...agent.args(model, 'Say something.')], () => true, { environment });
    const ended = (): string | undefined => /^ENDED WITH (\d+)$/m.exec(running.output())?.[1];
    const deadline = performance.now() + limitMs;
    while (ended() === undefined && !enough() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    const code = ended();
    await running.stop();
    return { code: code === undefined ? null : Number(code), output: running.output().replace(/^ENDED WITH \d+$/m, '') };
  } finally {
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
