/** The error a deadline ends with; its code is in every failure that a clock of ours caused. */
export class DeadlineError extends Error {
  readonly code = 'DEADLINE';

  constructor(what: string, limitMs: number) {
    super(`${what} did not finish within ${limitMs} ms`);
    this.name = 'DeadlineError';
  }
}

/**
 * Runs `work` with a signal that is aborted after `limitMs` or when `parent` is aborted, whichever is first, and rejects
 * then even if `work` ignores its signal (a resolver call can't be cancelled).
 *
 * @throws DeadlineError when the limit is reached; the parent's reason when the parent is aborted.
 */
export async function withDeadline<T>(
  what: string,
  limitMs: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  parent.throwIfAborted();
  const controller = new AbortController();
  const abortFromParent = (): void => controller.abort(parent.reason);
  parent.addEventListener('abort', abortFromParent, { once: true });
  const timer = setTimeout(() => controller.abort(new DeadlineError(what, limitMs)), limitMs);
  try {
    const aborted = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), { once: true });
    });
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', abortFromParent);
  }
}
