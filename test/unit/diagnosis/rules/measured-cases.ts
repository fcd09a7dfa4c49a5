import { judgeMeasured } from '../../../../src/diagnosis/rules/measured.ts';
import type { MeasuredRoute, MeasuredRoutes, MeasuredWay } from '../../../../src/path/measured/measured-route.ts';
import type { Route } from '../../../../src/path/route.ts';
import { routeOf, type RuleCase } from '../samples.ts';

export const directly: MeasuredWay = { outcome: 'direct', proxy: null };
export const throughProxy: MeasuredWay = { outcome: 'proxy', proxy: 'http://127.0.0.1:7890', mode: 'connect' };
const nobody: MeasuredWay = { outcome: 'error', proxy: null };

/** A client that was predicted to take a way and took another one, or none. */
export function measuredRoute(client: string, outcome: Route['outcome'], way: MeasuredWay | null, more: Partial<MeasuredRoute> = {}): MeasuredRoute {
  return {
    client,
    version: '9.9',
    program: `/usr/bin/${client}`,
    containment: 'patched',
    predicted: routeOf(client, outcome),
    measured: way,
    agrees: way && outcome === way.outcome,
    remarks: [],
    durationMs: 1,
    ...more,
  };
}

export function measuredRoutes(...routes: MeasuredRoute[]): MeasuredRoutes {
  return { url: 'https://api.example.com/v1', measuredAt: '2026-11-21T00:00:00.000Z', routes, absent: [] };
}

const judged = (...routes: MeasuredRoute[]) => () => judgeMeasured({ measured: measuredRoutes(...routes) });

export const measuredCases: readonly RuleCase[] = [
  { what: 'nobody agreed to start anything', judge: () => judgeMeasured({ measured: null }), status: 'skip', findings: [] },
  { what: 'all as predicted, one way', judge: judged(measuredRoute('curl', 'direct', directly), measuredRoute('git', 'direct', directly)), status: 'pass', findings: [] },
  {
    what: 'all as predicted, two ways',
    judge: judged(measuredRoute('curl', 'proxy', throughProxy), measuredRoute('node-fetch', 'direct', directly)),
    status: 'pass',
    findings: ['info settings routes-disagree'],
    says: /Measured: http:\/\/127\.0\.0\.1:7890: curl\nMeasured: direct: node-fetch/,
  },
  {
    what: 'one does something else',
    judge: judged(measuredRoute('curl', 'direct', throughProxy, { remarks: ['Something else.'] })),
    status: 'pass',
    findings: ['info settings prediction-contradicted'],
    says: /curl 9\.9 was expected to take the way "direct", and takes "http:\/\/127\.0\.0\.1:7890 \(connect\)"\.\nSomething else\./,
  },
  {
    what: 'one asks nobody, which is no other route',
    judge: judged(measuredRoute('curl', 'proxy', throughProxy), measuredRoute('git', 'proxy', nobody, { said: 'No SOCKS here.' })),
    status: 'pass',
    findings: ['info settings prediction-contradicted'],
    says: /git 9\.9 .*asked nobody\. It said: No SOCKS here\./,
  },
  { what: 'none could be measured', judge: judged(measuredRoute('curl', 'direct', null, { reason: 'No way.' })), status: 'unknown', findings: [] },
];
