import { t } from '@vscode/l10n';
import { namedInterceptor, type InterceptorClass } from '../../path/interceptors.ts';
import type { TlsObservation } from '../../path/tls.ts';
import type { TlsEvidence } from '../evidence.ts';
import type { Finding, Fix, Severity } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { severityOf } from './connect.ts';
import { clauses, duration, pathOf } from './wording.ts';

const probes = ['tls'];

type Path = SubjectFacts['paths'][number];

/** Judges the certificate that arrives by each path: genuine, re-signed, private, or wrong. */
export function judgeTls({ applies, paths }: TlsEvidence, facts: SubjectFacts): Judgement {
  if (!applies) {
    const summary = facts.loopback
      ? t('Plain HTTP to this machine itself: there is no TLS to look at.')
      : t('The base URL is plain HTTP: everything sent to it can be read on the way.');
    return { status: 'skip', summary, findings: [] };
  }
  const findings: Finding[] = [];
  const lines: string[] = [];
  let status: Judgement['status'] = 'skip';
  for (const evidence of paths) {
    const path = pathOf(evidence.path, facts);
    if (!path) continue;
    if (!evidence.observation) {
      lines.push(t('{0}: not reached', path.label));
      continue;
    }
    const mine = judgeObservation(evidence.observation, path, facts);
    findings.push(...mine);
    lines.push(t('{0}: {1}', path.label, summaryOf(evidence.observation)));
    if (path.primary) status = statusOf(mine);
  }
  return { status, summary: clauses(lines), findings };
}

function statusOf(findings: readonly Finding[]): Judgement['status'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'fail';
  return findings.some(({ severity }) => severity === 'warning') ? 'warn' : 'pass';
}

function summaryOf({ failure, chain, trust, handshakeMs, protocol }: TlsObservation): string {
  if (failure) return failure.code;
  const signer = signerOf(chain);
  if (trust.bundled) return t('public certificate by {0}, {1}, {2}', signer, protocol ?? '', duration(handshakeMs));
  return t('certificate by {0}', signer);
}

/** Who signed the leaf, as a name for people. */
function signerOf(chain: TlsObservation['chain']): string {
  const [leaf] = chain;
  if (!leaf) return t('nobody');
  return leaf.issuerOrganization || leaf.issuerCommonName || leaf.issuer || t('an unnamed authority');
}

function judgeObservation(seen: TlsObservation, path: Path, facts: SubjectFacts): Finding[] {
  const severity = severityOf(path);
  if (seen.failure) return [handshakeFailed(seen.failure, path, severity, facts)];
  if (seen.trust.bundled) return [];
  const [leaf] = seen.chain;
  const trusted = seen.trust.extra === true || seen.trust.system === true;
  if (!leaf) return [privateAuthority(seen, trusted, path, severity, facts)];
  const named = namedInterceptor(seen.chain);
  // Interception is said only with two signals that don't depend on each other (a private root is the first).
  const intercepted =
    named !== undefined ||
    seen.mintedForInventedName === true ||
    (!facts.gateway.userDefined && !leaf.transparency && !leaf.selfSigned && seen.nameProblem === null && !seen.expired);
  if (intercepted) return [interception(seen, named, path, severity)];
  if (seen.expired || seen.notYetValid) return [outOfDate(seen, severity, facts)];
  if (seen.nameProblem !== null) return [wrongServer(seen, severity, facts)];
  if (!facts.gateway.userDefined && leaf.transparency) return [missingIntermediate(seen, severity, facts)];
  return [privateAuthority(seen, trusted, path, severity, facts)];
}

function handshakeFailed(
  failure: NonNullable<TlsObservation['failure']>,
  path: Path,
  severity: Severity,
  facts: SubjectFacts,
): Finding {
  const { code } = failure;
  const base = { leg: 'tls' as const, severity, probes };
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return {
      ...base,
      id: 'tls-not-tls',
      title: t('{0} does not speak TLS on that port ({1}).', facts.host, path.label),
      detail: t('The handshake ended with {0}. A login page of the network, a plain HTTP port, or a proxy given as https:// looks like this.', code),
      fixes: [
        {
          id: 'check-scheme',
          title: t('Check the scheme'),
          detail: t('For a gateway on this machine use http:// in the base URL. On a guest network open a browser and log in first.'),
        },
      ],
    };
  }
  const silent = code === 'DEADLINE';
  return {
    ...base,
    id: silent ? 'tls-hangs' : 'tls-closed',
    title: silent
      ? t('TLS with {0} never finishes ({1}).', facts.host, path.label)
      : t('The connection is cut during the TLS handshake with {0} ({1}).', facts.host, path.label),
    detail: t('The handshake ended with {0}: {1}. The name of the host is visible at that moment, so a filter on the path can act on it.', code, failure.message),
    fixes: [
      {
        id: 'other-way-out',
        title: t('Try another way out'),
        detail: t('Try another network, proxy node or VPN. If that works, a filter on this network blocks the host.'),
      },
    ],
  };
}

function interception(
  seen: TlsObservation,
  named: { product: string; class: InterceptorClass } | undefined,
  path: Path,
  severity: Severity,
): Finding {
  const who = named?.product ?? t('an unnamed authority ("{0}")', seen.chain[0]?.issuer ?? '');
  const trusted = seen.trust.extra === true || seen.trust.system === true;
  const signs = [
    t('Certificate issued by: {0}.', seen.chain[0]?.issuer ?? ''),
    t('It does not end in a public root ({0}).', seen.bundledCode ?? ''),
    ...(seen.mintedForInventedName ? [t('A certificate was made on the spot for a name that cannot exist.')] : []),
    ...(seen.chain[0]?.transparency ? [] : [t('It has no certificate timestamps, which public certificates carry.')]),
  ];
  const also = trusted
    ? t('This machine trusts it; programs with their own roots (Node without extra roots, Python with certifi) do not.')
    : t('Nothing on this machine trusts it, so verified calls fail.');
  return {
    id: trusted ? 'tls-intercepted-trusted' : 'tls-intercepted-untrusted',
    leg: 'tls',
    severity: trusted ? (path.primary ? 'warning' : 'info') : severity,
    title: t('TLS is re-signed by {0} ({1}).', who, path.label),
    detail: [...signs, also].join(' '),
    probes,
    fixes: [trustFix(seen, named), ...classFix(named?.class)],
    confidence: named || seen.mintedForInventedName ? 'high' : 'medium',
  };
}

function trustFix(seen: TlsObservation, named: { product: string } | undefined): Fix {
  const root = named?.product ?? seen.chain.at(-1)?.issuerCommonName ?? t('the authority');
  return {
    id: 'trust-interceptor-root',
    title: t('Give the failing program the root certificate'),
    detail: t(
      'Get the root certificate of {0} as a PEM file from your IT department or the program itself. Node reads it from NODE_EXTRA_CA_CERTS, Python from SSL_CERT_FILE or REQUESTS_CA_BUNDLE, curl from CURL_CA_BUNDLE, git from GIT_SSL_CAINFO. Keep certificate checks on.',
      root,
    ),
    snippet: 'NODE_EXTRA_CA_CERTS=/path/to/root.pem',
  };
}

function classFix(kind: InterceptorClass | undefined): Fix[] {
  if (kind === 'antivirus') {
    return [{ id: 'antivirus-exception', title: t('Or except the host in the antivirus'), detail: t('Add the host of the gateway to the exceptions of its HTTPS scanning.') }];
  }
  if (kind === 'debug') {
    return [{ id: 'switch-off-debug-proxy', title: t('Or switch the debugging proxy off'), detail: t('It was started on this machine to look into traffic. Quit it when you are done.') }];
  }
  return [{ id: 'ask-for-bypass', title: t('Or ask for an exception'), detail: t('Ask whoever runs the network to leave the host of the gateway out of TLS inspection.') }];
}

function outOfDate(seen: TlsObservation, severity: Severity, facts: SubjectFacts): Finding {
  const [leaf] = seen.chain;
  const title = seen.expired
    ? t('The certificate of {0} has expired.', facts.host)
    : t('The certificate of {0} is not valid yet.', facts.host);
  return {
    id: seen.expired ? 'tls-expired' : 'tls-not-yet-valid',
    leg: 'tls',
    severity,
    title,
    detail: t('It is valid from {0} to {1}, issued by {2}.', leaf?.validFrom ?? '?', leaf?.validTo ?? '?', leaf?.issuer ?? '?'),
    probes,
    fixes: [
      {
        id: 'check-clock-then-server',
        title: t('Check the clock, then the server'),
        detail: t('If the date of this machine is right, whoever runs the gateway must renew the certificate.'),
      },
    ],
  };
}

function wrongServer(seen: TlsObservation, severity: Severity, facts: SubjectFacts): Finding {
  const [leaf] = seen.chain;
  return {
    id: 'tls-wrong-host',
    leg: 'tls',
    severity,
    title: t('A server with a certificate for another name answers for {0}.', facts.host),
    detail: t(
      'The certificate names {0} and was issued by {1}. The name check ended with: {2}.',
      leaf?.alternativeNames || leaf?.subject || '?',
      leaf?.issuer ?? '?',
      // Node's sentence ends with a list of names, which can be empty.
      (seen.nameProblem ?? '').replace(/[\s.:]+$/, ''),
    ),
    probes,
    fixes: [
      {
        id: 'check-who-answers',
        title: t('Check who answers'),
        detail: t('Check the host in the base URL and where its name resolves to: a wrong DNS answer, a hosts file entry or a login page of the network leads to another server.'),
      },
    ],
  };
}

function missingIntermediate(seen: TlsObservation, severity: Severity, facts: SubjectFacts): Finding {
  return {
    id: 'tls-broken-chain',
    leg: 'tls',
    severity,
    title: t('The certificate of {0} is public, but its chain is not complete here.', facts.host),
    detail: t('Issued by {0}; verification ended with {1}. The server leaves out a certificate, or this runtime lacks a new public root.', seen.chain[0]?.issuer ?? '?', seen.bundledCode ?? ''),
    probes,
    fixes: [
      {
        id: 'update-runtime-roots',
        title: t('Update the runtime'),
        detail: t('Update the editor or Node, which brings newer roots. If it keeps happening, tell whoever runs the gateway that the intermediate certificate is missing.'),
      },
    ],
    confidence: 'medium',
  };
}

/** A gateway of the user's own may well have a certificate of its own. */
function privateAuthority(
  seen: TlsObservation,
  trusted: boolean,
  path: Path,
  severity: Severity,
  facts: SubjectFacts,
): Finding {
  const [leaf] = seen.chain;
  return {
    id: trusted ? 'tls-private-authority' : 'tls-untrusted',
    leg: 'tls',
    severity: trusted ? 'info' : severity,
    title: trusted
      ? t('{0} has a certificate of a private authority that this machine trusts.', facts.host)
      : t('The certificate of {0} is not trusted here ({1}).', facts.host, path.label),
    detail: t(
      'Issued by {0}{1}; verification ended with {2}.',
      leaf?.issuer || '?',
      leaf?.selfSigned ? t(' (signed by itself)') : '',
      seen.bundledCode ?? '',
    ),
    probes,
    fixes: trusted ? [] : [trustFix(seen, undefined)],
  };
}
