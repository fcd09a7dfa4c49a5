import { customGateway, gateways } from '../../../src/gateways/catalogue/index.ts';
import type { Gateway } from '../../../src/gateways/gateway.ts';
import { Secret } from '../../../src/path/secret.ts';
import { buildSubject } from '../../../src/diagnosis/build-subject.ts';
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import { runDiagnosis, type DiagnosisOptions } from '../../../src/diagnosis/engine.ts';
import { makeReport, type Report } from '../../../src/diagnosis/report.ts';
import type { HttpStack, Limits, Subject } from '../../../src/diagnosis/subject.ts';

export interface SubjectOptions {
  gateway?: Gateway;
  /** This process's proxy variables; none unless given, whatever the machine has. */
  environment?: Readonly<Record<string, string>>;
  model?: string;
  fallbackModels?: readonly string[];
  key?: string;
  spend?: boolean;
  stacks?: readonly HttpStack[];
  limits?: Partial<Limits>;
}

/** Clocks that keep the scenarios that wait short. */
export const quick: Partial<Limits> = {
  dnsMs: 2_000,
  tcpMs: 1_500,
  proxyMs: 700,
  tlsMs: 1_500,
  headersMs: 700,
  slowFirstContentMs: 500,
  contentStallMs: 1_500,
  streamMs: 4_000,
};

/** A terminal on a machine where only the given environment says anything. */
export function subjectOf(baseUrl: string, options: SubjectOptions = {}): Subject {
  return buildSubject({
    gateway: options.gateway ?? customGateway(baseUrl),
    ...(options.model !== undefined && { model: options.model }),
    ...(options.fallbackModels && { fallbackModels: options.fallbackModels }),
    ...(options.key !== undefined && { key: new Secret(options.key) }),
    context: 'terminal',
    contextLabel: 'terminal',
    settings: {
      platform: 'linux',
      environments: [{ context: 'this-process', obtained: 'read', variables: options.environment ?? {} }],
      tools: [],
      system: { store: 'none', mode: 'none', bypass: [] },
      unreadable: [],
    },
    stacks: options.stacks ?? [],
    spend: options.spend ?? false,
    limits: { ...quick, ...options.limits },
  });
}

/** A gateway of the catalogue at another base URL. */
export function knownGateway(id: string, baseUrl: string): Gateway {
  const found = gateways.find((one) => one.id === id);
  if (!found) throw new Error(`no gateway ${id}`);
  return { ...found, baseUrl };
}

/** A finished diagnosis and its report. */
export async function diagnosed(subject: Subject, options: Partial<DiagnosisOptions> = {}): Promise<{ diagnosis: Diagnosis; report: Report }> {
  const diagnosis = await runDiagnosis(subject, { signal: new AbortController().signal, ...options });
  return { diagnosis, report: makeReport(diagnosis, ['/home/somebody']) };
}

/** The verdict and the findings above `info`, in short. */
export function outcome({ verdict, findings }: Report): { state: string; leg: string | null; faults: string[] } {
  const faults = findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id);
  return { state: verdict.state, leg: verdict.leg, faults };
}
