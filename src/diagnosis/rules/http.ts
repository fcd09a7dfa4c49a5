import { t } from '@vscode/l10n';
import type { ApiExchange, HttpEvidence } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { severityOf } from './connect.ts';
import { accountFindings } from './http-account.ts';
import { bodyFailed, noAnswer, noModelsList } from './http-answer.ts';
import { endpointFindings } from './http-endpoints.ts';
import { keyFindings } from './http-key.ts';
import { modelFindings } from './http-model.ts';
import { faultFinding } from './request-faults.ts';
import { clauses, duration, pathOf } from './wording.ts';

const probes = ['http'];

type Path = SubjectFacts['paths'][number];

/** Judges the answers of the gateway's API: reachable, the key, the account and the model. */
export function judgeHttp(evidence: HttpEvidence, facts: SubjectFacts): Judgement {
  const findings: Finding[] = [];
  const lines: string[] = [];
  let status: Judgement['status'] = 'skip';
  for (const { path: id, notReached, unverified, models, noList, key } of evidence.paths) {
    const path = pathOf(id, facts);
    if (!path) continue;
    if (!models) {
      lines.push(
        notReached ? t('{0}: not reached', path.label) : t('{0}: nothing sent, TLS did not verify', path.label),
      );
      continue;
    }
    if (unverified) continue;
    const severity = severityOf(path);
    const mine = [
      ...modelsFindings(models, noList, severity, path, facts, evidence),
      ...(key ? keyAnswerFindings(key, severity) : []),
    ];
    findings.push(...mine);
    const took = duration(models.waterfall.totalMs);
    lines.push(
      models.status === null
        ? t('{0}: no answer ({1} after {2})', path.label, said(models), took)
        : t('{0}: {1} in {2}', path.label, said(models), took),
    );
    if (path.primary) status = mine.some((one) => one.severity === 'error') ? 'fail' : 'pass';
  }
  const aboutKey = keyFindings(evidence, facts);
  const beside = [...aboutKey, ...accountFindings(evidence, facts), ...modelFindings(evidence, facts), ...endpointFindings(evidence, facts)];
  // What is wrong with the key comes before the refusal that follows from it.
  findings.unshift(...aboutKey);
  findings.push(...beside.slice(aboutKey.length));
  if (status === 'pass' && beside.some(({ severity }) => severity === 'error')) status = 'fail';
  if (status === 'pass' && findings.some(({ severity }) => severity === 'warning')) status = 'warn';
  const summary = clauses([...lines, keySummary(evidence), modelSummary(evidence)].filter(Boolean));
  return { status, summary, findings: merged(findings) };
}

function said({ status, failure }: ApiExchange): string {
  return status === null ? (failure?.code ?? '?') : String(status);
}

function keySummary({ keyUsed, paths, account }: HttpEvidence): string {
  const key = paths.find((path) => path.key)?.key;
  if (!key) return keyUsed === 'none' ? t('no key was given, so the key and the account are not checked') : '';
  if (key.status === 200) return account ? t('the key is accepted') : t('the key endpoint answers');
  if (key.status === null) return t('the key endpoint gives no answer');
  return t('the key endpoint answers {0}', said(key));
}

/** What is worth knowing of a model that is there, and no finding. */
function modelSummary({ model }: HttpEvidence): string {
  if (!model?.found) return '';
  if (model.stands === 'alias') return t('{0} is an alias for the newest model of its family', model.id);
  if (model.stands === 'router') return t('{0} lets the gateway choose the model', model.id);
  return model.listedAs === undefined ? '' : t('{0} is listed as {1}', model.id, model.listedAs);
}

function modelsFindings(
  models: ApiExchange,
  noList: true | undefined,
  severity: Severity,
  path: Path,
  facts: SubjectFacts,
  { keyUsed, keyWithheld }: HttpEvidence,
): Finding[] {
  if (models.status === null) return [noAnswer(models, severity, path, facts)];
  // A key is not sent on every path; where it was not, 401 is the right answer.
  if (models.status === 401 && !models.keyed) {
    return keyUsed === 'none' && !keyWithheld ? [keyNeeded(models, facts)] : [];
  }
  if (models.fault) return [faultFinding(models.fault, models, severity, 'http')];
  if (models.failure) return [bodyFailed(models.failure, models, severity)];
  return noList ? [noModelsList(models, severity)] : [];
}

function keyAnswerFindings(key: ApiExchange, severity: Severity): Finding[] {
  return key.fault ? [faultFinding(key.fault, key, severity, 'http')] : [];
}

/** Asked without a key, the gateway says so: it is there and answers. */
function keyNeeded({ request }: ApiExchange, facts: SubjectFacts): Finding {
  return {
    id: 'key-needed',
    leg: 'account',
    severity: 'info',
    title: t('{0} answers and wants a key, and none was given.', facts.gateway.title),
    detail: t('{0} answered 401 without a key, as it should. The key and the account are not checked.', request),
    probes,
    fixes: [],
  };
}

/** The same fault from two requests is one finding. */
function merged(findings: readonly Finding[]): Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const known = byId.get(finding.id);
    if (!known || rank[finding.severity] < rank[known.severity]) byId.set(finding.id, finding);
  }
  return [...byId.values()];
}

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
