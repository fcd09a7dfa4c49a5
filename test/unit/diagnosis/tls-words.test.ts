import assert from 'node:assert/strict';
import { matrixRemedies, matrixSummary, remedySentence, rowSentence, runtimeName, strictFaultWords } from '../../../src/diagnosis/rules/tls-matrix.ts';
import { withoutPrivateCertificates } from '../../../src/diagnosis/rules/tls-redaction.ts';
import type { StrictFault } from '../../../src/path/trust-chain.ts';
import type { TrustReason, TrustRemedy, TrustRow } from '../../../src/path/trust-matrix.ts';
import { runtimes } from '../../../src/path/trust-runtimes.ts';
import { certificateOf, observationOf } from './samples.ts';

const row = (accepts: TrustRow['accepts'], reason: TrustReason, more: Partial<TrustRow> = {}): TrustRow => ({ runtime: 'node@24', accepts, reason, decidedBy: [], ...more });

describe('the trust matrix in words', () => {
  const reasons: readonly [TrustRow['accepts'], TrustReason, RegExp][] = [
    ['yes', { code: 'anchored', store: 'os', anchor: 'Acme Root' }, /"Acme Root".*the system's store/],
    ['yes', { code: 'anchored', store: 'file:/opt/acme.pem', anchor: 'Acme Root' }, /\/opt\/acme\.pem/],
    ['no', { code: 'unknown-authority', store: 'bundled' }, /public roots it brings along/],
    ['no', { code: 'unknown-authority', store: 'java' }, /Java's own store/],
    ['no', { code: 'strict', store: 'os', anchor: 'Acme Root', strictFaults: ['constraints-not-critical', 'no-subject-key-id'] }, /not marked critical; it has no subject key identifier/],
    ['no', { code: 'wrong-name' }, /another name/],
    ['no', { code: 'expired', store: 'os' }, /has expired/],
    ['no', { code: 'not-yet-valid', store: 'os' }, /not valid yet/],
    ['no', { code: 'not-an-authority', store: 'os' }, /may not sign/],
    ['no', { code: 'weak', store: 'os' }, /too weak/],
    ['unknown', { code: 'weak', store: 'os' }, /depends on how it was built/],
    ['no', { code: 'knob-unreadable', store: 'file:/gone' }, /\/gone is missing/],
    ['unknown', { code: 'store-unknown', store: 'java' }, /Java's own store could not be read/],
    ['unknown', { code: 'store-unknown' }, /where its roots are/],
  ];
  for (const [accepts, reason, says] of reasons) {
    it(`${reason.code}, ${accepts}`, () => {
      const text = rowSentence(row(accepts, reason));
      assert.match(text, says);
      assert.match(text, /^\S.*\.$/);
      assert.doesNotMatch(text, /undefined|\{\d\}/);
    });
  }

  it('says what is not checked and what is not read', () => {
    const text = rowSentence(row('no', { code: 'unknown-authority', store: 'bundled' }, { unchecked: 'NODE_TLS_REJECT_UNAUTHORIZED=0', ignored: ['SSL_CERT_FILE', 'SSL_CERT_DIR'] }));
    assert.match(text, /does not check at all: NODE_TLS_REJECT_UNAUTHORIZED=0\. It does not read SSL_CERT_FILE and SSL_CERT_DIR\.$/);
  });

  it('has words for every strict fault and a name for every runtime', () => {
    const faults: readonly StrictFault[] = ['constraints-not-critical', 'authority-without-key-usage', 'path-length-misplaced', 'leaf-may-sign', 'no-authority-key-id', 'no-subject-key-id', 'key-id-critical', 'empty-name', 'extensions-in-old-version', 'no-constraints'];
    assert.equal(new Set(faults.map(strictFaultWords)).size, faults.length);
    assert.equal(new Set(runtimes.map(({ id }) => runtimeName(id))).size, runtimes.length);
  });

  const give = (kind: Extract<TrustRemedy, { kind: 'give-root' }>['knob']['kind'], name: string, pem: string | null = '/r.pem'): TrustRemedy => ({ kind: 'give-root', knob: { kind, name, replaces: false }, pem });
  const remedies: readonly [TrustRemedy, string | undefined][] = [
    [give('variable', 'NODE_EXTRA_CA_CERTS'), 'NODE_EXTRA_CA_CERTS=/r.pem'],
    [give('variable', 'NODE_EXTRA_CA_CERTS', null), 'NODE_EXTRA_CA_CERTS=/path/to/root.pem'],
    [give('git', 'http.sslCAInfo'), 'git config --global http.sslCAInfo /r.pem'],
    [give('java', 'javax.net.ssl.trustStore'), 'keytool -importcert -cacerts -file /r.pem, or JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=<store>'],
    [give('os', '', null), 'put the root into the system\'s store'],
    [give('editor', 'http.systemCertificates', null), 'switch the setting http.systemCertificates on'],
    [{ kind: 'reissue-root', strictFaults: [] }, 'ask whoever runs the authority for a root in the correct form'],
    [{ kind: 'server' }, undefined],
  ];
  for (const [remedy, words] of remedies) it(words ?? 'nothing to do here', () => assert.equal(remedySentence(remedy), words));

  it('sums up: each answer once, each remedy once', () => {
    const unknown: TrustReason = { code: 'unknown-authority', store: 'bundled' };
    const rows = [
      row('no', unknown, { remedy: give('variable', 'NODE_EXTRA_CA_CERTS') }),
      row('no', unknown, { runtime: 'node@20', remedy: give('variable', 'NODE_EXTRA_CA_CERTS') }),
      row('yes', { code: 'anchored', store: 'os' }, { runtime: 'curl' }),
      row('unknown', { code: 'store-unknown' }, { runtime: 'java' }),
    ];
    assert.equal(matrixSummary(rows), 'Accepted by: curl. Refused by: Node. Could not tell: Java.');
    assert.equal(matrixRemedies(rows), 'NODE_EXTRA_CA_CERTS=/r.pem  # Node');
    assert.equal(matrixSummary([]), '');
    assert.equal(matrixSummary(rows.slice(0, 2)), 'Of 2 programs that were worked out, all refuse it.');
    assert.equal(matrixSummary(rows.slice(0, 1)), 'Refused by: Node 24.');
  });
});

describe('TLS evidence that leaves the machine', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
  const chain = [certificateOf({ pem })];
  const pems = (more: Parameters<typeof observationOf>[0]): unknown =>
    withoutPrivateCertificates({ applies: true, paths: [{ path: 'direct', observation: observationOf({ chain, ...more }) }] }).paths[0]?.observation?.chain.map((one) => one.pem);
  const refused = { bundled: false, extra: false, system: true };

  it('has the certificates of public chains', () => {
    assert.deepEqual(pems({}), [pem]);
    assert.deepEqual(pems({ trust: refused, publicChain: true }), [pem]);
  });
  it('has none of private ones, and their facts', () => {
    assert.deepEqual(pems({ trust: refused, publicChain: false }), [undefined]);
    assert.deepEqual(pems({ trust: refused }), [undefined]);
    const kept = withoutPrivateCertificates({ applies: true, paths: [{ path: 'direct', observation: observationOf({ chain, trust: refused }) }, { path: 'proxy-1' }] });
    assert.equal(kept.paths[0]?.observation?.chain[0]?.issuer, 'C=US, O=Google Trust Services, CN=WE1');
    assert.equal(kept.paths.length, 2);
  });
});
