import { networkVariables } from './sources/variables.ts';

/** What a process runs in beside a plain machine. Plain JSON, part of a report. */
export interface Surroundings {
  container?: ContainerKind;
  wsl?: Wsl;
}

export type ContainerKind = 'codespace' | 'dev-container' | 'docker' | 'podman';

/** The Windows Subsystem for Linux as one of its distributions sees it. */
export interface Wsl {
  /** As `wsl --list` names it. */
  distribution?: string;
  /** 1 shares the network of Windows, 2 is a virtual machine; absent where the kernel's name does not say. */
  version?: 1 | 2;
  /** What `wslinfo --networking-mode` says of this moment: `nat`, `mirrored`, `virtioproxy`, `bridged`, `none`. */
  networkingMode?: string;
  /** The variables of WSLENV that bear on the network. */
  shared: readonly SharedVariable[];
}

/** One variable of WSLENV. */
export interface SharedVariable {
  name: string;
  /** Into which side it is carried: `w` only into Windows programs that are started here, `u` only into WSL. */
  into: 'both' | 'wsl' | 'windows';
  /** Its value is a path, or a list of paths, that is translated on the way. */
  path: boolean;
}

/** What tells the surroundings, gathered elsewhere. */
export interface SurroundingFacts {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  /** Of /proc/sys/kernel/osrelease. */
  kernelRelease?: string;
  /** /.dockerenv is there, which Docker puts into each container. */
  dockerFile: boolean;
  /** /run/.containerenv is there, which Podman puts into each container (podman-run(1)). */
  podmanFile: boolean;
}

/**
 * Names what a process runs in. The editor sets REMOTE_CONTAINERS in dev containers and CODESPACES in codespaces. A
 * container on Docker Desktop has the kernel of WSL without being a distribution: only one that knows its name is one.
 * Pure.
 */
export function surroundingsOf(facts: SurroundingFacts): Surroundings {
  if (facts.platform !== 'linux') return {};
  const { environment } = facts;
  const container = containerOf(facts);
  const release = facts.kernelRelease?.trim() ?? '';
  const named = Boolean(environment['WSL_DISTRO_NAME'] || environment['WSL_INTEROP']);
  if (!named && (container !== undefined || !/microsoft/i.test(release))) return container ? { container } : {};
  const distribution = environment['WSL_DISTRO_NAME'];
  const version = kernelVersion(release);
  const wsl: Wsl = {
    ...(distribution && { distribution: distribution.slice(0, 60) }),
    ...(version && { version }),
    shared: sharedVariables(environment['WSLENV'] ?? ''),
  };
  return container ? { container, wsl } : { wsl };
}

function containerOf({ environment, dockerFile, podmanFile }: SurroundingFacts): ContainerKind | undefined {
  if (environment['CODESPACES'] === 'true') return 'codespace';
  if (environment['REMOTE_CONTAINERS'] === 'true') return 'dev-container';
  if (podmanFile) return 'podman';
  return dockerFile ? 'docker' : undefined;
}

/** `4.4.0-19041-Microsoft` is WSL 1, `5.15.133.1-microsoft-standard-WSL2` is WSL 2; kernels of one's own say neither. */
function kernelVersion(release: string): 1 | 2 | undefined {
  if (/microsoft.*WSL2/i.test(release)) return 2;
  return /-Microsoft$/.test(release) ? 1 : undefined;
}

/**
 * Reads WSLENV: names with flags behind a slash, separated by colons (learn.microsoft.com/windows/wsl/filesystems,
 * "Share environment variables between Windows and WSL with WSLENV"). Names are case sensitive there. Only what bears
 * on the network is kept. Pure.
 */
export function sharedVariables(wslenv: string): SharedVariable[] {
  const found = new Map<string, SharedVariable>();
  for (const entry of wslenv.slice(0, 20_000).split(':')) {
    const [name = '', flags = ''] = entry.split('/', 2);
    if (!(name in networkVariables({ [name]: '--use-env-proxy' }))) continue;
    const intoWindows = flags.includes('w');
    const intoWsl = flags.includes('u');
    const into = intoWindows === intoWsl ? 'both' : intoWsl ? 'wsl' : 'windows';
    found.set(name, { name, into, path: /[pl]/.test(flags) });
  }
  return [...found.values()];
}

/**
 * Whether 127.0.0.1 here is another one than that of Windows: so in WSL 2 unless its network is mirrored
 * (learn.microsoft.com/windows/wsl/networking, "Mirrored mode networking"). WSL 1 has the network of Windows.
 * `assumed`: the mode is not known, or nothing is written of its loopback; NAT is what WSL does unless told otherwise.
 */
export function ownLoopback(wsl: Wsl | undefined): 'no' | 'assumed' | 'yes' {
  if (!wsl || wsl.version === 1 || wsl.networkingMode === 'wsl1' || wsl.networkingMode === 'mirrored') return 'no';
  return ['nat', 'bridged', 'none'].includes(wsl.networkingMode ?? '') ? 'yes' : 'assumed';
}
