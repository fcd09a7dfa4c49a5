/**
 * How an answer with status 200 ended: complete, or one fault of the closed list. A clean end proves nothing: fetch and
 * http report no error for a body that ends without the protocol's end mark (measured with Node 20 and 24).
 */
import type { StreamEnd } from '../path/event-stream.ts';
import type { NetworkFailure } from '../path/network-failure.ts';
import { classifyFailure } from './classify-failure.ts';
import { classifyResponse, classifyStreamEvent, classifyWebPage, type GatewayAnswer } from './classify.ts';
import { asObject, asText } from './fault-body.ts';
import { legOfFault, retryableFault, type Fault, type FaultKind } from './fault.ts';
import type { Gateway } from './gateway.ts';

/** What is known about the end of a stream. */
export interface StreamEnding {
  /** `cut`: the connection failed, with `failure`. `clean-end`: the body ended in order. `terminator`: the end mark came. */
  end: StreamEnd;
  failure?: NetworkFailure;
  /** The last finish reason that was told; null or absent when none was. */
  finishReason?: string | null;
  /** The error event, parsed, when one ended the stream. */
  errorEvent?: unknown;
  /** How many events with content were handed on. */
  contentEvents: number;
}

/** Finish reasons that say the answer stops at a limit: OpenAI and OpenRouter, Anthropic, Google, the Responses API. */
const lengthReasons: readonly string[] = ['length', 'max_tokens', 'max_output_tokens', 'MAX_TOKENS', 'model_context_window_exceeded'];

/** Finish reasons that say a filter stopped the answer. */
const filterReasons: readonly string[] = ['content_filter', 'refusal', 'SAFETY'];

/**
 * Classifies the end of a stream. Pure.
 *
 * @returns null when the answer is complete.
 */
export function classifyEnding(ending: StreamEnding, gateway?: Gateway): Fault | null {
  const contentSeen = ending.contentEvents > 0;
  const found = faultOf(ending, contentSeen, gateway);
  return found && contentSeen ? { ...found, retryable: false } : found;
}

function faultOf(ending: StreamEnding, contentSeen: boolean, gateway: Gateway | undefined): Fault | null {
  const { end, failure, finishReason, errorEvent } = ending;
  switch (end) {
    case 'error-event':
      return classifyStreamEvent(errorEvent, gateway) ?? fault('unknown');
    case 'cut':
      return failure ? classifyFailure(failure, { answered: true, contentSeen }) : fault('stream-cut');
    case 'stalled':
      return fault('stream-stalled');
    case 'out-of-time':
      return fault('client-timeout');
    case 'clean-end':
      return fault('truncated');
    case 'terminator':
      return byReason(finishReason);
  }
}

/** What the finish reason of a complete answer says. Absent it is truncated: every protocol here sends one. */
function byReason(reason: string | null | undefined): Fault | null {
  if (reason === undefined || reason === null || reason === '') return fault('truncated');
  if (lengthReasons.includes(reason)) return fault('length-limit');
  if (filterReasons.includes(reason)) return fault('moderation');
  return reason === 'error' || reason === 'network_error' ? fault('provider-error') : null;
}

/**
 * Classifies an answer that was asked for whole, whatever its status. Pure.
 *
 * @returns null when it is a complete answer of a model.
 */
export function classifyWholeAnswer(answer: GatewayAnswer, gateway?: Gateway): Fault | null {
  const refused = classifyResponse(answer, gateway) ?? classifyWebPage(answer, gateway);
  if (refused) return refused;
  let json: unknown;
  try {
    json = JSON.parse(answer.bodyText);
  } catch {
    // Close-delimited or chunked and cut: nothing but the document itself tells.
    return fault('truncated');
  }
  return classifyWholeDocument(json, gateway);
}

/**
 * Classifies a parsed answer with status 200 that was asked for whole. Pure.
 *
 * @returns null when it is a complete answer of a model.
 */
export function classifyWholeDocument(json: unknown, gateway?: Gateway): Fault | null {
  const inside = classifyStreamEvent(json, gateway);
  if (inside) return inside;
  const body = asObject(json);
  // Responses: `incomplete_details.reason`; Messages: `stop_reason`; chat: the choice's `finish_reason`.
  const incomplete = asText(asObject(body?.['incomplete_details'])?.['reason']);
  if (incomplete !== undefined) return byReason(incomplete);
  if (typeof body?.['status'] === 'string' && body['object'] === 'response') return body['status'] === 'completed' ? null : fault('truncated');
  if (body && 'stop_reason' in body) return byReason(asText(body['stop_reason']));
  const choices = body?.['choices'];
  return Array.isArray(choices) ? byReason(asText(asObject(choices[0])?.['finish_reason'])) : null;
}

function fault(kind: FaultKind): Fault {
  return { kind, leg: legOfFault(kind), retryable: retryableFault(kind), said: '' };
}
