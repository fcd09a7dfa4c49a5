import { redactProxyUrl } from '../path/proxy-value.ts';
import { isBaseUrlVariable } from '../path/sources/variables.ts';
import type { ProxySettings, ToolSetting } from '../path/proxy-settings.ts';
import { atOnce, type Steps } from '../path/steps.ts';
import { diagnose } from './diagnose.ts';
import { sellerNames, withoutClashIdentity } from './clash/redaction.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { ClashEvidence, ProxyEnvironmentEvidence, TlsEvidence } from './evidence.ts';
import type { ProbeResult } from './probe.ts';
import { redactJsonInSteps } from './redact.ts';
import { shownBaseUrl } from './redaction/base-urls.ts';
import { mask } from './redaction/mask.ts';
import { reportSchemaVersion, type Report } from './report-shape.ts';
import { withoutGivenCertificates, withoutPrivateCertificates } from './rules/tls-redaction.ts';
import { seenSymptom } from './seen-symptom.ts';

export type { Report } from './report-shape.ts';

/**
 * Concludes a diagnosis and redacts it. What leaves this function may be shown, stored and shared.
 *
 * @param homeDirectories folders to show as `~`.
 */
export function makeReport(diagnosis: Diagnosis, homeDirectories: readonly string[]): Report {
  return atOnce(reportInSteps(diagnosis, homeDirectories));
}

/** The same with pauses. What it makes is not to be shown before it is whole. */
export function* reportInSteps(diagnosis: Diagnosis, homeDirectories: readonly string[]): Steps<Report> {
  const { findings, verdict } = diagnose(diagnosis.facts, diagnosis.results);
  yield;
  const symptom = diagnosis.symptom === undefined ? undefined : seenSymptom(diagnosis.symptom, findings, { results: diagnosis.results, facts: diagnosis.facts });
  const report: Report = {
    schemaVersion: reportSchemaVersion,
    startedAt: diagnosis.startedAt,
    durationMs: diagnosis.durationMs,
    subject: diagnosis.facts,
    verdict,
    ...(symptom && { symptom }),
    findings: withoutGivenCertificates(findings),
    probes: diagnosis.results.map(({ findings: _judged, ...probe }) => ({ ...probe, evidence: shareable(probe) })),
  };
  yield;
  const plain = rounded(report, clashNames(diagnosis));
  yield;
  return yield* redactJsonInSteps(plain, { homeDirectories, secrets: diagnosis.secrets.map((secret) => secret.reveal()) });
}

/** Evidence without what a general redactor would not know to be private. */
function shareable({ id, evidence }: Pick<ProbeResult, 'id' | 'evidence'>): unknown {
  if (evidence === null) return null;
  if (id === 'proxy-environment') return withoutProxyCredentials(evidence as ProxyEnvironmentEvidence);
  if (id === 'clash') return withoutClashIdentity(evidence as ClashEvidence);
  return id === 'tls' ? withoutPrivateCertificates(evidence as TlsEvidence) : evidence;
}

/** Proxy values may be malformed, and a general redactor does not know what in them is a password. */
function withoutProxyCredentials({ settings }: ProxyEnvironmentEvidence): ProxyEnvironmentEvidence {
  const proxyText = (name: string, value: string): string => {
    if (/proxy[-_]?(user|auth)/i.test(name)) return mask;
    return /proxy|^socks/i.test(name) && !/no-?_?proxy/i.test(name) ? redactProxyUrl(value) : value;
  };
  const shownSetting = (id: string, value: unknown): unknown => (typeof value === 'string' ? proxyText(id, value) : value);
  const shownEntry = (entry: ToolSetting): ToolSetting => ({ ...entry, value: entryText(entry, proxyText) });
  const { system } = settings;
  const cleaned: ProxySettings = {
    ...settings,
    environments: settings.environments.map((snapshot) => ({
      ...snapshot,
      variables: Object.fromEntries(
        Object.entries(snapshot.variables).map(([name, value]) => [name, isBaseUrlVariable(name) ? shownBaseUrl(value) : proxyText(name, value)]),
      ),
    })),
    ...(settings.editor && {
      editor: settings.editor.map((setting) => ({
        ...setting,
        value: shownSetting(setting.id, setting.value),
        ...(setting.sides && {
          sides: Object.fromEntries(Object.entries(setting.sides).map(([side, value]) => [side, shownSetting(setting.id, value)])),
        }),
      })),
    }),
    tools: settings.tools.map(shownEntry),
    ...(settings.agents && { agents: settings.agents.map(shownEntry) }),
    system: {
      ...system,
      ...(system.http !== undefined && { http: redactProxyUrl(system.http) }),
      ...(system.https !== undefined && { https: redactProxyUrl(system.https) }),
      ...(system.socks !== undefined && { socks: redactProxyUrl(system.socks) }),
      ...(system.pacUrl !== undefined && { pacUrl: redactProxyUrl(system.pacUrl) }),
    },
  };
  return { settings: cleaned };
}

/** What an entry means decides how its value is shown; one without a meaning is judged by its name. */
function entryText({ name, value, meaning }: ToolSetting, byName: (name: string, value: string) => string): string {
  switch (meaning) {
    case 'proxy':
      return redactProxyUrl(value);
    case 'base-url':
      return shownBaseUrl(value);
    case 'key':
      return '';
    default:
      return /url$/i.test(name) ? shownBaseUrl(value) : byName(name, value);
  }
}

/** Names of a subscription that stand in sentences; never a part of the gateway's own address. */
function clashNames({ results, facts }: Diagnosis): readonly (readonly [string, string])[] {
  const evidence = results.find(({ id }) => id === 'clash')?.evidence;
  if (typeof evidence !== 'object' || evidence === null) return [];
  const names = [...sellerNames(evidence as ClashEvidence)].filter(([name]) => !facts.gateway.baseUrl.includes(name));
  return names.toSorted(([one], [other]) => other.length - one.length);
}

/** Times to a tenth of a millisecond; what a clock gives beyond that is noise. */
function rounded(report: Report, names: readonly (readonly [string, string])[]): Report {
  const withoutNames = (text: string): string => names.reduce((sofar, [name, shared]) => sofar.replaceAll(name, () => shared), text);
  const text = JSON.stringify(report, (name, value: unknown) => {
    if (typeof value === 'string' && names.length > 0) return withoutNames(value);
    return typeof value === 'number' && name.endsWith('Ms') ? Math.round(value * 10) / 10 : value;
  });
  return JSON.parse(text) as Report;
}
