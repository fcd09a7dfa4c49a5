import type { StackEvidence, StackId, StacksEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeStacks } from '../../../../src/diagnosis/rules/stacks.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import { factsOf, failureOf, routeOf, type RuleCase } from '../samples.ts';

const gateway = '104.18.2.115';
const proxy = 'http://127.0.0.1:7890';

type More = Partial<StackEvidence>;

/** A stack that went directly, or through the proxy, and what came of it: a status, or the code of an error. */
export function stackOf(stack: StackId, way: 'direct' | 'proxy', result: number | string = 200, more: More = {}): StackEvidence {
  const issuer = 'Google Trust Services, WE1';
  const peer = way === 'direct' ? { address: gateway, port: 443 } : { address: '127.0.0.1', port: 7890 };
  return {
    stack,
    title: `the ${stack} stack`,
    predicted: routeOf(stack, way, way === 'proxy' ? { decidedBy: 'http.proxy' } : {}),
    status: typeof result === 'number' ? result : null,
    headers: {},
    ...(typeof result === 'string' && { failure: failureOf('http', 'http', result) }),
    peer: { ...peer, certificate: { issuer, fingerprint256: 'AA:BB' } },
    durationMs: 30,
    ...more,
  };
}

export function stacksOf(stacks: readonly StackEvidence[], more: Partial<StacksEvidence> = {}): StacksEvidence {
  return {
    url: 'https://openrouter.ai/api/v1/models',
    stacks,
    editor: null,
    gatewayAddresses: [gateway],
    proxies: [{ proxy, addresses: ['127.0.0.1'] }],
    settings: { ownNoProxy: false },
    oldAxios: null,
    ...more,
  };
}

const host: Partial<SubjectFacts> = { context: 'extension-host', contextLabel: 'extension host' };
const judged = (stacks: readonly StackEvidence[], more: Partial<StacksEvidence> = {}, facts: Partial<SubjectFacts> = host) => () =>
  judgeStacks(stacksOf(stacks, more), factsOf(facts));
const own = (way: 'direct' | 'proxy', result?: number | string, more?: More): StackEvidence[] =>
  (['undici', 'child-https', 'child-fetch'] as const).map((stack) => stackOf(stack, way, result, more));
const patched = (way: 'direct' | 'proxy', result?: number | string, more?: More): StackEvidence[] =>
  (['patched-https', 'patched-fetch'] as const).map((stack) => stackOf(stack, way, result, more));
const signed = (issuer: string, address = gateway, port = 443): More => ({ peer: { address, port, certificate: { issuer, fingerprint256: 'CC:DD' } } });
const settings = (more: Partial<StacksEvidence['settings']>): Partial<StacksEvidence> => ({ settings: { ownNoProxy: false, ...more } });
const disagree = (severity: string): string[] => [`${severity} settings stacks-disagree`];
const absolute = { ...routeOf('axios', 'proxy'), mode: 'absolute' as const };

export const stackCases: readonly RuleCase[] = [
  { what: 'nothing compared', judge: judged([]), status: 'skip', findings: [] },
  { what: 'all alike', judge: judged([...patched('direct'), ...own('direct')]), status: 'pass', findings: [] },
  { what: 'all alike without a key', judge: judged([...patched('direct', 401), ...own('direct', 401)]), status: 'pass', findings: [] },
  { what: 'no list by any', judge: judged([...patched('direct', 404), ...own('direct', 404)]), status: 'pass', findings: [] },
  { what: 'all fail', judge: judged([...patched('direct', 'ECONNREFUSED'), ...own('direct', 'ECONNRESET')]), status: 'skip', findings: [] },
  { what: 'the editor keeps out of it', judge: judged([...patched('direct', 'ETIMEDOUT'), stackOf('undici-env', 'proxy')], settings({ proxySupport: 'off' })), status: 'fail', findings: disagree('error'), says: /extensions that use https.*extensions that use fetch.*http\.proxySupport to override/s },
  { what: 'the editor has a proxy that is dead', judge: judged([...patched('proxy', 'ECONNREFUSED'), ...own('direct')]), status: 'fail', findings: disagree('error'), says: /work for extensions that bring their own undici and command line tools.*through http:\/\/127\.0\.0\.1:7890.*openrouter\.ai to http\.noProxy/s },
  { what: 'fetch was left without help', judge: judged([stackOf('patched-https', 'proxy'), stackOf('patched-fetch', 'direct', 'ECONNREFUSED')], settings({ fetchAdditionalSupport: false })), status: 'fail', findings: disagree('error'), says: /http\.fetchAdditionalSupport to true/ },
  { what: 'fetch and a SOCKS proxy', judge: judged([stackOf('patched-https', 'direct'), stackOf('patched-fetch', 'proxy', 'EPROTO', { predicted: routeOf('f', 'proxy', { proxy: 'socks5://127.0.0.1:7890' }), peer: { address: '127.0.0.1', port: 7890 } })], { proxies: [{ proxy: 'socks5://127.0.0.1:7890', addresses: ['127.0.0.1'] }] }), status: 'fail', findings: disagree('error'), says: /fetch of extensions speaks no SOCKS/ },
  { what: 'certificates that the editor was told not to look for', judge: judged([...patched('direct', 'SELF_SIGNED_CERT_IN_CHAIN'), ...own('direct')], settings({ systemCertificates: false })), status: 'fail', findings: disagree('error'), says: /http\.systemCertificates to true/ },
  { what: 'a proxy that answers for itself', judge: judged([...patched('proxy', 407), ...own('direct')]), status: 'fail', findings: disagree('error'), says: /407, through/ },
  { what: 'an answer is more than none', judge: judged([...patched('proxy', 404), ...own('direct', 'DEADLINE')]), status: 'warn', findings: disagree('warning') },
  { what: 'children without the proxy', judge: judged([...patched('proxy'), ...own('direct', 'ETIMEDOUT')]), status: 'warn', findings: disagree('warning'), says: /HTTPS_PROXY=http:\/\/127\.0\.0\.1:7890 and NODE_USE_ENV_PROXY=1/ },
  { what: 'children without the certificate', judge: judged([...patched('direct'), ...own('direct', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')]), status: 'warn', findings: disagree('warning'), says: /NODE_EXTRA_CA_CERTS/ },
  { what: 'a child that had no time to begin', judge: judged([...patched('direct'), stackOf('child-https', 'direct', 'NOT_STARTED'), stackOf('child-fetch', 'direct', 'NOT_STARTED')]), status: 'pass', findings: [] },
  { what: 'nothing but the fetch that was replaced', judge: judged([...patched('proxy'), stackOf('original-fetch', 'direct', 'ETIMEDOUT')]), status: 'pass', findings: disagree('info') },
  { what: 'a window that gets no answer', judge: judged([...patched('direct'), stackOf('electron', 'direct', 'ERR_CONNECTION_RESET', { predicted: null })]), status: 'warn', findings: disagree('warning'), says: /network stack of the editor's window/ },
  { what: 'Node without its switch in a terminal', judge: judged([stackOf('node-https', 'direct', 'ETIMEDOUT'), stackOf('node-fetch', 'direct', 'ETIMEDOUT'), stackOf('undici-env', 'proxy')], {}, {}), status: 'pass', findings: disagree('info'), says: /NODE_USE_ENV_PROXY=1 is set when the program starts/ },
  { what: 'a terminal in which a child fails', judge: judged([stackOf('node-https', 'direct'), stackOf('child-https', 'direct', 'ECONNRESET')], {}, {}), status: 'pass', findings: disagree('info'), says: /Node programs started from this terminal/ },
  { what: 'extensions that go two ways', judge: judged([stackOf('patched-https', 'proxy'), stackOf('patched-fetch', 'direct')], settings({ fetchAdditionalSupport: false })), status: 'warn', findings: ['warning settings stacks-take-different-ways'], says: /through http:\/\/127\.0\.0\.1:7890: extensions that use https.*http\.fetchAdditionalSupport/s },
  { what: 'children that go another way', judge: judged([...patched('proxy'), ...own('direct')]), status: 'pass', findings: ['info settings stacks-take-different-ways'], says: /direct: extensions that bring their own undici and command line tools started by extensions/ },
  { what: 'a way that was not seen', judge: judged([...patched('proxy'), stackOf('electron', 'direct', 200, { predicted: null, peer: { address: null, port: null } })]), status: 'pass', findings: [] },
  { what: 'somebody nobody named', judge: judged([...patched('direct'), stackOf('child-fetch', 'direct', 200, { predicted: routeOf('c', 'proxy'), peer: { address: '::ffff:192.0.2.9', port: 3128 } })]), status: 'pass', findings: ['info settings stacks-take-different-ways'], says: /connected to 192\.0\.2\.9:3128/ },
  { what: 'an address of a large network that was not among the answers', judge: judged([...patched('direct'), stackOf('child-fetch', 'direct', 200, { peer: { address: '104.18.3.115', port: 443 } })]), status: 'pass', findings: [] },
  { what: 'a proxy that opens the encryption', judge: judged([...patched('proxy', 200, signed('Acme Root', '127.0.0.1', 7890)), ...own('direct')]), status: 'pass', findings: ['info settings stacks-take-different-ways', 'info tls stacks-see-different-certificates'], says: /Signed by Acme Root.*through.*as company proxies do/s },
  { what: 'two signers on one way', judge: judged([...patched('direct'), ...own('direct', 200, signed('Other CA'))]), status: 'pass', findings: ['info tls stacks-see-different-certificates'], says: /several certificates/ },
  { what: 'a library that would ask in the clear', judge: judged(patched('proxy'), { oldAxios: absolute }), status: 'pass', findings: ['info settings library-proxies-itself'], says: /HTTPS_PROXY names http:\/\/127\.0\.0\.1:7890.*localhost into http\.noProxy/s },
  { what: 'the same with entries in http.noProxy', judge: judged(patched('proxy'), { oldAxios: absolute, ...settings({ ownNoProxy: true }) }), status: 'pass', findings: ['info settings library-proxies-itself'], says: /reads http\.noProxy alone/ },
  { what: 'a library that opens a tunnel', judge: judged(patched('proxy'), { oldAxios: { ...absolute, mode: 'connect' } }), status: 'pass', findings: [] },
  { what: 'a library that goes directly', judge: judged(patched('proxy'), { oldAxios: routeOf('axios', 'direct') }), status: 'pass', findings: [] },
];
