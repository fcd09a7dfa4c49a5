import { casesFor, proxyAddress } from '../dialects/cases.ts';
import type { Arrival } from '../dialects/recorder.ts';

/** One request from a real extension host. */
export interface HostCase {
  /** Variables that the extension host starts with. */
  environment?: Readonly<Record<string, string>>;
  /** The user's settings of the section `http`, by what follows the dot; of any type, as a settings file may be. */
  settings?: Readonly<Record<string, unknown>>;
  send: 'http' | 'fetch';
  url: string;
}

/** What came of it. */
export interface Observation {
  arrivals: Arrival[];
  /** What the client said, for the eye only. */
  said: string;
}

type Settings = Readonly<Record<string, unknown>>;

const a = `http://${proxyAddress}:3101`;
const b = `http://${proxyAddress}:3102`;
const c = `http://${proxyAddress}:3103`;
const api = 'https://api.example.com/';
const plain = 'http://api.example.com/';

/** Values of `http.proxy`, of the kinds that a settings file may hold. */
const proxies: readonly unknown[] = [
  a, `${a}/`, ` ${a} `, `HTTP://${proxyAddress}:3101`, `${proxyAddress}:3101`, `http://user:pass@${proxyAddress}:3101`,
  `http://us%er:pass@${proxyAddress}:3101`, 'http://proxy.example:3101', `${a}/path`, `https://${proxyAddress}:3101`,
  `socks5://${proxyAddress}:3101`, `socks5h://${proxyAddress}:3101`, `socks4://${proxyAddress}:3101`, 'http://', 'none',
  '', null, 42, true,
];

const lists: readonly unknown[] = [
  [], ['example.com'], ['.example.com'], ['*.example.com'], [' EXAMPLE.com '], ['*'], ['foo.test', '*'],
  ['api.example.com:443'], ['api.example.com:8443'], ['foo.test,api.example.com'], ['foo.test'], [''], 'example.com', [5],
  null,
];

const supports: readonly unknown[] = ['off', 'on', 'override', 'fallback', 'Off', 'bogus', '', null, true, false, 5];

const others: readonly Settings[] = [
  { proxyAuthorization: 'Basic dTpw' }, { proxyStrictSSL: false }, { useLocalProxyConfiguration: true },
  { systemCertificates: false }, { 'experimental.systemCertificatesV2': true }, { fetchAdditionalSupport: false },
  { fetchAdditionalSupport: null }, { fetchAdditionalSupport: 0 }, { fetchAdditionalSupport: 'no' },
  { fetchAdditionalSupport: false, proxySupport: 'off' },
];

/** Settings played in each of these environments. */
type Environment = Record<string, string>;
const environments: readonly [environment: Environment, settings: readonly Settings[], ...urls: string[]][] = [
  [{ https_proxy: b, no_proxy: 'example.com' }, [
    {}, { proxy: a }, { noProxy: [] }, { noProxy: ['foo.test'] }, { proxy: a, noProxy: ['foo.test'] },
    { noProxy: ['*.foo.test'] }, { proxySupport: 'off' }, { fetchAdditionalSupport: false },
  ], api],
  [{ http_proxy: b }, [
    {}, { proxy: `${proxyAddress}:3101` }, { noProxy: ['example.com'] }, { useLocalProxyConfiguration: false },
  ], api, plain],
  [{ ALL_PROXY: c }, [{}], api],
  [{ https_proxy: b, NODE_USE_ENV_PROXY: '1' }, [
    {}, { proxy: a }, { proxySupport: 'off' }, { fetchAdditionalSupport: false }, { noProxy: ['example.com'] },
    { noProxy: ['example.com'], systemCertificates: false },
  ], api],
  [{ http_proxy: b, https_proxy: b, no_proxy: '*', NODE_USE_ENV_PROXY: '1' }, [
    { noProxy: ['foo.test'] }, { proxySupport: 'off' },
  ], api],
  [{ http_proxy: b, NODE_USE_ENV_PROXY: '1' }, [
    {}, { proxySupport: 'off' }, { systemCertificates: false },
  ], 'http://localhost/', 'http://127.0.0.1/', plain],
];

function build(): HostCase[] {
  const cases: HostCase[] = [];
  const both = (settings: Settings, url = api, environment: Record<string, string> = {}): void => {
    for (const send of ['http', 'fetch'] as const) cases.push({ environment, settings, send, url });
  };
  for (const proxy of proxies) both({ proxy });
  for (const noProxy of lists) both({ proxy: a, noProxy });
  for (const proxySupport of supports) both({ proxy: a, proxySupport });
  for (const other of others) both({ proxy: a, ...other });
  both({ proxy: a }, plain);
  both({ noProxy: 'example.com' });
  const local = ['http://localhost/', 'http://127.0.0.1/', 'http://127.0.0.2/', 'http://[::1]/', 'https://10.1.2.3/'];
  for (const url of local) both({ proxy: a }, url);
  for (const [environment, settings, ...urls] of environments) {
    for (const one of settings) for (const url of urls) both(one, url, environment);
  }
  // The lists and values that are played to every client, as settings: one host serves them all.
  for (const { environment, url } of casesFor()) {
    const { https_proxy: proxy, HTTPS_PROXY: upper, no_proxy: list } = environment;
    if (proxy === undefined || proxy !== upper) continue;
    both({ proxy, ...(list === undefined ? {} : { noProxy: list.split(',') }) }, url);
  }
  return cases;
}

/** What tells the editor's settings, and the environment beside them, apart. */
export const hostCases: readonly HostCase[] = build();
