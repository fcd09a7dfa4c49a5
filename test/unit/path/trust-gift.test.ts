/** Ways to give programs a root: what is cured, and that nobody loses a root. */
import * as assert from 'node:assert/strict';
import { readCertificates } from '../../../src/path/trust-chain.ts';
import { certificateFacts, type CertificateFacts } from '../../../src/path/certificate-facts.ts';
import type { FoundRoot } from '../../../src/path/trust-gift.ts';
import type { TrustKnobs } from '../../../src/path/trust-knobs.ts';
import type { StoreId } from '../../../src/path/trust-runtime.ts';
import { findRoot, surveyTrust, type ReadStores } from '../../../src/path/trust-survey.ts';
import { make, type Made } from './pki.ts';

type Stores = readonly (readonly [StoreId, readonly string[] | 'missing' | 'unreadable'])[];

const facts = (pem: string): CertificateFacts => certificateFacts(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));

describe('ways to give programs a root', () => {
  let root: Made;
  let lax: Made;
  let other: Made;
  let served: readonly CertificateFacts[];
  let servedLax: readonly CertificateFacts[];

  before(async () => {
    root = await make({ commonName: 'Acme root', authority: true, toDays: 900 });
    lax = await make({ commonName: 'Lax root', authority: true, constraints: 'plain', toDays: 900 });
    other = await make({ commonName: 'Other root', authority: true, toDays: 900 });
    served = [facts((await make({ commonName: 'gateway.test', dns: ['gateway.test'], issuer: root })).certificate)];
    servedLax = [facts((await make({ commonName: 'gateway.test', dns: ['gateway.test'], issuer: lax })).certificate)];
  });

  const knobs = (variables: Record<string, string> = {}, more: Partial<TrustKnobs> = {}): TrustKnobs => ({
    platform: 'linux',
    variables,
    git: { checksOff: false },
    curl: { checksOff: false },
    ...more,
  });
  const read = (stores: Stores): ReadStores => ({
    stores: new Map(
      stores.map(([id, found]) => [id, typeof found === 'string' ? { problem: found } : { certificates: readCertificates(found) }] as const),
    ),
    osBundle: '/etc/ssl/certs/ca-certificates.crt',
  });
  const gifts = (stores: Stores, given: TrustKnobs, chain = served, root_: Made = root) => {
    const found: FoundRoot = { ...facts(root_.certificate), from: 'chain' };
    return surveyTrust(chain, true, given, read(stores), Date.now(), found).gifts ?? [];
  };
  const plain = (): Stores => [['bundled', [other.certificate]], ['os', [other.certificate]], ['os-folder', [other.certificate]]];

  it('adds it for Node, and puts it together with the roots there are for who reads one file alone', () => {
    const [adds, replaces, ...rest] = gifts(plain(), knobs());
    assert.deepEqual(rest, []);
    assert.deepEqual(adds, { variables: ['NODE_EXTRA_CA_CERTS', 'DENO_CERT', 'CODEX_CA_CERTIFICATE'], replaces: false, keeps: [], cures: ['node@20', 'node@24', 'deno', 'codex'] });
    assert.deepEqual(replaces?.variables, ['REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO']);
    assert.deepEqual(replaces?.keeps.toSorted(), ['bundled', 'os']);
    for (const id of ['python-requests@3.13', 'python-httpx@3.12', 'python-ssl@3.13', 'go', 'curl', 'git'] as const) assert.ok(replaces?.cures.includes(id), id);
    assert.ok(!replaces?.cures.includes('java'), 'Java has a store of its own form');
  });

  it('takes along what the variables give now', () => {
    const mine: StoreId = 'file:/opt/mine.pem';
    const [adds, replaces] = gifts([...plain(), [mine, [other.certificate]]], knobs({ NODE_EXTRA_CA_CERTS: '/opt/mine.pem', SSL_CERT_FILE: '/opt/mine.pem', DENO_CERT: '/opt/mine.pem' }));
    assert.deepEqual(adds?.keeps, [mine]);
    assert.deepEqual(adds?.variables, ['NODE_EXTRA_CA_CERTS', 'DENO_CERT', 'CODEX_CA_CERTIFICATE']);
    assert.ok(replaces?.keeps.includes(mine));
  });

  it('takes no roots away: not where the system can not be read, nor where a file of the user can not', () => {
    assert.deepEqual(gifts([['bundled', [other.certificate]], ['os', 'unreadable']], knobs()).map(({ replaces }) => replaces), [false]);
    const mine: StoreId = 'file:/opt/mine.pem';
    const locked = gifts([...plain(), [mine, 'unreadable']], knobs({ NODE_EXTRA_CA_CERTS: '/opt/mine.pem' }));
    assert.deepEqual(locked.map(({ replaces }) => replaces), [true]);
    const gone = gifts([...plain(), [mine, 'missing']], knobs({ NODE_EXTRA_CA_CERTS: '/opt/mine.pem' }));
    assert.deepEqual(gone.map(({ keeps }) => keeps.includes(mine)), [false, false]);
  });

  it('reads a place that is a file or a folder as the one it is', () => {
    const [, replaces] = gifts([...plain(), ['file:/opt/roots', 'unreadable'], ['folder:/opt/roots', [other.certificate]]], knobs({ REQUESTS_CA_BUNDLE: '/opt/roots' }));
    assert.ok(replaces?.keeps.includes('folder:/opt/roots') && !replaces.keeps.includes('file:/opt/roots'));
  });

  it('names only what helps: a program that reads its own file, and a root in a form that is refused', () => {
    const own = gifts([...plain(), ['file:/opt/mine.pem', [other.certificate]]], knobs({}, { curl: { checksOff: false, caFile: '/opt/mine.pem' } }))[1];
    assert.ok(own && !own.cures.includes('curl') && !own.variables.includes('CURL_CA_BUNDLE'));
    const strict = gifts(plain(), knobs(), servedLax, lax)[1];
    assert.ok(strict?.cures.includes('python-ssl@3.12') && !strict.cures.includes('python-ssl@3.13'));
  });

  it('has nothing to give where all accept, or where no root would help', () => {
    const known: Stores = [['bundled', [root.certificate]], ['os', [root.certificate]]];
    assert.deepEqual(gifts(known, knobs()), []);
    assert.deepEqual(gifts(plain(), knobs(), served, other), []);
  });

  it('says nothing of a root that is not there', () => {
    assert.equal(surveyTrust(served, true, knobs(), read(plain()), Date.now()).gifts, undefined);
  });

  it('finds the root in a store before it takes the one that came along, and none where there is none', () => {
    const whole = [...served, facts(root.certificate)];
    assert.equal(findRoot(whole, [read(plain())])?.from, 'chain');
    assert.equal(findRoot(whole, [read(plain()), read([['file:/opt/acme.pem', [root.certificate]]])])?.from, 'file:/opt/acme.pem');
    assert.equal(findRoot(served, [read([['os', [other.certificate, root.certificate]]])])?.fingerprint256, facts(root.certificate).fingerprint256);
    assert.equal(findRoot(served, [read(plain())]), undefined);
    assert.equal(findRoot([...served, facts(other.certificate)], [read(plain())]), undefined, 'a stranger that came along is no root of it');
  });
});
