import type { TrustKnobs } from './trust-knobs.ts';
import { codex, deno } from './trust-rust-runtimes.ts';
import { file, folder, opensslDefaults, setAmong, type RootChoice, type Runtime, type RuntimeId } from './trust-runtime.ts';

/** Whether NODE_OPTIONS holds a flag. */
function nodeFlag(knobs: TrustKnobs, flag: string): boolean {
  return (knobs.variables['NODE_OPTIONS'] ?? '').split(/\s+/).includes(flag);
}

/** Node's own roots and what is added (nodejs/node src/crypto/crypto_context.cc, NewRootCertStore). */
function nodeRoots(knobs: TrustKnobs, knowsSystemCa: boolean): RootChoice {
  const extra = knobs.variables['NODE_EXTRA_CA_CERTS'];
  const added = extra ? [file(extra)] : [];
  const by = extra ? ['NODE_EXTRA_CA_CERTS'] : [];
  if (nodeFlag(knobs, '--use-openssl-ca')) {
    const { SSL_CERT_FILE: certFile, SSL_CERT_DIR: certFolder } = knobs.variables;
    const { stores, decidedBy } = opensslDefaults(knobs);
    const given = stores.filter((one) => one !== 'os' && one !== 'os-folder');
    return {
      stores: [...given, ...added],
      decidedBy: ['--use-openssl-ca', ...decidedBy, ...by],
      // The places compiled into a Node are those of the machine it was built on.
      ...(!certFile && !certFolder && { unknown: true as const }),
    };
  }
  const byVariable = knobs.variables['NODE_USE_SYSTEM_CA'] === '1';
  const byFlag = nodeFlag(knobs, '--use-system-ca');
  if (!knowsSystemCa || !(byVariable || byFlag)) return { stores: ['bundled', ...added], decidedBy: by };
  const system = knobs.platform === 'linux' ? opensslDefaults(knobs) : { stores: ['os' as const], decidedBy: [] };
  return {
    stores: ['bundled', ...system.stores, ...added],
    decidedBy: [byFlag ? '--use-system-ca' : 'NODE_USE_SYSTEM_CA', ...system.decidedBy, ...by],
  };
}

function node(id: RuntimeId, knowsSystemCa: boolean): Runtime {
  return {
    id,
    // OpenSSL's security level went from 1 to 2 with OpenSSL 3.2, which Node has from 23 on.
    ...(!knowsSystemCa && { shortKeys: 'yes' as const }),
    roots: (knobs) => nodeRoots(knobs, knowsSystemCa),
    checksOff: ({ variables }) =>
      variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? 'NODE_TLS_REJECT_UNAUTHORIZED=0' : undefined,
    ignored: (knobs) => {
      const read = nodeRoots(knobs, knowsSystemCa).decidedBy;
      return setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_USE_SYSTEM_CA']).filter(
        (name) => !read.includes(name),
      );
    },
    knob: () => ({ kind: 'variable', name: 'NODE_EXTRA_CA_CERTS', replaces: false }),
  };
}

/** The editor adds the system's roots for extensions (microsoft/vscode-proxy-agent, src/index.ts). */
const vscodeExtensions: Runtime = {
  id: 'vscode-extensions',
  present: ({ editor }) => editor !== undefined,
  roots: ({ editor, variables }) => {
    const extra = variables['NODE_EXTRA_CA_CERTS'];
    return {
      stores: [
        'bundled',
        ...(editor?.systemCertificates === false ? [] : ['os' as const]),
        ...(extra ? [file(extra)] : []),
      ],
      decidedBy: [
        ...(editor?.systemCertificates === false ? ['http.systemCertificates'] : []),
        ...(extra ? ['NODE_EXTRA_CA_CERTS'] : []),
      ],
    };
  },
  checksOff: ({ editor, variables }) => {
    if (editor?.strict === false) return 'http.proxyStrictSSL: false';
    return variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? 'NODE_TLS_REJECT_UNAUTHORIZED=0' : undefined;
  },
  ignored: (knobs) => setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR']),
  knob: ({ editor }) =>
    editor?.systemCertificates === false
      ? { kind: 'editor', name: 'http.systemCertificates', replaces: false }
      : { kind: 'os', name: '', replaces: false },
};

/** psf/requests, sessions.py, merge_environment_settings; urllib3 2.4 and newer are strict on Python 3.13 and newer. */
function requests(id: RuntimeId, strict: boolean): Runtime {
  return {
    id,
    ...(strict && { strict: true as const, partial: true as const }),
    roots: ({ variables }) => {
      const name = ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'].find((one) => variables[one]);
      const place = name ? variables[name] : undefined;
      return place && name
        ? { stores: [file(place), folder(place)], decidedBy: [name] }
        : { stores: ['bundled'], decidedBy: [] };
    },
    ignored: (knobs) => setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'PYTHONHTTPSVERIFY']),
    knob: () => ({ kind: 'variable', name: 'REQUESTS_CA_BUNDLE', replaces: true }),
  };
}

/** encode/httpx 0.28, _config.py, create_ssl_context. */
function httpx(id: RuntimeId, strict: boolean): Runtime {
  return {
    id,
    ...(strict && { strict: true as const, partial: true as const }),
    roots: ({ variables: { SSL_CERT_FILE: certFile, SSL_CERT_DIR: certFolder } }) => {
      if (certFile) return { stores: [file(certFile)], decidedBy: ['SSL_CERT_FILE'] };
      return certFolder
        ? { stores: [folder(certFolder)], decidedBy: ['SSL_CERT_DIR'] }
        : { stores: ['bundled'], decidedBy: [] };
    },
    ignored: (knobs) => setAmong(knobs, ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PYTHONHTTPSVERIFY']),
    knob: () => ({ kind: 'variable', name: 'SSL_CERT_FILE', replaces: true }),
  };
}

/** The standard library's default context (Python Lib/ssl.py, create_default_context). */
function pythonSsl(id: RuntimeId, strict: boolean): Runtime {
  return {
    id,
    ...(strict && { strict: true as const, partial: true as const }),
    roots: (knobs) => (knobs.platform === 'win32' ? { stores: ['os'], decidedBy: [] } : opensslDefaults(knobs)),
    // PEP 493: only Python 2.7 ever read it.
    ignored: (knobs) => setAmong(knobs, ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PYTHONHTTPSVERIFY']),
    knob: () => ({ kind: 'variable', name: 'SSL_CERT_FILE', replaces: true }),
  };
}

/** sethmlarson/truststore, _openssl.py, _macos.py, _windows.py. */
const truststore: Runtime = {
  id: 'python-truststore',
  roots: (knobs) => (knobs.platform === 'linux' ? opensslDefaults(knobs) : { stores: ['os'], decidedBy: [] }),
  ignored: (knobs) => setAmong(knobs, ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PYTHONHTTPSVERIFY']),
  knob: () => ({ kind: 'os', name: '', replaces: false }),
};

/** golang/go src/crypto/x509/root_unix.go: each variable takes the place of its half; elsewhere the system verifies. */
const go: Runtime = {
  id: 'go',
  partial: true,
  shortKeys: 'yes',
  roots: ({ variables, platform }) => {
    if (platform !== 'linux') return { stores: ['os'], decidedBy: [] };
    const { SSL_CERT_FILE: certFile, SSL_CERT_DIR: certFolder } = variables;
    return {
      stores: [certFile ? file(certFile) : 'os', certFolder ? folder(certFolder) : 'os-folder'],
      decidedBy: setAmong({ variables } as TrustKnobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR']),
    };
  },
  ignored: (knobs) => (knobs.platform === 'linux' ? [] : setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR'])),
  knob: ({ platform }) =>
    platform === 'linux'
      ? { kind: 'variable', name: 'SSL_CERT_FILE', replaces: true }
      : { kind: 'os', name: '', replaces: false },
};

/** docs.oracle.com, JSSE Reference Guide, "Customizing the Default Keystores and Truststores". */
const java: Runtime = {
  id: 'java',
  partial: true,
  // java.security, jdk.certpath.disabledAlgorithms: `SHA1 jdkCA` is about roots that Java brings along.
  shortKeys: 'yes',
  oldSignatures: true,
  roots: ({ javaTrustStore }) =>
    javaTrustStore
      ? { stores: [file(javaTrustStore)], decidedBy: ['javax.net.ssl.trustStore'] }
      : { stores: ['java'], decidedBy: [] },
  ignored: (knobs) => setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR']),
  knob: () => ({ kind: 'java', name: 'javax.net.ssl.trustStore', replaces: true }),
};

/** curl src/tool_operate.c (variables are for the tool, not for libcurl); the folder compiled in stays in use. */
const curl: Runtime = {
  id: 'curl',
  partial: true,
  roots: ({ variables, curl: settings, platform }) => {
    if (platform === 'win32') return { stores: ['os'], decidedBy: [] };
    const unknown = platform === 'linux' ? {} : { unknown: true as const };
    if (settings.caFile || settings.caDirectory) {
      const { caFile, caDirectory } = settings;
      return {
        stores: [caFile ? file(caFile) : 'os', caDirectory ? folder(caDirectory) : 'os-folder'],
        decidedBy: [...(caFile ? ['cacert'] : []), ...(caDirectory ? ['capath'] : [])],
      };
    }
    const { CURL_CA_BUNDLE: bundle, SSL_CERT_FILE: certFile, SSL_CERT_DIR: certFolder } = variables;
    if (bundle) return { stores: [file(bundle), 'os-folder'], decidedBy: ['CURL_CA_BUNDLE'] };
    return {
      stores: [certFile ? file(certFile) : 'os', certFolder ? folder(certFolder) : 'os-folder'],
      decidedBy: [...(certFile ? ['SSL_CERT_FILE'] : []), ...(certFolder ? ['SSL_CERT_DIR'] : [])],
      ...(!certFile && unknown),
    };
  },
  checksOff: ({ curl: settings }) => (settings.checksOff ? 'insecure' : undefined),
  ignored: (knobs) => {
    const own = knobs.curl.caFile !== undefined || knobs.curl.caDirectory !== undefined;
    return own || knobs.variables['CURL_CA_BUNDLE'] ? setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR']) : [];
  },
  knob: ({ platform }) =>
    platform === 'win32'
      ? { kind: 'os', name: '', replaces: false }
      : { kind: 'variable', name: 'CURL_CA_BUNDLE', replaces: true },
};

/** git http.c: http.sslCAInfo and GIT_SSL_CAINFO go to libcurl, which reads no variables of its own. */
const git: Runtime = {
  id: 'git',
  partial: true,
  shortKeys: 'unknown',
  roots: ({ git: settings, platform, variables }) => {
    const { caInfo, caPath } = settings;
    const name = variables['GIT_SSL_CAINFO'] ? 'GIT_SSL_CAINFO' : 'http.sslCAInfo';
    return {
      stores: [caInfo ? file(caInfo) : 'os', caPath ? folder(caPath) : 'os-folder'],
      decidedBy: [...(caInfo ? [name] : []), ...(caPath ? ['http.sslCAPath'] : [])],
      // Git for Windows brings a bundle of its own unless it was told to use the system's.
      ...(platform !== 'linux' && !caInfo && { unknown: true as const }),
    };
  },
  checksOff: ({ git: settings, variables }) =>
    settings.checksOff
      ? variables['GIT_SSL_NO_VERIFY'] === undefined
        ? 'http.sslVerify=false'
        : 'GIT_SSL_NO_VERIFY'
      : undefined,
  ignored: (knobs) => setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE']),
  knob: () => ({ kind: 'git', name: 'http.sslCAInfo', replaces: true }),
};

/** Every runtime a chain is held against, in the order they are shown. */
export const runtimes: readonly Runtime[] = [
  vscodeExtensions,
  node('node@20', false),
  node('node@24', true),
  requests('python-requests@3.12', false),
  requests('python-requests@3.13', true),
  httpx('python-httpx@3.12', false),
  httpx('python-httpx@3.13', true),
  pythonSsl('python-ssl@3.12', false),
  pythonSsl('python-ssl@3.13', true),
  truststore,
  go,
  java,
  curl,
  git,
  deno,
  codex,
];
