/** What a core said of a file when it was asked to test it. */
export interface CoreVerdict {
  readonly accepted: boolean;
  /** Its own words for what is wrong, without the log's time; undefined where it accepts the file or said nothing. */
  readonly words: string | undefined;
  /** The rule it speaks of, from 0. */
  readonly rule: number | undefined;
}

const maxWords = 1_000;

/** Reads the log lines and the exit code of `-t` (core: main.go; logrus' text form). Pure. */
export function readCoreVerdict(output: string, exitCode: number | null): CoreVerdict {
  if (exitCode === 0) return { accepted: true, words: undefined, rule: undefined };
  const errors = [...output.matchAll(/level=(?:error|fatal) msg=("(?:[^"\\\n]|\\.)*"|[^\n]*)/g)].map(([, quoted = '']) => unquoted(quoted));
  const words = (errors.at(-1) ?? output.trim().split(/\r?\n/).at(-1) ?? '').slice(0, maxWords).trim();
  const [, rule] = /^rules\[(\d+)\]/.exec(words) ?? [];
  return { accepted: false, words: words === '' ? undefined : words, rule: rule === undefined ? undefined : Number(rule) };
}

/** Whether a test may make the core fetch something: a list of places, names or networks that is not there yet. */
export function mayDownload(text: string): boolean {
  return /\b(?:GEOIP|GEOSITE|IP-ASN|SRC-GEOIP|SRC-IP-ASN)\s*,(?!\s*lan\s*,)|\bgeosite:|\bgeoip:/i.test(text) || /^\s+fallback\s*:/m.test(text);
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
