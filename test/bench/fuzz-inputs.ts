/** Made-up inputs, each following from a seed and its number, so that every one can be made again. */

export interface Parser {
  /** Well-formed inputs, as bytes in Latin-1, that others are made from. */
  samples: readonly string[];
  /** Pieces that mean something to the parser. */
  pieces: readonly string[];
  run(input: Buffer): unknown;
  /** Errors that callers expect and turn into words. */
  expected?(error: unknown): boolean;
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
export function makeInput({ samples, pieces }: Parser, seed: number, index: number): Buffer {
  const random = randomness(Math.imul(seed + 1, 2_654_435_761) ^ Math.imul(index + 1, 1_597_334_677));
  for (let warm = 0; warm < 4; warm++) random(2);
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  if (random(8) === 0) {
    const noise = Buffer.alloc(random(64));
    for (let at = 0; at < noise.length; at++) noise[at] = random(256);
    return noise;
  }
  let text = pick(samples);
  for (let changes = random(6); changes > 0; changes--) text = changed(text, random, pick, { samples, pieces });
  return Buffer.from(text.slice(0, maxBytes), 'latin1');
}

function changed(
  text: string,
  random: (below: number) => number,
  pick: (list: readonly string[]) => string,
  { samples, pieces }: Pick<Parser, 'samples' | 'pieces'>,
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
