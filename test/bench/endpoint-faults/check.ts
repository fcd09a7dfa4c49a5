import type { RequestEntry } from '../../../src/shim/endpoint/journal/request-entry.ts';
import type { RetryPolicy } from '../../../src/shim/endpoint/resilience/plan.ts';
import { answerOf, pieces, usageOf, type Answer } from './answer.ts';
import type { Asking, Heard } from './caller.ts';
import type { Played } from './faulty-gateway.ts';

/** What is known of one request from all three sides when it is over. */
export interface Story {
  asking: Asking;
  heard: Heard;
  /** In no order. */
  played: readonly Played[];
  /** The endpoint's own record. */
  entry: RequestEntry;
  race: boolean;
}

/** On a machine that has other work too. */
const slackMs = 5_000;

/** Each promise that was broken, in words. Pure. */
export function violations(story: Story, policy: RetryPolicy, budgetMs: number): string[] {
  const { asking, heard, played, entry, race } = story;
  const found: string[] = [];
  const wrong = (what: string): void => void found.push(`${what}: ${told(story)}`);

  // What was heard is one answer, from its beginning, each word once and in order.
  const answer = answerOf(heard.text);
  const source = played.find((one) => same(one.answer, answer));
  if (heard.text !== '') {
    const expected = source ? pieces(source.answer).join('') : '';
    if (!source && /^<\d+\.\d+\.\d+\.\d+>/.test(heard.text)) wrong('an answer that nobody gave to this request');
    else if (!source && !(heard.how !== 'whole' && couldBegin(heard.text, played))) wrong('a text that is no answer');
    else if (source && !expected.startsWith(heard.text)) wrong('words that are missing, twice or of another answer');
    else if (source && heard.how === 'whole' && heard.text !== expected) wrong('part of an answer that looks whole');
    else if (source && heard.how === 'whole' && source.play.bad) wrong(`taken for whole: ${source.play.fault}`);
  } else if (heard.how === 'whole') wrong('an empty answer that looks whole');

  if (heard.how === 'torn') wrong('torn without a word');
  if (heard.how === 'error' && /^NO /.test(heard.said)) wrong('an error that says nothing');

  // A whole answer that came in time is never lost.
  const last = entry.attempts.at(-1);
  const good = played.find(({ play, out }) => play.good && out);
  if (good && !race && heard.how !== 'whole' && heard.how !== 'left' && !entry.attempts.some(({ fault }) => late(fault?.kind))) wrong(`a good answer was lost (${last?.fault?.kind ?? '?'})`);

  // No more than the policy allows, and no longer.
  const { maxAttempts, maxPerTarget } = policy;
  if (entry.attempts.length > maxAttempts) wrong(`${entry.attempts.length} attempts`);
  if (played.length > entry.attempts.length) wrong(`${played.length} requests for ${entry.attempts.length} attempts`);
  for (const target of new Set(entry.attempts.map((one) => one.target))) {
    const times = entry.attempts.filter((one) => one.target === target).length;
    if (times > maxPerTarget) wrong(`${times} attempts at ${target}`);
  }
  if (heard.how !== 'left' && !(heard.headMs <= budgetMs + slackMs)) wrong(`${heard.headMs.toFixed(0)} ms until the answer began, of ${budgetMs}`);
  if (entry.end === undefined || entry.attempts.some(({ end }) => end === undefined)) wrong('a record without an end');
  if (entry.end === 'answered' && heard.how !== 'whole' && heard.how !== 'left') wrong('recorded as answered');
  if (heard.how === 'whole' && entry.end !== 'answered') wrong(`recorded as ${entry.end ?? '?'}`);

  // Usage is that of the answer that was handed on, as far as it had come.
  const { usage } = entry;
  if (heard.how === 'whole' && source) {
    const { input, output } = usageOf(source.answer);
    if (usage?.inputTokens !== input || usage.outputTokens !== output) wrong(`counted ${JSON.stringify(usage)}, not ${input} and ${output}`);
  } else if (usage) {
    const possible = played.some((one) => {
      const { input, output } = usageOf(one.answer);
      return usage.inputTokens === input && (usage.outputTokens === output || (one.protocol === 'messages' && usage.outputTokens === 1));
    });
    if (!possible) wrong(`counted ${JSON.stringify(usage)}, which no answer said`);
  } else if (source?.protocol === 'messages' && heard.text !== '' && asking.stream) wrong('the tokens of a part that was heard are not counted');
  return found;
}

function same(one: Answer, other: Answer | undefined): boolean {
  return other !== undefined && one.request === other.request && one.gateway === other.gateway && one.attempt === other.attempt && one.words === other.words;
}

/** Less than the first piece. */
function couldBegin(text: string, played: readonly Played[]): boolean {
  return played.some(({ answer }) => pieces(answer).join('').startsWith(text));
}

function late(kind: string | undefined): boolean {
  return kind === 'no-response' || kind === 'stream-stalled' || kind === 'client-timeout' || kind === 'connect-timeout';
}

function told({ asking, heard, played, entry }: Story): string {
  const attempts = entry.attempts.map(({ target, why, end, fault, reused }) => `${target} ${why} ${end ?? '?'} ${fault?.kind ?? ''}${reused ? ' reused' : ''}`);
  const plays = played.map(({ answer, protocol, play, out }) => `${answer.gateway}.${answer.attempt} ${protocol} "${play.fault}"${out ? '' : ' not out'} then ${play.then}`);
  return JSON.stringify({ ...asking, heard: { ...heard, text: heard.text.length > 160 ? `${heard.text.slice(0, 80)} ... ${heard.text.slice(-60)}` : heard.text }, end: entry.end, usage: entry.usage, attempts, plays });
}
