/**
 * True for the codes that verification ends with (`CERT_HAS_EXPIRED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
 * `ERR_TLS_CERT_ALTNAME_INVALID` ...: OpenSSL's X509_V_ERR names and Node's own), false for sockets and protocol errors
 * (`ECONNRESET`, `EPROTO`, `ERR_SSL_...`).
 */
export function isCertificateCode(code: string): boolean {
  return code.startsWith('ERR_TLS_CERT') || !/^(E[A-Z0-9]+$|ERR_|DEADLINE|UND_ERR|PROXY_|SOCKS_|[A-Z]?[a-z])/.test(code);
}
