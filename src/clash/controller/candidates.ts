import type { ControllerAddress } from './address.ts';

/** What is told of the machine. */
export interface DiscoveryMachine {
  readonly platform: string;
  readonly homeDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
  readonly temporaryDirectory: string;
}

/** A file that an app merges for the core it starts, or that a core reads. */
export interface MergedFile {
  readonly app: string;
  /** A folder whose files match, where `names` is given; else the file. */
  readonly path: string;
  readonly names?: RegExp;
}

/** A folder in which apps put a socket or a pipe. */
export interface SocketPlace {
  readonly app: string;
  readonly kind: 'unix' | 'pipe';
  readonly folder: string;
  readonly names: RegExp;
}

const vergeId = 'io.github.clash-verge-rev.clash-verge-rev';

/**
 * Where the merged files lie, likeliest first (clash-verge-rev src-tauri/src/utils/dirs.rs, mihomo-party
 * src/main/utils/dirs.ts, FlClash lib/common/path.dart, ClashX.Meta ClashX/Macro/Paths.swift, core constant/path.go). Pure.
 */
export function mergedFiles({ platform, homeDirectory: home, environment }: DiscoveryMachine): readonly MergedFile[] {
  const windows = platform === 'win32';
  const mac = platform === 'darwin';
  const join = (...parts: readonly string[]): string => parts.join(windows ? '\\' : '/');
  const roaming = environment['APPDATA'] || join(home, 'AppData', 'Roaming');
  const support = join(home, 'Library', 'Application Support');
  const config = environment['XDG_CONFIG_HOME'] || join(home, '.config');
  // Tauri and Flutter take the data folder on Linux, Electron the one for configurations.
  const data = windows ? roaming : mac ? support : environment['XDG_DATA_HOME'] || join(home, '.local', 'share');
  const electron = windows ? roaming : mac ? support : config;
  const named = environment['CLASH_CONFIG_FILE'];
  const coreHome = environment['CLASH_HOME_DIR'];
  return [
    ...(named ? [{ app: 'CLASH_CONFIG_FILE', path: named }] : []),
    ...(coreHome ? [{ app: 'CLASH_HOME_DIR', path: join(coreHome, 'config.yaml') }] : []),
    { app: 'Clash Verge Rev', path: join(data, vergeId, 'clash-verge.yaml') },
    { app: 'Clash Party', path: join(electron, 'mihomo-party', 'work', 'config.yaml') },
    { app: 'Sparkle', path: join(electron, 'sparkle', 'work', 'config.yaml') },
    { app: 'FlClash', path: windows ? join(roaming, 'com.follow', 'clash', 'config.yaml') : join(data, 'com.follow.clash', 'config.yaml') },
    ...(mac ? [{ app: 'ClashX Meta', path: join(home, '.config', 'clash.meta'), names: /\.ya?ml$/i }] : []),
    { app: 'Clash core', path: join(home, '.config', 'mihomo', 'config.yaml') },
    ...(environment['XDG_CONFIG_HOME'] ? [{ app: 'Clash core', path: join(config, 'mihomo', 'config.yaml') }] : []),
    { app: 'Clash', path: join(home, '.config', 'clash', 'config.yaml') },
  ];
}

/** Where sockets and pipes lie. Their names may carry the user and a process id, so folders are looked through. Pure. */
export function socketPlaces({ platform, temporaryDirectory, uid }: DiscoveryMachine): readonly SocketPlace[] {
  if (platform === 'win32') {
    const pipe = (app: string, names: RegExp): SocketPlace => ({ app, kind: 'pipe', folder: '\\\\.\\pipe\\', names });
    return [
      pipe('Clash Verge Rev', /^verge-mihomo$/i),
      pipe('Clash Party', /^MihomoParty\\mihomo(?:-(?:user|admin)-[^\\]+)?$/i),
      pipe('Sparkle', /^Sparkle\\mihomo$/i),
    ];
  }
  const unix = (app: string, folder: string, names: RegExp): SocketPlace => ({ app, kind: 'unix', folder, names });
  const own = temporaryDirectory.replace(/\/$/, '');
  return [
    unix('Clash Verge Rev', '/tmp/verge', /^verge-mihomo\.sock$/),
    ...(uid === undefined ? [] : [unix('Clash Verge Rev', `/var/run/clash-verge-service/users/${uid}`, /^verge-mihomo\.sock$/)]),
    ...(own === '/tmp' || own === '' ? [] : [unix('Clash Verge Rev', own, /^verge-mihomo\.sock$/)]),
    unix('Clash Party', '/tmp', uid === undefined ? /^mihomo-party\.sock$/ : new RegExp(`^mihomo-party(?:-${uid}-\\d+)?\\.sock$`)),
    unix('Sparkle', '/tmp', /^sparkle-mihomo-api(?:-noperm)?\.sock$/),
    ...(platform === 'darwin' ? [unix('ClashX Meta', '/tmp', /^clashx_meta_\w+\.sock$/)] : []),
  ];
}

/** Ports that apps and habit put a controller at: most, Clash Verge Rev, Surge-like tools. */
export const usualControllers: readonly ControllerAddress[] = [9090, 9097, 6170].map((port) => ({ kind: 'tcp', host: '127.0.0.1', port }));
