/** Every variable that a child process may be given, who reads it, and from where that is known. */

/** What a variable is set to. */
export type ChildValue =
  /** The shim's address with its token. */
  | 'proxy'
  /** What stood there, and every spelling of this machine itself. */
  | 'exclusions'
  /** The file of roots. */
  | 'roots'
  /** `1`. */
  | 'on'
  /** The shim's port alone. */
  | 'port'
  /** The base URL of the local endpoint, with and without `/v1`. */
  | 'endpoint/v1'
  | 'endpoint'
  /** The endpoint's token, where a key goes. */
  | 'endpoint token'
  /** Nothing: a key that is there would be sent in place of the token. */
  | 'blank';

/** One variable. */
export interface ChildVariable {
  /** As it is spelt; on Windows case does not count. */
  name: string;
  value: ChildValue;
  /**
   * `always`; `present`: only where it is set to something already, as it would lead past the shim or lose a root;
   * `asked`: only when the user wants it.
   */
  when: 'always' | 'present' | 'asked';
  /** It takes the place of all other roots its readers have. */
  replaces?: true;
  /** It goes before a file of roots that the tool's own settings may name, which the bundle has to hold then. */
  beats?: 'git' | 'cargo';
  readers: string;
  source: string;
}

/** The port of the shim a process was given, so that one inside another is known. Holds no token. */
export const portVariable = 'GATEHOUSE_SHIM_PORT';
/** What stood in a shell before; see `former.ts`. */
export const formerVariable = 'GATEHOUSE_FORMER';

const clients = 'docs/clients.md, "How they differ"';

const proxies: readonly ChildVariable[] = [
  { name: 'http_proxy', value: 'proxy', when: 'always', readers: 'nearly all, for http URLs; curl, git, Wget and cargo know this spelling alone', source: clients },
  { name: 'HTTP_PROXY', value: 'proxy', when: 'always', readers: 'nearly all, for http URLs; Go, reqwest, Codex, npm and gaxios look here first', source: clients },
  { name: 'https_proxy', value: 'proxy', when: 'always', readers: 'nearly all, for https URLs', source: clients },
  { name: 'HTTPS_PROXY', value: 'proxy', when: 'always', readers: 'nearly all, for https URLs', source: clients },
  // curl asks it for ftp, ldap and imap too, which the shim does not speak: set only where there was one.
  { name: 'all_proxy', value: 'proxy', when: 'present', readers: 'Chromium and Deno before the others; curl, Python, reqwest, axios after them', source: clients },
  { name: 'ALL_PROXY', value: 'proxy', when: 'present', readers: 'Chromium and Deno before the others; curl, Python, reqwest, axios after them', source: clients },
  { name: 'ws_proxy', value: 'proxy', when: 'always', readers: 'aiohttp, websockets (Python), proxy-from-env (proxy-agent), for ws URLs', source: 'aio-libs/aiohttp helpers.py, proxies_from_env; Rob--W/proxy-from-env' },
  { name: 'WS_PROXY', value: 'proxy', when: 'always', readers: 'the same', source: 'the same' },
  { name: 'wss_proxy', value: 'proxy', when: 'always', readers: 'the same, for wss URLs', source: 'the same' },
  { name: 'WSS_PROXY', value: 'proxy', when: 'always', readers: 'the same, for wss URLs', source: 'the same' },
  { name: 'socks_proxy', value: 'proxy', when: 'present', readers: 'websockets (Python), before https_proxy', source: 'python-websockets/websockets proxy.py, get_proxy' },
  { name: 'SOCKS_PROXY', value: 'proxy', when: 'present', readers: 'the same', source: 'the same' },
  { name: 'CGI_HTTP_PROXY', value: 'proxy', when: 'present', readers: 'Perl LWP in place of HTTP_PROXY, where REQUEST_METHOD is set', source: 'libwww-perl LWP/UserAgent.pm, env_proxy' },
  { name: 'GLOBAL_AGENT_HTTP_PROXY', value: 'proxy', when: 'always', readers: 'programs with global-agent, which read no other by default', source: 'gajus/global-agent, createGlobalProxyAgent.ts' },
  { name: 'GLOBAL_AGENT_HTTPS_PROXY', value: 'proxy', when: 'always', readers: 'the same, for https URLs', source: 'the same' },
  { name: 'npm_config_proxy', value: 'proxy', when: 'present', readers: 'npm and Yarn before the others; axios with proxy-from-env 1', source: 'npm/config; src/path/dialects/npm.ts, yarn-classic.ts' },
  { name: 'npm_config_http_proxy', value: 'proxy', when: 'present', readers: 'the same', source: 'the same' },
  { name: 'npm_config_https_proxy', value: 'proxy', when: 'present', readers: 'the same', source: 'the same' },
  { name: 'pnpm_config_proxy', value: 'proxy', when: 'present', readers: 'pnpm before the others', source: 'src/path/dialects/pnpm.ts' },
  { name: 'pnpm_config_http_proxy', value: 'proxy', when: 'present', readers: 'the same', source: 'the same' },
  { name: 'pnpm_config_https_proxy', value: 'proxy', when: 'present', readers: 'the same', source: 'the same' },
  { name: 'yarn_proxy', value: 'proxy', when: 'present', readers: 'Yarn 1 before the others', source: 'src/path/dialects/yarn-classic.ts' },
  { name: 'yarn_https_proxy', value: 'proxy', when: 'present', readers: 'the same', source: 'the same' },
  { name: 'PIP_PROXY', value: 'proxy', when: 'present', readers: 'pip before the others', source: 'src/path/dialects/pip.ts' },
  { name: 'CARGO_HTTP_PROXY', value: 'proxy', when: 'present', readers: 'cargo before the others', source: 'src/path/dialects/cargo.ts' },
];

const exclusions: readonly ChildVariable[] = [
  { name: 'no_proxy', value: 'exclusions', when: 'always', readers: 'nearly all', source: clients },
  { name: 'NO_PROXY', value: 'exclusions', when: 'always', readers: 'nearly all; Go, reqwest, Codex, npm, gaxios and Gemini CLI look here first', source: clients },
  { name: 'GLOBAL_AGENT_NO_PROXY', value: 'exclusions', when: 'always', readers: 'programs with global-agent', source: 'gajus/global-agent, createGlobalProxyAgent.ts' },
  { name: 'npm_config_noproxy', value: 'exclusions', when: 'present', readers: 'npm beside NO_PROXY', source: 'src/path/dialects/npm.ts' },
  { name: 'npm_config_no_proxy', value: 'exclusions', when: 'present', readers: 'axios with proxy-from-env 1, before NO_PROXY', source: 'src/path/dialects/proxy-from-env.ts' },
  { name: 'pnpm_config_no_proxy', value: 'exclusions', when: 'present', readers: 'pnpm before NO_PROXY', source: 'src/path/dialects/pnpm.ts' },
  { name: 'pnpm_config_noproxy', value: 'exclusions', when: 'present', readers: 'the same', source: 'the same' },
];

const switches: readonly ChildVariable[] = [
  { name: 'NODE_USE_ENV_PROXY', value: 'on', when: 'always', readers: 'Node from 22.21 and 24.5 on: fetch, http and https then read the variables above', source: 'nodejs.org, "Enterprise network configuration"' },
  { name: portVariable, value: 'port', when: 'always', readers: 'Gatehouse, to know a shim inside a shim', source: 'src/shim/environment/nested.ts' },
];

const roots: readonly ChildVariable[] = [
  { name: 'NODE_EXTRA_CA_CERTS', value: 'roots', when: 'always', readers: 'Node, Electron, Bun, Deno, beside their own', source: 'src/path/trust-runtimes.ts' },
  { name: 'DENO_CERT', value: 'roots', when: 'always', readers: 'Deno, beside its own', source: 'src/path/trust-rust-runtimes.ts' },
  // Beside others by itself, but it takes the place of SSL_CERT_FILE, and of the system's where SSL_CERT_DIR is set.
  { name: 'CODEX_CA_CERTIFICATE', value: 'roots', when: 'always', replaces: true, readers: 'Codex CLI, before SSL_CERT_FILE', source: 'src/path/trust-rust-runtimes.ts' },
  { name: 'SSL_CERT_FILE', value: 'roots', when: 'always', replaces: true, readers: 'OpenSSL and so Python ssl, Ruby and Perl; httpx; Go and rustls-native-certs on Linux; curl', source: 'src/path/trust-runtimes.ts' },
  { name: 'REQUESTS_CA_BUNDLE', value: 'roots', when: 'always', replaces: true, readers: 'Python requests, pip, botocore', source: 'psf/requests sessions.py' },
  { name: 'CURL_CA_BUNDLE', value: 'roots', when: 'always', replaces: true, readers: 'the curl program, but not with Schannel; requests', source: 'curl(1), "ENVIRONMENT"' },
  { name: 'HTTPLIB2_CA_CERTS', value: 'roots', when: 'always', replaces: true, readers: 'httplib2 (Google API client for Python)', source: 'httplib2/httplib2 certs.py' },
  { name: 'PERL_LWP_SSL_CA_FILE', value: 'roots', when: 'always', replaces: true, readers: 'Perl LWP, before HTTPS_CA_FILE', source: 'libwww-perl LWP/UserAgent.pm' },
  { name: 'GIT_SSL_CAINFO', value: 'roots', when: 'always', replaces: true, beats: 'git', readers: 'git, before http.sslCAInfo', source: 'git http.c, http_init' },
  { name: 'CARGO_HTTP_CAINFO', value: 'roots', when: 'always', replaces: true, beats: 'cargo', readers: 'cargo, before http.cainfo of its files', source: 'The Cargo Book, "Configuration"' },
  { name: 'PIP_CERT', value: 'roots', when: 'present', replaces: true, readers: 'pip, before REQUESTS_CA_BUNDLE', source: 'pip documentation, "Configuration"' },
  { name: 'AWS_CA_BUNDLE', value: 'roots', when: 'present', replaces: true, readers: 'AWS CLI, botocore and the AWS SDK for Go', source: 'docs.aws.amazon.com, "Environment variables"' },
  { name: 'npm_config_cafile', value: 'roots', when: 'present', replaces: true, readers: 'npm, in place of all others', source: 'npm documentation, "cafile"' },
];

const endpoints: readonly ChildVariable[] = [
  { name: 'OPENAI_BASE_URL', value: 'endpoint/v1', when: 'asked', readers: 'OpenAI SDKs and what is built on them', source: 'openai/openai-python, openai/openai-node' },
  { name: 'OPENAI_API_BASE', value: 'endpoint/v1', when: 'asked', readers: 'aider, LangChain, LiteLLM', source: 'aider and LangChain documentation' },
  { name: 'OPENAI_API_KEY', value: 'endpoint token', when: 'asked', readers: 'OpenAI SDKs and what is built on them', source: 'openai/openai-python, openai/openai-node' },
  { name: 'ANTHROPIC_BASE_URL', value: 'endpoint', when: 'asked', readers: 'Anthropic SDKs, Claude Code', source: 'code.claude.com, "LLM gateway"' },
  { name: 'ANTHROPIC_AUTH_TOKEN', value: 'endpoint token', when: 'asked', readers: 'Anthropic SDKs, Claude Code', source: 'code.claude.com, "LLM gateway"' },
  { name: 'ANTHROPIC_API_KEY', value: 'blank', when: 'asked', readers: 'Anthropic SDKs, Claude Code, before the token', source: 'openrouter.ai/docs, "Claude Code"' },
];

/** Every variable, in the order they are set and shown. */
export const childVariables: readonly ChildVariable[] = [...proxies, ...exclusions, ...switches, ...roots, ...endpoints];
