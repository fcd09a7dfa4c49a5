import assert from 'node:assert/strict';
import { shimGone } from '../../../src/diagnosis/correlations/shim-gone.ts';
import { environmentMatrix } from '../../../src/diagnosis/views/environment-matrix.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { connectOf, environment, factsOf, failureOf, proxied, settingsOf } from './samples.ts';

const path = { ...proxied, label: 'through http://127.0.0.1:7171' };
const unreachable: Finding = {
  id: 'proxy-unreachable', leg: 'proxy', severity: 'error', title: `The proxy does not answer (${path.label}).`, detail: 'Refused.', probes: ['connect'],
  fixes: [{ id: 'start-proxy', title: 'Start it', detail: '' }],
};
const failure = failureOf('proxy', 'proxy-tcp', 'ECONNREFUSED');

describe('an address of the shim with no shim behind it', () => {
  const judged = (variables: Record<string, string>, connect = connectOf({ path: path.id, failure })): readonly Finding[] =>
    shimGone([unreachable], { connect, 'proxy-environment': settingsOf({ environments: [environment(variables)] }) }, factsOf({ paths: [path] }));

  it('is said to be one, with what helps in place of starting a proxy', () => {
    const [finding] = judged({ https_proxy: 'http://terminal:t@127.0.0.1:7171', GATEHOUSE_SHIM_PORT: '7171' });
    assert.match(finding?.detail ?? '', /^Refused\. This is the address of the shim/);
    assert.deepEqual(finding?.fixes.map(({ id }) => id), ['start-shim-or-open-anew']);
  });

  for (const [what, variables] of [
    ['another proxy of this machine', { https_proxy: 'http://127.0.0.1:7171' }],
    ['the port of a shim that is another one', { GATEHOUSE_SHIM_PORT: '717' }],
    ['a port that is none', { GATEHOUSE_SHIM_PORT: '7171x' }],
  ] as const) {
    it(`is not taken for one: ${what}`, () => assert.deepEqual(judged(variables), [unreachable]));
  }

  it('is nothing to say while it answers', () => {
    assert.deepEqual(judged({ GATEHOUSE_SHIM_PORT: '7171' }, connectOf({ path: path.id })), [unreachable]);
  });

  it('is named in the table of variables', () => {
    const variables = { https_proxy: 'http://terminal:secret@127.0.0.1:7171', HTTP_PROXY: 'http://127.0.0.1:71710', GATEHOUSE_SHIM_PORT: '7171' };
    const cells = environmentMatrix(settingsOf({ environments: [environment(variables)] }), factsOf())?.rows.map((row) => row[1]?.text);
    assert.deepEqual(cells, ['7171', 'http://127.0.0.1:71710', 'the shim, http://terminal:secret@127.0.0.1:7171']);
  });
});
