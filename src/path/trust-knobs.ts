import type { EnvironmentSnapshot, ProxySettings, ToolSetting } from './proxy-settings.ts';

/** Everything that says where a runtime of this machine takes its roots from, and whether it checks at all. */
export interface TrustKnobs {
  platform: NodeJS.Platform;
  /** Trust variables of one environment, by name as spelt. */
  variables: Readonly<Record<string, string>>;
  /** `javax.net.ssl.trustStore` as JAVA_TOOL_OPTIONS gives it. */
  javaTrustStore?: string;
  git: { caInfo?: string; caPath?: string; checksOff: boolean };
  curl: { caFile?: string; caDirectory?: string; checksOff: boolean };
  /** Undefined outside an editor. */
  editor?: { systemCertificates: boolean; strict: boolean };
}

/**
 * Reads the trust knobs of one environment for calls to one host. Pure.
 *
 * @param javaOptions the value of JAVA_TOOL_OPTIONS, of which only the trust store is taken.
 */
export function trustKnobs(
  settings: ProxySettings,
  environment: Pick<EnvironmentSnapshot, 'variables'>,
  host: string,
  javaOptions?: string,
): TrustKnobs {
  const { tools, editor, platform } = settings;
  const javaTrustStore = /(?:^|\s)-Djavax\.net\.ssl\.trustStore=("[^"]+"|\S+)/
    .exec(javaOptions ?? '')?.[1]
    ?.replaceAll('"', '');
  const variables = environment.variables;
  const caInfo = variables['GIT_SSL_CAINFO'] || gitValue(tools, 'sslCAInfo', host);
  const caPath = variables['GIT_SSL_CAPATH'] || gitValue(tools, 'sslCAPath', host);
  const curlOf = (name: string): string | undefined =>
    tools.findLast((one) => one.tool === 'curl' && one.name === name)?.value;
  const caFile = curlOf('cacert');
  const caDirectory = curlOf('capath');
  const insecure = curlOf('insecure');
  const setting = (id: string): unknown => editor?.find((one) => one.id === id)?.value;
  return {
    platform,
    variables,
    ...(javaTrustStore !== undefined && { javaTrustStore }),
    git: {
      ...(caInfo && { caInfo }),
      ...(caPath && { caPath }),
      // Set to anything at all, it switches the check off (git http.c, http_init: getenv alone is looked at).
      checksOff: variables['GIT_SSL_NO_VERIFY'] !== undefined || isFalse(gitValue(tools, 'sslVerify', host)),
    },
    curl: {
      ...(caFile && { caFile }),
      ...(caDirectory && { caDirectory }),
      checksOff: insecure !== undefined && !isFalse(insecure),
    },
    ...(editor && {
      editor: {
        systemCertificates: setting('http.systemCertificates') !== false,
        strict: setting('http.proxyStrictSSL') !== false,
      },
    }),
  };
}

/** The value git takes for a host: one for its URL before the general one, later before earlier (git-config(1)). */
function gitValue(tools: readonly ToolSetting[], name: string, host: string): string | undefined {
  const entries = tools.filter(
    ({ tool, name: full }) => tool === 'git' && full.toLowerCase().endsWith(`.${name.toLowerCase()}`),
  );
  const special = entries.findLast(({ name: full }) => hostOf(full) === host);
  const general = entries.findLast(({ name: full }) => full.toLowerCase() === `http.${name.toLowerCase()}`);
  return (special ?? general)?.value;
}

/** `http.https://host/path.sslCAInfo` is for that host. */
function hostOf(name: string): string | undefined {
  const url = /^http\.(.+)\.[a-z]+$/i.exec(name)?.[1];
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isFalse(value: string | undefined): boolean {
  return value !== undefined && /^(0|false|no|off)$/i.test(value);
}

/** Places a knob names: what has to be read to say what the runtime makes of a chain. */
export function knobPlaces({ variables, git, curl, javaTrustStore }: TrustKnobs): {
  files: string[];
  directories: string[];
} {
  const either = [variables['REQUESTS_CA_BUNDLE'], variables['CURL_CA_BUNDLE']];
  const files = [
    variables['NODE_EXTRA_CA_CERTS'],
    variables['DENO_CERT'],
    variables['CODEX_CA_CERTIFICATE'],
    variables['SSL_CERT_FILE'],
    ...either,
    git.caInfo,
    curl.caFile,
    javaTrustStore,
  ];
  const directories = [variables['SSL_CERT_DIR'], ...either, git.caPath, curl.caDirectory];
  const given = (values: readonly (string | undefined)[]): string[] =>
    [...new Set(values.filter((one) => one !== undefined && one !== ''))] as string[];
  return { files: given(files), directories: given(directories) };
}
