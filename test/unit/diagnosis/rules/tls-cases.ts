import type { TlsEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeTls } from '../../../../src/diagnosis/rules/tls.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { CertificateFacts, TlsObservation } from '../../../../src/path/tls.ts';
import { beside, certificateOf, direct, factsOf, failureOf, here, observationOf, own, proxied, type RuleCase } from '../samples.ts';

const seen = (more: Partial<TlsObservation>, facts: Partial<SubjectFacts> = {}) => () =>
  judgeTls({ applies: true, paths: [{ path: 'direct', observation: observationOf(more) }] }, factsOf(facts));
const judged = (paths: TlsEvidence['paths'], facts: Partial<SubjectFacts>) => () => judgeTls({ applies: true, paths }, factsOf(facts));

const nobody = { bundled: false, extra: false, system: false };
const bySystem = { bundled: false, extra: false, system: true };
const refused = { trust: nobody, bundledCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', mintedForInventedName: false };
const by = (issuerOrganization: string, more: Partial<CertificateFacts> = {}): Pick<TlsObservation, 'chain'> => ({
  chain: [certificateOf({ issuerOrganization, issuerCommonName: `${issuerOrganization} CA`, issuer: `O=${issuerOrganization}`, transparency: false, ...more })],
});
const broken = (code: string, facts: Partial<SubjectFacts> = {}) => seen({ failure: failureOf('tls', 'tls', code), chain: [], trust: { bundled: false, extra: null, system: null }, bundledCode: code }, facts);

export const tlsCases: readonly RuleCase[] = [
  { what: 'a genuine public certificate', judge: seen({}), status: 'pass', findings: [] },
  { what: 'the same through a proxy', judge: judged([{ path: 'proxy-1', observation: observationOf() }], { paths: [proxied] }), status: 'pass', findings: [] },
  { what: 'plain HTTP to this machine', judge: () => judgeTls({ applies: false, paths: [] }, factsOf(here)), status: 'skip', findings: [] },
  { what: 'plain HTTP to elsewhere', judge: () => judgeTls({ applies: false, paths: [] }, factsOf(own)), status: 'skip', findings: [] },
  { what: 'a path that led nowhere', judge: judged([{ path: 'direct', notReached: failureOf('tcp', 'tcp', 'ECONNREFUSED') }], {}), status: 'skip', findings: [] },
  { what: 'a private authority this machine trusts, of a gateway of the user', judge: seen({ ...refused, ...by('Acme'), trust: bySystem }, own), status: 'pass', findings: ['info tls tls-private-authority'] },
  { what: 'a private authority nobody trusts, of a gateway of the user', judge: seen({ ...refused, ...by('Acme') }, own), status: 'fail', findings: ['error tls tls-untrusted'], says: /NODE_EXTRA_CA_CERTS/ },
  { what: 'a certificate that signed itself', judge: seen({ ...refused, ...by('Acme', { selfSigned: true }), bundledCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), status: 'fail', findings: ['error tls tls-untrusted'], says: /signed by itself/ },
  { what: 'no certificate at all', judge: seen({ ...refused, chain: [] }), status: 'fail', findings: ['error tls tls-untrusted'] },
  { what: 'an interceptor known by name, untrusted', judge: seen({ ...refused, ...by('Zscaler Inc.') }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /re-signed by Zscaler.*Nothing on this machine trusts it/s },
  { what: 'an interceptor known by name, trusted', judge: seen({ ...refused, ...by('Zscaler Inc.'), trust: { bundled: false, extra: true, system: null } }), status: 'warn', findings: ['warning tls tls-intercepted-trusted'] },
  { what: 'an interceptor on another path', judge: judged([{ path: 'direct', observation: observationOf() }, { path: 'proxy-1', observation: observationOf({ ...refused, ...by('Zscaler Inc.'), trust: bySystem }) }], { paths: [direct, beside(proxied)] }), status: 'pass', findings: ['info tls tls-intercepted-trusted'] },
  { what: 'an antivirus', judge: seen({ ...refused, ...by('AO Kaspersky Lab', { issuerCommonName: 'Kaspersky Anti-Virus Personal Root Certificate' }) }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /exceptions of its HTTPS scanning/ },
  { what: 'a debugging proxy', judge: seen({ ...refused, ...by('mitmproxy') }, own), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /Quit it when you are done/ },
  { what: 'somebody who makes certificates for any name', judge: seen({ ...refused, ...by('Acme'), mintedForInventedName: true }, own), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /an unnamed authority.*cannot exist/s },
  { what: 'a private certificate on a public gateway', judge: seen({ ...refused, ...by('Acme') }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /no certificate timestamps/ },
  { what: 'a public certificate without its middle', judge: seen(refused), status: 'fail', findings: ['error tls tls-broken-chain'] },
  { what: 'an expired certificate', judge: seen({ ...refused, bundledCode: 'CERT_HAS_EXPIRED', expired: true }), status: 'fail', findings: ['error tls tls-expired'], says: /2026-07-01.*2026-10-01/s },
  { what: 'an expired certificate of an unknown authority', judge: seen({ ...refused, ...by('Acme'), expired: true }), status: 'fail', findings: ['error tls tls-expired'] },
  { what: 'a certificate of tomorrow', judge: seen({ ...refused, bundledCode: 'CERT_NOT_YET_VALID', notYetValid: true }), status: 'fail', findings: ['error tls tls-not-yet-valid'] },
  { what: 'a private certificate of tomorrow', judge: seen({ ...refused, ...by('Acme'), notYetValid: true }, own), status: 'fail', findings: ['error tls tls-not-yet-valid'] },
  { what: 'a certificate for another name', judge: seen({ ...refused, bundledCode: 'ERR_TLS_CERT_ALTNAME_INVALID', nameProblem: "Host: openrouter.ai. is not in the cert's altnames: DNS:portal.hotel.example" }), status: 'fail', findings: ['error tls tls-wrong-host'], says: /portal\.hotel\.example/ },
  { what: 'a port that speaks no TLS', judge: broken('EPROTO'), status: 'fail', findings: ['error tls tls-not-tls'] },
  { what: 'a port that speaks no TLS, as OpenSSL says it', judge: broken('ERR_SSL_WRONG_VERSION_NUMBER'), status: 'fail', findings: ['error tls tls-not-tls'] },
  { what: 'silence', judge: broken('DEADLINE'), status: 'fail', findings: ['error tls tls-hangs'] },
  { what: 'a cut', judge: broken('ECONNRESET'), status: 'fail', findings: ['error tls tls-closed'], says: /filter/ },
];
