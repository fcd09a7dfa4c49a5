import { createHash } from 'node:crypto';

/** What tells one request from another. */
export interface SentRequest {
  caller: string;
  path: { path: string };
  body: Buffer;
}

/** Longer than clients pause before they send a request again: 2 s and 4 s by themselves, 60 s where they were told to. */
const rememberedMs = 90_000;
const maxRemembered = 200;

/**
 * Requests that failed a moment ago. Clients that send one again by themselves mostly do not say so: Vercel's AI SDK goes
 * by the status alone (`isRetryable`), where the official SDKs obey `x-should-retry` and count in a header. Without this
 * its three requests would be three times all attempts. Kept are digests, no texts.
 */
export class FailedLately {
  readonly #atMs = new Map<string, number>();

  add(request: SentRequest, nowMs: number): void {
    this.#forget(nowMs);
    const digest = digestOf(request);
    // Behind the others, so that the oldest stays the first.
    this.#atMs.delete(digest);
    this.#atMs.set(digest, nowMs);
  }

  /** Whether the same caller sent the same to the same path, and it failed. */
  has(request: SentRequest, nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#atMs.size > 0 && this.#atMs.has(digestOf(request));
  }

  #forget(nowMs: number): void {
    for (const [digest, atMs] of this.#atMs) {
      if (nowMs - atMs < rememberedMs && this.#atMs.size < maxRemembered) return;
      this.#atMs.delete(digest);
    }
  }
}

function digestOf({ caller, path, body }: SentRequest): string {
  return createHash('sha256').update(`${caller}\n${path.path}\n`, 'utf8').update(body).digest('base64');
}
