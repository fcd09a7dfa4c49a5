/** Programs at work at the same time. */
const width = 3;

/**
 * Works on a few of a list at a time; the results are in its order. When one fails no other is begun, and those at work
 * are waited for, so that each can clear up.
 *
 * @throws what the first failure was.
 */
export async function inTurns<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (next < list.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(list[index] as T);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
