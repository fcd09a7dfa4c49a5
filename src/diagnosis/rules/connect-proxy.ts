import { t } from '@vscode/l10n';
import { isCertificateCode } from '../../path/certificate-codes.ts';
import type { Finding, Fix, Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { lastStep } from './connect-direct.ts';
import { handedFinding } from './connect-handed.ts';
import { refused, socksReply } from './connect-refused.ts';
import type { Path, PathEvidence } from './connect-path.ts';
import { listed } from './wording.ts';

const probes = ['connect'];

/** A proxy that can't be reached, does not answer, or answers no. */
export function proxyFinding(evidence: PathEvidence, path: Path, severity: Severity, facts: SubjectFacts): Finding {
  const { failure, proxyReply, steps, proxyHere } = evidence;
  const base = { leg: 'proxy' as const, severity, probes };
  const code = failure?.code ?? 'UNKNOWN';
  const way = path.label;
  const deciders = facts.routes.filter(({ client }) => path.clients.includes(client)).map(({ decidedBy }) => decidedBy);
  const users = t('Set by {0}; used by: {1}.', listed([...new Set(deciders)]), listed(path.clients));
  const itself = sameAsGateway(path, facts);
  if (itself !== undefined) {
    return {
      ...base,
      id: 'proxy-is-gateway',
      title: t('The proxy is the gateway itself ({0}).', way),
      detail: t('Calls to {0} are told to go through {0}. It ended with {1}. {2}', itself, code, users),
      fixes: [
        {
          id: 'unset-own-proxy',
          title: t('Take the gateway out of the proxy settings'),
          detail: t('A gateway is named in the base URL and not as a proxy. Remove the proxy where it is set, or name the real one.'),
        },
      ],
    };
  }
  const byForm = handedFinding(evidence, way, users, severity, facts);
  if (byForm) return byForm;
  const reply = proxyReply ?? socksReply(failure);
  if (reply) return refused(reply, way, users, base);
  if (failure?.step === 'proxy-dns') {
    return {
      ...base,
      id: 'proxy-name-not-found',
      title: t('The name of the proxy does not resolve ({0}).', way),
      detail: t('The resolver answered {0}. {1}', code, users),
      fixes: [correctProxy()],
    };
  }
  if (failure?.step === 'proxy-tcp') {
    const silent = code === 'DEADLINE' || code === 'ETIMEDOUT';
    const here = proxyHere && code === 'ECONNREFUSED' ? t('The address is this machine itself, and nothing listens on that port.') : '';
    return {
      ...base,
      id: silent ? 'proxy-no-connection' : 'proxy-unreachable',
      title: silent ? t('The proxy does not answer ({0}).', way) : t('The proxy is not running or not reachable ({0}).', way),
      detail: [t('Connecting to it ended with {0} after {1}. {2}', code, lastStep(steps), users), here]
        .filter(Boolean)
        .join(' '),
      fixes: [
        { id: 'start-proxy', title: t('Start the proxy'), detail: t('Start the program behind that address (Clash, the company agent), or check its port.') },
        correctProxy(),
      ],
    };
  }
  if (code === 'DEADLINE') {
    return {
      ...base,
      id: 'proxy-hangs',
      title: t('The proxy accepts connections and then never answers ({0}).', way),
      detail: t('It was connected, asked for the gateway, and stayed silent for {0}. {1}', lastStep(steps), users),
      fixes: [
        { id: 'restart-proxy', title: t('Restart the proxy or change its node'), detail: t('The proxy itself runs; what it forwards to is stuck. Restart it, or choose another node in it.') },
        correctProxy(),
      ],
    };
  }
  if (failure?.step === 'proxy-tls' && isCertificateCode(code)) {
    return {
      ...base,
      id: 'proxy-certificate',
      title: t('The certificate of the proxy itself is not trusted here ({0}).', way),
      detail: t('TLS to the proxy ended with {0}: {1}. {2}', code, failure.message, users),
      fixes: [
        {
          id: 'trust-proxy-or-use-http',
          title: t('Give the failing program the root certificate of the proxy'),
          detail: t('Get it from whoever runs the proxy; Node reads it from NODE_EXTRA_CA_CERTS. If the proxy has a plain port too, its address begins with http:// also for https sites.'),
        },
      ],
    };
  }
  return {
    ...base,
    id: 'proxy-protocol',
    title: t('The proxy does not speak the protocol its address names ({0}).', way),
    detail: t('Step {0} ended with {1}: {2}. {3}', failure?.step ?? '', code, failure?.message ?? '', users),
    fixes: [
      {
        id: 'correct-proxy-scheme',
        title: t('Correct the scheme or port of the proxy'),
        detail: t('Most proxies want http:// even for https sites. A SOCKS port wants socks5://, a mixed port takes both.'),
      },
    ],
  };
}

/** A client that resolves the name itself and hands the proxy an address. */
export function nameForSocks(code: string, path: Path, severity: Severity, facts: SubjectFacts): Finding {
  return {
    id: 'socks-needs-address',
    leg: 'dns',
    severity,
    title: t('{0} does not resolve here, and this way the proxy gets an address ({1}).', facts.host, path.label),
    detail: t('The resolver answered {0}. With socks5:// these clients look the name up themselves: {1}.', code, listed(path.clients)),
    probes: ['dns', 'connect'],
    fixes: [
      {
        id: 'let-proxy-resolve',
        title: t('Let the proxy resolve the name'),
        detail: t('Write socks5h:// in place of socks5:// in the proxy address.'),
      },
    ],
  };
}

function correctProxy(): Fix {
  return {
    id: 'correct-proxy-address',
    title: t('Correct or remove the proxy address'),
    detail: t('Change it where it is set. The evidence of the probe proxy-environment names every place.'),
  };
}

/** Host and port of the gateway when a proxy of this path's clients has the same. */
function sameAsGateway({ clients }: Path, { routes, gateway }: SubjectFacts): string | undefined {
  const place = endpoint(gateway.baseUrl);
  const proxies = routes.flatMap(({ client, proxy }) =>
    proxy !== null && clients.includes(client) ? [endpoint(proxy)] : [],
  );
  return place !== undefined && proxies.includes(place) ? place : undefined;
}

function endpoint(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const port = url.port === '' ? { 'http:': '80', 'https:': '443' }[url.protocol] : url.port;
  return port === undefined ? undefined : `${url.hostname}:${port}`;
}
