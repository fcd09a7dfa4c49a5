import * as path from 'node:path';
import { MissingToolchainError, programs, run, type Client, type ClientFamily } from '../client.ts';

/** Installs a Debian package when a command or module it brings is missing. */
async function aptPackages(names: readonly string[], isThere: () => Promise<unknown>): Promise<void> {
  const there = await isThere().then(() => true, () => false);
  if (there) return;
  await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...names]);
}

async function git(): Promise<Client> {
  const { stdout } = await run('git', ['--version']);
  return {
    pace: 'core',
    spec: `git@${/(\d[\d.]*\d)/.exec(stdout)?.[1] ?? ''}`,
    kind: 'spawn',
    command: ['git', '-c', 'http.sslVerify=false', '-c', 'credential.helper=', 'ls-remote'],
    plumbing: { GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
  };
}

async function wget(): Promise<Client> {
  await aptPackages(['wget'], () => run('wget', ['--version']));
  const { stdout } = await run('wget', ['--version']);
  return {
    spec: `wget@${/^GNU Wget (\d[\d.]*\d)/.exec(stdout)?.[1] ?? ''}`,
    kind: 'spawn',
    command: ['wget', '--no-config', '--no-check-certificate', '--no-hsts', '-qO/dev/null', '--tries=1', '--timeout=5'],
  };
}

async function ruby(): Promise<Client> {
  await aptPackages(['ruby'], () => run('ruby', ['--version']));
  const { stdout } = await run('ruby', ['-e', 'print RUBY_VERSION']);
  return { spec: `ruby-net-http@${stdout}`, kind: 'worker', command: ['ruby', path.join(programs, 'net-http.rb')] };
}

async function perl(): Promise<Client> {
  const version = ['-MLWP', '-MLWP::Protocol::https', '-e', 'print LWP->VERSION'];
  await aptPackages(['libwww-perl', 'liblwp-protocol-https-perl'], () => run('perl', version));
  const { stdout } = await run('perl', version);
  return { spec: `perl-lwp@${stdout}`, kind: 'worker', command: ['perl', path.join(programs, 'lwp.pl')] };
}

/** The toolchain's own binary: rustup's stand-in would look for a toolchain in the case's empty home. */
async function cargo(toolchain: readonly string[]): Promise<Client> {
  const { stdout: root } = await run('rustc', [...toolchain, '--print', 'sysroot']).catch(() => {
    throw new MissingToolchainError('there is no Rust toolchain here');
  });
  const binary = path.join(root.trim(), 'bin', 'cargo');
  const { stdout } = await run(binary, ['--version']);
  return {
    pace: 'core',
    spec: `cargo@${/(\d[\d.]*\d)/.exec(stdout)?.[1] ?? ''}`,
    kind: 'spawn',
    command: [binary, 'search', '--index', 'sparse+{url}', 'x'],
    plumbing: { CARGO_NET_RETRY: '0', CARGO_HTTP_CHECK_REVOKE: 'false' },
  };
}

/** Command-line tools and libraries of Unix systems, at the version the machine or its distribution has. */
export const unixToolsFamily: ClientFamily = {
  clients: {
    git,
    wget,
    'Ruby Net::HTTP': ruby,
    'Perl LWP': perl,
    cargo: () => cargo([]),
  },
  known: [
    {
      client: 'wget@',
      matches: ({ environment, url }, found) =>
        url.startsWith('https:') && /^https:/i.test(environment['https_proxy'] ?? '') && found.endsWith(' connect'),
      reason: 'it sends CONNECT without TLS to an https proxy, which no such proxy understands: the route ends there',
    },
    {
      client: 'ruby-net-http@',
      matches: ({ environment, url }, found) =>
        /^https:/i.test(environment['http_proxy'] ?? '') &&
        found.endsWith(url.startsWith('https:') ? ' connect' : ' absolute'),
      reason: 'it speaks HTTP without TLS to an https proxy, which no such proxy understands: the route ends there',
    },
    {
      client: 'ruby-net-http@',
      matches: ({ url }, found) => /[^\u0000-\u007f]/.test(url) && found === 'error',
      reason: 'URI.parse takes no IDN; the program has to convert the name, and then what the dialect says holds',
    },
  ],
};
