/**
 * Errors in the three protocols. Sources: platform.claude.com/docs/en/api/errors, openai-node 7.59.0 (`APIError`,
 * `ResponseError`), OpenRouterTeam/docs errors-and-debugging.mdx (where each protocol keeps the typed code), openai/codex
 * codex-rs/codex-api/src/sse/responses.rs (the codes Codex acts on).
 */
import { t } from '@vscode/l10n';
import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import { plainText } from '../../../path/network-failure.ts';
import type { AnswerError } from './answer.ts';
import { protocolTitles } from './impossible.ts';
import { number, record, text, type Json } from './json.ts';

/** Anthropic's types and the HTTP statuses they stand for. */
const statusOfType: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
  timeout_error: 504,
};

const typeOfStatus: Readonly<Record<number, string>> = {
  ...Object.fromEntries(Object.entries(statusOfType).map(([type, status]) => [status, type])),
  503: 'overloaded_error',
};

/** What Codex and others act on, where OpenRouter's typed code has another word for it. */
const codeOfErrorType: Readonly<Record<string, string>> = { payment_required: 'insufficient_quota' };

/**
 * An error document of a target, put into the caller's protocol.
 *
 * @param status HTTP status of the answer.
 * @param body parsed JSON, or the text of a page.
 */
export function translateError(from: SpokenProtocol, to: SpokenProtocol, status: number, body: unknown): Json {
  return errorDocument(from, readError(to, body, status));
}

/** @returns an error in no protocol; one in general words where the document says nothing. */
export function readError(protocol: SpokenProtocol, document: unknown, status?: number): AnswerError {
  const outer = record(document) ?? {};
  const error = record(outer['error']) ?? outer;
  const metadata = record(error['metadata']);
  const availability = record(error['availability']);
  const type = text(error['type']);
  const errorType = text(error['error_type']) ?? text(outer['error_type']) ?? text(metadata?.['error_type']);
  const told = text(error['message']) ?? text(outer['error']) ?? (typeof document === 'string' ? document : undefined);
  const message = told === undefined || told.trim() === '' ? generalWords(status) : plainText(told, 2_000);
  const known = status ?? number(error['code']) ?? (protocol === 'messages' && type !== undefined ? statusOfType[type] : undefined);
  const code = text(error['code']) ?? contextCode(errorType, message);
  const param = text(error['param']);
  return {
    message,
    ...(known === undefined ? {} : { status: known }),
    ...(type === undefined || type === 'error' ? {} : { type }),
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
    ...(errorType === undefined ? {} : { errorType }),
    ...(metadata ? { metadata } : {}),
    ...(availability ? { availability } : {}),
  };
}

function generalWords(status: number | undefined): string {
  return status === undefined ? t('The gateway reported an error and did not say which.') : t('The gateway answered with HTTP {0} and did not say why.', status);
}

/** What is told where an answer is neither an answer nor an error. */
export function noAnswer(protocol: SpokenProtocol): AnswerError {
  return { message: t('The gateway answered with something that {0} does not have.', protocolTitles[protocol]), status: 502 };
}

/** Clients shorten the conversation when they know that it is too long; Anthropic says it in words alone. */
function contextCode(errorType: string | undefined, message: string): string | undefined {
  return errorType === 'context_length_exceeded' || /^prompt is too long\b/i.test(message) ? 'context_length_exceeded' : undefined;
}

/** The document that tells of an error in place of an answer. */
export function errorDocument(protocol: SpokenProtocol, error: AnswerError): Json {
  if (protocol === 'messages') return { type: 'error', error: messagesError(error) };
  const { message, type, code, param, errorType, metadata, availability, status } = error;
  return {
    error: {
      message,
      type: type ?? typeOfStatus[status ?? 500] ?? 'api_error',
      param: param ?? null,
      code: code ?? null,
      ...(metadata ? { metadata } : protocol === 'chat-completions' && errorType !== undefined ? { metadata: { error_type: errorType } } : {}),
      ...(availability ? { availability } : {}),
    },
    ...(protocol === 'responses' && errorType !== undefined ? { error_type: errorType } : {}),
  };
}

/** What stands under `error` in Messages. */
export function messagesError({ message, type, errorType, metadata, availability, status }: AnswerError): Json {
  const known = type !== undefined && Object.hasOwn(statusOfType, type) ? type : undefined;
  return {
    type: known ?? typeOfStatus[status ?? 500] ?? (status !== undefined && status < 500 ? 'invalid_request_error' : 'api_error'),
    message,
    ...(errorType === undefined ? {} : { error_type: errorType }),
    ...(metadata ? { metadata } : {}),
    ...(availability ? { availability } : {}),
  };
}

/** What stands under `error` in a response that failed: a code and a sentence. */
export function failedResponseError({ message, code, errorType, status }: AnswerError): Json {
  const typed = errorType === undefined ? undefined : (codeOfErrorType[errorType] ?? errorType);
  return { code: code ?? typed ?? (status === 429 ? 'rate_limit_exceeded' : 'server_error'), message };
}
