import { editDistance } from '../../../gateways/models.ts';

/** The known word that is closest to a mistyped one, or undefined when none is close. Pure. */
export function closestWord(word: string, known: readonly string[]): string | undefined {
  const plain = word.toLowerCase();
  const reach = Math.max(1, Math.floor(plain.length / 3));
  const ranked = known
    .map((one) => ({ one, distance: editDistance(plain.slice(0, 60), one.toLowerCase(), reach) }))
    .filter(({ distance }) => distance <= reach)
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.one;
}
