import { networkVariables } from '../sources/variables.ts';

/** Variables without which a program is not found or does not start, and those that say where its settings are. */
const machineVariables = new Set([
  'path', 'pathext', 'home', 'user', 'logname', 'userprofile', 'systemroot', 'windir', 'comspec', 'temp', 'tmp', 'tmpdir',
  'appdata', 'localappdata', 'programdata', 'programfiles', 'homedrive', 'homepath', 'lang', 'lc_all', 'lc_ctype',
  'xdg_config_home', 'xdg_config_dirs', 'xdg_data_home',
  'curl_home', 'git_config_global', 'git_config_system', 'git_config_nosystem', 'pip_config_file', 'wgetrc', 'system_wgetrc',
  'npm_config_userconfig', 'npm_config_globalconfig', 'npm_config_prefix',
  'pyenv_root', 'pyenv_version', 'pythonpath', 'pythonhome', 'virtual_env', 'conda_prefix',
  'nvm_dir', 'nvm_bin', 'volta_home', 'fnm_dir', 'asdf_dir', 'asdf_data_dir', 'mise_data_dir',
  'rbenv_root', 'rbenv_version', 'gem_home', 'gem_path', 'rubylib', 'perl5lib', 'perl_local_lib_root',
  'cargo_home', 'rustup_home', 'rustup_toolchain', 'deno_dir', 'bun_install',
]);

/**
 * What a client is started with: of the asker's variables those that bear on the network, of this machine's those that
 * programs need. No key and no token is among them.
 */
export function clientEnvironment(
  asked: Readonly<Record<string, string | undefined>>,
  machine: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(machine)) {
    if (value !== undefined && machineVariables.has(name.toLowerCase())) environment[name] = value;
  }
  return { ...environment, ...networkVariables(asked) };
}
