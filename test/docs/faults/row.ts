import type { GatewayAnswer } from '../../../src/gateways/classify.ts';
import type { FaultKind } from '../../../src/gateways/fault.ts';
import type { Leg } from '../../../src/path/leg.ts';

/** What has to come of a row. */
export interface ExpectedFault {
  kind: FaultKind;
  leg: Leg;
  retryable: boolean;
  /** How long the other side asks to wait, in ms. */
  waitMs?: number;
  /** Parts the sentences must have beside those of the kind: a limit, a reason, an address. */
  says?: readonly string[];
}

/** An answer as a gateway, or something in front of it, sends it. */
export interface AnswerRow {
  group: string;
  name: string;
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** JSON when it is an object or a list, else as it is. */
  body: unknown;
  /** Id of the gateway that was asked. */
  gateway?: string;
  url?: string;
  expected: ExpectedFault;
}

/** The time every row is judged at. */
export const nowMs = Date.parse('2026-11-21T09:00:00Z');

/** The answer of a row, as the classifier gets it. */
export function answerOf({ status, headers = {}, body, url }: AnswerRow): GatewayAnswer {
  const text = typeof body === 'string';
  const contentType = !text ? 'application/json' : /^\s*</.test(body) ? 'text/html; charset=utf-8' : 'text/plain';
  return {
    status,
    headers: { 'content-type': contentType, ...headers },
    bodyText: text ? body : JSON.stringify(body),
    nowMs,
    ...(url === undefined ? {} : { url }),
  };
}
