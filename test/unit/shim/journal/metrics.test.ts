import * as assert from 'node:assert/strict';
import { connectBounds, durationBounds, JournalCounter } from '../../../../src/shim/journal/counts.ts';
import { metricsAbout, renderMetrics } from '../../../../src/shim/journal/metrics.ts';
import { someCounts, startMs } from './entries.ts';

describe('metrics of the shim', () => {
  const text = renderMetrics(someCounts(), { file: 3 });
  const has = (line: string): void => assert.ok(text.split('\n').includes(line), `${line}\n\n${text}`);

  it('count connections by route, end and leg, and what is on its way', () => {
    has('gatehouse_shim_connections_total{route="proxy",outcome="closed",leg="none"} 2');
    has('gatehouse_shim_connections_total{route="proxy",outcome="refused",leg="proxy"} 1');
    has('gatehouse_shim_connections_accepted_total 4');
    has('gatehouse_shim_connections_open 1');
    has('gatehouse_shim_transferred_bytes_total{direction="up"} 4205');
    has('gatehouse_shim_transferred_bytes_total{direction="down"} 46919');
    has('gatehouse_shim_journal_dropped_total{sink="file"} 3');
  });

  it('put times into buckets that hold those below, in seconds', () => {
    has('gatehouse_shim_connect_duration_seconds_bucket{le="0.005"} 1');
    has('gatehouse_shim_connect_duration_seconds_bucket{le="0.01"} 2');
    has('gatehouse_shim_connect_duration_seconds_bucket{le="0.1"} 3');
    has('gatehouse_shim_connect_duration_seconds_bucket{le="+Inf"} 3');
    has('gatehouse_shim_connection_duration_seconds_bucket{le="28800"} 2');
    has('gatehouse_shim_connection_duration_seconds_bucket{le="+Inf"} 3');
    has('gatehouse_shim_connection_duration_seconds_count 3');
    has(`gatehouse_shim_start_time_seconds ${startMs / 1_000}`);
  });

  it('escape what stands in a label', () => has('gatehouse_shim_refusals_total{code="odd \\"code\\"\\\\\\n"} 1'));

  it('name no host unless hosts were named, and then no other', () => {
    assert.doesNotMatch(text, /acme|other\.test/);
    const named = renderMetrics(someCounts(['api.acme.test']));
    assert.match(named, /connections_total\{route="proxy",outcome="closed",leg="none",host="api\.acme\.test"\} 1\n/);
    assert.match(named, /connections_total\{route="proxy",outcome="closed",leg="none",host="other"\} 1\n/);
    assert.doesNotMatch(named, /other\.test/);
  });

  it('are each told of, once, in front of their samples', () => {
    // Those of the endpoint's requests are held in `endpoint/journal/request-telemetry.test.ts`.
    for (const { name, type } of Object.values(metricsAbout).filter((one) => /^gatehouse_shim_/.test(one.name))) assert.equal(text.split(`# TYPE ${name} ${type}\n`).length, 2, name);
    assert.ok(text.endsWith('\n'));
  });

  it('have buckets in order', () => {
    for (const bounds of [durationBounds, connectBounds]) assert.deepEqual([...bounds].sort((a, b) => a - b), [...bounds]);
  });

  it('of a shim that nobody has used yet hold no empty family', () => {
    const lines = renderMetrics(new JournalCounter().read(startMs, 0, [])).trimEnd().split('\n');
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('# TYPE')) assert.doesNotMatch(lines[index + 1] ?? '#', /^#/, line);
    }
  });
});
