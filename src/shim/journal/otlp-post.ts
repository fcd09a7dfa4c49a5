import * as http from 'node:http';
import * as https from 'node:https';
import type { OtlpTarget } from './otlp-settings.ts';

/** What a collector answered. */
export interface PostAnswer {
  status: number;
  /** What it asks to wait, where it does. */
  retryAfterMs?: number;
  /** Records it took the request with, and threw away (`partialSuccess`). */
  rejected: number;
}

/** Sends a body as JSON. @throws what the network says, also when the target's time is over. */
export type Post = (target: OtlpTarget, body: string, signal: AbortSignal) => Promise<PostAnswer>;

/** An answer of a collector is empty or some hundred bytes. */
const maxAnswerBytes = 64 * 1024;

/**
 * Sends a body straight to its endpoint with Node's own client: no proxy is asked, for the collector is the user's own
 * and named by address, and the shim must not export through itself. TLS is verified. Redirects are not followed: the
 * headers may hold a key.
 */
export const postJson: Post = ({ url, headers, timeoutMs }, body, signal) =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const options: https.RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'user-agent': 'gatehouse', 'content-type': 'application/json', 'content-length': bytes.length },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      agent: false,
      rejectUnauthorized: true,
    };
    const request = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxAnswerBytes) chunks.push(chunk);
        else response.destroy(new Error('the answer is too long'));
      });
      response.once('error', reject);
      response.once('end', () => {
        const retryAfterMs = retryAfter(response.headers['retry-after']);
        const answer = { status: response.statusCode ?? 0, rejected: rejectedOf(Buffer.concat(chunks).toString('utf8')) };
        resolve({ ...answer, ...(retryAfterMs !== undefined && { retryAfterMs }) });
      });
    });
    request.end(bytes);
  });

/** Seconds alone; a date would be read with a clock that may differ. */
function retryAfter(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) * 1_000 : undefined;
}

/** `{"partialSuccess":{"rejectedSpans":"3"}}`; anything else rejects nothing. */
export function rejectedOf(text: string): number {
  try {
    const { partialSuccess } = JSON.parse(text) as { partialSuccess?: Record<string, unknown> | null };
    const count = Number(partialSuccess?.['rejectedSpans'] ?? partialSuccess?.['rejectedDataPoints'] ?? 0);
    return Number.isFinite(count) && count > 0 ? Math.floor(count) : 0;
  } catch {
    return 0;
  }
}
