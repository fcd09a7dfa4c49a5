import assert from 'node:assert/strict';
import { answeredInTls, handshakeFault, isWeakCertificate, type HandshakeFault } from '../../../src/path/tls-failures.ts';

describe('a handshake that failed', () => {
  // Codes and words as Node 20 and 24 (OpenSSL) and the editor (BoringSSL) give them.
  const rows: readonly [string, string, HandshakeFault][] = [
    ['ECONNRESET', 'read ECONNRESET', 'cut'],
    ['ECONNRESET', 'Client network socket disconnected before secure TLS connection was established', 'cut'],
    ['EPIPE', 'write EPIPE', 'cut'],
    ['DEADLINE', 'the TLS handshake did not finish within 4000 ms', 'silent'],
    ['EPROTO', 'write EPROTO 4057:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', 'not-tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', 'not-tls'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'packet length too long', 'not-tls'],
    ['ERR_SSL_HTTP_REQUEST', 'http request', 'not-tls'],
    ['EPROTO', 'something nobody has seen yet', 'not-tls'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tlsv1 unrecognized name', 'name-refused'],
    ['ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME', 'tlsv1 alert unrecognized name', 'name-refused'],
    ['EPROTO', 'error:0A000458:SSL routines:ssl3_read_bytes:tlsv1 unrecognized name:SSL alert number 112', 'name-refused'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version', 'old-protocol'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol', 'old-protocol'],
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'tlsv1 alert no application protocol', 'no-common-protocol'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'sslv3 alert handshake failure', 'refused'],
  ];
  for (const [code, message, fault] of rows) {
    it(`${code}, "${message.slice(0, 40)}": ${fault}`, () => {
      assert.equal(handshakeFault({ code, message }), fault);
      assert.equal(answeredInTls({ code, message }), !['cut', 'silent', 'not-tls'].includes(fault));
    });
  }

  const weak: readonly [string | null, string | undefined, boolean][] = [
    ['UNSPECIFIED', 'EE certificate key too weak', true],
    ['UNSPECIFIED', 'CA signature digest algorithm too weak', true],
    ['UNSPECIFIED', 'CA certificate key too weak', true],
    ['ERR_SSL_EE_KEY_TOO_SMALL', 'ee key too small', true],
    ['ERR_SSL_CA_MD_TOO_WEAK', 'ca md too weak', true],
    ['UNSPECIFIED', 'unable to do something', false],
    ['CERT_HAS_EXPIRED', 'certificate has expired', false],
    [null, undefined, false],
  ];
  for (const [code, message, is] of weak) {
    it(`${code}, "${message}": ${is ? 'weak' : 'not weak'}`, () => assert.equal(isWeakCertificate(code, message), is));
  }
});
