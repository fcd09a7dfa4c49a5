import { t } from '@vscode/l10n';
import { outlivesPublic, publicLifetimeDays } from '../../path/certificate-lifetimes.ts';
import type { Interceptor, InterceptorClass } from '../../path/interceptors.ts';
import { isWeakCertificate } from '../../path/tls-failures.ts';
import type { TlsEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import { findOut, giftFixes, isRootKnownHere } from './tls-gift-fixes.ts';
import { matrixSummary } from './tls-matrix.ts';
import { interceptorScope, type InterceptorScope } from './tls-scope.ts';
import { rowsOf, sentences, type Seen } from './tls-seen.ts';
import { trustFix } from './tls-server-findings.ts';
import type { TlsVerdict } from './tls-verdict.ts';

const probes = ['tls'];

type Intercepted = Extract<TlsVerdict, { kind: 'intercepted-trusted' | 'intercepted-untrusted' }>;

/** Somebody on the path signs in place of the gateway: who, how that is known, how far it reaches, who refuses it. */
export function interception(seen: Seen, { kind, named, sure }: Intercepted, evidence: TlsEvidence): Finding {
  const { observation, path, severity } = seen;
  const issuer = observation.chain[0]?.issuer ?? '';
  const trusted = kind === 'intercepted-trusted';
  const rows = rowsOf(seen);
  // A company that has given its root to every program has done its work: then it is worth knowing, and no fault.
  const meant = named?.class !== 'debug' && named?.class !== 'parental';
  const everywhere = meant && rows.some(({ accepts }) => accepts === 'yes') && !rows.some(({ accepts }) => accepts === 'no');
  const also = !trusted
    ? t('Nothing on this machine trusts it, so verified calls fail.')
    : everywhere
      ? t('This machine trusts it, and so does every program whose trust could be worked out.')
      : t('This machine trusts it; programs with their own roots (Node without extra roots, Python with certifi) do not.');
  const scope = interceptorScope(evidence, seen.evidence, seen.facts);
  return {
    id: trusted ? 'tls-intercepted-trusted' : 'tls-intercepted-untrusted',
    leg: 'tls',
    severity: !trusted ? severity : path.primary && !everywhere ? 'warning' : 'info',
    title: t('TLS is re-signed by {0} ({1}).', named?.product ?? t('an unnamed authority ("{0}")', issuer), path.label),
    detail: sentences([...signs(seen), ...scopeSentences(scope), also, matrixSummary(rows)]),
    probes,
    fixes: fixesFor(seen, named, scope),
    confidence: sure ? 'high' : 'medium',
  };
}

function signs({ observation }: Seen): string[] {
  const [leaf] = observation.chain;
  const allowed = leaf ? publicLifetimeDays(leaf.validFrom) : null;
  return [
    t('Certificate issued by: {0}.', leaf?.issuer ?? ''),
    t('It does not end in a public root ({0}).', observation.bundledCode ?? ''),
    ...(observation.mintedForInventedName
      ? [t('A certificate was made on the spot for a name that cannot exist.')]
      : []),
    ...(leaf?.transparency ? [] : [t('It has no certificate timestamps, which public certificates carry.')]),
    ...(leaf && allowed !== null && outlivesPublic(leaf)
      ? [t('It is valid for longer than the {0} days a public certificate may be.', String(allowed))]
      : []),
    ...(isWeakCertificate(observation.bundledCode, observation.bundledMessage)
      ? [t('Its key or signature is too weak, so trusting the root does not help.')]
      : []),
  ];
}

function scopeSentences({ reach, otherHost, place }: InterceptorScope): string[] {
  const reached = {
    'all-hosts': t('The same authority signs for {0} too, so everything on this path is inspected.', otherHost ?? ''),
    'this-host': t('{0} is genuine by the same path, so this host is singled out.', otherHost ?? ''),
    unknown: '',
  }[reach];
  const placed = {
    proxy: t('The direct path shows the genuine certificate, so the proxy re-signs.'),
    'before-proxy': t(
      'The same authority signs with and without the proxy, so this machine (its antivirus or system) or its network does, not the proxy.',
    ),
    'direct-only': t('By the proxy the genuine certificate arrives, so the direct path is inspected.'),
    unknown: '',
  }[place];
  return [reached, placed];
}

/**
 * Corporate: give the programs the root, or ask for an exception. An antivirus: an exception in it comes first. Debugging
 * and parental tools: what they are, and never their root. One without a name: only when this machine knows its root.
 */
function fixesFor(seen: Seen, named: Interceptor | undefined, scope: InterceptorScope): Fix[] {
  const trust = trustFix(seen, named?.product);
  const own = classFix(named?.class, named?.product ?? '', scope, seen.facts.host);
  const known = isRootKnownHere(seen);
  switch (named?.class) {
    case 'corporate':
      return [...giftFixes(seen), trust, own];
    case 'antivirus':
      return [own, ...(known ? giftFixes(seen) : []), trust];
    case 'debug':
    case 'parental':
      return [own];
    case undefined:
      return known ? [...giftFixes(seen), trust, own] : [findOut(seen), own];
  }
}

function classFix(kind: InterceptorClass | undefined, product: string, scope: InterceptorScope, host: string): Fix {
  switch (kind) {
    case 'antivirus':
      return {
        id: 'antivirus-exception',
        title: t('Exclude the host in the antivirus'),
        detail: t('Add {0} to the exceptions of its HTTPS scanning in {1}.', host, product),
      };
    case 'debug':
      return {
        id: 'switch-off-debug-proxy',
        title: t('Switch {0} off', product),
        detail: t(
          'It was started to look into traffic. Quit it when you are done, and take its proxy setting away if it stays behind.',
        ),
      };
    case 'parental':
      return {
        id: 'allow-in-content-filter',
        title: t('Allow the host in {0}', product),
        detail: t('Ask whoever manages {0} to allow {1} without inspection.', product, host),
      };
    case 'corporate':
    case undefined:
      return {
        id: 'ask-for-bypass',
        title: t('Or ask for an exception'),
        detail: sentences([
          t('Ask whoever runs the network to leave the host of the gateway out of TLS inspection.'),
          scope.reach === 'this-host' ? t('Ask also why it is inspected and others are not.') : '',
        ]),
      };
  }
}
