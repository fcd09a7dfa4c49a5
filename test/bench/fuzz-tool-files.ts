import { parseAiderConfig } from '../../src/path/sources/agents/aider.ts';
import { parseClaudeSettings } from '../../src/path/sources/agents/claude-code.ts';
import { parseCodexConfig } from '../../src/path/sources/agents/codex.ts';
import { parseContinueConfig } from '../../src/path/sources/agents/continue.ts';
import { parseOpencodeConfig } from '../../src/path/sources/agents/opencode.ts';
import { parseCargoConfig } from '../../src/path/sources/cargo.ts';
import { parseCondarc } from '../../src/path/sources/conda.ts';
import { parseDevcontainer } from '../../src/path/sources/devcontainer.ts';
import { parseDockerConfig } from '../../src/path/sources/docker.ts';
import { parseEnvFile } from '../../src/path/sources/env-file.ts';
import { parseGradleProperties } from '../../src/path/sources/gradle.ts';
import { parseMavenSettings } from '../../src/path/sources/maven.ts';
import { parseWgetrc } from '../../src/path/sources/wget.ts';
import { parseYarnrc, parseYarnYaml } from '../../src/path/sources/yarn.ts';
import type { Parser } from './fuzz-inputs.ts';

const text = (input: Buffer): string => input.toString('utf8');

const lines = {
  samples: ['HTTPS-Proxy = http://u:p@h:1\nno_proxy=a\ncheck_certificate = off\n', '# c\nsystemProp.https.proxyHost=h\nsystemProp.https.proxyPort : 1\norg.gradle.jvmargs=-Xmx1g \\\n -Dhttps.proxyHost="h"\n', "export HTTPS_PROXY=\"http://h:1\" # c\nOPENAI_API_KEY='sk\n-1'\nNODE_OPTIONS=--use-system-ca\n", 'https-proxy "http://h:1"\n"strict-ssl" false\n'],
  pieces: ['=', ':', '\n', '\r\n', '"', "'", '`', '\\', '\\\n', '\\u00', '#', '!', ' ', '\t', '\0', '-D', 'export ', '_proxy', '_API_KEY'],
};

const json = {
  samples: ['{\n // c\n "env": {"HTTPS_PROXY": "http://h:1", "ANTHROPIC_API_KEY": "x",},\n /* c */ "apiKeyHelper": "y"}', '{"provider":{"x":{"options":{"baseURL":"https://h/v1","timeout":1e3}}}}', '{"proxies":{"default":{"httpProxy":"h","noProxy":"\\u0041"}}}', '{"models":[{"apiBase":"h","requestOptions":{"verifySsl":false,"noProxy":["a"]}}]}'],
  pieces: ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\"', '//', '/*', '*/', '\n', 'true', 'null', '-1', ' ', '\0'],
};

const toml = {
  samples: ['[http]\nproxy = "h:1"\ncheck-revoke = false\n', 'model_provider = "x"\n[model_providers.x]\nbase_url = "h"\nquery = { a = [1, 2], "b.c" = \'d\' }\n[[mcp]]\na.b = """\nx"""\n', 'profile = "p"\n[profiles."p"]\nmodel_provider = "y"\n'],
  pieces: ['[', ']', '[[', ']]', '{', '}', '=', '.', ',', '"', '"""', "'", "'''", '\\', '#', '\n', '\r\n', ' ', '\t', 'true', '1_0', '\0'],
};

const yaml = {
  samples: ['models:\n- name: a # c\n  apiBase: "http://h"\n  requestOptions: {verifySsl: false, noProxy: [a, \'b\']}\n', 'proxy_servers:\n  http: h\nssl_verify: false\n', 'a: |\n  b\n\nc: >-\n d\n"e f": &x *y\nverify-ssl: no\n', '---\nenableStrictSsl: false\n...\n'],
  pieces: ['- ', ': ', ':', '\n', '\n  ', '\n    ', '{', '}', '[', ']', ',', '"', "'", '#', ' #', '|', '>', '&', '*', '!!', '---', '\t', '\0', '\\'],
};

const xml = {
  samples: ['<settings><proxies><proxy><id>a</id><active>true</active><host>h</host><port>1</port></proxy></proxies></settings>', '<?xml version="1.0"?><!-- c --><settings x="y"><proxies><proxy><host><![CDATA[h]]></host></proxy></proxies></settings>'],
  pieces: ['<', '>', '</', '/>', '<!--', '-->', '<![CDATA[', ']]>', '<?', '&amp;', '&', 'proxy', '<proxy>', '</proxy>', 'host', '\n', ' ', '\0'],
};

/** Parsers of tools' and agents' own files. */
export const toolFileParsers: Readonly<Record<string, Parser>> = {
  'tool files: wget': { ...lines, run: (input) => parseWgetrc(text(input), 'f') },
  'tool files: gradle': { ...lines, run: (input) => parseGradleProperties(text(input), 'f') },
  'tool files: .env': { ...lines, run: (input) => parseEnvFile(text(input), 'f', 'folder-env') },
  'tool files: yarn 1': { ...lines, run: (input) => parseYarnrc(text(input), 'f') },
  'tool files: maven': { ...xml, run: (input) => parseMavenSettings(text(input), 'f') },
  'tool files: dev containers': {
    ...json,
    samples: [...json.samples, '{\n // c\n "image": "x", "containerEnv": {"HTTPS_PROXY": "http://h:1"}, "remoteEnv": {"NO_PROXY": "${localEnv:NO_PROXY}", "A": null,},\n}'],
    pieces: [...json.pieces, '"containerEnv":', '"remoteEnv":', '${', '}'],
    run: (input) => parseDevcontainer(text(input), 'f'),
  },
  'tool files: docker': { ...json, run: (input) => parseDockerConfig(text(input), 'f') },
  'tool files: Claude Code': { ...json, run: (input) => parseClaudeSettings(text(input), 'f') },
  'tool files: opencode': { ...json, run: (input) => parseOpencodeConfig(text(input), 'f') },
  'tool files: Continue, JSON': { ...json, run: (input) => parseContinueConfig(text(input), 'config.json') },
  'tool files: Continue, YAML': { ...yaml, run: (input) => parseContinueConfig(text(input), 'config.yaml') },
  'tool files: aider': { ...yaml, run: (input) => parseAiderConfig(text(input), 'f') },
  'tool files: conda': { ...yaml, run: (input) => parseCondarc(text(input), 'f') },
  'tool files: yarn 2': { ...yaml, run: (input) => parseYarnYaml(text(input), 'f') },
  'tool files: cargo': { ...toml, run: (input) => parseCargoConfig(text(input), 'f') },
  'tool files: Codex': { ...toml, run: (input) => parseCodexConfig(text(input), 'f') },
};
