import { t } from '@vscode/l10n';
import type { TlsObservation } from '../../path/tls.ts';
import type { TlsEvidence, TlsPathEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { severityOf } from './connect.ts';
import { outOfDate } from './tls-clock-findings.ts';
import { handshakeRefused, helloKilled } from './tls-handshake-findings.ts';
import { interception } from './tls-interception-findings.ts';
import { refusingRuntimes, uncheckedRuntimes } from './tls-runtime-findings.ts';
import type { Seen } from './tls-seen.ts';
import {
  brokenChain,
  privateAuthority,
  unknownPublicRoot,
  weakCertificate,
  wrongServer,
} from './tls-server-findings.ts';
import { tlsVerdict } from './tls-verdict.ts';
import { clauses, duration, pathOf } from './wording.ts';

/** Judges the certificate that arrives by each path: genuine, re-signed, private, or wrong. */
export function judgeTls(evidence: TlsEvidence, facts: SubjectFacts): Judgement {
  if (!evidence.applies) {
    const summary = facts.loopback
      ? t('Plain HTTP to this machine itself: there is no TLS to look at.')
      : t('The base URL is plain HTTP: everything sent to it can be read on the way.');
    return { status: 'skip', summary, findings: [] };
  }
  const findings: Finding[] = [];
  const lines: string[] = [];
  let status: Judgement['status'] = 'skip';
  for (const one of evidence.paths) {
    const path = pathOf(one.path, facts);
    if (!path) continue;
    if (!one.observation) {
      lines.push(t('{0}: not reached', path.label));
      continue;
    }
    const seen: Seen = { observation: one.observation, evidence: one, path, severity: severityOf(path), facts };
    const mine = findingsOf(seen, evidence);
    findings.push(...mine);
    lines.push(t('{0}: {1}', path.label, summaryOf(one.observation, one)));
    if (path.primary) status = statusOf(mine);
  }
  return { status, summary: clauses(lines), findings };
}

function statusOf(findings: readonly Finding[]): Judgement['status'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'fail';
  return findings.some(({ severity }) => severity === 'warning') ? 'warn' : 'pass';
}

function summaryOf(
  { failure, chain, trust, handshakeMs, protocol }: TlsObservation,
  evidence: TlsPathEvidence,
): string {
  if (failure) return failure.code;
  const signer = signerOf(chain);
  const said = trust.bundled
    ? t('public certificate by {0}, {1}, {2}', signer, protocol ?? '', duration(handshakeMs))
    : t('certificate by {0}', signer);
  const rows = evidence.trust?.[0]?.rows ?? [];
  const refusing = rows.filter(({ accepts }) => accepts === 'no').length;
  return refusing === 0 ? said : t('{0}, refused by {1} of {2} runtimes', said, String(refusing), String(rows.length));
}

/** Who signed the leaf, as a name for people. */
function signerOf(chain: TlsObservation['chain']): string {
  const [leaf] = chain;
  if (!leaf) return t('nobody');
  return leaf.issuerOrganization || leaf.issuerCommonName || leaf.issuer || t('an unnamed authority');
}

function findingsOf(seen: Seen, evidence: TlsEvidence): Finding[] {
  return [...faultOf(seen, evidence), ...uncheckedRuntimes(seen)];
}

function faultOf(seen: Seen, evidence: TlsEvidence): Finding[] {
  const verdict = tlsVerdict(seen.observation, seen.facts);
  switch (verdict.kind) {
    case 'genuine':
      return refusingRuntimes(seen);
    case 'intercepted-trusted':
    case 'intercepted-untrusted':
      return [interception(seen, verdict, evidence)];
    case 'private-gateway-ca':
      return [privateAuthority(seen, verdict.trusted)];
    case 'wrong-server':
      return [wrongServer(seen, verdict.publicChain)];
    case 'broken-chain':
      return [brokenChain(seen, verdict.trusted)];
    case 'unknown-public-root':
      return [unknownPublicRoot(seen, verdict.trusted)];
    case 'out-of-date':
      return [outOfDate(seen, verdict, evidence)];
    case 'weak-certificate':
      return [weakCertificate(seen)];
    case 'hello-killed':
      return [helloKilled(seen, verdict)];
    case 'handshake-refused':
      return [handshakeRefused(seen, verdict.fault)];
  }
}
