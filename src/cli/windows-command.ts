/**
 * How a program is started on Windows without a shell: `npm` is `npm.cmd` there, and Node starts no batch file by itself
 * (CVE-2024-27980). Pure.
 */

/** What to give to `spawn`, with `shell: false`. */
export interface WindowsStart {
  file: string;
  args: readonly string[];
  /** The arguments are quoted already. */
  verbatim: boolean;
}

/**
 * Where a name is looked for, in order: every extension of PATHEXT in every folder of PATH, or beside a path alone. Not in
 * the current folder: whoever wrote a project would choose the program.
 */
export function windowsCandidates(name: string, path: string, pathExt: string): string[] {
  const extensions = pathExt.split(';').filter((one) => one.startsWith('.'));
  const hasExtension = extensions.some((one) => name.toLowerCase().endsWith(one.toLowerCase()));
  const endings = hasExtension ? [''] : extensions;
  const folders = /[\\/]/.test(name) || /^[a-z]:/i.test(name) ? [''] : path.split(';').filter((one) => one !== '');
  return folders.flatMap((one) => {
    const start = one === '' || /[\\/]$/.test(one) ? one : `${one}\\`;
    return endings.map((ending) => `${start.replace(/^"|"(?=\\?$)/g, '')}${name}${ending}`);
  });
}

/** How a file that was found is started. @param comSpec `%COMSPEC%`: cmd.exe. */
export function windowsStart(file: string, args: readonly string[], comSpec: string): WindowsStart {
  if (!/\.(?:cmd|bat)$/i.test(file)) return { file, args, verbatim: false };
  // The batch files in there pass their arguments on, so cmd.exe reads them twice (moxystudio/node-cross-spawn, lib/parse.js).
  const twice = /node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/i.test(file);
  const words = args.map((one) => escaped(quoted(one))).map((one) => (twice ? escaped(one) : one));
  const line = [escaped(file), ...words].join(' ');
  return { file: comSpec, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

/** As CommandLineToArgvW reads it: backslashes count only before a quote (learn.microsoft.com, "Parsing C command-line arguments"). */
function quoted(text: string): string {
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
}

/** cmd.exe takes a caret for "what follows is itself". */
function escaped(text: string): string {
  return text.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&');
}
