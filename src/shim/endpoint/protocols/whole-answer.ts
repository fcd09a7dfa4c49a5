import { classifyWholeAnswer, classifyWholeDocument } from '../../../gateways/classify-ending.ts';
import { asObject, asText } from '../../../gateways/fault-body.ts';
import { parsedData } from './event-fields.ts';
import type { AnswerJudgement } from './protocol.ts';
import { usageFrom } from './usage-fields.ts';

/** Judges an answer that is one document, in any protocol: each has its finish reason in a field of its own name. */
export function judgeWholeAnswer(body: Buffer): AnswerJudgement {
  const text = body.toString('utf8');
  const json = parsedData(text);
  const document = asObject(json);
  if (!document) return { fault: classifyWholeAnswer({ status: 200, headers: {}, bodyText: text }) };
  const choices = document['choices'];
  const choice = Array.isArray(choices) ? asObject(choices[0]) : undefined;
  const finishReason =
    asText(choice?.['finish_reason']) ??
    asText(document['stop_reason']) ??
    asText(asObject(document['incomplete_details'])?.['reason']) ??
    (document['object'] === 'response' ? asText(document['status']) : undefined);
  const usage = usageFrom(document['usage']);
  // A whole document with calls of tools in it is no part of one, whatever its host leaves out (earendil-works/pi, 6226).
  const callsTools = finishReason === undefined && hasToolCalls(choice);
  const fault = classifyWholeDocument(json);
  return {
    fault: callsTools && fault?.kind === 'truncated' ? null : fault,
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(usage === undefined ? {} : { usage }),
  };
}

function hasToolCalls(choice: Readonly<Record<string, unknown>> | undefined): boolean {
  const calls = asObject(choice?.['message'])?.['tool_calls'];
  return Array.isArray(calls) && calls.length > 0;
}
