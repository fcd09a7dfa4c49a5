import type { ToolSetting } from '../../path/proxy-settings.ts';
import { entriesOf, nameKey, type Environment } from './change.ts';

/** Files and folders that programs take roots from because of a setting. */
export interface TrustPlaces {
  files: readonly string[];
  /** Each one or several, separated as in PATH. */
  folders: readonly string[];
}

/** Variables that name a file; requests and curl take a folder as well. */
const fileVariables = [
  'NODE_EXTRA_CA_CERTS', 'DENO_CERT', 'CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE',
  'HTTPLIB2_CA_CERTS', 'PERL_LWP_SSL_CA_FILE', 'HTTPS_CA_FILE', 'GIT_SSL_CAINFO', 'CARGO_HTTP_CAINFO', 'PIP_CERT',
  'AWS_CA_BUNDLE', 'npm_config_cafile',
];
const folderVariables = ['SSL_CERT_DIR', 'GIT_SSL_CAPATH', 'PERL_LWP_SSL_CA_PATH', 'HTTPS_CA_DIR'];
const eitherVariables = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT'];

/**
 * The places that hold roots which a program would lose when a bundle took the place of its own file. Pure.
 *
 * @param tools settings of git and cargo, where they were read; a file named for one host alone counts too.
 */
export function trustPlaces(environment: Environment, platform: NodeJS.Platform, tools: readonly ToolSetting[] = []): TrustPlaces {
  const keyOf = nameKey(platform);
  const named = (names: readonly string[]): string[] => {
    const keys = new Set(names.map(keyOf));
    return entriesOf(environment).filter(([name]) => keys.has(keyOf(name)) || names.includes(lowerIfNpm(name))).map(([, value]) => value);
  };
  const ofTools = (pattern: RegExp, tool: string): string[] =>
    tools.filter((one) => one.tool === tool && pattern.test(one.name)).map(({ value }) => value);
  const either = named(eitherVariables);
  const files = [...named(fileVariables), ...ofTools(/\.sslcainfo$/i, 'git'), ...ofTools(/^http\.cainfo$/, 'cargo')];
  const folders = [...named(folderVariables), ...either, ...ofTools(/\.sslcapath$/i, 'git')];
  const given = (places: readonly string[]): string[] => [...new Set(places)].filter((place) => place !== '').toSorted();
  return { files: given(files), folders: given(folders) };
}

function lowerIfNpm(name: string): string {
  return /^npm_config_/i.test(name) ? name.toLowerCase() : name;
}
