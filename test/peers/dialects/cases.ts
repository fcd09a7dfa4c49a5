/** One environment and one URL. */
export interface Case {
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
  ['xn--bcher-kva.example', 'https://b\u00fccher.example/'],
  ['b\u00fccher.example', 'https://b\u00fccher.example/'],
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

export const cases: readonly Case[] = build();
