/** Reads the form of /proc/PID/environ: entries that end with NUL (proc_pid_environ(5)). Pure. */
export function environmentOfProcess(text: string): Record<string, string> {
  const entries = text.split('\0').flatMap((entry): [string, string][] => {
    const equals = entry.indexOf('=');
    return equals > 0 ? [[entry.slice(0, equals), entry.slice(equals + 1)]] : [];
  });
  return Object.fromEntries(entries);
}
