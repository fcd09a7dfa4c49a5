/** A folder separator, plain, escaped once or twice, or percent-encoded. */
const separator = String.raw`(?:\/|\\{1,4}|%2F|%5C)`;
/** A folder name without spaces; percent escapes other than separators belong to it. */
const folder = String.raw`(?:[^\\\/\s"'${'`'}<>|:;,&?#%()\[\]{}*]|%(?!2F|5C|3A|26)[0-9A-F]{2}){1,255}`;
/** Windows users often have a space in their name; it counts when a separator follows. */
const spacedFolder = String.raw`[^\\\/\r\n"'${'`'}<>|:;,&?#%()\[\]{}*]{1,64}(?=${separator})`;
const notInName = String.raw`(?:(?<![\w.~-])|(?<=\\[nrt]))`;

const windowsHome = new RegExp(
  `${notInName}\\/?(?:[A-Z](?::|%3A)|${separator}mnt${separator}[a-z]|(?<![/\\\\])\\/[a-z](?=\\/))` +
    `${separator}Users${separator}(?:${spacedFolder}|${folder})`,
  'gi',
);
const posixHome = new RegExp(`${notInName}${separator}(?:home|Users)${separator}${folder}`, 'g');

/** Made once for each folder: a report has thousands of strings. One process has one or two home folders. */
const patterns = new Map<string, RegExp | undefined>();
const maxPatterns = 20;

function knownPattern(home: string): RegExp | undefined {
  if (!patterns.has(home)) {
    if (patterns.size >= maxPatterns) patterns.clear();
    patterns.set(home, patternFor(home));
  }
  return patterns.get(home);
}

/** A home folder as rules find it: the words between its separators. */
function patternFor(home: string): RegExp | undefined {
  const parts = home.split(/[\\/]+/).filter((part) => part !== '');
  const trimmed = home.replace(/[\\/]+$/, '');
  if (parts.length === 0 || trimmed.length < 3) return undefined;
  const words = parts.map((part) => {
    const drive = /^([A-Za-z]):$/.exec(part);
    if (drive) return `${drive[1]}(?::|%3A)`;
    return `(?:${escape(part)}|${escape(encodeURIComponent(part))})`;
  });
  const lead = /^[\\/]/.test(home) ? separator : '\\/?';
  const flags = /^[A-Za-z]:/.test(home) ? 'gi' : 'g';
  return new RegExp(`${notInName}${lead}${words.join(`${separator}{1,2}`)}(?![A-Za-z0-9_-])`, flags);
}

function escape(words: string): string {
  return words.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Puts `~` where a home folder stands: the given ones, and whatever has the form of one on Linux, macOS, Windows, WSL
 * or Git Bash, in paths, in `file:` URLs and percent-encoded.
 */
export function redactHomeFolders(text: string, homeDirectories: readonly string[]): string {
  let out = text;
  for (const home of [...homeDirectories].sort((a, b) => b.length - a.length)) {
    const pattern = knownPattern(home);
    if (pattern) out = out.replace(pattern, '~');
  }
  return out.replace(windowsHome, '~').replace(posixHome, '~');
}
