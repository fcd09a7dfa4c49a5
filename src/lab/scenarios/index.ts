import type { Scenario } from '../scenario.ts';
import { badKey } from './bad-key.ts';
import { commentsForever } from './comments-forever.ts';
import { cutMidEvent } from './cut-mid-event.ts';
import { emptyAnswer } from './empty-answer.ts';
import { endWithoutDone } from './end-without-done.ts';
import { errorBeforeContent } from './error-before-content.ts';
import { flaky } from './flaky.ts';
import { gatewayError } from './gateway-error.ts';
import { hangBeforeHeaders } from './hang-before-headers.ts';
import { hangMidStream } from './hang-mid-stream.ts';
import { healthy } from './healthy.ts';
import { htmlErrorPage } from './html-error-page.ts';
import { lowUptime } from './low-uptime.ts';
import { negativeBalance } from './negative-balance.ts';
import { noCredit } from './no-credit.ts';
import { oneLump } from './one-lump.ts';
import { providerOverloadedScenario } from './provider-overloaded.ts';
import { rateLimitedScenario } from './rate-limited.ts';
import { resetMidStream } from './reset-mid-stream.ts';
import { retryAfterDate } from './retry-after-date.ts';
import { slowContent } from './slow-content.ts';
import { slowFirstByte } from './slow-first-byte.ts';
import { streamError } from './stream-error.ts';
import { tlsExpired } from './tls-expired.ts';
import { tlsUntrusted } from './tls-untrusted.ts';
import { tlsWrongHost } from './tls-wrong-host.ts';
import { unknownModel } from './unknown-model.ts';

/** Every scenario, in the order lists show them. */
export const scenarios: readonly Scenario[] = [
  healthy,
  slowFirstByte,
  unknownModel,
  badKey,
  noCredit,
  negativeBalance,
  rateLimitedScenario,
  providerOverloadedScenario,
  lowUptime,
  gatewayError,
  htmlErrorPage,
  hangBeforeHeaders,
  hangMidStream,
  resetMidStream,
  endWithoutDone,
  streamError,
  oneLump,
  flaky,
  errorBeforeContent,
  cutMidEvent,
  commentsForever,
  slowContent,
  emptyAnswer,
  retryAfterDate,
  tlsUntrusted,
  tlsExpired,
  tlsWrongHost,
];
