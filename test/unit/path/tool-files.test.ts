import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import type { ProxySettings, ToolSetting } from '../../../src/path/proxy-settings.ts';
import { parseAiderConfig } from '../../../src/path/sources/agents/aider.ts';
import { parseClaudeSettings } from '../../../src/path/sources/agents/claude-code.ts';
import { parseCodexConfig } from '../../../src/path/sources/agents/codex.ts';
import { parseContinueConfig } from '../../../src/path/sources/agents/continue.ts';
import { parseOpencodeConfig } from '../../../src/path/sources/agents/opencode.ts';
import { parseCargoConfig } from '../../../src/path/sources/cargo.ts';
import { parseCondarc } from '../../../src/path/sources/conda.ts';
import { parseDockerConfig } from '../../../src/path/sources/docker.ts';
import { parseEnvFile } from '../../../src/path/sources/env-file.ts';
import { parseGradleProperties } from '../../../src/path/sources/gradle.ts';
import { gatherProxySettings, type GatherOptions } from '../../../src/path/sources/index.ts';
import { parseMavenSettings } from '../../../src/path/sources/maven.ts';
import { readTextFile } from '../../../src/path/sources/text-file.ts';
import type { FileReading } from '../../../src/path/sources/tool-file.ts';
import { variableMeaning } from '../../../src/path/sources/variable-meanings.ts';
import { parseWgetrc } from '../../../src/path/sources/wget.ts';
import { parseYarnrc, parseYarnYaml } from '../../../src/path/sources/yarn.ts';

/** `meaning name=value@line`, with `-` behind an entry whose line can be taken out. */
const said = (settings: readonly ToolSetting[]): string[] =>
  settings.map(({ meaning, name, value, line, removable }) => `${meaning} ${name}=${value}@${line}${removable ? '-' : ''}`);

type Parse = (text: string, file: string) => FileReading | readonly ToolSetting[];

interface FileCase {
  what: string;
  parse: Parse;
  text: string;
  says: readonly string[];
  problem?: RegExp;
  file?: string;
}

const cases: readonly FileCase[] = [
  {
    what: 'wgetrc: case, dashes and underscores do not count; passwords are not kept',
    parse: parseWgetrc,
    text: '# https_proxy = http://no:1\nHTTPS-Proxy = http://u:p@h:3128/\r\nno_proxy=localhost,.corp\nuse_proxy = on\nproxy_password = hunter2\ncheckcertificate = off\nca_certificate = "/ca.pem"\ntries = 20\n',
    says: ['proxy HTTPS-Proxy=http://u:p@h:3128/@2', 'exclusions no_proxy=localhost,.corp@3', 'other use_proxy=on@4', 'key proxy_password=@5', 'verification checkcertificate=off@6-', 'trust ca_certificate="/ca.pem"@7'],
  },
  {
    what: 'cargo: tables, dotted keys, an inline table',
    parse: parseCargoConfig,
    text: 'net.git-fetch-with-cli = true\n[registries]\nx = { index = "https://r.test" }\n[http]\nproxy = "socks5h://h:1080"\ncainfo = \'C:\\ca.pem\'\ncheck-revoke = false\n',
    says: ['other net.git-fetch-with-cli=true@1', 'proxy http.proxy=socks5h://h:1080@5', 'trust http.cainfo=C:\\ca.pem@6', 'other http.check-revoke=false@7'],
  },
  { what: 'cargo: an inline table', parse: parseCargoConfig, text: 'http = { proxy = "h:1", timeout = 30 }\n', says: ['proxy http.proxy=h:1@1', 'clock http.timeout=30@1'] },
  { what: 'cargo: what is no TOML is said', parse: parseCargoConfig, text: '[http]\nproxy = "h:1"\ncainfo = /ca.pem\n', says: ['proxy http.proxy=h:1@2'], problem: /TOML from line 3/ },
  {
    what: 'gradle: host and port are one, with Java defaults and -D of the daemon',
    parse: parseGradleProperties,
    text: '# c\nsystemProp.https.proxyHost=proxy.corp\nsystemProp.https.proxyPort=8443\nsystemProp.http.proxyHost : proxy.corp\nsystemProp.https.proxyPassword=hunter2\nsystemProp.https.nonProxyHosts=*.corp|localhost\norg.gradle.jvmargs=-Xmx2g \\\n  -Djavax.net.ssl.trustStore="C:\\\\ca.jks" -DsocksProxyHost=s\n',
    says: ['proxy systemProp.https.proxyHost=http://proxy.corp:8443@2', 'proxy systemProp.http.proxyHost=http://proxy.corp:80@4', 'key systemProp.https.proxyPassword=@5', 'exclusions systemProp.https.nonProxyHosts=*.corp|localhost@6', 'trust org.gradle.jvmargs -Djavax.net.ssl.trustStore=C:\\ca.jks@7', 'proxy org.gradle.jvmargs -DsocksProxyHost=socks5://s:1080@7'],
  },
  {
    what: 'maven: active proxies, comments, entities, a password that is not kept',
    parse: parseMavenSettings,
    text: '<?xml version="1.0"?>\n<settings xmlns="http://maven">\n <!-- <proxies><proxy><host>no</host></proxy></proxies> -->\n <proxies>\n  <proxy>\n   <id>corp</id><active>true</active>\n   <protocol>http</protocol>\n   <host>proxy.corp</host>\n   <port>3128</port>\n   <username>ann</username><password>hunter2</password>\n   <nonProxyHosts>a&amp;b|*.corp</nonProxyHosts>\n  </proxy>\n  <proxy><active>false</active><host>old</host></proxy>\n </proxies>\n</settings>\n',
    says: ['proxy proxies.corp.host=http://proxy.corp:3128@8', 'exclusions proxies.corp.nonProxyHosts=a&b|*.corp@11', 'key proxies.corp.username=@10'],
  },
  { what: 'maven: a proxy alone has the defaults', parse: parseMavenSettings, text: '<settings><proxies><proxy><host>h</host></proxy></proxies></settings>', says: ['proxy proxies.default.host=http://h:8080@1'] },
  { what: 'maven: tags that do not match', parse: parseMavenSettings, text: '<settings>\n<proxies>\n</settings>', says: [], problem: /XML from line 3/ },
  {
    what: 'docker: what containers get, and no credentials',
    parse: parseDockerConfig,
    text: '{\n\t"auths": {"r.test": {"auth": "aHVudGVyMg=="}},\n\t"proxies": {\n\t\t"default": {\n\t\t\t"httpProxy": "http://h:1",\n\t\t\t"noProxy": "localhost"\n\t\t},\n\t\t"tcp://d:2375": {"httpsProxy": "http://h:2"}\n\t}\n}\n',
    says: ['proxy proxies.default.httpProxy=http://h:1@5', 'exclusions proxies.default.noProxy=localhost@6', 'proxy proxies.tcp://d:2375.httpsProxy=http://h:2@8'],
  },
  { what: 'yarn 2 and later', parse: parseYarnYaml, text: 'enableStrictSsl: false\nhttpsProxy: "http://h:1"\nnpmAuthToken: hunter2\n', says: ['verification enableStrictSsl=false@1-', 'proxy httpsProxy=http://h:1@2'] },
  { what: 'yarn 1', parse: parseYarnrc, text: '# yarn lockfile v1\n\nhttps-proxy "http://h:1"\n"strict-ssl" false\nlastUpdateCheck 1\n', says: ['proxy https-proxy=http://h:1@3', 'verification strict-ssl=false@4-'] },
  {
    what: 'conda: ssl_verify is a switch',
    parse: parseCondarc,
    text: 'channels:\n  - defaults\nproxy_servers:\n  http: http://u:p@h:1\n  https: http://h:2\nssl_verify: false # corporate\n',
    says: ['proxy proxy_servers.http=http://u:p@h:1@4', 'proxy proxy_servers.https=http://h:2@5', 'verification ssl_verify=false@6'],
  },
  { what: 'conda: ssl_verify is a file', parse: parseCondarc, text: 'ssl_verify: /ca.pem\n', says: ['trust ssl_verify=/ca.pem@1'] },
  {
    what: '.env: export, quotes, comments, a key of several lines; no key is kept, nothing else is looked at',
    parse: (text, file) => parseEnvFile(text, file, 'folder-env'),
    text: '# HTTPS_PROXY=http://no:1\nexport HTTPS_PROXY="http://h:1" # c\nNO_PROXY=\'localhost,127.0.0.1\'\nPRIVATE_KEY="-----BEGIN\nHTTP_PROXY=http://inside:1\n-----END"\nOPENAI_API_KEY=sk-hunter2\nOPENAI_BASE_URL = https://g.test/v1 # x\nDATABASE_URL=postgres://u:p@db/x\nNODE_TLS_REJECT_UNAUTHORIZED=0\nNODE_OPTIONS=--require ./x.js --use-system-ca\nNODE_EXTRA_CA_CERTS=\nSECRET=1\n',
    says: ['proxy HTTPS_PROXY=http://h:1@2', 'exclusions NO_PROXY=localhost,127.0.0.1@3', 'key OPENAI_API_KEY=@7', 'base-url OPENAI_BASE_URL=https://g.test/v1@8', 'verification NODE_TLS_REJECT_UNAUTHORIZED=0@10-', 'other NODE_OPTIONS=--use-system-ca@11', 'trust NODE_EXTRA_CA_CERTS=@12'],
  },
  {
    what: 'Claude Code: the env block, keys masked, the last entry stays in place',
    parse: parseClaudeSettings,
    text: '{\n  "permissions": { "allow": ["Bash(HTTPS_PROXY:*)"] },\n  "apiKeyHelper": "/bin/key.sh",\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://openrouter.ai/api",\n    "ANTHROPIC_AUTH_TOKEN": "sk-hunter2",\n    "HTTPS_PROXY": "http://127.0.0.1:7890",\n    "NODE_TLS_REJECT_UNAUTHORIZED": "0",\n    "API_TIMEOUT_MS": "600000",\n    "GIT_SSL_NO_VERIFY": "1"\n  }\n}\n',
    says: ['key apiKeyHelper=@3', 'base-url env.ANTHROPIC_BASE_URL=https://openrouter.ai/api@5', 'key env.ANTHROPIC_AUTH_TOKEN=@6', 'proxy env.HTTPS_PROXY=http://127.0.0.1:7890@7', 'verification env.NODE_TLS_REJECT_UNAUTHORIZED=0@8-', 'clock env.API_TIMEOUT_MS=600000@9', 'verification env.GIT_SSL_NO_VERIFY=1@10'],
  },
  {
    what: 'Codex: only the provider in use decides',
    parse: parseCodexConfig,
    text: 'model_provider = "router"\nopenai_base_url = "https://o.test/v1"\n[model_providers.router]\nbase_url = "https://openrouter.ai/api/v1"\nenv_key = "OPENROUTER_API_KEY"\nstream_idle_timeout_ms = 300_000\nhttp_headers = { Authorization = "Bearer hunter2" }\n[model_providers.old]\nbase_url = "http://127.0.0.1:1/v1"\n[shell_environment_policy]\ninherit = "core"\nset = { HTTPS_PROXY = "http://h:1", PATH = "/bin" }\n',
    says: ['other model_provider=router@1', 'other openai_base_url=https://o.test/v1@2', 'base-url model_providers.router.base_url=https://openrouter.ai/api/v1@4', 'other model_providers.router.env_key=OPENROUTER_API_KEY@5', 'clock model_providers.router.stream_idle_timeout_ms=300_000@6', 'other model_providers.old.base_url=http://127.0.0.1:1/v1@9', 'other shell_environment_policy.inherit=core@11', 'proxy shell_environment_policy.set.HTTPS_PROXY=http://h:1@12'],
  },
  { what: 'Codex: the profile chooses the provider', parse: parseCodexConfig, text: 'profile = "p"\n[model_providers.x]\nbase_url = "http://x/v1"\n[profiles.p]\nmodel_provider = "x"\n', says: ['other profile=p@1', 'base-url model_providers.x.base_url=http://x/v1@3', 'other profiles.p.model_provider=x@5'] },
  {
    what: 'Continue: request options of a model and of all',
    parse: parseContinueConfig,
    file: '/home/a/.continue/config.yaml',
    text: 'name: me\nmodels:\n  - name: GPT\n    provider: openai\n    apiBase: https://openrouter.ai/api/v1\n    apiKey: ${{ secrets.KEY }}\n    requestOptions:\n      proxy: http://h:1\n      verifySsl: false\n      caBundlePath: [/a.pem, /b.pem]\n      headers:\n        X-Auth: hunter2\n      timeout: 7200\n',
    says: ['base-url models.0.apiBase=https://openrouter.ai/api/v1@5', 'key models.0.apiKey=@6', 'proxy models.0.requestOptions.proxy=http://h:1@8', 'verification models.0.requestOptions.verifySsl=false@9-', 'trust models.0.requestOptions.caBundlePath.0=/a.pem@10', 'trust models.0.requestOptions.caBundlePath.1=/b.pem@10', 'clock models.0.requestOptions.timeout=7200@13'],
  },
  { what: 'Continue: the older config.json', parse: parseContinueConfig, file: '/c/config.json', text: '{"models":[{"apiBase":"http://localhost:1234/v1","apiKey":""}],\n"requestOptions":{"noProxy":["a.test"]}}', says: ['base-url models.0.apiBase=http://localhost:1234/v1@1', 'exclusions requestOptions.noProxy.0=a.test@2'] },
  {
    what: 'opencode: options of providers, with comments',
    parse: parseOpencodeConfig,
    text: '{\n  // mine\n  "provider": {\n    "openrouter": { "options": { "baseURL": "{env:BASE}", "timeout": 600000, "chunkTimeout": 15000, "apiKey": "{env:K}" } },\n  },\n}\n',
    says: ['base-url provider.openrouter.options.baseURL={env:BASE}@4', 'clock provider.openrouter.options.timeout=600000@4', 'clock provider.openrouter.options.chunkTimeout=15000@4', 'key provider.openrouter.options.apiKey=@4'],
  },
  { what: 'aider', parse: parseAiderConfig, text: '# c\nopenai-api-base: https://g.test/v1\nverify-ssl: false\napi-key:\n  - openrouter=hunter2\ntimeout: 60\nmodel: x\n', says: ['base-url openai-api-base=https://g.test/v1@2', 'verification verify-ssl=false@3-', 'key api-key.0=@5', 'clock timeout=60@6'] },
];

describe('tool files: parsers', () => {
  for (const { what, parse, text, says, problem, file = '/f' } of cases) {
    it(what, () => {
      const read = parse(text, file);
      const reading: FileReading = 'settings' in read ? read : { settings: read };
      assert.deepEqual(said(reading.settings), says);
      assert.ok(reading.settings.every((one) => one.file === file));
      if (problem) assert.match(reading.problem ?? '', problem);
      else assert.equal(reading.problem, undefined);
      assert.doesNotMatch(JSON.stringify(reading), /hunter2/);
    });
  }

  it('take any text, keep no key and name lines that are there', () => {
    const words = ['https_proxy', 'HTTPS_PROXY', 'OPENAI_API_KEY', 'http', 'proxy', 'proxies', '<proxy>', '</proxy>', '<host>', 'default', 'env', 'requestOptions', 'models', 'apiKey', 'export ', 'systemProp.https.proxyHost', 'secret99'];
    const piece = fc.constantFrom(...words, '=', ': ', ':', '\n', '\r\n', ' ', '"', "'", '`', '\\', '#', '[', ']', '{', '}', '<', '>', '</', '<!--', '-->', '<![CDATA[', '&amp;', '- ', '.', ',', '\t', '\0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => {
        const text = pieces.join('');
        for (const parse of new Set(cases.map((one) => one.parse))) {
          const read = parse(text, '/config.yaml');
          const settings = 'settings' in read ? read.settings : read;
          for (const { meaning, value, line } of settings) {
            assert.ok(line !== undefined && line >= 1 && line <= text.split('\n').length);
            if (meaning === 'key') assert.equal(value, '');
          }
        }
      }),
    );
  });
});

const never = new AbortController().signal;

/** A machine with these files and nothing else; `asked` collects what was looked for. */
function gather(files: Readonly<Record<string, string>>, more: Partial<GatherOptions> = {}, asked: string[] = []): Promise<ProxySettings> {
  return gatherProxySettings({
    environment: {},
    platform: 'linux',
    homeDirectory: '/home/a',
    signal: never,
    timeoutMs: 1_000,
    run: () => Promise.resolve({ exitCode: null, stdout: '', failure: 'missing' }),
    readFile: (file) => {
      asked.push(file);
      return Promise.resolve(Object.hasOwn(files, file) ? { text: files[file] ?? '' } : { missing: true });
    },
    ...more,
  });
}

describe('tool files: variables', () => {
  const meanings: Readonly<Record<string, ToolSetting['meaning']>> = {
    AZURE_OPENAI_ENDPOINT: 'base-url', AZURE_API_BASE: 'base-url', GOOGLE_GEMINI_BASE_URL: 'base-url', OLLAMA_HOST: 'base-url', LITELLM_OPENAI_API_BASE: 'base-url',
    LITELLM_API_KEY: 'key', AZURE_OPENAI_API_KEY: 'key', ANTHROPIC_CUSTOM_HEADERS: 'key', OPENAI_PROXY: 'proxy', all_proxy: 'proxy', npm_config_noproxy: 'exclusions',
    SSL_CERT_FILE: 'trust', GIT_SSL_NO_VERIFY: 'verification', API_TIMEOUT_MS: 'clock', NODE_OPTIONS: 'other', PATH: undefined, DATABASE_BASE_URL: undefined, AWS_SECRET_ACCESS_KEY: undefined,
  };
  for (const [name, meaning] of Object.entries(meanings)) it(`${name} means ${meaning}`, () => assert.equal(variableMeaning(name), meaning));
});

describe('tool files: places', () => {
  const places = async (files: readonly string[], text: string, more: Partial<GatherOptions> = {}): Promise<string[]> => {
    const { tools, agents } = await gather(Object.fromEntries(files.map((file) => [file, text])), more);
    return [...tools, ...(agents ?? [])].map(({ tool, file }) => `${tool} ${file}`);
  };

  it('of tools are in the home folder, or where a variable says', async () => {
    const files = ['/etc/wgetrc', '/home/a/.wgetrc', '/w/rc'];
    assert.deepEqual(await places(files, 'https_proxy = http://h:1'), ['wget /etc/wgetrc', 'wget /home/a/.wgetrc']);
    assert.deepEqual(await places(files, 'https_proxy = http://h:1', { environment: { WGETRC: '/w/rc' } }), ['wget /etc/wgetrc', 'wget /w/rc']);
    const cargo = ['/home/a/.cargo/config.toml', '/c/config.toml', '/c/config'];
    assert.deepEqual(await places(cargo, 'http.proxy = "h:1"'), ['cargo /home/a/.cargo/config.toml']);
    assert.deepEqual(await places(cargo, 'http.proxy = "h:1"', { environment: { CARGO_HOME: '/c' } }), ['cargo /c/config']);
    assert.deepEqual(await places(['C:\\Users\\a\\.gradle\\gradle.properties'], 'systemProp.https.proxyHost=h', { platform: 'win32', homeDirectory: 'C:\\Users\\a' }), ['gradle C:\\Users\\a\\.gradle\\gradle.properties']);
  });

  it('of agents go from weak to strong', async () => {
    const text = '{"env":{"HTTPS_PROXY":"http://h:1"}}';
    const files = ['/home/a/.claude/settings.json', '/p/.claude/settings.json', '/p/.claude/settings.local.json', '/etc/claude-code/managed-settings.json'];
    assert.deepEqual(await places(files, text, { folders: ['/p'] }), files.map((file) => `claude-code ${file}`));
    const open = '{"provider":{"x":{"options":{"timeout":1}}}}';
    assert.deepEqual(await places(['/home/a/.config/opencode/opencode.json', '/p/opencode.jsonc'], open, { folders: ['/p'] }), ['opencode /home/a/.config/opencode/opencode.json', 'opencode /p/opencode.jsonc']);
  });

  it('of Continue: config.yaml hides config.json', async () => {
    const files = { '/home/a/.continue/config.json': '{"models":[{"apiBase":"http://j"}]}', '/home/a/.continue/config.yaml': 'models:\n- apiBase: http://y\n' };
    assert.deepEqual((await gather(files)).agents?.map(({ value }) => value), ['http://y']);
  });

  it('of Gemini CLI: one .env alone', async () => {
    const text = 'HTTPS_PROXY=http://h:1';
    assert.deepEqual(await places(['/home/a/.gemini/.env', '/home/a/.env'], text), ['gemini-cli /home/a/.gemini/.env']);
    assert.deepEqual(await places(['/p/.env', '/home/a/.gemini/.env'], text, { folders: ['/p'] }), ['folder-env /p/.env']);
  });

  it('in a folder are looked at only when it was given', async () => {
    const asked: string[] = [];
    await gather({ '/p/.env': 'HTTPS_PROXY=http://h:1' }, {}, asked);
    assert.deepEqual(asked.filter((file) => file.startsWith('/p/')), []);
    const { tools, agents } = await gather({ '/p/.env': 'HTTPS_PROXY=http://h:1', '/p/.npmrc': 'proxy=http://n:1' }, { folders: ['/p'] });
    assert.deepEqual(tools, []);
    assert.deepEqual(agents, [{ tool: 'folder-env', name: 'HTTPS_PROXY', value: 'http://h:1', file: '/p/.env', line: 1, meaning: 'proxy' }]);
  });

  it('that can not be understood are listed', async () => {
    const { unreadable } = await gather({ '/home/a/.codex/config.toml': 'a = 1\nb = \n' });
    assert.deepEqual(unreadable, [{ where: '/home/a/.codex/config.toml', reason: 'It could not be read as TOML from line 2 on.' }]);
  });

  it('with entries without end are cut', async () => {
    const { tools, unreadable } = await gather({ '/home/a/.wgetrc': 'https_proxy = http://h:1\n'.repeat(2_000) });
    assert.equal(tools.length, 300);
    assert.match(unreadable[0]?.reason ?? '', /more than 300/);
  });

  if (process.platform !== 'win32') {
    it('a pipe is not waited for', async () => {
      const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-'));
      try {
        execFileSync('mkfifo', [path.join(folder, '.env')]);
        assert.deepEqual(await readTextFile(path.join(folder, '.env')), { unreadable: 'It is not a regular file.' });
      } finally {
        await fs.rm(folder, { recursive: true });
      }
    });
  }
});
