/** One environment and one URL. */
export interface Case {
  /** Also played to clients that take long to start. */
  core?: boolean;
  environment: Readonly<Record<string, string>>;
  url: string;
}

/** Addresses of the namespace the clients run in; see `namespace.sh`. */
export const proxyAddress = '192.0.2.1';
const a = `http://${proxyAddress}:3101`;
const b = `http://${proxyAddress}:3102`;
const c = `http://${proxyAddress}:3103`;

const api = 'https://api.example.com/';
const plain = 'http://api.example.com/';
const both = (value: string): Record<string, string> => ({ http_proxy: value, HTTP_PROXY: value, https_proxy: value, HTTPS_PROXY: value });
const listed = (list: string): Record<string, string> => ({ ...both(a), all_proxy: a, ALL_PROXY: a, no_proxy: list, NO_PROXY: list });

const exclusions: readonly [list: string, ...urls: string[]][] = [
  ['example.com', api, 'https://example.com/', 'https://notexample.com/', 'https://api.example.com:8443/', plain, 'https://api.example.com./'],
  ['.example.com', api, 'https://example.com/', 'https://notexample.com/'],
  ['..example.com', api, 'https://example.com/'],
  ['*.example.com', api, 'https://example.com/', 'https://notexample.com/'],
  ['*example.com', api, 'https://example.com/', 'https://notexample.com/'],
  ['api.*', api],
  ['*', api, 'https://10.1.2.3/', 'http://localhost/'],
  [' * ', api],
  ['foo.test,*', api],
  ['*,foo.test', api],
  ['EXAMPLE.COM', api, 'https://example.com/'],
  ['example.com.', api, 'https://example.com/', 'https://api.example.com./'],
  ['com', api],
  ['api.example.com:443', api, 'https://api.example.com:8443/', plain],
  ['api.example.com:8443', api, 'https://api.example.com:8443/'],
  ['api.example.com:80', api, plain],
  ['example.com:443', api, 'https://example.com/'],
  ['.example.com:443', api],
  ['*:443', api, plain],
  ['api.example.com:', api],
  [':443', api],
  ['foo.test api.example.com', api],
  ['foo.test;api.example.com', api],
  ['foo.test\tapi.example.com', api],
  ['foo.test , api.example.com', api],
  ['foo.test bar.test,api.example.com', api],
  [',,api.example.com', api],
  ['foo.test,,api.example.com,', api],
  [' api.example.com ', api],
  ['https://api.example.com', api, plain],
  ['http://example.com', api, plain],
  ['https://', api],
  ['api.example.com/v1', api],
  ['user@api.example.com', api],
  ['.', api],
  [',', api],
  [' ', api],
  ['10.1.2.3', 'https://10.1.2.3/', 'http://10.1.2.3:8080/'],
  ['10.1.2.3:443', 'https://10.1.2.3/', 'https://10.1.2.3:8443/'],
  ['10.1.2.3:8443', 'https://10.1.2.3:8443/'],
  ['10.0.0.0/8', 'https://10.1.2.3/', api],
  ['10.1.2.0/24', 'https://10.1.2.3/'],
  ['10.1.3.0/24', 'https://10.1.2.3/'],
  ['10.0.0.0/0', 'https://10.1.2.3/'],
  ['10.0.0.0/33', 'https://10.1.2.3/'],
  ['10.1.2.3/32', 'https://10.1.2.3/'],
  ['10.1.2.3/x', 'https://10.1.2.3/'],
  ['10.', 'https://10.1.2.3/'],
  ['10.*', 'https://10.1.2.3/'],
  ['2.3', 'https://10.1.2.3/'],
  ['.2.3', 'https://10.1.2.3/'],
  ['2001:db8::7', 'https://[2001:db8::7]/', 'https://[2001:db8::7]:8443/'],
  ['[2001:db8::7]', 'https://[2001:db8::7]/'],
  ['[2001:db8::7]:443', 'https://[2001:db8::7]/', 'https://[2001:db8::7]:8443/'],
  ['2001:db8:0:0::7', 'https://[2001:db8::7]/'],
  ['2001:DB8::7', 'https://[2001:db8::7]/'],
  ['2001:db8::/32', 'https://[2001:db8::7]/'],
  ['2001:db8::/33', 'https://[2001:db8::7]/'],
  ['2001:d80::/25', 'https://[2001:db8::7]/'],
  ['localhost', 'http://localhost/', 'https://localhost/', 'http://127.0.0.1/', 'http://[::1]/'],
  ['127.0.0.1', 'http://127.0.0.1/', 'http://localhost/', 'http://127.0.0.2/'],
  ['::1', 'http://[::1]/'],
  ['127.0.0.0/8', 'http://127.0.0.2/', 'http://localhost/'],
  ['api.example.com|foo.test', api],
  ['foo.test\napi.example.com', api],
  ['foo.test,\tapi.example.com', api],
  ['foo.test ,api.example.com', api],
  ['*.com', api, 'https://example.com/'],
  ['*api.example.com', api],
  ['api*.example.com', api],
  ['api.example.*', api],
  ['*.api.example.com', api],
  ['.api.example.com', api],
  ['*.*', api],
  ['**', api],
  ['*.', api],
  ['.*', api],
  ['*x*', api, 'https://example.com/'],
  ['?pi.example.com', api],
  ['.example.com.', api],
  ['*.EXAMPLE.COM', api],
  ['.EXAMPLE.COM', api],
  ['*.example.com:443', api],
  ['*.example.com:8443', api, 'https://api.example.com:8443/'],
  ['.example.com:8443', 'https://api.example.com:8443/'],
  ['example.com:*', api],
  ['api.example.com:0443', api],
  ['api.example.com:99999', api],
  ['api.example.com:https', api],
  ['api.example.com:443:443', api],
  ['"api.example.com"', api],
  ['!api.example.com', api],
  ['-.example.com', api],
  ['<local>', api, 'http://localhost/'],
  ['https://api.example.com:443', api],
  ['https://*.example.com', api],
  ['//api.example.com', api],
  ['api.example.com/', api],
  ['api.example.com#x', api],
  ['example', api],
  ['ple.com', api],
  ['xample.com', 'https://example.com/'],
  ['api.example.co', api],
  ['.com', api],
  ['10.1.2', 'https://10.1.2.3/'],
  ['10.1.2.', 'https://10.1.2.3/'],
  ['10.1.2.*', 'https://10.1.2.3/'],
  ['*.1.2.3', 'https://10.1.2.3/'],
  ['*.2.3', 'https://10.1.2.3/'],
  ['10.1.2.3.', 'https://10.1.2.3/'],
  ['010.1.2.3', 'https://10.1.2.3/'],
  ['10.1.515', 'https://10.1.2.3/'],
  ['10.1.2.0-10.1.2.9', 'https://10.1.2.3/'],
  ['10.0.0.0/8:443', 'https://10.1.2.3/'],
  ['10/8', 'https://10.1.2.3/'],
  ['10.1/16', 'https://10.1.2.3/'],
  ['10.1.2.3/8', 'https://10.1.2.3/'],
  ['10.1.2.3/31', 'https://10.1.2.3/'],
  [' 10.0.0.0/8 ', 'https://10.1.2.3/'],
  ['10.0.0.0/255.0.0.0', 'https://10.1.2.3/'],
  ['0.0.0.0/0', 'https://10.1.2.3/', api, 'https://[2001:db8::7]/'],
  ['::/0', 'https://[2001:db8::7]/', 'https://10.1.2.3/'],
  ['198.51.100.7', api],
  ['198.51.100.0/24', api],
  ['::ffff:10.1.2.3', 'https://10.1.2.3/'],
  ['::ffff:a01:203', 'https://10.1.2.3/'],
  ['10.1.2.3', 'https://[::ffff:10.1.2.3]/'],
  ['2001:db8::7/128', 'https://[2001:db8::7]/'],
  ['[2001:db8::]/32', 'https://[2001:db8::7]/'],
  ['[2001:db8::7]:8443', 'https://[2001:db8::7]:8443/', 'https://[2001:db8::7]/'],
  ['2001:0db8:0000:0000:0000:0000:0000:0007', 'https://[2001:db8::7]/'],
  ['2001:db8::*', 'https://[2001:db8::7]/'],
  ['2001:db8::7.', 'https://[2001:db8::7]/'],
  ['[::1]', 'http://[::1]/'],
  ['[::1]:80', 'http://[::1]/'],
  ['::1/128', 'http://[::1]/'],
  ['localhost:80', 'http://localhost/', 'http://localhost:8080/'],
  ['LOCALHOST', 'http://localhost/'],
  ['.localhost', 'http://localhost/', 'http://app.localhost/'],
  ['127.0.0.1:80', 'http://127.0.0.1/'],
  ['127.', 'http://127.0.0.1/'],
  ['127.*', 'http://127.0.0.1/'],
  ['localhost,127.0.0.1,::1', 'http://[::1]/', 'http://127.0.0.1:8080/'],
  ['localhost,127.0.0.1,::1,[::1]', 'http://[::1]/', 'http://localhost/'],
  ['loopback.example.net', 'http://loopback.example.net/'],
  ['xn--bcher-kva.example', 'https://b\u00fccher.example/'],
  ['b\u00fccher.example', 'https://b\u00fccher.example/'],
  ['10.1.2.0/24x', 'https://10.1.2.3/'],
];

const unlisted: readonly string[] = [
  'http://localhost/', 'https://localhost/', 'http://127.0.0.1/', 'http://127.0.0.2/', 'http://[::1]/', 'http://app.localhost/',
  'http://loopback.example.net/', 'http://[::ffff:127.0.0.1]/', 'https://api.example.com:8443/', 'http://api.example.com:8080/',
];

const variables: readonly [environment: Record<string, string>, ...urls: string[]][] = [
  [{}, api, plain],
  [{ HTTP_PROXY: a }, plain, api],
  [{ http_proxy: a }, plain, api],
  [{ HTTPS_PROXY: a }, plain, api],
  [{ https_proxy: a }, plain, api],
  [{ ALL_PROXY: c }, plain, api],
  [{ all_proxy: c }, plain, api],
  [{ all_proxy: c, ALL_PROXY: a }, api],
  [{ all_proxy: c, https_proxy: a }, plain, api],
  [{ http_proxy: a, HTTP_PROXY: b }, plain, api],
  [{ https_proxy: a, HTTPS_PROXY: b }, api],
  [{ http_proxy: a, https_proxy: b }, plain, api],
  [{ https_proxy: '', HTTPS_PROXY: b }, api],
  [{ https_proxy: a, HTTPS_PROXY: '' }, api],
  [{ https_proxy: '', http_proxy: a }, api],
  [{ https_proxy: '', all_proxy: c }, api],
  [{ HTTPS_PROXY: '', all_proxy: c }, api],
  [{ http_proxy: '', HTTP_PROXY: b }, plain],
  [{ https_proxy: a, HTTPS_PROXY: a, no_proxy: 'api.example.com', NO_PROXY: 'foo.test' }, api],
  [{ https_proxy: a, HTTPS_PROXY: a, no_proxy: 'foo.test', NO_PROXY: 'api.example.com' }, api],
  [{ https_proxy: a, HTTPS_PROXY: a, no_proxy: '', NO_PROXY: 'api.example.com' }, api],
  [{ https_proxy: a, HTTPS_PROXY: a, no_proxy: 'api.example.com', NO_PROXY: '' }, api],
  [{ Https_Proxy: a }, api],
  [{ https_PROXY: a }, api],
  [{ HTTPS_proxy: a }, api],
  [{ https_proxy: a, Https_Proxy: b }, api],
  [{ HTTP_PROXY: a, REQUEST_METHOD: 'GET' }, plain],
  [{ http_proxy: a, REQUEST_METHOD: 'GET' }, plain],
  [{ HTTPS_PROXY: a, REQUEST_METHOD: 'GET' }, api],
  [{ https_proxy: a, NODE_USE_ENV_PROXY: 'true' }, api],
  [{ ftp_proxy: a, socks_proxy: a, proxy: a }, api, plain],
  [{ https_proxy: ' ', HTTPS_PROXY: b }, api],
  [{ https_proxy: a, HTTPS_PROXY: ' ' }, api],
  [{ ...both(a), no_proxy: ' ', NO_PROXY: 'api.example.com' }, api],
  [{ ...both(a), no_proxy: 'api.example.com', NO_PROXY: ' ' }, api],
  [{ ...both(a), No_Proxy: 'api.example.com' }, api],
  [{ ...both(a), no_PROXY: 'api.example.com' }, api],
  [{ ...both(a), NO_PROXY: 'api.example.com' }, api, plain],
  [{ ...both(a), no_proxy: 'api.example.com' }, api, plain],
  [{ all_proxy: c, no_proxy: 'api.example.com' }, api],
  [{ all_proxy: c, NO_PROXY: 'api.example.com' }, api],
  [{ ALL_PROXY: `socks5://${proxyAddress}:3103` }, api, plain],
  [{ ALL_PROXY: `socks5h://${proxyAddress}:3103`, https_proxy: a, HTTPS_PROXY: a }, api, plain],
  [{ all_proxy: '', ALL_PROXY: c }, api],
  [{ all_proxy: c, ALL_PROXY: '' }, api],
  [{ ...both(a), ALL_PROXY: c, all_proxy: c, NO_PROXY: '*', no_proxy: '*' }, api, plain],
  [{ npm_config_proxy: a, npm_config_https_proxy: b }, api, plain],
  [{ npm_config_https_proxy: b, https_proxy: a, HTTPS_PROXY: a }, api],
  [{ ...both(a), npm_config_noproxy: 'api.example.com' }, api],
  [{ GLOBAL_AGENT_HTTP_PROXY: a }, api, plain],
  [{ GLOBAL_AGENT_HTTP_PROXY: a, GLOBAL_AGENT_HTTPS_PROXY: b, GLOBAL_AGENT_NO_PROXY: 'api.example.com' }, api],
  [{ PIP_PROXY: a }, api],
  [{ CARGO_HTTP_PROXY: a }, api],
  [{ CGI_HTTP_PROXY: a, REQUEST_METHOD: 'GET' }, plain],
  [{ WS_PROXY: a, WSS_PROXY: a }, api],
  [{ CARGO_HTTP_PROXY: '', ...both(a) }, api],
  [{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.proxy', GIT_CONFIG_VALUE_0: b, ...both(a) }, api],
  [{ http_proxy: a, HTTP_PROXY: b, REQUEST_METHOD: 'GET' }, plain],
];

const host = proxyAddress;
const values: readonly string[] = [
  `${host}:3101`, host, `http://${host}`, `https://${host}`, `http://${host}:3101/`, `http://${host}:3101/path?x=1#y`, `HTTP://${host}:3101`,
  `http://${host}:`, 'http://proxy.example:3101', 'proxy.example:3101', 'proxyhost:3101', 'http://proxyhost:3101', 'http://PROXYHOST:3101',
  `http://user:pass@${host}:3101`, `user:pass@${host}:3101`, `http://token@${host}:3101`, `token@${host}:3101`, `http://user:p%40ss@${host}:3101`,
  `http://us%er:pass@${host}:3101`, `http://user:p@ss@${host}:3101`, `http://user:p/ss@${host}:3101`, `http://user:p#ss@${host}:3101`,
  `http:/${host}:3101`, `http:${host}:3101`, `http:///${host}:3101`, `//${host}:3101`, `"http://${host}:3101"`, `'http://${host}:3101'`,
  ` http://${host}:3101`, `http://${host}:3101 `, `http://${host}:31 01`, 'http://', '://', 'http', 'proxy', 'http://:3101', `http://${host}:abc`,
  `http://${host}:99999`, `http://${host}:65536`, `http://${host}:03101`, `${host}:abc`, 'http://[2001:db8::9]:3101', '[2001:db8::9]:3101',
  '2001:db8::9', 'http://[2001:db8::9', 'http://2001:db8::9:3101', `ftp://${host}:3101`, `htp://${host}:3101`, `ws://${host}:3101`,
  `socks://${host}:3101`, `socks4://${host}:3101`, `socks4a://${host}:3101`, `socks5://${host}:3101`, `socks5h://${host}:3101`,
  `SOCKS5://${host}:3101`, `socks5://${host}`, `socks5://user:pass@${host}:3101`, `https://${host}:3101`, 'http://b\u00fccher.example:3101',
  `http://${host}:3101,http://${host}:3102`, `http://${host}:3101;http://${host}:3102`, `PROXY ${host}:3101`, 'DIRECT', 'none',
  `http://:pass@${host}:3101`, `http://us%0Aer:pass@${host}:3101`,
];

const socksUrls = ['https://10.1.2.3/', 'https://[2001:db8::7]/', plain];

function build(): Case[] {
  const cases: Case[] = [];
  for (const [list, ...urls] of exclusions) for (const url of urls) cases.push({ environment: listed(list), url });
  for (const url of unlisted) cases.push({ environment: { ...both(a), all_proxy: a, ALL_PROXY: a }, url });
  for (const [environment, ...urls] of variables) for (const url of urls) cases.push({ environment, url });
  for (const value of values) cases.push({ environment: both(value), url: api });
  for (const value of [`http://${host}:3101`, `https://${host}:3101`]) cases.push({ environment: both(value), url: plain });
  for (const value of [`socks5://${host}:3101`, `socks5h://${host}:3101`, `socks4://${host}:3101`, `socks4a://${host}:3101`]) {
    for (const url of socksUrls) cases.push({ environment: both(value), url });
  }
  // A value that is bad for the other scheme, and one that the list makes unneeded.
  for (const value of ['xyz://h:1', 'proxyhost:3101', 'http://']) {
    cases.push({ environment: { http_proxy: value, https_proxy: a }, url: api });
    cases.push({ environment: { ...both(value), no_proxy: 'example.com', NO_PROXY: 'example.com' }, url: api });
    cases.push({ environment: { ...both(value), no_proxy: '*', NO_PROXY: '*' }, url: api });
  }
  return cases;
}


/**
 * The lists, variables and values that tell clients apart. Each list and value comes with its first URL, each
 * environment with all of its URLs.
 */
const coreLists: ReadonlySet<string> = new Set([
  'example.com', '.example.com', '*.example.com', '*', 'EXAMPLE.COM', 'example.com.', 'api.example.com:443',
  'api.example.com:8443', '.example.com:443', '*.example.com:443', 'foo.test api.example.com', 'foo.test,*',
  'foo.test;api.example.com', 'foo.test , api.example.com', ' api.example.com ', 'https://api.example.com', '10.1.2.3',
  '10.1.2.3:443', '10.0.0.0/8', '10.*', '10.', '2001:db8::7', '[2001:db8::7]', '[2001:db8::7]:443', '2001:db8::/32',
  'localhost', '127.0.0.1', '::1', '[::1]', '127.0.0.0/8', 'localhost,127.0.0.1,::1,[::1]', '.com', 'ple.com',
]);

function markCore(all: readonly Case[]): Case[] {
  const seen = new Set<string>();
  return all.map((one) => {
    const { environment, url } = one;
    const list = environment['no_proxy'];
    const usual = environment['https_proxy'] === a && environment['HTTPS_PROXY'] === a;
    const isList = list !== undefined && usual && environment['NO_PROXY'] === list;
    if (isList) {
      // Every URL of the first few; they are the table everybody quotes.
      const few = ['example.com', '.example.com', '*.example.com'].includes(list);
      const core = coreLists.has(list) && (few || !seen.has(list));
      seen.add(list);
      return core ? { ...one, core } : one;
    }
    return url === api || url === plain || url.startsWith('http:') ? { ...one, core: true } : one;
  });
}

const cases: readonly Case[] = markCore(build());

/**
 * The cases for a client: all; those that tell clients apart, for one that takes long to start; or two in five of those,
 * for one that takes a second and more. GATEHOUSE_ALL_CASES=1 plays all to each.
 */
export function casesFor(pace: Pace = 'all'): readonly Case[] {
  if (pace === 'all' || process.env['GATEHOUSE_ALL_CASES'] === '1') return cases;
  const core = cases.filter(({ core }) => core);
  return pace === 'core' ? core : core.filter((_, index) => index % 5 === 0 || index % 5 === 2);
}

export type Pace = 'all' | 'core' | 'few';
