import { dialects, usualClients } from './dialects/index.ts';

/** What is cheap to see of a machine's programs, without starting any. */
export interface ClientFacts {
  /** True in an extension host. */
  inEditor: boolean;
  /** Names of programs that PATH leads to, without `.exe`; of those in `toolClients` only. */
  tools: readonly string[];
  /** Ids of installed extensions, in any case. */
  extensions: readonly string[];
}

/** A client that matters on this machine, and why. */
export interface ClientInUse {
  /** Dialect id. */
  client: string;
  /** `usual`: nothing was found, and this one is common. */
  why: 'editor' | 'extension' | 'tool' | 'usual';
  /** The program or the extension's id. */
  found?: string;
  /** `editor`: part of the editor. `host`: started by an extension, or in it. `terminal`: started by hand. */
  runs: 'editor' | 'host' | 'terminal';
}

/** The clients of the editor's own code; no other program has them. */
export const editorClients: readonly string[] = ['vscode-exthost-http', 'vscode-exthost-fetch'];

/**
 * Programs by the name they are started with, and the clients in them. Python stands for the libraries that API clients
 * are written with; Node for its own fetch and for programs that use undici's agent (Gemini CLI, openai-node's advice).
 */
const toolClients: Readonly<Record<string, readonly string[]>> = {
  curl: ['curl'],
  git: ['git'],
  wget: ['wget'],
  python: ['python-requests', 'python-httpx'],
  python3: ['python-requests', 'python-httpx'],
  pip: ['pip'],
  pip3: ['pip'],
  openai: ['python-openai'],
  aider: ['python-httpx'],
  llm: ['python-openai'],
  http: ['python-requests'],
  node: ['node-fetch', 'undici-env-agent'],
  npm: ['npm'],
  pnpm: ['pnpm'],
  yarn: ['yarn-classic'],
  deno: ['deno-fetch'],
  bun: ['bun-fetch'],
  go: ['go'],
  cargo: ['cargo'],
  uv: ['rust-reqwest'],
  ruby: ['ruby-net-http'],
  dotnet: ['dotnet-httpclient'],
  'lwp-request': ['perl-lwp'],
  codex: ['codex-cli'],
  claude: ['claude-code'],
  gemini: ['gemini-cli'],
};

/** Extensions that bring a client of their own, by id in lower case. */
const extensionClients: Readonly<Record<string, readonly string[]>> = {
  'anthropic.claude-code': ['claude-code'],
  'openai.chatgpt': ['codex-cli'],
  'google.gemini-cli-vscode-ide-companion': ['gemini-cli'],
  // Asks for model lists with axios (cline/cline, package.json).
  'saoudrizwan.claude-dev': ['axios'],
};

/** The programs to look for. */
export const knownTools: readonly string[] = Object.keys(toolClients);

/** The clients that matter here, in the order of reports; the usual ones where nothing was found. */
export function clientsInUse({ inEditor, tools, extensions }: ClientFacts): ClientInUse[] {
  const named = (table: Readonly<Record<string, readonly string[]>>, name: string): readonly string[] =>
    Object.hasOwn(table, name) ? (table[name] ?? []) : [];
  const found: ClientInUse[] = [
    ...(inEditor ? editorClients.map((client) => ({ client, why: 'editor' as const, runs: 'editor' as const })) : []),
    ...extensions.flatMap((id) =>
      named(extensionClients, id.toLowerCase()).map((client) => ({
        client,
        why: 'extension' as const,
        found: id,
        runs: 'host' as const,
      })),
    ),
    ...tools.flatMap((name) =>
      named(toolClients, name).map((client) => ({ client, why: 'tool' as const, found: name, runs: 'terminal' as const })),
    ),
  ];
  if (!found.some(({ why }) => why === 'tool')) {
    for (const client of usualClients) {
      if (!editorClients.includes(client)) found.push({ client, why: 'usual', runs: 'terminal' });
    }
  }
  const order = new Map(dialects.map(({ id }, index) => [id, index]));
  return found
    .filter((one, index) => found.findIndex(({ client, runs }) => client === one.client && runs === one.runs) === index)
    .sort((a, b) => (order.get(a.client) ?? 0) - (order.get(b.client) ?? 0));
}
