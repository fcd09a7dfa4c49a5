import { t } from '@vscode/l10n';
import { loopbackWords, sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

const badGateway = /\b(403|50[0234])\b|\bbad gateway\b|\bservice unavailable\b|\bgateway time-?out\b/i;
const proxied = /\b(https?_proxy|all_proxy|proxy|proxied|proxies)\b|代理/i;
const proxyProduct = /\bsquid\b|\btinyproxy\b|\bprivoxy\b|\bERR_CANNOT_FORWARD\b|\bX-Squid-Error\b/i;
const proxyWord = /\bproxy\b|\bproxies\b|_proxy\b/i;

/** Symptoms of the proxy: asked for the wrong host, without credentials, or in a way it does not know. */
export const proxySymptoms: readonly Symptom[] = [
  {
    id: 'proxy-auth',
    leg: 'proxy',
    title: () => t('The proxy wants a user name and a password.'),
    cause: () =>
      t('The proxy answered 407. One HTTP stack of the editor may have the credentials while another does not.'),
    tell: () => t('The same proxy answers a CONNECT with credentials, and refuses one without.'),
    fix: () =>
      t('Put the credentials, URL-encoded, in the proxy setting of the client that fails. For NTLM or Kerberos run a local relay that signs in for you.'),
    signs: [
      sign(97, /proxy response \(407\)|tunnel(ing)? (connection )?failed:? ?,? ?(response )?407|response code 407/i),
      sign(95, /\b407\b[^\n]{0,20}proxy auth|proxy auth(entication|orization) (is )?required|ERR_PROXY_AUTH/i),
      sign(88, /\bstatus( code)?:? 407\b/i),
      sign(80, /\b407\b/, proxyWord),
      sign(76, /\bNTLM\b|\bKerberos\b|\bNegotiate\b/, proxyWord, /\b(fail(s|ed)?|error|unable|refused|4\d\d)\b/i),
    ],
    source: 'microsoft/vscode #239033, #12588; cubewise-code/tm1py #531',
  },
  {
    id: 'socks-unsupported',
    leg: 'proxy',
    title: () => t('The client does not speak SOCKS.'),
    cause: () =>
      t('The proxy variable names a SOCKS proxy. Many clients ignore that, fail, or need an extra package for it.'),
    tell: () => t('The same proxy works through its HTTP or mixed port, and curl works through either.'),
    fix: () => t('Use the HTTP or mixed port of the same proxy program, for example http://127.0.0.1:7890.'),
    signs: [
      sign(97, /the 'socksio' package is not installed|missing dependencies for SOCKS support/i),
      sign(
        96,
        /unknown scheme for proxy url[^\n]{0,10}socks|unsupported (proxy )?(scheme|type|protocol)[^\n]{0,12}socks?/i,
      ),
      sign(93, /unknown scheme for proxy url/i),
      sign(93, /\bUnsupportedProxyProtocol\b/),
      sign(90, /\bsocks(4a?|5h?)?\b/i, /\b(not|un)[ -]?supported\b|UnsupportedProxyProtocol/i, proxyWord),
      sign(70, /\bsocks(4a?|5h?)?:\/\//i, /\b(ignored|fail(s|ed)?|error|invalid)\b/i),
    ],
    source:
      'OpenHands/OpenHands #1048; google-gemini/gemini-cli #1412; ' +
      'huggingface/tau #221; code.claude.com/docs network-config',
  },
  {
    id: 'loopback-through-proxy',
    leg: 'proxy',
    title: () => t('A call to this machine is sent to the proxy.'),
    cause: () =>
      t('The proxy variables hold for 127.0.0.1 and localhost too, so the proxy is asked for an address that means itself.'),
    tell: () => t('The local service logs no request, and the answer carries a Via header or the page of a proxy.'),
    fix: () =>
      t('Add localhost,127.0.0.1,::1 to NO_PROXY and to no_proxy of the client, and keep the proxy for the rest.'),
    signs: [
      sign(96, loopbackWords, proxyProduct),
      sign(93, loopbackWords, /\bno_proxy\b/i, /\bignor(e|es|ed|ing)\b|\bstill\b|\bthrough\b|\bbypass/i),
      sign(88, loopbackWords, badGateway, proxied),
      sign(78, loopbackWords, proxied, /\bthrough (the|a|my) proxy\b|\b(was|is|are|were|get|being) proxied\b|被代理/i),
      sign(78, /\bno_proxy\b/i, /\bignor(e|es|ed|ing)\b/i),
      sign(66, loopbackWords, /\b50[234]\b|\bbad gateway\b|\bservice unavailable\b|\bgateway time-?out\b/i),
    ],
    source: 'anthropics/claude-code #39862, #76295, #22752; anomalyco/opencode #531; farion1231/cc-switch #4478',
  },
  {
    id: 'proxy-refuses',
    leg: 'proxy',
    title: () => t('The proxy refuses to open the connection.'),
    cause: () =>
      t('The proxy was reached and answered the CONNECT with an error: the host is forbidden or unreachable for it.'),
    fix: () => t('Ask whoever runs the proxy to allow the gateway, or choose another exit in the proxy program.'),
    signs: [
      sign(
        94,
        /proxy response \((40[0-689]|5\d\d)\)|tunnel(ing)? (connection )?failed:? ?,? ?(response )?(40[0-689]|5\d\d)/i,
      ),
      sign(92, /ERR_TUNNEL_CONNECTION_FAILED|proxy CONNECT aborted|unsuccessful tunnel/i),
    ],
    source:
      'curl.se/docs (CONNECT tunnel failed); ' +
      'psf/requests (Tunnel connection failed); seanmonstar/reqwest pull request 596',
  },
  {
    id: 'proxy-unreachable',
    leg: 'proxy',
    title: () => t('The proxy itself cannot be reached.'),
    cause: () =>
      t('The proxy setting names a host or port where nothing answers. A proxy program that was closed leaves it behind.'),
    fix: () => t('Start the proxy program, correct its port in the settings, or remove the proxy setting.'),
    signs: [
      sign(
        94,
        /could not resolve proxy|cannot connect to proxy|unable to connect to proxy|ERR_PROXY_CONNECTION_FAILED/i,
      ),
      sign(90, /\b(ENOTFOUND|EAI_AGAIN) (web|http)?-?proxy\d{0,3}[.:-]/i),
      sign(90, /ECONNREFUSED (127\.0\.0\.1|localhost|::1):(78\d\d|1080|108\d|8118|3128|6152|2080)\b/i),
      sign(84, /ECONNREFUSED|connection refused/i, /\bproxyconnect\b|\bProxyError\b/i),
    ],
    source: 'psf/requests (ProxyError); Chromium net error list; golang net/http (proxyconnect)',
  },
];
