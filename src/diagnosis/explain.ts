/**
 * Says what a pasted error text means: structured answers of a gateway first, by the same rules as live ones, and then
 * the words that programs print. Pure; the text goes nowhere.
 */
import { classifyResponse, classifyStreamEvent, classifyWords } from '../gateways/classify.ts';
import { describeFault } from '../gateways/fault.ts';
import type { Fault } from '../gateways/fault.ts';
import type { Leg } from '../path/leg.ts';
import type { Confidence } from './finding.ts';
import { explainedAction, type ExplainedAction } from './symptoms/explained-action.ts';
import { errorTypeIn, objectsIn, statusIn } from './symptoms/error-bodies.ts';
import { symptoms } from './symptoms/index.ts';
import { readPastedText } from './symptoms/pasted-text.ts';
import { surestSign } from './symptoms/symptom.ts';
import type { Symptom } from './symptoms/symptom.ts';

/** What an error text says, best match first. Plain JSON; stored and printed as it is. */
export interface Explanation {
  schemaVersion: 1;
  matches: readonly {
    id: string;
    leg: Leg;
    confidence: Confidence;
    title: string;
    cause: string;
    fix: string;
    source: string;
    /** What can be done about it from here; absent where only the words help. */
    action?: ExplainedAction;
  }[];
}

type Match = Explanation['matches'][number];

/** What a text can mean, while the meanings are still held against one another. */
interface Scored {
  match: Match;
  score: number;
  /** Recognised by words that a program puts around any cause. */
  outer?: boolean;
}

const maxMatches = 5;

/** Where the words and codes of gateways' answers are documented. */
const faultSource =
  'OpenRouterTeam/docs errors-and-debugging.mdx; platform.openai.com/docs/guides/error-codes; ' +
  'platform.claude.com/docs/en/api/errors';

/**
 * Explains an error text.
 *
 * @returns at most five matches, the surest first; none when the text is no known error.
 */
export function explain(text: string): Explanation {
  const read = readPastedText(text);
  const scored: Scored[] = [];
  for (const symptom of symptoms) {
    const sign = surestSign(symptom, read);
    if (sign) scored.push({ match: fromSymptom(symptom, sign.weight), score: sign.weight, outer: sign.outer === true });
  }
  for (const { fault, score } of faultsIn(read)) {
    const known = scored.find(({ match }) => match.id === fault.kind);
    if (known) {
      if (score > known.score) {
        known.score = score;
        known.match = { ...known.match, confidence: confidenceOf(score) };
      }
      continue;
    }
    const symptom = symptoms.find(({ id }) => id === fault.kind);
    scored.push({ match: symptom ? fromSymptom(symptom, score) : fromFault(fault, score), score });
  }
  putInnerFirst(scored);
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  // Beside a sure match, words such as "fetch failed" say nothing of their own.
  const kept = scored.filter(({ score }) => best < 80 || score >= 55);
  return { schemaVersion: 1, matches: kept.slice(0, maxMatches).map(({ match }) => match) };
}

/** Legs whose faults end a stream or a request, and not the other way round. */
const innerLegs: readonly Leg[] = ['settings', 'proxy', 'dns', 'tcp', 'tls', 'provider', 'account', 'request'];

/** In a chain of causes the innermost one that is named decides; the words around it come after it. */
function putInnerFirst(scored: readonly Scored[]): void {
  const inner = scored.filter(
    ({ match, score, outer }) => outer !== true && score >= 55 && innerLegs.includes(match.leg),
  );
  const surest = Math.max(0, ...inner.map(({ score }) => score));
  for (const one of scored) {
    if (one.outer !== true || one.score < surest || surest === 0) continue;
    // Still worth naming, and no cause beside the one inside it.
    one.score = Math.min(surest - 1, 55);
    one.match = { ...one.match, confidence: 'low' };
  }
}

/** The fault a text holds, when it holds one. */
function faultsIn(text: string): { fault: Fault; score: number }[] {
  const status = statusIn(text);
  const found: { fault: Fault; score: number }[] = [];
  for (const object of objectsIn(text)) {
    const inStream = classifyStreamEvent(object);
    if (!inStream) continue;
    const whole =
      status === undefined || inStream.status !== undefined
        ? inStream
        : classifyResponse({ status, headers: {}, contentType: 'application/json', bodyText: JSON.stringify(object) });
    // An error without a word of its own is told better by what the text around it says.
    if (!whole || whole.kind === 'unknown') continue;
    // What is inside an error that was understood says the same with less around it.
    if (whole.said !== '') return [{ fault: whole, score: 89 }];
    found.push({ fault: whole, score: 60 });
  }
  if (found.length > 0) return found.slice(0, 1);
  const bodyText = status === undefined ? '' : text.slice(Math.max(0, text.indexOf(String(status)))).slice(0, 400);
  const byStatus = status === undefined ? null : classifyResponse({ status, headers: {}, contentType: '', bodyText });
  if (byStatus && byStatus.kind !== 'unknown') return [{ fault: byStatus, score: 64 }];
  const speaksOfError = /error|exception|fail|denied|refused|exceed|disconnected|\b[45]\d\d\b/i.test(text);
  const byWords = speaksOfError ? classifyWords(text) : null;
  if (byWords) return [{ fault: byWords, score: 58 }];
  const type = errorTypeIn(text);
  const event = { error: { message: '', metadata: { error_type: type } } };
  const byType = type === undefined ? null : classifyStreamEvent(event);
  return byType && byType.kind !== 'unknown' ? [{ fault: byType, score: 56 }] : [];
}

function fromSymptom(symptom: Symptom, score: number): Match {
  const { id, leg, source } = symptom;
  const tell = symptom.tell?.();
  return {
    id,
    leg,
    confidence: confidenceOf(score),
    title: symptom.title(),
    cause: tell === undefined ? symptom.cause() : `${symptom.cause()} ${tell}`,
    fix: symptom.fix(),
    source,
    ...actionOf(symptom),
  };
}

function fromFault(fault: Fault, score: number): Match {
  const words = describeFault(fault);
  const { kind: id, leg } = fault;
  return {
    id,
    leg,
    confidence: confidenceOf(score),
    title: words.title,
    cause: words.cause,
    fix: words.nextStep,
    source: faultSource,
    ...actionOf({ id, leg }),
  };
}

function actionOf(match: { id: string; leg: Leg }): { action?: ExplainedAction } {
  const action = explainedAction(match);
  return action ? { action } : {};
}

function confidenceOf(score: number): Confidence {
  return score >= 80 ? 'high' : score >= 55 ? 'medium' : 'low';
}
