import * as fs from 'node:fs';
import * as tls from 'node:tls';
import { explain } from '../../src/diagnosis/explain.ts';
import { classifyWholeAnswer } from '../../src/gateways/classify-ending.ts';
import { redactText } from '../../src/diagnosis/redact.ts';
import { judgeAccount, parseAccount } from '../../src/gateways/account.ts';
import { judgeCredits, parseCredits } from '../../src/gateways/credits.ts';
import { parseEndpoints, sharedProviders } from '../../src/gateways/endpoints.ts';
import { keyForm } from '../../src/gateways/key-form.ts';
import { checkModel } from '../../src/gateways/model-check.ts';
import { parseModels } from '../../src/gateways/models.ts';
import { parseRateLimits } from '../../src/gateways/rate-limits.ts';
import { certificateFacts } from '../../src/path/certificate-facts.ts';
import { parseDnsMessage } from '../../src/path/dns-message.ts';
import { dialects } from '../../src/path/dialects/index.ts';
import { createStreamReader } from '../../src/path/event-stream.ts';
import { HeadError, parseHead } from '../../src/path/http-head.ts';
import { readFirstBytes, readSocks5Request } from '../../src/path/measured/first-bytes.ts';
import { proxyPlaces, withAddress } from '../../src/path/measured/proxy-places.ts';
import { parsePacResult } from '../../src/path/pac/result.ts';
import { parseProxyValue } from '../../src/path/proxy-value.ts';
import { decideRoute } from '../../src/path/routes.ts';
import { parseCurlrc } from '../../src/path/sources/curl.ts';
import { parseGitConfig } from '../../src/path/sources/git.ts';
import { parseGsettings } from '../../src/path/sources/gnome.ts';
import { parseKioslaverc } from '../../src/path/sources/kde.ts';
import { parseScutil } from '../../src/path/sources/macos.ts';
import { parseNpmrc } from '../../src/path/sources/npm.ts';
import { parsePipConfig } from '../../src/path/sources/pip.ts';
import { parseInternetSettings } from '../../src/path/sources/windows.ts';
import { agentFileParsers } from './fuzz-agent-files.ts';
import { chainParsers } from './fuzz-chains.ts';
import { clashLintParsers } from './fuzz-clash-lint.ts';
import { clashParsers } from './fuzz-clash.ts';
import { clashFragmentParsers } from './fuzz-clash-fragment.ts';
import { clashLookParsers } from './fuzz-clash-look.ts';
import { clashControllerParsers } from './fuzz-clash-controller.ts';
import { endpointParsers } from './fuzz-endpoint.ts';
import { endpointTranslationParsers } from './fuzz-endpoint-translation.ts';
import type { Parser, ProcessParser } from './fuzz-inputs.ts';
import { monitoringParsers } from './fuzz-monitoring.ts';
import { pacScripts } from './fuzz-pac-scripts.ts';
import { shimControlParsers } from './fuzz-shim-control.ts';
import { shimEnvironmentParsers } from './fuzz-shim-environment.ts';
import { shimParsers } from './fuzz-shim.ts';
import { statusFeedParsers } from './fuzz-status-feeds.ts';
import { toolFileParsers } from './fuzz-tool-files.ts';

const text = (input: Buffer): string => input.toString('utf8');

const proxyValues = {
  samples: ['http://user:pass@proxy.example:3128', 'proxy.example:3128', 'socks5h://[2001:db8::9]:1080', 'https://proxy.example/', '10.1.2.3', 'http://us%40er:p%3ass@host:1/path?x#y'],
  pieces: ['http://', 'socks5://', '://', '@', ':', '[', ']', '%', '%00', '%zz', '/', '?', '#', ' ', '\t', '\n', '\0', '::1', ',', ';', '\\', '-1', '65536', 'b\xc3\xbccher', '..', '*'],
};

const exclusions = {
  samples: ['localhost,127.0.0.1,::1,[::1],.example.com,*.example.org,10.0.0.0/8', 'api.example.com:443 foo.test;bar', '*', '2001:db8::/32,[2001:db8::7]:443'],
  pieces: [',', ' ', ';', '*', '*.', '.', '..', '/8', '/33', '/', ':', ':443', '[', ']', '::', '%', 'EXAMPLE.com', '<local>', '\t', '\n', '\0', 'xn--', '\xc3\xbc', '999.1.1.1', '0x7f.1'],
};

const urls = ['https://api.example.com/', 'http://10.1.2.3:8080/', 'https://[2001:db8::7]/', 'http://localhost/'].map((url) => new URL(url));
let turn = 0;

/** One dialect an input, all of them in turn, so that each meets its share. */
function decide(environment: Record<string, string>): void {
  const dialect = dialects[turn % dialects.length];
  const version = dialect?.versions[Math.floor(turn / dialects.length) % dialect.versions.length];
  const url = urls[turn % urls.length];
  turn++;
  if (!dialect || !version || !url) return;
  const editorSettings = { 'http.proxy': environment['HTTPS_PROXY'], 'http.noProxy': (environment['NO_PROXY'] ?? '').split(',') };
  decideRoute({ dialect, version }, { url, environment, editorSettings, platform: 'linux' });
}

const settingsFiles = {
  samples: ['proxy=http://u:p@h:1\nhttps-proxy = "http://h:2"\n; comment\n[global]\nproxy: x\nstrict-ssl=false\n', '[Proxy Settings]\nProxyType=1\nhttpProxy=http://h 8080\n', "org.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy.http host 'h'\norg.gnome.system.proxy.http port 8080\norg.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8']\n", '<dictionary> {\n  HTTPEnable : 1\n  HTTPProxy : h\n  ExceptionsList : <array> {\n    0 : *.local\n  }\n}\n', '    ProxyEnable    REG_DWORD    0x1\n    ProxyServer    REG_SZ    http=h:1;https=h:2\n', 'file:/root/.gitconfig\0http.proxy\nhttp://h:1\0'],
  pieces: ['=', ':', '\n', '\r\n', '"', "'", '[', ']', '{', '}', '\\', '\0', '#', ';', '${HOME}', '--', ' ', '\t', '0x', 'REG_SZ', '<array>', 'file:'],
};

const heads = {
  samples: ['HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n', 'HTTP/1.0 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nVia: 1.1 squid\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\nA: b\r\n c\r\n\r\n'],
  pieces: ['\r\n', '\n', '\r', ':', ' ', '\0', 'HTTP/1.1', 'HTTP/2', '999', '-1', '\x80', 'Content-Length: 5', 'Transfer-Encoding: gzip, chunked', '\r\n\r\n'],
};

const events = {
  samples: ['data: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n', ': OPENROUTER PROCESSING\n\nevent: error\ndata: {"error":{"message":"x"}}\n\n', 'id: 1\nretry: 10\ndata: a\ndata: b\n\n\xef\xbb\xbfdata: c\r\r'],
  pieces: ['data:', 'data: ', 'event: ', ':', '\n', '\n\n', '\r', '\r\n', '\0', '[DONE]', '{"error":', '\xff', '\xe2\x80', 'id:', 'retry: x'],
};

const dns = {
  samples: [
    // A query's header and question, an answer that points back into it, and an authority section.
    '\x12\x34\x81\x80\0\x01\0\x01\0\0\0\0\x03api\x07example\x03com\0\0\x01\0\x01\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc6\x12\0\x07',
    '\x12\x34\x85\x83\0\x01\0\0\0\x01\0\0\x01a\x02bc\0\0\x1c\0\x01\xc0\x0c\0\x06\0\x01\0\0\x0e\x10\0\x16\x02ns\xc0\x0c\x02hm\xc0\x0c\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05',
    '\x12\x34\x84\0\0\x01\0\x02\0\0\0\0\x01a\0\0\x1c\0\x01\xc0\x0c\0\x05\0\x01\0\0\0\x01\0\x03\x01b\0\xc0\x1e\0\x1c\0\x01\0\0\0\x01\0\x10\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07',
  ],
  pieces: ['\xc0\x0c', '\xc0\x00', '\xc0\xff', '\xff', '\0', '\x3f', '\x40', '\x80', '\xff\xff', '\0\x01', '\0\x1c', '\0\x41', '\x03www'],
};

function der(pem: string): string {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('latin1');
}

/** Words that patterns for error texts begin or go on with, and what terminals put between them. */
const errorPieces = ['\x1b[31m', '\x1b]0;', '│', '  at ', 'stream ', 'idle timeout ', 'retry ', 'every ', 'request ', 'billed ', 'proxy ', 'not ', 'launch ', 'comment ', 'SSE ', 'buffer ', 'until ', '127.0.0.1 ', 'http2: ', '": []', '": ""', 'finish_reason ', 'unexpected token <', 'hostname ', 'ENOTFOUND ', '重复', '卡住', 'a'.repeat(60)];

const errorTexts = fs.readdirSync(new URL('../../src/diagnosis/symptoms', import.meta.url)).length > 0
  ? ['TypeError: fetch failed\n  [cause]: Error: connect ECONNREFUSED 127.0.0.1:1', '{"error":{"message":"No endpoints found","code":404}}', "openai.APIConnectionError: Connection error. {'a': None}", 'HTTP 402 {"error":"{\\"message\\":\\"x\\"}"}']
  : [];

/** Every parser that reads what others wrote. */
export const parsers: Readonly<Record<string, Parser>> = {
  'proxy value': { ...proxyValues, run: (input) => parseProxyValue(text(input)) },
  'proxy variables, every dialect': { ...proxyValues, run: (input) => decide({ HTTPS_PROXY: text(input), https_proxy: text(input), http_proxy: text(input), HTTP_PROXY: text(input), ALL_PROXY: text(input) }) },
  'NO_PROXY, every dialect': { ...exclusions, run: (input) => decide({ HTTPS_PROXY: 'http://p:1', http_proxy: 'http://p:1', HTTP_PROXY: 'http://p:1', https_proxy: 'http://p:1', NO_PROXY: text(input), no_proxy: text(input) }) },
  'proxy variables, led to the recorder': {
    ...proxyValues,
    run(input) {
      proxyPlaces({ https_proxy: text(input) });
      withAddress(text(input), '127.0.0.1', 9);
    },
  },
  'first bytes of a connection': {
    samples: ['CONNECT api.example.com:443 HTTP/1.1\r\n\r\n', 'GET http://api.example.com/ HTTP/1.1\r\nHost: a\r\n\r\n', '\x05\x02\0\x02', '\x05\x01\0\x03\x03a.b\0\x50', '\x04\x01\0\x50\0\0\0\x01\0a.b\0', '\x16\x03\x01\0\x3b\x01\0\0\x37\x03\x03' + '7'.repeat(32) + '\0\0\x02\x13\x01\x01\0\0\x0c\0\0\0\x08\0\x06\0\0\x03a.b'],
    pieces: ['\x16', '\x05', '\x04', '\0', '\xff', '\xff\xff', '\x03', 'CONNECT ', 'GET ', ' HTTP/1.1', '\r\n', '\r\n\r\n', 'http://', '@', 'Host: '],
    run(input) {
      readFirstBytes(input);
      readSocks5Request(input);
    },
  },
  certificates: {
    samples: tls.rootCertificates.slice(0, 12).map(der),
    pieces: ['\x30\x82', '\x30\x80', '\x30\x84\xff\xff\xff\xff', '\x06\x03\x55\x1d\x11', '\x02\x01', '\0', '\xa3', '\x04', '\x05\0', '\x18\x0f', '\x06\x0a\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02'],
    run: (input) => certificateFacts(input),
    // What Node's own parser refuses is refused there, with its own words.
    expected: (error) => error instanceof Error && 'code' in error,
  },
  'HTTP response heads': { ...heads, run: (input) => parseHead(input), expected: (error) => error instanceof HeadError },
  'event streams': {
    ...events,
    run(input) {
      const reader = createStreamReader(({ data }) => (data === '[DONE]' ? 'terminator' : 'content'), 1);
      const half = input.length >> 1;
      reader.feed(input.subarray(0, half), 2);
      reader.feed(input.subarray(half), 3);
      reader.finish(4);
    },
  },
  'DNS answers': { ...dns, run: (input) => parseDnsMessage(input) },
  'PAC answers': {
    samples: ['PROXY 192.0.2.1:3128; SOCKS5 [2001:db8::7]:1080; DIRECT', 'HTTPS p.example; SOCKS a; PROXY u:p@h:1;;DIRECT x'],
    pieces: ['PROXY ', 'SOCKS ', 'DIRECT', ';', ' ', '\t', '\n', ':', '[', ']', '::', '%', '@', '/', '65536', '0x7f', '\0', 'xn--', '\xc3\xbc'],
    run: (input) => parsePacResult(text(input)),
  },
  'endpoints of a model': {
    samples: ['{"data":{"id":"a/b","endpoints":[{"provider_name":"X","tag":"x/fp8","status":0,"uptime_last_5m":99.1,"uptime_last_30m":null,"uptime_last_1d":100,"latency_last_30m":{"p50":420,"p75":1,"p90":2,"p99":3},"throughput_last_30m":null,"context_length":128000,"pricing":{"prompt":"0.00000015","completion":"0"}},{"provider_name":"Y","status":-2}]}}', '{"data":{"endpoints":[]}}'],
    pieces: ['{', '}', '[', ']', '"', ':', ',', 'null', '-1', '1e999', '"endpoints":', '"provider_name":', '"tag":', '\\u0000', '\\u202e', '{}', '[]'],
    run(input) {
      const read = parseEndpoints(text(input), 'a/b');
      if (read) sharedProviders([read, { ...read, model: 'a/b:nitro' }]);
    },
  },
  'rate limit headers': {
    samples: ['x-ratelimit-limit-requests: 60\nx-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 6m0s', 'anthropic-ratelimit-input-tokens-limit: 1\nanthropic-ratelimit-input-tokens-reset: 2026-11-21T09:00:01Z', 'x-ratelimit-reset: 1787270400000\nratelimit-limit: 100, 100;w=60'],
    pieces: ['x-ratelimit-', 'anthropic-ratelimit-', 'limit', 'remaining', 'reset', '-requests', '-tokens', '-day', ': ', '\n', 'ms', '1d', '9'.repeat(30), '-1', '.', 'T', 'Z'],
    run: (input) => parseRateLimits(Object.fromEntries(text(input).split('\n').map((line) => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? ''])), 1_787_270_000_000),
  },
  'keys by their form': {
    samples: ['sk-or-v1-0123456789abcdef', '"Bearer sk-ant-api03-0123"\n', 'sk-or-v1-0e6...1c96', '${OPENROUTER_API_KEY}', 'your-api-key-here'],
    pieces: ['sk-', 'or-v1-', 'ant-', 'Bearer ', '"', '...', '\xe2\x80\xa2', '${', '}', '<', '>', 'your', 'key', '-', ' ', '\n', '\0', 'a'.repeat(60)],
    run: (input) => keyForm(text(input), { id: 'openrouter', title: 'OpenRouter', keyPrefix: 'sk-or-v1-', userDefined: false }),
  },
  'models and accounts': {
    samples: ['{"data":[{"id":"a/b","canonical_slug":"a/b-1","expiration_date":"2026-12-01"},{"id":"a/b:free"}]}', '{"data":{"label":"x","limit":10,"limit_remaining":0,"limit_reset":"weekly","expires_at":"2026-01-01","free_model_daily_requests":{"used":1,"limit":50,"remaining":49}}}', '{"data":{"total_credits":1,"total_usage":2}}'],
    pieces: ['{', '}', '[', ']', '"', ':', ',', 'null', '-1', '1e308', '"id":', '"limit":', '"2026', '\\ud800', 'true'],
    run(input) {
      const body = text(input);
      const list = parseModels(body);
      if (list) checkModel(list, 'A/b:free:nitro');
      const account = parseAccount(body);
      if (account) judgeAccount(account, 1_787_270_000_000);
      const credits = parseCredits(body);
      if (credits) judgeCredits(credits);
    },
  },
  'settings: npm': { ...settingsFiles, run: (input) => parseNpmrc(text(input), 'f', { HOME: '/h' }) },
  'settings: pip': { ...settingsFiles, run: (input) => parsePipConfig(text(input), 'f') },
  'settings: curl': { ...settingsFiles, run: (input) => parseCurlrc(text(input), 'f') },
  'settings: git': { ...settingsFiles, run: (input) => parseGitConfig(text(input)) },
  'settings: GNOME': { ...settingsFiles, run: (input) => parseGsettings(text(input)) },
  'settings: KDE': { ...settingsFiles, run: (input) => parseKioslaverc(text(input)) },
  'settings: macOS': { ...settingsFiles, run: (input) => parseScutil(text(input)) },
  'settings: Windows': { ...settingsFiles, run: (input) => parseInternetSettings(text(input)) },
  ...toolFileParsers,
  'answers of gateways': {
    samples: errorTexts,
    pieces: [...errorPieces, '{"error":{', '"code":', '"metadata":', '"availability":', '"retry_after":', 'maximum context length is ', ' tokens > ', 'Limit 1, Requested 2', 'try again in ', '6m0s', '}', ']', '"', '\\"', '<html', '\n'],
    run: (input) => {
      for (const status of [200, 400, 429, 503]) {
        classifyWholeAnswer({ status, headers: { 'retry-after': text(input).slice(0, 40) }, bodyText: text(input), nowMs: 0, url: `https://h.example/${text(input).slice(0, 200)}` });
      }
    },
  },
  ...statusFeedParsers,
  ...monitoringParsers,
  ...shimControlParsers,
  ...shimParsers,
  ...endpointParsers,
  ...shimEnvironmentParsers,
  ...agentFileParsers,
  ...chainParsers,
  ...clashParsers,
  ...clashFragmentParsers,
  ...clashLookParsers,
  ...clashLintParsers,
  ...clashControllerParsers,
  ...endpointTranslationParsers,
  'error texts': { samples: errorTexts, pieces: [...errorPieces, '{', '}', '"', "'", '\\', '\\"', "\\'", 'None', 'error', '429', '\n', '[', ']', ':', 'cause'], run: (input) => explain(text(input)) },
  redaction: {
    samples: ['Authorization: Bearer sk-or-v1-0123456789abcdef', 'https://user:pass@host/?key=abc&token=def', 'Cookie: a=b; c=d', '/home/me/x and C:\\Users\\me'],
    pieces: ['sk-', 'Bearer ', '@', '://', 'key=', '&', '%', '=', '\n', '"', ':', '/home/', ';'],
    run: (input) => redactText(text(input), { homeDirectories: ['/home/me'], secrets: ['abc'] }),
  },
};

/** Those whose inputs are programs. */
export const processParsers: Readonly<Record<string, ProcessParser>> = { 'PAC scripts': pacScripts };
