import { t } from '@vscode/l10n';
import { isCertificateCode } from '../../path/certificate-codes.ts';
import type { ConnectEvidence } from '../evidence.ts';
import type { Finding, Fix, Severity } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { clauses, duration, listed, pathOf } from './wording.ts';

const probes = ['connect'];

/** Node gives each address 250 ms before it goes on to the next, and drops the first (nodejs/node#54359). */
const nodeAttemptMs = 250;

type PathEvidence = ConnectEvidence['paths'][number];
type Path = SubjectFacts['paths'][number];

/** Judges whether connections open, by each path the clients take. */
export function judgeConnect({ paths }: ConnectEvidence, facts: SubjectFacts): Judgement {
  const judged = paths.flatMap((evidence) => {
    const path = pathOf(evidence.path, facts);
    return path ? [{ path, evidence, findings: judgePath(evidence, path, facts) }] : [];
  });
  const findings = judged.flatMap((one) => one.findings);
  const primary = judged.find(({ path }) => path.primary);
  const summary = clauses(judged.map(({ path, evidence }) => t('{0}: {1}', path.label, outcome(evidence))));
  if (!primary) return { status: 'skip', summary: t('No client has a usable route.'), findings };
  const status = primary.evidence.failure
    ? primary.evidence.failure.leg === 'dns' && !primary.path.proxied
      ? 'skip'
      : 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  return { status, summary, findings };
}

function outcome({ steps, failure, proxyReply }: PathEvidence): string {
  if (failure) return proxyReply ? t('the proxy answered {0}', String(proxyReply.status)) : failure.code;
  return t('open in {0}', duration(steps.reduce((sum, { durationMs }) => sum + durationMs, 0)));
}

function judgePath(evidence: PathEvidence, path: Path, facts: SubjectFacts): Finding[] {
  const { failure } = evidence;
  if (!failure) return [...slowFamilies(evidence, path, facts), ...brokenFamily(evidence, path)];
  const severity = severityOf(path);
  // On a direct path the name's own probe says so.
  if (failure.leg === 'dns') return path.proxied ? [nameForSocks(failure.code, path, severity, facts)] : [];
  return [failure.leg === 'proxy' ? proxyFinding(evidence, path, severity, facts) : directFinding(evidence, path, severity, facts)];
}

/** A path that only clients beside the diagnosed one take is a warning; Node's fetch ignores proxies by design. */
export function severityOf(path: Path): Severity {
  if (path.primary) return 'error';
  return path.clients.every((client) => client === 'node-fetch') ? 'info' : 'warning';
}

function proxyFinding(
  { failure, proxyReply, steps }: PathEvidence,
  path: Path,
  severity: Severity,
  facts: SubjectFacts,
): Finding {
  const base = { leg: 'proxy' as const, severity, probes };
  const code = failure?.code ?? 'UNKNOWN';
  const way = path.label;
  const deciders = facts.routes.filter(({ client }) => path.clients.includes(client)).map(({ decidedBy }) => decidedBy);
  const users = t('Set by {0}; used by: {1}.', listed([...new Set(deciders)]), listed(path.clients));
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
    return {
      ...base,
      id: silent ? 'proxy-no-connection' : 'proxy-unreachable',
      title: silent ? t('The proxy does not answer ({0}).', way) : t('The proxy is not running or not reachable ({0}).', way),
      detail: t('Connecting to it ended with {0} after {1}. {2}', code, lastStep(steps), users),
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

/** What was answered, in HTTP's terms and in the words of the proxy's own protocol. */
type Refusal = NonNullable<PathEvidence['proxyReply']> & { words?: string };

/** A SOCKS proxy's refusal means what an HTTP proxy says with a status (RFC 1928, section 6; RFC 1929). */
function socksReply(failure: PathEvidence['failure']): Refusal | undefined {
  const status = { SOCKS_AUTH: 407, SOCKS_NOT_ALLOWED: 403, SOCKS_UPSTREAM: 502 }[failure?.code ?? ''];
  return failure && status !== undefined ? { status, headers: {}, words: failure.message } : undefined;
}

/** A client that resolves the name itself and hands the proxy an address. */
function nameForSocks(code: string, path: Path, severity: Severity, facts: SubjectFacts): Finding {
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

function refused(
  reply: Refusal,
  way: string,
  users: string,
  base: { leg: 'proxy'; severity: Severity; probes: string[] },
): Finding {
  const { status, headers, words } = reply;
  const answer = words ?? String(status);
  const named = headers['server'] ?? headers['via'] ?? headers['proxy-agent'];
  const who = named ? t('It calls itself "{0}".', named) : '';
  if (status === 407) {
    const wants = headers['proxy-authenticate'];
    return {
      ...base,
      id: 'proxy-auth-required',
      title: t('The proxy asks for a user name and password ({0}, {1}).', answer, way),
      detail: [wants ? t('It wants: {0}.', wants) : '', who, users].filter(Boolean).join(' '),
      fixes: [
        {
          id: 'add-proxy-credentials',
          title: t('Give the proxy its credentials'),
          detail: t('Write them into the proxy address, URL-encoded (http://USER:PASSWORD@HOST:PORT). For NTLM or Kerberos a local relay is needed; most clients speak only Basic.'),
        },
      ],
    };
  }
  if (status === 403 || status === 405) {
    return {
      ...base,
      id: 'proxy-forbids',
      title: t('The proxy forbids the gateway ({0}, {1}).', answer, way),
      detail: [t('It answered {0}: its rules do not allow this host or port.', answer), who, users].filter(Boolean).join(' '),
      fixes: [
        { id: 'allow-gateway', title: t('Have the gateway allowed'), detail: t('Ask whoever runs the proxy to allow the host of the gateway, or choose a rule in it that does.') },
      ],
    };
  }
  return {
    ...base,
    id: 'proxy-upstream-failed',
    title: t('The proxy could not reach the gateway ({0}, {1}).', answer, way),
    detail: [t('It answered {0}. The proxy works; the way behind it does not.', answer), who, users].filter(Boolean).join(' '),
    fixes: [
      { id: 'check-proxy-upstream', title: t('Check the way behind the proxy'), detail: t('Choose another node in it, or ask whoever runs it why it cannot reach the host.') },
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

function directFinding(evidence: PathEvidence, path: Path, severity: Severity, facts: SubjectFacts): Finding {
  const { failure, steps, attempts } = evidence;
  const code = failure?.code ?? 'UNKNOWN';
  const each = attempts.map(({ address, failure: why }) => `${address} ${why?.code ?? t('open')}`).join(t(', '));
  const detail = [
    t('Connecting to {0} ended with {1} after {2}.', facts.host, code, lastStep(steps)),
    each === '' ? '' : t('Each address alone: {0}.', each),
    path.primary ? '' : t('Clients that go this way: {0}.', listed(path.clients)),
  ].filter(Boolean).join(' ');
  const base = { leg: 'tcp' as const, severity, detail, probes };
  if (code === 'ECONNREFUSED') {
    return {
      ...base,
      id: 'connection-refused',
      title: t('{0} refuses connections on that port.', facts.host),
      fixes: [
        facts.loopback
          ? { id: 'start-local-gateway', title: t('Start the local gateway'), detail: t('Nothing listens on that port of this machine. Start the program, or correct the port in the base URL.') }
          : { id: 'check-port', title: t('Check host and port'), detail: t('Check host and port in the base URL. A firewall that refuses looks the same.') },
      ],
    };
  }
  const unreachable = code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'EADDRNOTAVAIL';
  return {
    ...base,
    id: unreachable ? 'network-unreachable' : 'connection-timeout',
    title: unreachable
      ? t('There is no way to {0} from this network.', facts.host)
      : t('{0} cannot be reached: the connection never opens.', facts.host),
    fixes: [
      {
        id: 'check-way-out',
        title: t('Check how this network reaches the internet'),
        detail: t('If it needs a proxy or a VPN, switch it on and set it here too; a firewall that drops packets looks just like this.'),
      },
    ],
  };
}

function lastStep(steps: PathEvidence['steps']): string {
  return duration(steps.at(-1)?.durationMs ?? 0);
}

/** Far addresses: Node drops each attempt but the last at 250 ms, so all of several slow addresses fail. */
function slowFamilies({ attempts }: PathEvidence, path: Path, facts: SubjectFacts): Finding[] {
  const open = attempts.filter(({ failure }) => !failure);
  if (attempts.length < 2 || open.length === 0 || open.some(({ durationMs }) => durationMs < nodeAttemptMs)) return [];
  return [
    {
      id: 'slow-addresses',
      leg: 'tcp',
      severity: path.primary ? 'warning' : 'info',
      title: t('Every address of {0} is slower than the 250 ms that Node gives each.', facts.host),
      detail: t('Fastest: {0}. Node then gives up on addresses that would have answered, with an AggregateError.', duration(Math.min(...open.map(({ durationMs }) => durationMs)))),
      probes,
      fixes: [
        {
          id: 'raise-attempt-timeout',
          title: t('Give each address more time'),
          detail: t('Start Node programs with a longer limit for each address.'),
          snippet: 'NODE_OPTIONS=--network-family-autoselection-attempt-timeout=2000',
        },
      ],
    },
  ];
}

function brokenFamily({ attempts }: PathEvidence, path: Path): Finding[] {
  return ([4, 6] as const).flatMap((family): Finding[] => {
    const mine = attempts.filter((attempt) => attempt.family === family);
    const others = attempts.filter((attempt) => attempt.family !== family);
    if (mine.length === 0 || !mine.every(({ failure }) => failure) || !others.some(({ failure }) => !failure)) return [];
    const codes = [...new Set(mine.map(({ failure }) => failure?.code ?? ''))];
    return [
      {
        id: 'address-family-broken',
        leg: 'tcp',
        severity: 'info',
        title: t('IPv{0} does not work here, the other family does.', String(family)),
        detail: t('Addresses of that family ended with {0}. Clients that try it first lose time ({1}).', listed(codes), path.label),
        probes,
        fixes: [],
      },
    ];
  });
}
