import { judgeProxyEnvironment } from '../../../../src/diagnosis/rules/proxy-environment.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { ProxySettings, ToolSetting } from '../../../../src/path/proxy-settings.ts';
import { environment, factsOf, settingsOf, type RuleCase } from '../samples.ts';

const proxy = 'http://127.0.0.1:7890';
const openrouter: Partial<SubjectFacts> = {
  gateway: { id: 'openrouter', title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', userDefined: false },
  host: 'openrouter.ai',
};
const judged = (more: Partial<ProxySettings>) => () => judgeProxyEnvironment(settingsOf(more), factsOf(openrouter));

const claude = (name: string, value: string, meaning: NonNullable<ToolSetting['meaning']> = 'base-url', more: Partial<ToolSetting> = {}): ToolSetting => ({
  tool: 'claude-code', name: `env.${name}`, value, file: '~/.claude/settings.json', line: 5, meaning, ...more,
});
const base = (tool: ToolSetting['tool'], name: string, value: string): ToolSetting => ({ tool, name, value, file: `~/${tool}.conf`, line: 3, meaning: 'base-url' });
const dotenv = (name: string, value: string, meaning: NonNullable<ToolSetting['meaning']>, file = '/p/.env'): ToolSetting => ({ tool: 'folder-env', name, value, file, line: 2, meaning });

export const toolFileCases: readonly RuleCase[] = [
  {
    what: 'files that agree with the environment and the gateway',
    judge: judged({
      environments: [environment({ HTTPS_PROXY: proxy, NO_PROXY: 'localhost', NODE_EXTRA_CA_CERTS: '/ca.pem' })],
      tools: [
        { tool: 'wget', name: 'https_proxy', value: `${proxy}/`, file: '~/.wgetrc', line: 1, meaning: 'proxy' },
        { tool: 'wget', name: 'no_proxy', value: 'localhost', file: '~/.wgetrc', line: 2, meaning: 'exclusions' },
        { tool: 'docker', name: 'proxies.default.httpsProxy', value: proxy, file: '~/.docker/config.json', line: 4, meaning: 'proxy' },
      ],
      agents: [
        claude('ANTHROPIC_BASE_URL', 'https://openrouter.ai/api'),
        claude('HTTPS_PROXY', proxy, 'proxy'),
        claude('NODE_EXTRA_CA_CERTS', '/ca.pem', 'trust'),
        claude('NODE_TLS_REJECT_UNAUTHORIZED', '1', 'verification'),
        claude('ANTHROPIC_AUTH_TOKEN', '', 'key'),
        base('codex', 'model_providers.o.base_url', 'https://openrouter.ai/api/v1/'),
        base('continue', 'models.0.apiBase', 'https://openrouter.ai/api/v1'),
        base('continue', 'models.1.apiBase', 'http://localhost:1234/v1'),
        base('opencode', 'provider.x.options.baseURL', '{env:BASE}'),
        base('folder-env', 'OLLAMA_HOST', 'http://127.0.0.1:11434'),
        dotenv('NO_PROXY', 'localhost', 'exclusions'),
        dotenv('OPENAI_API_KEY', '', 'key'),
        dotenv('HTTPS_PROXY', '${CORP_PROXY}', 'proxy'),
      ],
    }),
    status: 'pass',
    findings: [],
  },
  {
    what: 'a tool whose file has another proxy',
    judge: judged({ tools: [{ tool: 'maven', name: 'proxies.corp.host', value: 'http://u:hunter2@old.corp:8080', file: '~/.m2/settings.xml', line: 8, meaning: 'proxy' }] }),
    status: 'pass',
    findings: ['info settings proxy-credentials-in-url', 'info settings tool-proxy-differs'],
    says: /^(?!.*hunter2).*Maven has a proxy of its own.*http:\/\/old\.corp:8080.*Maven \(~\/\.m2\/settings\.xml:8\)/s,
  },
  {
    what: 'an agent that calls another gateway, with a token in the address',
    judge: judged({ agents: [claude('ANTHROPIC_BASE_URL', 'https://u:hunter2@llm.corp.example/anthropic?key=hunter2')] }),
    status: 'pass',
    findings: ['info settings agent-base-url-differs'],
    says: /^(?!.*hunter2).*Claude Code sends its calls somewhere else.*settings\.json:5.*gatehouse doctor --base-url https:\/\/llm\.corp\.example\/anthropic$/s,
  },
  {
    what: 'a host that people write by mistake',
    judge: judged({ agents: [base('codex', 'model_providers.o.base_url', 'https://api.openrouter.ai/v1')] }),
    status: 'warn',
    findings: ['warning settings agent-base-url-wrong'],
    says: /Codex has a base URL that does not work: model_providers\.o\.base_url.*It should be https:\/\/openrouter\.ai\/api\/v1/s,
  },
  {
    what: 'base URLs with what the client adds itself, or without what it needs',
    judge: judged({
      agents: [
        claude('ANTHROPIC_BASE_URL', 'https://openrouter.ai/api/v1'),
        base('aider', 'openai-api-base', 'https://openrouter.ai/v1'),
        base('continue', 'models.0.apiBase', 'https://llm.example/v1/chat/completions'),
      ],
    }),
    status: 'warn',
    findings: ['warning settings agent-base-url-wrong', 'warning settings agent-base-url-wrong', 'warning settings agent-base-url-wrong'],
    says: /should be https:\/\/openrouter\.ai\/api\. .*should be https:\/\/openrouter\.ai\/api\/v1\. .*should be https:\/\/llm\.example\/v1\./s,
  },
  {
    what: 'wrong hosts of other gateways, in the form each client wants',
    judge: judged({
      agents: [
        base('opencode', 'provider.g.options.baseURL', 'https://groq.com/openai/v1'),
        base('aider', 'openai-api-base', 'https://models.inference.ai.azure.com'),
        claude('ANTHROPIC_BASE_URL', 'https://anthropic.com/v1'),
        base('continue', 'models.0.apiBase', 'https://api.groq.com/openai'),
      ],
    }),
    status: 'warn',
    findings: Array.from({ length: 4 }, () => 'warning settings agent-base-url-wrong'),
    says: /should be https:\/\/api\.groq\.com\/openai\/v1\. .*should be https:\/\/models\.github\.ai\/inference\. .*should be https:\/\/api\.anthropic\.com\. .*should be https:\/\/api\.groq\.com\/openai\/v1\./s,
  },
  {
    what: 'roots of other protocols and regions, which are no mistakes',
    judge: judged({
      agents: [
        claude('ANTHROPIC_BASE_URL', 'https://openrouter.ai/api'),
        base('gemini-cli', 'GOOGLE_GEMINI_BASE_URL', 'https://generativelanguage.googleapis.com'),
        dotenv('ANTHROPIC_BASE_URL', 'https://api.deepseek.com/anthropic', 'base-url'),
        dotenv('OPENAI_BASE_URL', 'https://openrouter.ai/api/v1', 'base-url'),
        base('codex', 'model_providers.o.base_url', 'https://eu.openrouter.ai/api/v1'),
        base('aider', 'ollama-api-base', 'http://localhost:11434'),
      ],
    }),
    status: 'pass',
    findings: ['info settings agent-base-url-differs', 'info settings agent-base-url-differs'],
  },
  {
    what: 'a region of a gateway with a path that is none',
    judge: judged({ agents: [base('codex', 'model_providers.o.base_url', 'https://eu.openrouter.ai/v1')] }),
    status: 'warn',
    findings: ['warning settings agent-base-url-wrong'],
    says: /should be https:\/\/eu\.openrouter\.ai\/api\/v1\./,
  },
  {
    what: 'of two files of an agent the stronger one',
    judge: judged({ agents: [claude('ANTHROPIC_BASE_URL', 'https://api.openrouter.ai'), claude('ANTHROPIC_BASE_URL', 'https://openrouter.ai/api', 'base-url', { file: '/p/.claude/settings.json' })] }),
    status: 'pass',
    findings: [],
  },
  {
    what: 'an agent with another proxy, and one with none',
    judge: judged({
      environments: [environment({ HTTPS_PROXY: proxy })],
      agents: [claude('HTTPS_PROXY', 'http://u:hunter2@10.0.0.1:3128', 'proxy'), claude('HTTP_PROXY', 'http://10.9.9.9:1', 'proxy'), { ...base('continue', 'requestOptions.proxy', ''), meaning: 'proxy' }],
    }),
    status: 'pass',
    findings: ['info settings agent-proxy-differs', 'info settings agent-proxy-differs'],
    says: /^(?!.*(hunter2|10\.9\.9\.9)).*env\.HTTPS_PROXY: http:\/\/10\.0\.0\.1:3128.*In the terminal: http:\/\/127\.0\.0\.1:7890.*requestOptions\.proxy: no proxy/s,
  },
  {
    what: 'proxies that an agent can not use',
    judge: judged({
      environments: [environment({ HTTPS_PROXY: proxy })],
      agents: [claude('HTTPS_PROXY', 'socks5://127.0.0.1:7891', 'proxy'), { ...base('continue', 'models.0.requestOptions.proxy', 'htp://ann:hunter2@x'), meaning: 'proxy' }],
    }),
    status: 'warn',
    findings: ['warning settings agent-proxy-unusable', 'warning settings agent-proxy-unusable'],
    says: /^(?!.*hunter2).*no support for SOCKS.*Continue \(~\/continue\.conf:3\)/s,
  },
  {
    what: 'settings of Claude Code that go over the environment',
    judge: judged({
      environments: [environment({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:4000', NODE_EXTRA_CA_CERTS: '/new.pem' })],
      agents: [claude('ANTHROPIC_BASE_URL', 'https://openrouter.ai/api'), claude('NODE_EXTRA_CA_CERTS', '/old.pem', 'trust')],
    }),
    status: 'pass',
    findings: ['info settings agent-overrides-environment'],
    says: /ANTHROPIC_BASE_URL and NODE_EXTRA_CA_CERTS that the terminal has.*settings\.json:5/s,
  },
  {
    what: "a folder's .env that differs from the environment",
    judge: judged({
      environments: [environment({ NO_PROXY: 'localhost' })],
      agents: [dotenv('HTTPS_PROXY', proxy, 'proxy'), dotenv('NO_PROXY', 'other', 'exclusions'), dotenv('NODE_EXTRA_CA_CERTS', '/ca.pem', 'trust'), dotenv('NO_PROXY', 'localhost', 'exclusions', '/q/.env')],
    }),
    status: 'pass',
    findings: ['info settings folder-env-differs'],
    says: /HTTPS_PROXY in \.env \(\/p\/\.env:2\) and NO_PROXY in \.env \(\/p\/\.env:2\)\. Most programs/s,
  },
  {
    what: 'checks that are switched off in files, with the lines that can go',
    judge: judged({
      tools: [{ tool: 'wget', name: 'check_certificate', value: 'off', file: '~/.wgetrc', line: 4, meaning: 'verification', removable: true }],
      agents: [
        claude('NODE_TLS_REJECT_UNAUTHORIZED', '0', 'verification'),
        claude('GIT_SSL_NO_VERIFY', 'true', 'verification', { line: 6, removable: true }),
        { ...dotenv('NODE_TLS_REJECT_UNAUTHORIZED', '1', 'verification') },
      ],
    }),
    status: 'warn',
    findings: ['warning settings verification-off'],
    says: /check_certificate=off in wget \(~\/\.wgetrc:4\).*env\.NODE_TLS_REJECT_UNAUTHORIZED=0 in Claude Code.*env\.GIT_SSL_NO_VERIFY=true/s,
  },
];
