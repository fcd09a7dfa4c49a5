import { t } from '@vscode/l10n';
import type { AccountProblem } from '../../gateways/account.ts';
import { judgeAccount } from '../../gateways/account.ts';
import type { NetworkFailure } from '../../path/network-failure.ts';
import type { ApiExchange, HttpEvidence } from '../evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { severityOf } from './connect.ts';
import { faultFinding, keyNotSendable } from './request-faults.ts';
import { clauses, duration, listed, pathOf } from './wording.ts';

const probes = ['http'];

type Path = SubjectFacts['paths'][number];

/** Judges the answers of the gateway's API: reachable, the key, the account, the model, and the other HTTP stacks. */
export function judgeHttp(evidence: HttpEvidence, facts: SubjectFacts): Judgement {
  const findings: Finding[] = [];
  const lines: string[] = [];
  let status: Judgement['status'] = 'skip';
  for (const { path: id, notReached, unverified, models, noList, key } of evidence.paths) {
    const path = pathOf(id, facts);
    if (!path) continue;
    if (!models) {
      lines.push(notReached ? t('{0}: not reached', path.label) : t('{0}: nothing sent, TLS did not verify', path.label));
      continue;
    }
    if (unverified) continue;
    const severity = severityOf(path);
    const mine = [...modelsFindings(models, noList, severity, path, facts, evidence), ...(key ? keyFindings(key, severity) : [])];
    findings.push(...mine);
    const took = duration(models.waterfall.totalMs);
    lines.push(
      models.status === null
        ? t('{0}: no answer ({1} after {2})', path.label, said(models), took)
        : t('{0}: {1} in {2}', path.label, said(models), took),
    );
    if (path.primary) status = mine.some((one) => one.severity === 'error') ? 'fail' : 'pass';
  }
  const beside = [
    ...accountFindings(evidence),
    ...modelFindings(evidence),
    ...stackFindings(evidence, facts),
    ...withheldFindings(evidence),
  ];
  findings.push(...beside);
  if (status === 'pass' && beside.some(({ severity }) => severity === 'error')) status = 'fail';
  if (status === 'pass' && findings.some(({ severity }) => severity === 'warning')) status = 'warn';
  return { status, summary: clauses([...lines, keySummary(evidence)].filter(Boolean)), findings: merged(findings) };
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

/** A 200 that can't be read: another program answers, or the base URL stops short of the API. */
function noModelsList({ request, bytes, truncated, headers }: ApiExchange, severity: Severity): Finding {
  const kind = headers['content-type'] ?? '?';
  return {
    id: 'no-models-list',
    leg: 'http',
    // Some servers answer everything with 200; only an answer without end is certainly no API's.
    severity: severity === 'error' && !truncated ? 'warning' : severity,
    title: t('What answers at the base URL gives no models list.'),
    detail: truncated
      ? t('{0} answered 200 ({1}) and was still sending after {2} bytes.', request, kind, String(bytes))
      : t('{0} answered 200 ({1}, {2} bytes), but not with a list of models.', request, kind, String(bytes)),
    probes,
    fixes: [checkBaseUrl()],
    confidence: 'medium',
  };
}

function keyFindings(key: ApiExchange, severity: Severity): Finding[] {
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

/** Connected, and then no usable response. */
function noAnswer(exchange: ApiExchange, severity: Severity, path: Path, facts: SubjectFacts): Finding {
  const { failure, request, waterfall } = exchange;
  const code = failure?.code ?? 'UNKNOWN';
  const base = { severity, probes };
  if (code === 'DEADLINE' || code === 'UND_ERR_HEADERS_TIMEOUT') {
    if (proxyTakesRequest(path, facts)) return proxySilent(exchange, severity, path);
    return {
      ...base,
      id: 'no-response',
      leg: 'gateway',
      title: t('{0} accepts the request and never answers.', facts.gateway.title),
      detail: t('{0}: connected{1}, the request was sent, and no response began within {2}.', request, tlsDone(waterfall), duration(waterfall.totalMs)),
      fixes: [
        {
          id: 'wait-and-compare',
          title: t('Compare with another network'),
          detail: t('Try again in a minute. If it answers from another network, something on this one holds the request back.'),
        },
      ],
      confidence: 'medium',
    };
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return {
      ...base,
      id: 'headers-too-large',
      leg: 'http',
      title: t('The response has more than 64 KB of headers.'),
      detail: t('{0} ended with {1}. No API sends that many; something else answers at this address.', request, code),
      fixes: [checkBaseUrl()],
    };
  }
  if (code === 'UND_ERR_INVALID_ARG') return keyNotSendable(request, failure, severity, 'http');
  if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') {
    return {
      ...base,
      id: 'not-http',
      leg: 'http',
      title: t('What answers at the base URL does not speak HTTP.'),
      detail: t('{0} ended with {1}: {2}.', request, code, failure?.message ?? ''),
      fixes: [checkBaseUrl()],
    };
  }
  return {
    ...base,
    id: 'connection-cut-before-response',
    leg: failure?.leg ?? 'http',
    title: t('The connection is cut before a response begins.'),
    detail: t('{0} ended with {1}: {2}.', request, code, failure?.message ?? ''),
    fixes: [
      {
        id: 'fresh-connection',
        title: t('Try again on a fresh connection'),
        detail: t('Restart the client, so that it opens new connections. If it keeps happening, a box on the path closes them.'),
      },
    ],
    confidence: 'medium',
  };
}

/** A plain HTTP request is handed to the proxy whole; what is seen of the gateway is what the proxy says. */
function proxyTakesRequest(path: Path, facts: SubjectFacts): boolean {
  return facts.routes.some(({ client, mode }) => mode === 'absolute' && path.proxied && path.clients.includes(client));
}

function proxySilent({ request, waterfall }: ApiExchange, severity: Severity, path: Path): Finding {
  return {
    id: 'proxy-hangs',
    leg: 'proxy',
    severity,
    title: t('The proxy accepts connections and then never answers ({0}).', path.label),
    detail: t('{0} was handed to it, and no response began within {1}. It, or what it forwards to, is stuck.', request, duration(waterfall.totalMs)),
    probes,
    fixes: [
      { id: 'restart-proxy', title: t('Restart the proxy or change its node'), detail: t('Restart the proxy, or choose another node in it. If other sites work through it, the gateway behind it is silent.') },
    ],
    confidence: 'medium',
  };
}

function tlsDone({ steps }: ApiExchange['waterfall']): string {
  return steps.some(({ step, ok }) => step === 'tls' && ok) ? t(', TLS done') : '';
}

function bodyFailed(failure: NetworkFailure, { request, status }: ApiExchange, severity: Severity): Finding {
  return {
    id: 'body-cut',
    leg: 'http',
    severity,
    title: t('The response begins and does not end properly.'),
    detail: t('{0} answered {1}; the body ended with {2}: {3}.', request, String(status), failure.code, failure.message),
    probes,
    fixes: [checkBaseUrl()],
    confidence: 'medium',
  };
}

function checkBaseUrl(): Finding['fixes'][number] {
  return { id: 'check-base-url', title: t('Check the base URL'), detail: t('Check host, port and path of the base URL; most end in /v1.') };
}

function accountFindings({ account, measuredAt }: HttpEvidence): Finding[] {
  if (!account) return [];
  return judgeAccount(account, Date.parse(measuredAt)).map((problem: AccountProblem) => ({
    id: problem.id,
    leg: 'account' as const,
    severity: problem.failsNow ? ('error' as const) : ('info' as const),
    title: problem.title,
    detail: t('The gateway reports this about the key in use.'),
    probes,
    fixes: [{ id: `after-${problem.id}`, title: t('What helps'), detail: problem.nextStep }],
  }));
}

function modelFindings({ model }: HttpEvidence): Finding[] {
  if (!model || model.found) return [];
  const [best] = model.didYouMean;
  return [
    {
      id: 'model-not-listed',
      leg: 'request',
      severity: 'error',
      title: t('The gateway does not list the model {0}.', model.id),
      detail: best ? t('Did you mean {0}?', listed(model.didYouMean)) : t('No listed model has a similar name.'),
      probes,
      fixes: [
        {
          id: 'choose-listed-model',
          title: t('Choose a listed model'),
          detail: best ? t('Set the model to {0}.', best) : t('Open the models page of the gateway and copy an id from it.'),
          ...(best && { snippet: best }),
        },
      ],
    },
  ];
}

/** The measured path works and a stack of the same process does not, or the reverse: the headline of its own. */
function stackFindings({ stacks, paths }: HttpEvidence, facts: SubjectFacts): Finding[] {
  const primary = facts.paths.find((path) => path.primary);
  const measured = paths.find(({ path }) => path === primary?.id)?.models;
  if (measured?.status === null || measured === undefined) return [];
  const failing = stacks.filter(({ status }) => status === null);
  if (failing.length === 0) return [];
  return [
    {
      id: 'stacks-disagree',
      leg: 'settings',
      severity: failing.every(({ client }) => client === 'node-fetch') ? 'info' : 'warning',
      title: t('{0} fails where a plain connection works.', listed(failing.map(({ title }) => title))),
      detail: failing
        .map(({ title, failure }) => t('{0}: {1} ({2}).', title, failure?.code ?? '?', failure?.message ?? ''))
        .join(' '),
      probes,
      fixes: [],
    },
  ];
}

function withheldFindings({ keyWithheld }: HttpEvidence): Finding[] {
  if (!keyWithheld) return [];
  return [
    {
      id: 'key-withheld',
      leg: 'settings',
      severity: 'info',
      title: t('The key was not sent: the connection is not verified or not encrypted.'),
      detail: t('A key on such a connection can be read by anyone on the path, so the key and the account are not checked.'),
      probes,
      fixes: [{ id: 'use-https', title: t('Use https'), detail: t('Give a base URL that starts with https://.') }],
    },
  ];
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
