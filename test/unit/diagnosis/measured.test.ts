import assert from 'node:assert/strict';
import { runDiagnosis } from '../../../src/diagnosis/engine.ts';
import { routeMatrix } from '../../../src/diagnosis/views/route-matrix.ts';
import { directly, measuredRoute, measuredRoutes, throughProxy } from './rules/measured-cases.ts';
import { routeOf } from './samples.ts';
import { subjectOf } from './subjects.ts';

describe('Clients that were measured', () => {
  it('are not started without consent', async () => {
    const options = { signal: new AbortController().signal, only: ['measured-routes'] };
    const { results } = await runDiagnosis(subjectOf('https://api.example.com/v1'), options);
    assert.deepEqual(results.map(({ id, status, evidence }) => [id, status, evidence]), [['measured-routes', 'skip', { measured: null }]]);
  });

  it('stand in the table of routes beside what was predicted, marked where they differ', () => {
    const route = { url: 'https://api.example.com/v1', routes: [routeOf('curl', 'proxy'), routeOf('go', 'direct')] };
    const before = routeMatrix(route, undefined);
    assert.deepEqual(before.columns, ['Client', 'api.example.com', 'Decided by']);
    assert.deepEqual(before.remarks, []);
    const measured = measuredRoutes(
      measuredRoute('curl', 'direct', throughProxy),
      measuredRoute('git', 'direct', directly),
      measuredRoute('wget', 'direct', null, { reason: 'No way.' }),
    );
    const table = routeMatrix(route, undefined, measured);
    assert.deepEqual(table.columns, ['Client', 'api.example.com (predicted)', 'api.example.com (measured)', 'Decided by']);
    const row = (name: string) => table.rows.find(([first]) => first?.text.startsWith(name));
    assert.deepEqual(row('curl'), [
      { text: 'curl 9.9' },
      { text: 'direct', mark: 'differs' },
      { text: 'http://127.0.0.1:7890 (connect)', mark: 'differs' },
      { text: 'measured' },
    ]);
    assert.deepEqual(row('git')?.[2], { text: 'direct' });
    for (const name of ['wget', 'go']) assert.deepEqual(row(name)?.[2], { text: 'not measured', mark: 'quiet' });
    assert.match(table.remarks.join('\n'), /^Contradicted: curl 9\.9 .*\nwget: No way\.$/);
  });
});
