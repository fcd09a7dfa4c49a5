import type {
  ClashEvidence,
  HttpEvidence,
  IdleEvidence,
  LoopbackEvidence,
  MeasuredRoutesEvidence,
  ProxyEnvironmentEvidence,
  RouteEvidence,
  StacksEvidence,
  StreamEvidence,
  TlsEvidence,
} from '../evidence.ts';
import type { Report } from '../report.ts';
import { certificateChains } from './certificate-chains.ts';
import { clashTables } from './clash-tables.ts';
import { clockTable } from './clock-table.ts';
import { environmentMatrix } from './environment-matrix.ts';
import { fixProofs } from './fix-proofs.ts';
import { modelEndpointTables } from './model-endpoints.ts';
import { routeMatrix } from './route-matrix.ts';
import { settingSides } from './setting-sides.ts';
import { stacksTable } from './stacks-table.ts';
import type { CertificateChain, Table, TimeLine, Views } from './table.ts';
import { timeLines } from './time-lines.ts';
import { toolFilesTable } from './tool-files.ts';
import { trustTables } from './trust-tables.ts';

/** A report's evidence as tables and time lines, for every surface. A new view is a file here and a line in this list. */
export function viewsOf(report: Report): Views {
  const { subject } = report;
  const evidence = <T>(id: string): T | undefined => {
    const found = report.probes.find((probe) => probe.id === id)?.evidence;
    return typeof found === 'object' && found !== null ? (found as T) : undefined;
  };
  const environment = evidence<ProxyEnvironmentEvidence>('proxy-environment');
  const route = evidence<RouteEvidence>('route');
  const http = evidence<HttpEvidence>('http');
  const tls = evidence<TlsEvidence>('tls');
  const stacks = evidence<StacksEvidence>('stacks');
  const stream = evidence<StreamEvidence>('stream');
  const clash = evidence<ClashEvidence>('clash');
  const idle = evidence<IdleEvidence>('idle');
  return {
    tables: drawn<readonly (Table | undefined)[]>([
      () => [environment && environmentMatrix(environment, subject)],
      () => [environment && settingSides(environment)],
      () => [environment && toolFilesTable(environment)],
      () => [route && routeMatrix(route, evidence<LoopbackEvidence>('loopback'), evidence<MeasuredRoutesEvidence>('measured-routes')?.measured ?? undefined)],
      () => (clash ? clashTables(clash, subject) : []),
      () => [stacks && stacksTable(stacks)],
      () => (tls ? trustTables(tls, subject) : []),
      () => [clockTable(stream?.clocks ?? idle?.clocks ?? [])],
      () => (http ? modelEndpointTables(http) : []),
      () => fixProofs(report),
    ])
      .flat()
      .filter((table) => table !== undefined),
    chains: drawn<readonly CertificateChain[]>([() => (tls ? certificateChains(tls, subject) : [])]).flat(),
    timeLines: drawn<readonly TimeLine[]>([() => (http ? timeLines(http, subject) : [])]).flat(),
  };
}

/** A report that an older or newer version stored may hold evidence of another shape; its view is then left out. */
function drawn<T>(views: readonly (() => T)[]): T[] {
  return views.flatMap((view) => {
    try {
      return [view()];
    } catch (error) {
      if (error instanceof TypeError) return [];
      throw error;
    }
  });
}
