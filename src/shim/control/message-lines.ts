import type { Readable } from 'node:stream';

/** Characters of the longest line either side takes: a routing with all its rules, some hundred entries. */
export const maxLineChars = 2 * 1024 * 1024;

/**
 * Reads one JSON value a line. A line that is none, or that grows beyond the bound, destroys the stream.
 *
 * @param take is not called again once the stream is destroyed.
 */
export function readJsonLines(stream: Readable, take: (message: unknown) => void): void {
  let held = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      if (stream.destroyed) return;
      let message: unknown;
      try {
        if (line.length > maxLineChars) throw new RangeError('too long');
        message = JSON.parse(line);
      } catch {
        return void stream.destroy();
      }
      take(message);
    }
    if (held.length > maxLineChars) stream.destroy();
  });
}

/** One message as a line. */
export function jsonLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}
