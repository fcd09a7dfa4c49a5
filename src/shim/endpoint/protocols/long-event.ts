/** What can be told of an event that is too long to be held: a whole image, or an answer that is repeated at its end. */

/** The last object that stands behind this key, or undefined where it is not all there. */
export function lastObject(text: string, key: string): unknown {
  const places = [...text.matchAll(new RegExp(`"${key}"\\s*:\\s*\\{`, 'g'))];
  const found = places.at(-1);
  if (!found) return undefined;
  const start = found.index + found[0].length - 1;
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return parsed(text.slice(start, at + 1));
  }
  return undefined;
}

/** The last text that stands behind this key. */
export function lastText(text: string, key: string): string | undefined {
  return [...text.matchAll(new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]{1,80})"`, 'g'))].at(-1)?.[1];
}

/** The first text that stands behind this key. */
export function firstText(text: string, key: string): string | undefined {
  return new RegExp(`"${key}"\\s*:\\s*"([^"\\\\]{1,80})"`).exec(text)?.[1];
}

/** Whether an object or a text stands behind the key `error`; quotes inside a text are escaped, so no text looks so. */
export function hasError(text: string): boolean {
  return /"error"\s*:\s*[{"]/.test(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
