import { t } from '@vscode/l10n';
import type { Finding, Fix, Severity } from '../finding.ts';
import { findOut, giftFixes, isRootKnownHere } from './tls-gift-fixes.ts';
import { matrixRemedies, matrixSummary } from './tls-matrix.ts';
import { rowsOf, sentences, type Seen } from './tls-seen.ts';

const probes = ['tls'];

/** Another server than the one meant. */
export function wrongServer({ observation, severity, facts }: Seen, publicChain: boolean): Finding {
  const [leaf] = observation.chain;
  return {
    id: 'tls-wrong-host',
    leg: 'tls',
    severity,
    title: t('A server with a certificate for another name answers for {0}.', facts.host),
    detail: sentences([
      t(
        'The certificate names {0} and was issued by {1}. The name check ended with: {2}.',
        leaf?.alternativeNames || leaf?.subject || '?',
        leaf?.issuer ?? '?',
        // Node's sentence ends with a list of names, which can be empty.
        (observation.nameProblem ?? '').replace(/[\s.:]+$/, ''),
      ),
      publicChain
        ? t('The certificate itself is public and genuine, so nobody re-signs: another server was reached.')
        : '',
    ]),
    probes,
    fixes: [
      {
        id: 'check-who-answers',
        title: t('Check who answers'),
        detail: t(
          'Check the host in the base URL and where its name resolves to: a wrong DNS answer, a hosts file entry or a login page of the network leads to another server.',
        ),
      },
    ],
  };
}

/** A public certificate whose server forgets what stands between it and the root. */
export function brokenChain(seen: Seen, trusted: boolean): Finding {
  const { observation, severity, facts } = seen;
  return {
    id: 'tls-broken-chain',
    leg: 'tls',
    severity: trusted ? softer(severity) : severity,
    title: t('The certificate of {0} is public, and the server leaves out the one above it.', facts.host),
    detail: sentences([
      t(
        'Issued by {0}; it came alone, and verification ended with {1}.',
        observation.chain[0]?.issuer ?? '?',
        observation.bundledCode ?? '',
      ),
      t('Browsers fetch what is missing, most other programs do not.'),
      matrixSummary(rowsOf(seen)),
    ]),
    probes,
    fixes: [
      {
        id: 'complete-chain',
        title: t('Have the chain completed'),
        detail: t(
          'Tell whoever runs the gateway that the intermediate certificate is missing. Until then NODE_EXTRA_CA_CERTS can point to that intermediate together with its root.',
        ),
      },
    ],
    confidence: 'medium',
  };
}

/** A public certificate under a root that this runtime does not have. */
export function unknownPublicRoot(seen: Seen, trusted: boolean): Finding {
  const { observation, severity, facts } = seen;
  return {
    id: 'tls-unknown-public-root',
    leg: 'tls',
    severity: trusted ? softer(severity) : severity,
    title: t('The certificate of {0} is public, under a root that this runtime does not know.', facts.host),
    detail: sentences([
      t(
        'Issued by {0}, with the timestamps of a public certificate; verification ended with {1}.',
        observation.chain[0]?.issuer ?? '?',
        observation.bundledCode ?? '',
      ),
      trusted ? t('The system knows the root, so programs that ask the system accept it.') : '',
      matrixSummary(rowsOf(seen)),
    ]),
    probes,
    fixes: [
      {
        id: 'update-runtime-roots',
        title: t('Update the runtime'),
        detail: t(
          "Update the editor or Node, which brings newer roots. Until then let it use the system's: NODE_EXTRA_CA_CERTS with the bundle of the system, or NODE_USE_SYSTEM_CA=1 for Node 24.",
        ),
      },
    ],
    confidence: 'medium',
  };
}

function softer(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : severity;
}

/** Too short a key or too old a signature; no store helps. */
export function weakCertificate({ observation, path, severity, facts }: Seen): Finding {
  const [leaf] = observation.chain;
  const words = observation.bundledMessage ?? observation.failure?.message ?? observation.bundledCode ?? '';
  const key = leaf?.key?.bits
    ? t('Its key is {0} with {1} bits.', leaf.key.kind.toUpperCase(), String(leaf.key.bits))
    : '';
  return {
    id: 'tls-weak-certificate',
    leg: 'tls',
    severity,
    title: t('The certificate for {0} is too weak to be accepted ({1}).', facts.host, path.label),
    detail: sentences([
      t('Issued by {0}; verification ended with: {1}.', leaf?.issuer ?? '?', words),
      key,
      t('Old inspecting boxes sign with short keys or SHA-1. Trusting their root does not help.'),
    ]),
    probes,
    fixes: [
      {
        id: 'renew-weak-authority',
        title: t('Have the authority renewed'),
        detail: t(
          'Ask whoever runs the box or the server to sign with RSA of 2048 bits or more, or with a curve, and with SHA-256.',
        ),
      },
    ],
  };
}

/** A gateway of the user's own may well have a certificate of its own. */
export function privateAuthority(seen: Seen, trusted: boolean): Finding {
  const { observation, path, severity, facts } = seen;
  const [leaf] = observation.chain;
  const rows = rowsOf(seen);
  return {
    id: trusted ? 'tls-private-authority' : 'tls-untrusted',
    leg: 'tls',
    severity: trusted ? 'info' : severity,
    title: trusted
      ? t('{0} has a certificate of a private authority that this machine trusts.', facts.host)
      : t('The certificate of {0} is not trusted here ({1}).', facts.host, path.label),
    detail: sentences([
      t(
        'Issued by {0}{1}; verification ended with {2}.',
        leaf?.issuer || '?',
        leaf?.selfSigned ? t(' (signed by itself)') : '',
        observation.bundledCode ?? '',
      ),
      matrixSummary(rows),
    ]),
    probes,
    fixes: trusted && !rows.some(({ accepts }) => accepts === 'no') ? [] : waysToTrust(seen),
  };
}

/** The authority of a known gateway is public; one that nobody here knows in its place is not to be trusted. */
function waysToTrust(seen: Seen): Fix[] {
  if (seen.facts.gateway.userDefined) return [...giftFixes(seen), trustFix(seen, undefined)];
  return isRootKnownHere(seen) ? [trustFix(seen, undefined)] : [findOut(seen)];
}

/** Where each runtime that refuses takes the root from. */
export function trustFix(seen: Seen, product: string | undefined): Fix {
  const root = product ?? seen.observation.chain.at(-1)?.issuerCommonName ?? t('the authority');
  const each = matrixRemedies(rowsOf(seen));
  return {
    id: 'trust-interceptor-root',
    title: t('Give the failing program the root certificate'),
    detail:
      each === ''
        ? t(
            'Get the root certificate of {0} as a PEM file from your IT department or the program itself. Node reads it from NODE_EXTRA_CA_CERTS, Python from SSL_CERT_FILE or REQUESTS_CA_BUNDLE, curl from CURL_CA_BUNDLE, git from GIT_SSL_CAINFO. Keep certificate checks on.',
            root,
          )
        : sentences([
            pemOf(seen) === null
              ? t('Get the root certificate of {0} as a PEM file from your IT department or the program itself.', root)
              : t('The root certificate of {0} is on this machine already.', root),
            t('Keep certificate checks on.'),
            t('What each program reads is below.'),
          ]),
    snippet: each === '' ? `NODE_EXTRA_CA_CERTS=${pemOf(seen) ?? '/path/to/root.pem'}` : each,
  };
}

/** A file of this machine that has the root already. */
function pemOf(seen: Seen): string | null {
  for (const { remedy } of rowsOf(seen)) if (remedy?.kind === 'give-root' && remedy.pem !== null) return remedy.pem;
  return null;
}
