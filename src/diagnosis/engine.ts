import { t } from '@vscode/l10n';
import { DeadlineError, withDeadline } from '../path/deadline.ts';
import { proxyAuthorization, proxyUser } from '../path/http-connect.ts';
import { deepestMessage } from '../path/network-failure.ts';
import { ownTurn } from '../path/own-turn.ts';
import { inTurns } from '../path/steps.ts';
import { Secret } from '../path/secret.ts';
import type { Diagnosis, DiagnosisEvent } from './diagnosis.ts';
import { Measurements } from './measurements.ts';
import type { Judgement, Probe, ProbeResult } from './probe.ts';
import { withPacRoutes } from './pac-routes.ts';
import { probes } from './probes/index.ts';
import { probesFor } from './seen-symptom.ts';
import { subjectFacts } from './build-subject.ts';
import type { Subject, SubjectFacts } from './subject.ts';

export interface DiagnosisOptions {
  /** Aborting ends the diagnosis early; what was measured until then is kept. */
  signal: AbortSignal;
  /** Only these probes; the others keep their result from `previous`, when given. */
  only?: readonly string[];
  previous?: Diagnosis;
  /** Id of the symptom the user sees: the probes that look for its causes run first, deep ones too. */
  symptom?: string;
  /** For tests. */
  probes?: readonly Probe<never>[];
  onEvent?(event: DiagnosisEvent): void;
}

/** Ids of all probes, in order. */
export const probeIds: readonly string[] = probes.map(({ id }) => id);

/**
 * Runs the probes at the same time, each with its own deadline. Nothing a probe meets or does ends the diagnosis: a
 * probe that fails itself is unknown, and says why. One that is ended early is judged by what it had seen until then,
 * where it tells.
 */
export async function runDiagnosis(given: Subject, options: DiagnosisOptions): Promise<Diagnosis> {
  const begun: Subject = {
    ...given,
    onProgress(id, progress) {
      given.onProgress?.(id, progress);
      options.onEvent?.({ type: 'probe-progress', id, ...progress });
    },
  };
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const first = (options.symptom === undefined ? undefined : probesFor(options.symptom)) ?? [];
  const chosen = (options.probes ?? probes).filter(({ id, deep }) =>
    options.only ? options.only.includes(id) : !deep || given.depth === 'deep' || first.includes(id),
  );
  // What a probe left running when its time was up has nobody waiting for it any more.
  const over = new AbortController();
  const measurements = new Measurements(AbortSignal.any([options.signal, over.signal]));
  options.onEvent?.({ type: 'started', probes: chosen.map(({ id, leg, title }) => ({ id, leg, title: title() })) });
  const subject = await withPacRoutes(begun, measurements);
  let known: SubjectFacts | undefined;
  // Worked out when the first is judged: by then the others wait for servers.
  const facts = (): SubjectFacts => (known ??= subjectFacts(subject));
  const runAll = async (some: typeof chosen): Promise<ProbeResult[]> => {
    // The first sends its question at once: whatever else this thread has to do is done while the gateway answers.
    const turns = new Map(startOrder(some).slice(1).map((probe) => [probe, ownTurn()]));
    return Promise.all(
      some.map(async (probe) => {
        await turns.get(probe);
        options.onEvent?.({ type: 'probe-started', id: probe.id });
        const result = await runProbe(probe, subject, facts, measurements, options.signal);
        options.onEvent?.({ type: 'probe-finished', result });
        return result;
      }),
    );
  };
  // A probe that takes minutes would hold up the rest; it starts with the first and ends when it ends.
  const early = chosen.filter(({ id, deep }) => first.includes(id) && !deep);
  const slow = chosen.filter(({ id, deep }) => first.includes(id) && deep);
  const later = chosen.filter(({ id }) => !first.includes(id));
  const inTurn = async (): Promise<ProbeResult[]> => [...(await runAll(early)), ...(await runAll(later))];
  const fresh = (await Promise.all([runAll(slow), inTurn()])).flat();
  over.abort(new Error('the diagnosis is over'));
  const kept = (options.previous?.results ?? []).filter(({ id }) => !fresh.some((result) => result.id === id));
  const results = [...kept, ...fresh].toSorted((a, b) => probeIds.indexOf(a.id) - probeIds.indexOf(b.id));
  // One probe run again belongs to the diagnosis it is part of; its own duration stands with it.
  const { previous } = options;
  return {
    startedAt: previous?.startedAt ?? startedAt,
    durationMs: previous?.durationMs ?? Math.round(performance.now() - started),
    facts: facts(),
    results,
    ...(options.symptom !== undefined && { symptom: options.symptom }),
    secrets: [...secretsOf(subject), ...(options.previous?.secrets ?? [])],
  };
}

/** What takes longest, or what others wait for. */
const beginFirst: readonly string[] = ['http', 'tls', 'stream', 'stacks'];

/**
 * Beginning takes some ms each, on one thread. Who only thinks has begun in no time and is judged when all have begun:
 * after the slowest has sent its question, and so before it has its answer. Begun last, it would be judged when the
 * answers of a near gateway are there already, and the diagnosis would end with it.
 */
function startOrder(some: readonly Probe<never>[]): readonly Probe<never>[] {
  const [slowest, ...named] = beginFirst.flatMap((id) => some.filter((probe) => probe.id === id));
  const others = some.filter((probe) => probe !== slowest && !named.includes(probe));
  const thinkers = others.filter(({ thinks }) => thinks);
  return [...(slowest ? [slowest] : []), ...thinkers, ...named, ...others.filter((one) => !thinkers.includes(one))];
}

/** What the subject sends to somebody, who may send it back: the key, and what proxies are told. */
function secretsOf({ key, paths, clash }: Subject): Secret[] {
  const told = paths.flatMap(({ proxyUrl }) => {
    if (!proxyUrl) return [];
    const { user, password } = proxyUser(proxyUrl);
    // A user name is masked everywhere only where it stands alone and so is the credential.
    const values = [password === '' ? user : password, proxyAuthorization(proxyUrl)?.replace('Basic ', '') ?? ''];
    return values.filter((value) => value !== '').map((value) => new Secret(value));
  });
  return [...(key ? [key] : []), ...(clash?.secret ? [clash.secret] : []), ...told];
}

async function runProbe(
  probe: Probe<never>,
  subject: Subject,
  facts: () => SubjectFacts,
  measurements: Measurements,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { id, leg } = probe;
  const title = probe.title();
  const started = performance.now();
  const durationMs = (): number => Math.round(performance.now() - started);
  const result = (evidence: never, judgement: Judgement): Omit<ProbeResult, 'durationMs'> => {
    const { status, summary, findings } = judgement;
    return { id, leg, title, status, summary, evidence, findings };
  };
  try {
    const evidence = await withDeadline(title, probe.deadlineMs(subject), signal, (inner) =>
      probe.measure(subject, measurements, inner),
    );
    // Others have measured in the same moment; each is judged in a turn of its own.
    await ownTurn();
    const judgement = probe.judgeInSteps ? await inTurns(probe.judgeInSteps(evidence, facts())) : probe.judge(evidence, facts());
    return { ...result(evidence, judgement), durationMs: durationMs() };
  } catch (error) {
    const why = whyUnknown(error, signal);
    const seen = signal.aborted || error instanceof DeadlineError ? measurements.soFar(id) : undefined;
    try {
      const partly = seen === undefined ? undefined : result(seen as never, probe.judge(seen as never, facts()));
      if (partly) return { ...partly, summary: t('{0} Until then: {1}', why, partly.summary), durationMs: durationMs() };
    } catch {
      // What was seen can't be judged; then it is as if nothing was.
    }
    return {
      id,
      leg,
      title,
      status: 'unknown',
      summary: why,
      durationMs: durationMs(),
      evidence: null,
      findings: [],
    };
  }
}

function whyUnknown(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return t('Cancelled.');
  if (error instanceof DeadlineError) return t('Not finished in time: {0}', error.message);
  return t('The probe itself failed: {0}', deepestMessage(error));
}
