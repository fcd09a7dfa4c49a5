/** Made-up inputs, each following from a seed and its number, so that every one can be made again. */

/** What inputs are made from. */
export interface Ingredients {
  /** Well-formed inputs, as bytes in Latin-1, that others are made from. */
  samples: readonly string[];
  /** Pieces that mean something to the parser. */
  pieces: readonly string[];
  /** Others for the input of a number, one of which it is sure to have. */
  piecesFor?(index: number): readonly string[] | undefined;
  /** Makes a whole input out of parts, where damaged samples seldom get past the first look. */
  compose?(random: (below: number) => number): string;
}

export interface Parser extends Ingredients {
  run(input: Buffer): unknown;
  /** Errors that callers expect and turn into words. */
  expected?(error: unknown): boolean;
}

/** A parser that runs in processes of its own, and ends those itself that hang. */
export interface ProcessParser extends Ingredients {
  runAll(inputs: number, make: (index: number) => Buffer): Promise<Outcome>;
}

/** How a parser fared. */
export interface Outcome {
  /** Inputs that ended in an error no caller expects: number and message. */
  crashes: { index: number; message: string }[];
  worst: { index: number; tookMs: number };
  /** What else there is to say. */
  note?: string;
}

/** Collects an outcome. */
export class Outcomes implements Outcome {
  readonly crashes: Outcome['crashes'] = [];
  worst = { index: 0, tookMs: 0 };
  note = '';

  crashed(index: number, error: unknown): void {
    if (this.crashes.length >= 10) return;
    const message = error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 3).join(' ') : String(error);
    this.crashes.push({ index, message });
  }

  took(index: number, tookMs: number): void {
    if (tookMs > this.worst.tookMs) this.worst = { index, tookMs };
  }
}

const maxBytes = 4_096;

/** Marsaglia's xorshift on 32 bits. */
function randomness(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One in eight is noise; the others are samples that were cut, joined, doubled and damaged. */
export function makeInput(ingredients: Ingredients, seed: number, index: number): Buffer {
  const { samples, pieces } = ingredients;
  const random = randomness(Math.imul(seed + 1, 2_654_435_761) ^ Math.imul(index + 1, 1_597_334_677));
  for (let warm = 0; warm < 4; warm++) random(2);
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  if (random(8) === 0) {
    const noise = Buffer.alloc(random(64));
    for (let at = 0; at < noise.length; at++) noise[at] = random(256);
    return noise;
  }
  const composed = random(2) === 0 ? ingredients.compose?.(random) : undefined;
  let text = composed ?? pick(samples);
  for (let changes = composed === undefined ? random(6) : (random(4) === 0 ? 1 : 0); changes > 0; changes--) text = changed(text, random, pick, { samples, pieces });
  const special = ingredients.piecesFor?.(index);
  if (special) text = withPiece(text, pick(special), random);
  return Buffer.from(text.slice(0, maxBytes), 'latin1');
}

/** Puts a piece where a statement may begin. */
function withPiece(text: string, piece: string, random: (below: number) => number): string {
  const places = [0, ...[...text.matchAll(/[;{]/g)].map(({ index }) => index + 1)];
  const at = places[random(places.length)] ?? 0;
  return `${text.slice(0, at)}${piece}\n${text.slice(at)}`;
}

function changed(
  text: string,
  random: (below: number) => number,
  pick: (list: readonly string[]) => string,
  { samples, pieces }: Ingredients,
): string {
  const at = random(text.length + 1);
  const length = random(Math.min(32, text.length - at + 1));
  switch (random(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + pick(pieces) + text.slice(at);
    case 2:
      return text.slice(0, at) + pick(pieces) + text.slice(at + length);
    case 3:
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
    case 4:
      return text.slice(0, at) + text.slice(at, at + length).repeat(1 + random(40)) + text.slice(at + length);
    case 5:
      return text.slice(0, at);
    case 6:
      return text.slice(0, at) + pick(samples).slice(random(20));
    default:
      return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(8)) || 0) + text.slice(at + 1);
  }
}
