/** What starts the telling program in a shell. */
export interface ProofProgram {
  /** The editor's own runtime. */
  runtime: string;
  /** True when the runtime is the editor itself, which has to be told to be Node. */
  electron: boolean;
  script: string;
  port: number;
  token: string;
}

/** One line that any shell of its family understands; paths may hold blanks and quotes. Pure. */
export function proofCommand(shell: string, platform: NodeJS.Platform, program: ProofProgram): string {
  const { runtime, script, port, token, electron } = program;
  const name = /([^/\\]*?)(?:\.exe)?$/i.exec(shell)?.[1]?.toLowerCase() ?? '';
  const tail = `${port} ${token}`;
  if (/^(?:pwsh|powershell)/.test(name)) {
    const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    return `${electron ? "$env:ELECTRON_RUN_AS_NODE='1'; " : ''}& ${quoted(runtime)} ${quoted(script)} ${tail}`;
  }
  if (name === 'cmd' || (platform === 'win32' && name === '')) {
    return `${electron ? 'set "ELECTRON_RUN_AS_NODE=1" && ' : ''}"${runtime}" "${script}" ${tail}`;
  }
  const quoted = (text: string): string => `'${text.replaceAll("'", name === 'fish' ? "\\'" : "'\\''")}'`;
  return `${electron ? 'env ELECTRON_RUN_AS_NODE=1 ' : ''}${quoted(runtime)} ${quoted(script)} ${tail}`;
}
