import { judgeLoopback } from '../../../../src/diagnosis/rules/loopback.ts';
import { judgeProxyEnvironment } from '../../../../src/diagnosis/rules/proxy-environment.ts';
import { judgeRoute } from '../../../../src/diagnosis/rules/route.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { ProxySettings } from '../../../../src/path/proxy-settings.ts';
import type { Route } from '../../../../src/path/route.ts';
import { beside, direct, environment, factsOf, here, proxied, routeOf, settingsOf, type RuleCase } from '../samples.ts';

const proxy = 'http://127.0.0.1:7890';
const settings = (more: Partial<ProxySettings>, facts: Partial<SubjectFacts> = {}) => () => judgeProxyEnvironment(settingsOf(more), factsOf(facts));

export const proxyEnvironmentCases: readonly RuleCase[] = [
  { what: 'nothing is set', judge: settings({}), status: 'pass', findings: [] },
  { what: 'one good proxy', judge: settings({ environments: [environment({ HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: 'localhost' })] }), status: 'pass', findings: [] },
  {
    what: 'the same proxy everywhere',
    judge: settings({
      environments: [environment({ https_proxy: proxy }), environment({ https_proxy: proxy }, 'login-shell')],
      editor: [{ id: 'http.proxy', value: proxy, scope: 'user' }, { id: 'http.proxyStrictSSL', value: true, scope: 'default' }],
      tools: [{ tool: 'git', name: 'http.proxy', value: `${proxy}/`, file: '~/.gitconfig' }, { tool: 'npm', name: 'strict-ssl', value: 'true', file: '~/.npmrc' }, { tool: 'npm', name: 'proxy', value: 'null', file: '~/.npmrc' }],
      system: { store: 'gnome', mode: 'manual', https: proxy, bypass: [] },
    }),
    status: 'pass',
    findings: [],
  },
  {
    what: 'http.noProxy hides what NO_PROXY lists',
    judge: settings({ environments: [environment({ NO_PROXY: 'localhost, Hidden.example,u:hunter2@x' })], editor: [{ id: 'http.noProxy', value: ['localhost', 'mine.example'], scope: 'user' }] }, { context: 'extension-host' }),
    status: 'pass',
    findings: ['info settings no-proxy-setting-hides-variable'],
    says: /Hidden\.example.*Add the entries of NO_PROXY to http\.noProxy/s,
  },
  {
    what: 'http.noProxy has all that NO_PROXY lists',
    judge: settings({ environments: [environment({ NO_PROXY: 'localhost' })], editor: [{ id: 'http.noProxy', value: ['LOCALHOST'], scope: 'user' }] }),
    status: 'pass',
    findings: [],
  },
  {
    what: 'the terminal of the editor has a proxy that the editor has not',
    judge: settings({ environments: [environment({}), environment({ HTTPS_PROXY: proxy }, 'integrated-terminal')] }, { context: 'extension-host' }),
    status: 'pass',
    findings: ['info settings proxy-contexts-disagree'],
    says: /Sets http\.proxy to http:\/\/127\.0\.0\.1:7890/,
  },
  {
    what: 'the editor has the proxy of its terminal as a setting',
    judge: settings({ environments: [environment({}), environment({ HTTPS_PROXY: `${proxy}/` }, 'integrated-terminal')], editor: [{ id: 'http.proxy', value: proxy, scope: 'user' }] }, { context: 'extension-host' }),
    status: 'pass',
    findings: [],
  },
  {
    what: 'a malformed value that decides nothing',
    judge: settings({ environments: [environment({ HTTP_PROXY: 'htp://user:hunter2@127.0.0.1:x' })] }),
    status: 'pass',
    findings: ['info settings proxy-value-malformed'],
    says: /HTTP_PROXY in terminal .*\[hidden\]/s,
  },
  {
    what: 'a malformed value that breaks other clients',
    judge: settings({ environments: [environment({ https_proxy: 'htp://x' })] }, { routes: [routeOf('go', 'error', { decidedBy: 'https_proxy' })], paths: [{ ...direct, clients: ['curl'] }] }),
    status: 'warn',
    findings: ['warning settings proxy-value-malformed'],
  },
  {
    what: 'malformed values that break the diagnosed client, each named',
    judge: settings(
      { environments: [environment({ https_proxy: 'htp://x', all_proxy: '"http://y"' })] },
      { routes: [routeOf('curl', 'error', { decidedBy: 'https_proxy' }), routeOf('go', 'error', { decidedBy: 'all_proxy' })], paths: [] },
    ),
    status: 'fail',
    findings: ['error settings proxy-value-malformed', 'error settings proxy-value-malformed'],
    says: /https_proxy.*all_proxy|all_proxy.*https_proxy/s,
  },
  {
    what: 'malformed values in every other place',
    judge: settings({
      editor: [{ id: 'http.proxy', value: 'nonsense value', scope: 'workspace' }],
      tools: [{ tool: 'npm', name: 'https-proxy', value: 'http://[::1', file: '~/.npmrc', line: 3 }],
      system: { store: 'windows', mode: 'manual', http: 'ftp://x', bypass: [] },
    }),
    status: 'pass',
    findings: ['info settings proxy-value-malformed', 'info settings proxy-value-malformed', 'info settings proxy-value-malformed', 'info settings tool-proxy-differs'],
    says: /editor settings \(workspace\).*npm \(~\/\.npmrc:3\).*system settings \(windows\)/s,
  },
  {
    what: 'credentials in an address, which are not repeated',
    judge: settings({ environments: [environment({ HTTPS_PROXY: 'http://ann:hunter2@127.0.0.1:3128' })] }),
    status: 'pass',
    findings: ['info settings proxy-credentials-in-url'],
    says: /^(?!.*(hunter2|ann:)).*HTTPS_PROXY in terminal/s,
  },
  {
    what: 'two spellings that differ',
    judge: settings({ environments: [environment({ https_proxy: proxy, HTTPS_PROXY: 'http://127.0.0.1:1080', no_proxy: 'a', NO_PROXY: 'b' })] }),
    status: 'pass',
    findings: ['info settings proxy-variable-case-disagrees', 'info settings proxy-variable-case-disagrees'],
  },
  {
    what: 'a list that a client in use reads in its own way',
    judge: () =>
      judgeProxyEnvironment(
        {
          ...settingsOf({ environments: [environment({ https_proxy: proxy, HTTPS_PROXY: proxy, no_proxy: '*.x.example', NO_PROXY: '*.x.example' })] }),
          clients: [{ client: 'curl', why: 'tool', runs: 'terminal' }],
        },
        factsOf(),
      ),
    status: 'pass',
    findings: ['info settings no-proxy-wildcard'],
    says: /not understood by curl.*export NO_PROXY='\*\.x\.example,/s,
  },
  {
    what: 'a login shell with another proxy',
    judge: settings({ environments: [environment({}), environment({ ALL_PROXY: 'socks5://127.0.0.1:7891' }, 'login-shell'), environment({}, 'integrated-terminal')] }),
    status: 'pass',
    findings: ['info settings proxy-contexts-disagree'],
    says: /no proxy.*login shell.*ALL_PROXY=socks5:\/\/127\.0\.0\.1:7891/s,
  },
  {
    what: 'a login shell that could not be read',
    judge: settings({ environments: [environment({ https_proxy: proxy }), { context: 'login-shell', obtained: 'unavailable', reason: 'no shell', variables: {} }] }),
    status: 'pass',
    findings: [],
  },
  {
    what: 'a tool with a proxy of its own',
    judge: settings({ tools: [{ tool: 'git', name: 'http.https://github.com.proxy', value: 'http://127.0.0.1:8080', file: '~/.gitconfig', line: 9 }] }),
    status: 'pass',
    findings: ['info settings tool-proxy-differs'],
    says: /git \(~\/\.gitconfig:9\)/,
  },
  {
    what: 'checks that are switched off, in every place',
    judge: settings({
      environments: [environment({ NODE_TLS_REJECT_UNAUTHORIZED: '0', GIT_SSL_NO_VERIFY: 'true' })],
      editor: [{ id: 'http.proxyStrictSSL', value: false, scope: 'user' }],
      tools: [{ tool: 'npm', name: 'strict-ssl', value: 'false', file: '~/.npmrc' }, { tool: 'curl', name: 'insecure', value: '', file: '~/.curlrc' }],
    }),
    status: 'warn',
    findings: ['warning settings verification-off'],
    says: /NODE_TLS_REJECT_UNAUTHORIZED.*GIT_SSL_NO_VERIFY.*proxyStrictSSL.*strict-ssl.*insecure/s,
  },
  {
    what: 'a place that could not be read',
    judge: settings({ unreadable: [{ where: '~/.npmrc', reason: 'EACCES: permission denied.' }] }),
    status: 'pass',
    findings: ['info settings settings-unreadable'],
    says: /npmrc.*EACCES/s,
  },
];

const route = (routes: readonly Route[], facts: Partial<SubjectFacts> = {}) => () => judgeRoute({ url: 'https://openrouter.ai/api/v1', routes }, factsOf(facts));

export const routeCases: readonly RuleCase[] = [
  { what: 'everybody goes direct', judge: route([routeOf('curl', 'direct'), routeOf('go', 'direct')]), status: 'pass', findings: [] },
  { what: 'everybody takes the proxy', judge: route([routeOf('curl', 'proxy'), routeOf('go', 'proxy')], { paths: [proxied] }), status: 'pass', findings: [] },
  { what: 'nobody was asked', judge: route([]), status: 'pass', findings: [] },
  { what: 'two ways', judge: route([routeOf('curl', 'proxy'), routeOf('node-fetch', 'direct'), routeOf('x', 'unknown')]), status: 'pass', findings: ['info settings routes-disagree'], says: /through http:\/\/127\.0\.0\.1:7890: curl.*direct: node-fetch/s },
  { what: 'a client beside fails', judge: route([routeOf('curl', 'direct'), routeOf('go', 'error', { decidedBy: 'HTTPS_PROXY' })]), status: 'warn', findings: ['warning settings route-error'], says: /go .*HTTPS_PROXY decides it/s },
  { what: 'the diagnosed client fails', judge: route([routeOf('curl', 'error')], { paths: [beside(direct)] }), status: 'fail', findings: ['error settings route-error'] },
  { what: 'a host that was never one', judge: route([routeOf('curl', 'direct')], { rightBaseUrl: 'https://openrouter.ai/api/v1' }), status: 'fail', findings: ['error settings wrong-host'], says: /https:\/\/openrouter\.ai\/api\/v1/ },
  {
    what: 'the right host with a path that is none',
    judge: route([routeOf('curl', 'direct')], { rightBaseUrl: 'https://openrouter.ai/api/v1', wrongPart: 'path' }),
    status: 'fail',
    findings: ['error settings wrong-path'],
    says: /is not the base URL of the API.*Set the base URL to https:\/\/openrouter\.ai\/api\/v1/s,
  },
];

const loopback = (outcomes: readonly Route['outcome'][], facts: Partial<SubjectFacts> = {}) => () =>
  judgeLoopback(
    {
      spellings: ['http://127.0.0.1/', 'http://localhost/', 'http://[::1]/'].map((url, index) => ({
        url,
        routes: [routeOf('curl', outcomes[index] ?? 'direct'), routeOf('go', 'direct')],
      })),
    },
    factsOf(facts),
  );

export const loopbackCases: readonly RuleCase[] = [
  { what: 'nobody is swallowed', judge: loopback([]), status: 'pass', findings: [] },
  { what: 'one spelling is swallowed', judge: loopback(['direct', 'direct', 'proxy']), status: 'pass', findings: ['info settings loopback-proxied'], says: /curl sends \[::1\]/ },
  { what: 'and the gateway is here', judge: loopback(['proxy', 'proxy', 'proxy'], here), status: 'warn', findings: ['warning settings loopback-proxied'], says: /127\.0\.0\.1, localhost and \[::1\]/ },
];
