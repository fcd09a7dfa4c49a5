import { judgeProxyEnvironment } from '../../../../src/diagnosis/rules/proxy-environment.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { ProxySettings } from '../../../../src/path/proxy-settings.ts';
import type { Wsl } from '../../../../src/path/surroundings.ts';
import { environment, factsOf, settingsOf, type RuleCase } from '../samples.ts';

const proxy = 'http://127.0.0.1:7890';
const gatewayOfWsl = 'http://172.30.96.1:7890';

export function inWsl(networkingMode?: string): Pick<ProxySettings, 'surroundings'> {
  const wsl: Wsl = { distribution: 'Ubuntu', version: 2, shared: [], ...(networkingMode !== undefined && { networkingMode }) };
  return { surroundings: { wsl } };
}

const judged = (more: Partial<ProxySettings>, facts: Partial<SubjectFacts> = {}) => () => judgeProxyEnvironment(settingsOf(more), factsOf(facts));
const sides = (here: Record<string, string>, windows: Record<string, string>): Pick<ProxySettings, 'environments'> => ({
  environments: [environment(here), environment(windows, 'windows-side')],
});
const http = (value: string, local: unknown): Pick<ProxySettings, 'editor'> => ({
  editor: [{ id: 'http.proxy', value, scope: 'user', ...(local !== undefined && { sides: { local } }) }],
});

export const wslCases: readonly RuleCase[] = [
  {
    what: 'WSL has the proxy of Windows on its own loopback',
    judge: judged({ ...inWsl('nat'), ...sides({ https_proxy: proxy }, { HTTPS_PROXY: proxy }) }),
    status: 'pass',
    findings: ['info settings wsl-loopback-proxy'],
    says: /https_proxy=http:\/\/127\.0\.0\.1:7890 in terminal.*127\.0\.0\.1 is WSL itself here.*networkingMode=mirrored.*ip route show default/s,
  },
  {
    what: 'the same, and how the network is made is not known',
    judge: judged({ ...inWsl(), ...sides({ https_proxy: proxy }, { HTTPS_PROXY: proxy }) }),
    status: 'pass',
    findings: ['info settings wsl-loopback-proxy'],
    says: /Unless the network of WSL is mirrored/,
  },
  { what: 'the same with a mirrored network', judge: judged({ ...inWsl('mirrored'), ...sides({ https_proxy: proxy }, { HTTPS_PROXY: proxy }) }), status: 'pass', findings: [] },
  { what: 'a proxy of its own in WSL, of which Windows knows nothing', judge: judged({ ...inWsl('nat'), ...sides({ https_proxy: proxy }, {}) }), status: 'pass', findings: ['info settings proxy-contexts-disagree'] },
  { what: 'WSL names the proxy of Windows by its address', judge: judged({ ...inWsl('nat'), ...sides({ https_proxy: gatewayOfWsl }, { HTTPS_PROXY: proxy }) }), status: 'pass', findings: [] },
  {
    what: 'Windows has a proxy on loopback and WSL none: it is not to be copied',
    judge: judged({ ...inWsl('nat'), ...sides({}, { HTTPS_PROXY: proxy }) }, { context: 'extension-host' }),
    status: 'pass',
    findings: ['info settings proxy-contexts-disagree'],
    says: /^(?!.*Sets http\.proxy)(?!.*WSLENV).*\.wslconfig/s,
  },
  {
    what: 'Windows has a proxy of the company and WSL none',
    judge: judged({ ...inWsl('nat'), ...sides({}, { HTTPS_PROXY: 'http://proxy.corp.example:3128' }) }, { context: 'extension-host' }),
    status: 'pass',
    findings: ['info settings proxy-contexts-disagree'],
    says: /Sets http\.proxy to http:\/\/proxy\.corp\.example:3128.*add HTTPS_PROXY\/u to the variable WSLENV/s,
  },
  {
    what: 'the settings that the editor keeps on Windows name its loopback',
    judge: judged({ ...inWsl('nat'), ...http(proxy, proxy) }, { context: 'extension-host' }),
    status: 'pass',
    findings: ['info settings wsl-loopback-proxy'],
    says: /http\.proxy: http:\/\/127\.0\.0\.1:7890\/? in the settings of the user, which are on Windows/,
  },
  { what: 'an editor that runs in WSL itself has its settings there', judge: judged({ ...inWsl('nat'), ...http(proxy, undefined) }, { context: 'extension-host' }), status: 'pass', findings: [] },
];
