import { t } from '@vscode/l10n';
import { rateLimited } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

const retryAfterSeconds = 3;

/** The other form of the header (RFC 9110, 10.2.3). */
export const retryAfterDate: Scenario = {
  name: 'retry-after-date',
  title: () => t('Rate limited until a time'),
  description: () => t('A chat request is refused with 429, and told by a date when to come back.'),
  forEndpoint: true,
  async chat(reply) {
    const nowMs = Date.now();
    const answer = rateLimited(retryAfterSeconds, nowMs);
    const date = new Date(nowMs + retryAfterSeconds * 1_000).toUTCString();
    reply.refuse({ ...answer, headers: { ...answer.headers, 'Retry-After': date } });
  },
};
