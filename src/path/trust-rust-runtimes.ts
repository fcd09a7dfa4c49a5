import { file, folder, opensslDefaults, setAmong, type Runtime, type StoreId } from './trust-runtime.ts';

/**
 * Measured with Deno 2.9.6 on Linux: Mozilla's list, or the system's where DENO_TLS_CA_STORE says so (docs.deno.com,
 * "Environment variables"); DENO_CERT and NODE_EXTRA_CA_CERTS both add to it.
 */
export const deno: Runtime = {
  id: 'deno',
  partial: true,
  roots: ({ variables }) => {
    const { DENO_TLS_CA_STORE: store = '', DENO_CERT: own, NODE_EXTRA_CA_CERTS: extra } = variables;
    const named = store.split(',').map((one) => one.trim());
    const bySystem = named.includes('system');
    const certFile = bySystem ? variables['SSL_CERT_FILE'] : undefined;
    const certFolder = bySystem ? variables['SSL_CERT_DIR'] : undefined;
    return {
      stores: [
        ...(!bySystem || named.includes('mozilla') ? ['bundled' as const] : []),
        ...(bySystem ? rustNative({ certFile, certFolder }) : []),
        ...[own, extra].flatMap((one) => (one ? [file(one)] : [])),
      ],
      decidedBy: [
        ...(bySystem ? ['DENO_TLS_CA_STORE'] : []),
        ...(certFile ? ['SSL_CERT_FILE'] : []),
        ...(certFolder ? ['SSL_CERT_DIR'] : []),
        ...(own ? ['DENO_CERT'] : []),
        ...(extra ? ['NODE_EXTRA_CA_CERTS'] : []),
      ],
    };
  },
  ignored: (knobs) => (knobs.variables['DENO_TLS_CA_STORE']?.includes('system') ? [] : setAmong(knobs, ['SSL_CERT_FILE', 'SSL_CERT_DIR'])),
  knob: () => ({ kind: 'variable', name: 'DENO_CERT', replaces: false }),
};

/**
 * Measured with Codex 0.169.0 on Linux: what OpenSSL reads, until CODEX_CA_CERTIFICATE or SSL_CERT_FILE names a file: then
 * that file beside what programs in Rust read, and certificates in between count. On other systems it is not measured,
 * and taken to be the system's store and the file.
 */
export const codex: Runtime = {
  id: 'codex',
  partial: ({ variables }) => Boolean(variables['CODEX_CA_CERTIFICATE'] || variables['SSL_CERT_FILE']),
  roots: (knobs) => {
    const { CODEX_CA_CERTIFICATE: own, SSL_CERT_FILE: certFile, SSL_CERT_DIR: certFolder } = knobs.variables;
    if (knobs.platform !== 'linux') {
      const name = own ? 'CODEX_CA_CERTIFICATE' : 'SSL_CERT_FILE';
      const place = knobs.variables[name];
      return { stores: ['os', ...(place ? [file(place)] : [])], decidedBy: setAmong(knobs, [name]) };
    }
    if (!own && !certFile) return opensslDefaults(knobs);
    return {
      stores: [...(own ? [file(own)] : []), ...rustNative({ certFile, certFolder })],
      decidedBy: setAmong(knobs, ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE', 'SSL_CERT_DIR']),
    };
  },
  ignored: (knobs) => setAmong(knobs, ['NODE_EXTRA_CA_CERTS']),
  knob: () => ({ kind: 'variable', name: 'CODEX_CA_CERTIFICATE', replaces: false }),
};

/** The system's roots as programs in Rust read them: one variable is enough to leave the usual places (rustls-native-certs, src/lib.rs). */
function rustNative({ certFile, certFolder }: { certFile: string | undefined; certFolder: string | undefined }): StoreId[] {
  if (!certFile && !certFolder) return ['os', 'os-folder'];
  return [...(certFile ? [file(certFile)] : []), ...(certFolder ? [folder(certFolder)] : [])];
}
