import type { TlsEvidence, TlsPathEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeTls } from '../../../../src/diagnosis/rules/tls.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { Judgement } from '../../../../src/diagnosis/probe.ts';
import type { CertificateFacts, OtherHost, TlsObservation } from '../../../../src/path/tls.ts';
import type { Context } from '../../../../src/path/proxy-settings.ts';
import type { FoundRoot, RootGift } from '../../../../src/path/trust-gift.ts';
import type { TrustRow } from '../../../../src/path/trust-matrix.ts';
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
const broken = (code: string, facts: Partial<SubjectFacts> = {}, more: Partial<TlsObservation> = {}) =>
  seen({ failure: failureOf('tls', 'tls', code), chain: [], trust: { bundled: false, extra: null, system: null }, bundledCode: code, ...more }, facts);
const alerted = (code: string, message: string) =>
  seen({ failure: failureOf('tls', 'tls', code, message), chain: [], trust: { bundled: false, extra: null, system: null }, bundledCode: code });
const neutral = (answered: boolean, sameAddress: boolean | null = true): Partial<TlsObservation> => ({
  neutralName: { name: 'example.com', answered, code: answered ? 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' : 'ECONNRESET', sameAddress },
});

const measuredAt = '2026-08-20T12:00:00.000Z';
const mitm = { ...refused, ...by('Acme'), mintedForInventedName: true };
const genuineThere = (host: string, more: Partial<CertificateFacts> = {}): OtherHost => ({ host, chain: [certificateOf({ subject: `CN=${host}`, ...more })], publicRoot: true });
/** A path with what else was seen of it. */
const deep = (more: Partial<TlsObservation>, rest: Partial<TlsPathEvidence>, facts: Partial<SubjectFacts> = {}, at = measuredAt) => () =>
  judgeTls({ applies: true, measuredAt: at, paths: [{ path: 'direct', observation: observationOf(more), ...rest }] }, factsOf(facts));
const expired = { ...refused, bundledCode: 'CERT_HAS_EXPIRED', expired: true };
const early = { ...refused, bundledCode: 'CERT_NOT_YET_VALID', notYetValid: true };

const trustOf = (rows: readonly TrustRow[]): Pick<TlsPathEvidence, 'trust'> => ({ trust: [{ context: 'this-process', rows, stores: {}, osBundle: null }] });
const row = (runtime: TrustRow['runtime'], accepts: TrustRow['accepts'], reason: TrustRow['reason'], more: Partial<TrustRow> = {}): TrustRow => ({ runtime, accepts, reason, decidedBy: [], ...more });
const toBundle: NonNullable<TrustRow['remedy']> = { kind: 'give-root', knob: { kind: 'variable', name: 'REQUESTS_CA_BUNDLE', replaces: true }, pem: '/etc/ssl/certs/ca-certificates.crt' };
const toRoot: NonNullable<TrustRow['remedy']> = { kind: 'give-root', knob: { kind: 'variable', name: 'NODE_EXTRA_CA_CERTS', replaces: false }, pem: null };
const acmeRoot: FoundRoot = { ...certificateOf({ subjectCommonName: 'Acme Root', subject: 'CN=Acme Root', selfSigned: true }), pem: 'its PEM', from: 'chain' };
const toAll: readonly RootGift[] = [
  { variables: ['NODE_EXTRA_CA_CERTS'], replaces: false, keeps: [], cures: ['node@20', 'node@24'] },
  { variables: ['SSL_CERT_FILE'], replaces: true, keeps: ['bundled', 'os'], cures: ['go', 'python-ssl@3.12'] },
];
/** What a diagnosis in the editor sees of a chain with a root that can be given, found at one place. */
const givable = (from: FoundRoot['from'] = 'chain', context: Context = 'integrated-terminal'): Partial<TlsPathEvidence> => ({
  root: { ...acmeRoot, from },
  trust: [{ context: 'this-process', rows: [], stores: {}, osBundle: null }, { context: 'login-shell', alsoIn: [context], rows: [row('node@24', 'no', { code: 'unknown-authority', store: 'bundled' }, { remedy: toRoot })], stores: {}, osBundle: null, gifts: toAll }],
});
/** Ids of the fixes of the first finding that would give a root, and whether one is offered in words. */
export const givenBy = (judge: () => Judgement): string[] =>
  (judge().findings[0]?.fixes ?? []).map(({ id }) => id).filter((id) => id.startsWith('give-root') || id === 'trust-interceptor-root');
const gives = ['give-root-beside-the-others', 'give-root-with-the-others', 'trust-interceptor-root'];
const words = ['trust-interceptor-root'];
const asked = { ...refused, bundledCode: 'SELF_SIGNED_CERT_IN_CHAIN' };
/** Whose root may be given, by who signs and where the root was found. */
export const givingCases: readonly { what: string; judge(): Judgement; gives: readonly string[] }[] = [
  { what: 'a company box', judge: deep({ ...asked, ...by('Zscaler Inc.') }, givable()), gives },
  { what: 'a company box, seen in a terminal, which has no setting to write', judge: deep({ ...asked, ...by('Zscaler Inc.') }, givable('chain', 'task')), gives: words },
  { what: 'a company box whose root did not come along', judge: deep({ ...asked, ...by('Zscaler Inc.') }, {}), gives: words },
  { what: 'an antivirus whose root the system has', judge: deep({ ...asked, ...by('AO Kaspersky Lab', { issuerCommonName: 'Kaspersky Anti-Virus Personal Root Certificate' }) }, givable('os')), gives },
  { what: 'one that calls itself an antivirus and is not known here', judge: deep({ ...asked, ...by('AO Kaspersky Lab', { issuerCommonName: 'Kaspersky Anti-Virus Personal Root Certificate' }) }, givable()), gives: words },
  { what: 'a debugging proxy', judge: deep({ ...asked, ...by('mitmproxy') }, givable('os')), gives: [] },
  { what: 'a parental filter', judge: deep({ ...asked, ...by('Securly') }, givable('os')), gives: [] },
  { what: 'an authority nobody here knows', judge: deep({ ...mitm, bundledCode: 'SELF_SIGNED_CERT_IN_CHAIN' }, givable()), gives: [] },
  { what: 'an authority without a product\'s name that the system trusts', judge: deep({ ...mitm, trust: bySystem }, givable('os')), gives },
  { what: 'a gateway of the user', judge: deep({ ...asked, ...by('Acme') }, givable(), own), gives },
  { what: 'a certificate that signed itself in place of a known gateway\'s', judge: deep({ ...asked, ...by('Acme', { selfSigned: true }) }, givable()), gives: [] },
];
const byOwnBundle = row('python-requests@3.12', 'no', { code: 'unknown-authority', store: 'file:/opt/acme.pem' }, { decidedBy: ['REQUESTS_CA_BUNDLE'], remedy: toBundle });
const twoPaths = (one: Partial<TlsObservation>, other: Partial<TlsObservation>): (() => Judgement) =>
  judged([{ path: 'proxy-1', observation: observationOf(one) }, { path: 'direct', observation: observationOf(other) }], { paths: [proxied, beside(direct)] });

export const tlsCases: readonly RuleCase[] = [
  { what: 'a genuine public certificate', judge: seen({}), status: 'pass', findings: [] },
  { what: 'the same through a proxy', judge: judged([{ path: 'proxy-1', observation: observationOf() }], { paths: [proxied] }), status: 'pass', findings: [] },
  { what: 'plain HTTP to this machine', judge: () => judgeTls({ applies: false, paths: [] }, factsOf(here)), status: 'skip', findings: [] },
  { what: 'plain HTTP to elsewhere', judge: () => judgeTls({ applies: false, paths: [] }, factsOf(own)), status: 'skip', findings: [] },
  { what: 'a path that led nowhere', judge: judged([{ path: 'direct', notReached: failureOf('tcp', 'tcp', 'ECONNREFUSED') }], {}), status: 'skip', findings: [] },

  { what: 'a private authority this machine trusts, of a gateway of the user', judge: seen({ ...refused, ...by('Acme'), trust: bySystem }, own), status: 'pass', findings: ['info tls tls-private-authority'] },
  { what: 'a private authority nobody trusts, of a gateway of the user', judge: seen({ ...refused, ...by('Acme') }, own), status: 'fail', findings: ['error tls tls-untrusted'], says: /NODE_EXTRA_CA_CERTS/ },
  { what: 'a server of the user that makes certificates for any name itself', judge: seen({ ...mitm, ...by('Caddy', { issuerOrganization: '', issuerCommonName: 'Caddy Local Authority - ECC Intermediate' }) }, own), status: 'fail', findings: ['error tls tls-untrusted'] },
  { what: 'a certificate that signed itself', judge: seen({ ...refused, ...by('Acme', { selfSigned: true }), bundledCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), status: 'fail', findings: ['error tls tls-untrusted'], says: /signed by itself/ },
  { what: 'no certificate at all', judge: seen({ ...refused, chain: [] }), status: 'fail', findings: ['error tls tls-untrusted'] },
  { what: 'a trusted private authority that some programs don\'t have', judge: deep({ ...refused, ...by('Acme'), trust: bySystem }, trustOf([row('node@24', 'no', { code: 'unknown-authority', store: 'bundled' }, { remedy: toRoot }), row('curl', 'yes', { code: 'anchored', store: 'os', anchor: 'Acme Root' })]), own), status: 'pass', findings: ['info tls tls-private-authority'], says: /Accepted by: curl\. Refused by: Node 24\./s },

  { what: 'an interceptor known by name, untrusted', judge: seen({ ...refused, ...by('Zscaler Inc.') }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /re-signed by Zscaler.*Nothing on this machine trusts it/s },
  { what: 'an interceptor known by name that sends its root', judge: deep({ ...asked, ...by('Zscaler Inc.') }, givable()), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /give Node the root certificate "Acme Root".*points NODE_EXTRA_CA_CERTS to it.*open a new one.*give Go and Python ≤ 3\.12 ssl.*takes the place of the roots a program has, so it also holds those of: the public roots it brings along and the system's store.*npm config set cafile/s },
  { what: 'an interceptor known by name, trusted', judge: seen({ ...refused, ...by('Zscaler Inc.'), trust: { bundled: false, extra: true, system: null } }), status: 'warn', findings: ['warning tls tls-intercepted-trusted'] },
  { what: 'an interceptor on another path', judge: judged([{ path: 'direct', observation: observationOf() }, { path: 'proxy-1', observation: observationOf({ ...refused, ...by('Zscaler Inc.'), trust: bySystem }) }], { paths: [direct, beside(proxied)] }), status: 'pass', findings: ['info tls tls-intercepted-trusted'] },
  { what: 'an antivirus', judge: seen({ ...refused, ...by('AO Kaspersky Lab', { issuerCommonName: 'Kaspersky Anti-Virus Personal Root Certificate' }) }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /exceptions of its HTTPS scanning in Kaspersky/ },
  { what: 'a debugging proxy', judge: seen({ ...refused, ...by('mitmproxy') }, own), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /Switch mitmproxy off.*Quit it when you are done/s },
  { what: 'a parental filter', judge: seen({ ...refused, ...by('Securly') }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /Ask whoever manages Securly/ },
  { what: 'somebody who makes certificates for any name', judge: seen(mitm, own), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /an unnamed authority.*cannot exist/s },
  { what: 'a private certificate on a public gateway', judge: seen({ ...refused, ...by('Acme') }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /no certificate timestamps/ },
  { what: 'one that lasts ten years', judge: seen({ ...refused, ...by('Acme', { validFrom: '2026-07-01T00:00:00.000Z', validTo: '2036-07-01T00:00:00.000Z' }) }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /longer than the 200 days/ },
  { what: 'an interceptor with a short key', judge: seen({ ...refused, ...by('Zscaler Inc.'), bundledCode: 'UNSPECIFIED', bundledMessage: 'EE certificate key too weak' }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /too weak, so trusting the root does not help/ },
  { what: 'an interceptor of everything', judge: deep(mitm, { otherHost: { ...genuineThere('api.openai.com'), chain: by('Acme').chain, publicRoot: false } }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /signs for api\.openai\.com too, so everything/ },
  { what: 'an interceptor of this host alone', judge: deep(mitm, { otherHost: genuineThere('api.openai.com') }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /this host is singled out.*Ask also why/s },
  { what: 'a proxy that re-signs', judge: twoPaths(mitm, {}), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /so the proxy re-signs/ },
  { what: 'the same authority with and without a proxy', judge: twoPaths(mitm, mitm), status: 'fail', findings: ['error tls tls-intercepted-untrusted', 'warning tls tls-intercepted-untrusted'], says: /not the proxy/ },
  { what: 'a network that re-signs and a proxy that does not', judge: judged([{ path: 'direct', observation: observationOf(mitm) }, { path: 'proxy-1', observation: observationOf() }], { paths: [direct, beside(proxied)] }), status: 'fail', findings: ['error tls tls-intercepted-untrusted'], says: /so the direct path is inspected/ },

  { what: 'a public certificate without its middle', judge: seen(refused), status: 'fail', findings: ['error tls tls-broken-chain'], says: /leaves out/ },
  { what: 'the same, of a gateway of the user', judge: seen(refused, own), status: 'fail', findings: ['error tls tls-broken-chain'] },
  { what: 'the same, with the middle among the extra roots', judge: seen({ ...refused, trust: { bundled: false, extra: true, system: false } }), status: 'warn', findings: ['warning tls tls-broken-chain'] },
  { what: 'a public root that only the system has', judge: seen({ ...refused, trust: bySystem, bundledCode: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', chain: [certificateOf(), certificateOf({ subject: 'CN=WE1', transparency: false, authority: true })] }), status: 'warn', findings: ['warning tls tls-unknown-public-root'] },
  { what: 'a public root that nobody here has', judge: seen({ ...refused, bundledCode: 'SELF_SIGNED_CERT_IN_CHAIN', chain: [certificateOf(), certificateOf({ subject: 'CN=WE1', transparency: false, authority: true })] }), status: 'fail', findings: ['error tls tls-unknown-public-root'] },

  { what: 'an expired certificate', judge: seen(expired), status: 'fail', findings: ['error tls tls-expired'], says: /2026-07-01.*2026-10-01.*Nothing seen here/s },
  { what: 'an expired certificate of an unknown authority', judge: seen({ ...refused, ...by('Acme'), expired: true }), status: 'fail', findings: ['error tls tls-expired'] },
  { what: 'an expired certificate, by a clock that another path confirms', judge: () => judgeTls({ applies: true, measuredAt: '2026-11-01T12:00:00.000Z', paths: [{ path: 'direct', observation: observationOf(expired) }, { path: 'proxy-1', observation: observationOf(), date: '2026-11-01T12:00:01.000Z' }] }, factsOf({ paths: [direct, beside(proxied)] })), status: 'fail', findings: ['error tls tls-expired'], says: /agrees with an answer dated/ },
  { what: 'an expired certificate, by a clock that another path contradicts', judge: () => judgeTls({ applies: true, measuredAt: '2027-11-01T12:00:00.000Z', paths: [{ path: 'direct', observation: observationOf(expired) }, { path: 'proxy-1', observation: observationOf(), date: '2026-08-01T12:00:01.000Z' }] }, factsOf({ paths: [direct, beside(proxied)] })), status: 'fail', findings: ['error tls clock-wrong'], says: /is ahead.*answer was dated 2026-08-01/s },
  { what: 'an expired certificate, and an unrelated host in its time', judge: deep(expired, { otherHost: genuineThere('api.openai.com', { validTo: '2026-12-01T00:00:00.000Z' }) }, {}, '2026-11-01T12:00:00.000Z'), status: 'fail', findings: ['error tls tls-expired'], says: /clock of this machine is not at fault/ },
  { what: 'an expired certificate, and an unrelated host that expired too', judge: deep(expired, { otherHost: genuineThere('api.openai.com') }, {}, '2027-11-01T12:00:00.000Z'), status: 'fail', findings: ['error tls clock-wrong'], says: /unrelated host, is out of date in the same way/ },
  { what: 'two hosts out of date that never were in date together', judge: deep(expired, { otherHost: genuineThere('api.openai.com', { validFrom: '2024-01-01T00:00:00.000Z', validTo: '2024-03-01T00:00:00.000Z' }) }, {}, '2027-11-01T12:00:00.000Z'), status: 'fail', findings: ['error tls tls-expired'] },
  { what: 'a public certificate of tomorrow', judge: deep(early, {}, {}, '2026-06-30T12:00:00.000Z'), status: 'fail', findings: ['error tls tls-not-yet-valid'] },
  { what: 'a public certificate of next year', judge: deep(early, {}, {}, '2025-08-20T12:00:00.000Z'), status: 'fail', findings: ['error tls clock-wrong'], says: /is behind.*not issued ahead of their time/s },
  { what: 'a private certificate of tomorrow', judge: seen({ ...refused, ...by('Acme'), notYetValid: true }, own), status: 'fail', findings: ['error tls tls-not-yet-valid'] },

  { what: 'a certificate for another name', judge: seen({ ...refused, bundledCode: 'ERR_TLS_CERT_ALTNAME_INVALID', nameProblem: "Host: openrouter.ai. is not in the cert's altnames: DNS:portal.hotel.example" }), status: 'fail', findings: ['error tls tls-wrong-host'], says: /portal\.hotel\.example.*another server was reached/s },
  { what: 'a private certificate for another name', judge: seen({ ...refused, ...by('Hotel'), nameProblem: "Host: openrouter.ai. is not in the cert's altnames: DNS:portal.hotel.example" }), status: 'fail', findings: ['error tls tls-wrong-host'] },
  { what: 'a short key', judge: seen({ ...refused, ...by('Acme', { key: { kind: 'rsa', bits: 1_024 } }), bundledCode: 'UNSPECIFIED', bundledMessage: 'EE certificate key too weak' }, own), status: 'fail', findings: ['error tls tls-weak-certificate'], says: /RSA with 1024 bits/ },
  { what: 'a signature over SHA-1', judge: alerted('ERR_SSL_CA_MD_TOO_WEAK', 'ca md too weak'), status: 'fail', findings: ['error tls tls-weak-certificate'] },

  { what: 'a port that speaks no TLS', judge: broken('EPROTO'), status: 'fail', findings: ['error tls tls-not-tls'] },
  { what: 'a port that speaks no TLS, as OpenSSL says it', judge: broken('ERR_SSL_WRONG_VERSION_NUMBER'), status: 'fail', findings: ['error tls tls-not-tls'] },
  { what: 'a server that does not know the name', judge: alerted('EPROTO', 'ssl3_read_bytes:tlsv1 unrecognized name:SSL alert number 112'), status: 'fail', findings: ['error tls tls-name-refused'] },
  { what: 'a box with TLS 1.1', judge: alerted('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version'), status: 'fail', findings: ['error tls tls-old-peer'] },
  { what: 'no protocol in common', judge: alerted('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'no application protocol'), status: 'fail', findings: ['error tls tls-old-peer'] },
  { what: 'another alert', judge: alerted('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'sslv3 alert handshake failure'), status: 'fail', findings: ['error tls tls-refused'] },
  { what: 'silence', judge: broken('DEADLINE'), status: 'fail', findings: ['error tls tls-hangs'] },
  { what: 'silence for this name alone', judge: broken('DEADLINE', {}, neutral(true)), status: 'fail', findings: ['error tls tls-name-filtered'] },
  { what: 'a cut', judge: broken('ECONNRESET'), status: 'fail', findings: ['error tls tls-closed'], says: /filter/ },
  { what: 'a cut for this name alone', judge: broken('ECONNRESET', {}, neutral(true)), status: 'fail', findings: ['error tls tls-name-filtered'], says: /because of its name.*the same address answers in TLS/s },
  { what: 'a cut for any name', judge: broken('ECONNRESET', {}, neutral(false)), status: 'fail', findings: ['error tls tls-closed'], says: /so it is not the name/ },
  { what: 'a cut, and an answer from another address', judge: broken('ECONNRESET', {}, neutral(true, false)), status: 'fail', findings: ['error tls tls-closed'], says: /filter/ },
  { what: 'a cut behind a proxy', judge: judged([{ path: 'proxy-1', observation: observationOf({ failure: failureOf('tls', 'tls', 'ECONNRESET'), chain: [], ...neutral(false, null) }) }], { paths: [proxied] }), status: 'fail', findings: ['error tls tls-closed'], says: /another node or exit of the proxy/ },

  { what: 'a genuine certificate that every program accepts', judge: deep({}, trustOf([row('curl', 'yes', { code: 'anchored', store: 'os' })])), status: 'pass', findings: [] },
  { what: 'a genuine certificate, and a bundle without its root', judge: deep({}, trustOf([byOwnBundle])), status: 'warn', findings: ['warning tls tls-runtime-refuses'], says: /requests refuses.*REQUESTS_CA_BUNDLE.*\/opt\/acme\.pem.*REQUESTS_CA_BUNDLE=\/etc\/ssl/s },
  { what: 'a company box that every program trusts', judge: deep({ ...mitm, ...by('Zscaler Inc.'), trust: bySystem }, trustOf([row('node@24', 'yes', { code: 'anchored', store: 'os' }), row('curl', 'yes', { code: 'anchored', store: 'os' })])), status: 'pass', findings: ['info tls tls-intercepted-trusted'], says: /so does every program/ },
  { what: 'a debugging proxy that every program trusts', judge: deep({ ...mitm, ...by('mitmproxy'), trust: bySystem }, trustOf([row('curl', 'yes', { code: 'anchored', store: 'os' })])), status: 'warn', findings: ['warning tls tls-intercepted-trusted'] },
  { what: 'a program that does not check what it would refuse', judge: deep({ ...mitm, trust: bySystem }, trustOf([row('node@24', 'no', { code: 'unknown-authority', store: 'bundled' }, { unchecked: 'NODE_TLS_REJECT_UNAUTHORIZED=0', remedy: toRoot })])), status: 'warn', findings: ['warning tls tls-intercepted-trusted', 'warning tls tls-connects-unchecked'], says: /Node 24 would send the key to whoever answers/ },
];
