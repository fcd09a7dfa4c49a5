import { t } from '@vscode/l10n';
import { sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

/** Symptoms of the TLS handshake. The codes were measured with Node 20 and 24 against real interceptors. */
export const tlsSymptoms: readonly Symptom[] = [
  {
    id: 'tls-untrusted',
    leg: 'tls',
    title: () => t('The certificate was signed by an authority that the client does not trust.'),
    cause: () =>
      t('Something on the path inspects TLS and signs with its own certificate (a company proxy, an antivirus program, a debugging proxy), or the gateway uses a private authority.'),
    tell: () => t('Look at the issuer of the certificate that is served, and compare it with another network.'),
    fix: () =>
      t('Give the client the root of that authority: NODE_EXTRA_CA_CERTS with a PEM file for Node (read when it starts), --use-system-ca for newer Node, SSL_CERT_FILE for Python httpx, REQUESTS_CA_BUNDLE for requests, CODEX_CA_CERTIFICATE for Codex. Never switch verification off.'),
    signs: [
      sign(
        96,
        /\bSELF_SIGNED_CERT_IN_CHAIN\b|\bUNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?\b|\bUNABLE_TO_VERIFY_LEAF_SIGNATURE\b/,
      ),
      sign(94, /self[- ]signed certificate in certificate chain/i),
      sign(94, /unable to get (local )?issuer cert|unable to verify the first certificate/i),
      sign(94, /certificate signed by unknown authority|\bUnknownIssuer\b|unable to find any user-specified roots/i),
      sign(94, /PKIX path (building|validation) failed|unable to find valid certification path to requested target/i),
      sign(92, /\bRemoteCertificateChainErrors\b|certificate is not trusted|certificate verification failed\. CAfile/i),
      sign(86, /自签名证书|证书(链)?.{0,6}(不受信任|验证失败|校验失败)/),
      sign(94, /ERR_CERT_AUTHORITY_INVALID|SEC_E_UNTRUSTED_ROOT|\bCERT_SIGNATURE_FAILURE\b/i),
      // Bun says so of a chain it does not trust and of a handshake that was cut (anomalyco/opencode #36590, #43864).
      sign(72, /unknown certificate verification error/i),
      sign(88, /\bCERTIFICATE_VERIFY_FAILED\b|SSL certificate problem|certificate verify failed/i),
    ],
    source:
      'anthropics/claude-code #25084, #26897; google-gemini/gemini-cli #2300, #1561; ' +
      'anomalyco/opencode #640; Aider-AI/aider #77',
  },
  {
    id: 'tls-python-strict',
    leg: 'tls',
    title: () => t('Python refuses the root certificate for its form.'),
    cause: () =>
      t('Since Python 3.13 a root must mark its basic constraints critical. Some inspecting boxes have roots that do not.'),
    fix: () =>
      t('Ask whoever runs the inspecting box for a root in the correct form, or use a Python version before 3.13 until then.'),
    signs: [sign(98, /basic constraints of CA cert not marked critical|missing authority key identifier/i)],
    source: 'docs.python.org/3/library/ssl.html (VERIFY_X509_STRICT); bitwarden/ai-plugins tls-inspecting-proxies.md',
  },
  {
    id: 'tls-self-signed',
    leg: 'tls',
    title: () => t('The server has signed its certificate itself.'),
    cause: () => t('A development server, the page of a router or a login portal answered.'),
    fix: () =>
      t('Check who answers at the address. When it is your own server, add its certificate with NODE_EXTRA_CA_CERTS.'),
    signs: [
      sign(97, /\bDEPTH_ZERO_SELF_SIGNED_CERT\b/),
      {
        all: [/self[- ]signed certificate/i, /\berror\b|\bfail|\bexception\b|verify|reject|refuse|code:/i],
        none: [/in certificate chain/i, /SELF_SIGNED_CERT_IN_CHAIN/],
        weight: 90,
      },
      {
        all: [/self[- ]signed certificate/i],
        none: [/in certificate chain/i, /SELF_SIGNED_CERT_IN_CHAIN/],
        weight: 60,
      },
    ],
    source: 'nodejs.org/api/tls.html (X509 certificate error codes)',
  },
  {
    id: 'tls-expired',
    leg: 'tls',
    title: () => t('The certificate is not valid at this time.'),
    cause: () =>
      t('The certificate of the server or of an inspecting box has run out, or the clock of this machine is wrong.'),
    tell: () => t('When several unrelated hosts fail this way, it is the clock.'),
    fix: () =>
      t('Set the clock of this machine. When it is right, the owner of the server has to renew the certificate.'),
    signs: [
      sign(97, /\bCERT_HAS_EXPIRED\b|\bCERT_NOT_YET_VALID\b|ERR_CERT_DATE_INVALID/),
      sign(95, /certificate has expired|certificate is not yet valid|invalid peer certificate: Expired/i),
    ],
    source: 'nodejs.org/api/tls.html (X509 certificate error codes)',
  },
  {
    id: 'tls-wrong-host',
    leg: 'tls',
    title: () => t('The certificate is for another host.'),
    cause: () =>
      t('Another server answered: a poisoned name, a wrong route, a login portal, or a server that was not told which host is meant.'),
    fix: () =>
      t('Compare the address the name resolves to with another network, and check the rules of the proxy program.'),
    signs: [
      sign(97, /\bERR_TLS_CERT_ALTNAME_INVALID\b|does not match certificate's altnames|ERR_CERT_COMMON_NAME_INVALID/),
      sign(94, /hostname mismatch|IP address mismatch|certificate is valid for [^\n]{1,80}, not /i),
      sign(94, /no alternative certificate subject name matches|NotValidForName|\bSSLPeerUnverifiedException\b/i),
      sign(94, /\bhostname '?[\w*.-]{1,253}'? (doesn't match|does not match|not verified)/i),
    ],
    source: 'nodejs.org/api/errors.html; clash-verge-rev/clash-verge-rev #126',
  },
  {
    id: 'tls-to-plain-port',
    leg: 'tls',
    title: () => t('TLS was spoken to a port that speaks plain HTTP.'),
    cause: () => t('The address of a proxy or of a local service begins with https:// although it speaks plain HTTP.'),
    tell: () => t('The same address with http:// answers.'),
    fix: () => t('Write the proxy as http://host:port, also in HTTPS_PROXY, and a local base URL as http://127.0.0.1.'),
    signs: [
      sign(96, /\bERR_SSL_WRONG_VERSION_NUMBER\b|\bWRONG_VERSION_NUMBER\b|server gave HTTP response to HTTPS client/),
      sign(94, /wrong version number|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST/i),
      sign(
        94,
        /first record does not look like a TLS handshake|unrecognized SSL message|SSL_ERROR_RX_RECORD_TOO_LONG/i,
      ),
      sign(94, /looks like TLS received on a clear channel|Bad request version \('\\x16\\x03/i),
      sign(90, /Cannot determine the frame size or a corrupted frame was received/i),
      sign(80, /\bEPROTO\b|ERR_SSL_PROTOCOL_ERROR|InvalidContentType/),
    ],
    source: 'encode/httpx #951, #1452; UNICKCHENG/openai-proxy pull request 48',
  },
  {
    id: 'plain-to-tls-port',
    leg: 'http',
    title: () => t('Plain HTTP was spoken to a port that speaks TLS.'),
    cause: () =>
      t('A base URL begins with http:// although its port speaks TLS, or a library (axios up to 1.16.0) asks the proxy of the variables for an https address without a tunnel, and the key goes out in the clear.'),
    tell: () => t('Without the proxy variables the call works: then it is the library. It fails all the same: then it is the base URL.'),
    fix: () =>
      t('Write the base URL with https://. If it is, update the program or extension, or put the host of the gateway into NO_PROXY where the program starts, and replace a key that went through a proxy you do not trust.'),
    signs: [
      sign(97, /plain HTTP request was sent to HTTPS port|Client sent an HTTP request to an HTTPS server/i),
      sign(92, /speaking plain HTTP to an SSL-enabled server port|This combination of host and port requires TLS/i),
    ],
    source: 'nginx ngx_http_request.c (497); Go net/http server.go; axios/axios pull request 10858',
  },
  {
    id: 'tls-closed-in-handshake',
    leg: 'tls',
    title: () => t('The connection was closed during the TLS handshake.'),
    cause: () =>
      t('A filter that reads the host name in the handshake, a proxy without a working exit, or an inspecting box that failed.'),
    tell: () => t('The same address with another host name in the handshake gets an answer: a filter by name.'),
    fix: () => t('Choose another exit of the proxy, or call the gateway from another network to compare.'),
    signs: [
      sign(94, /socket disconnected before secure TLS connection was established/i),
      sign(88, /TLS handshake timeout|tls handshake eof|SSL_ERROR_SYSCALL|handshake_failure/i),
      sign(88, /UNEXPECTED_EOF_WHILE_READING|curl: \(35\)/i),
      sign(70, /unknown certificate verification error/i),
    ],
    source: 'nodejs.org/api/tls.html; curl.se/libcurl/c/libcurl-errors.html',
  },
  {
    id: 'tls-name-rejected',
    leg: 'tls',
    title: () => t('The server does not know the host name of the handshake.'),
    cause: () => t('The name did not reach the server, was changed on the path, or a wrong server was reached.'),
    fix: () => t('Check the address of the host and the rules of the proxy program.'),
    signs: [sign(95, /TLSV1_UNRECOGNIZED_NAME|tlsv1 unrecognized name|ERR_SSL_UNRECOGNIZED_NAME_ALERT/i)],
    source: 'RFC 6066, section 3',
  },
  {
    id: 'tls-old-peer',
    leg: 'tls',
    title: () => t('The other side speaks only an old version of TLS, or another protocol inside it.'),
    cause: () => t('An old box on the path offers TLS 1.1 or less, or client and server have no protocol in common.'),
    fix: () => t('Call the gateway by a path without that box, or ask who runs it to update it.'),
    signs: [
      sign(94, /ALERT_PROTOCOL_VERSION|alert protocol version|NO_APPLICATION_PROTOCOL/i),
      sign(94, /no application protocol|UNSUPPORTED_PROTOCOL/i),
    ],
    source: 'RFC 8446, section 6.2; RFC 7301',
  },
  {
    id: 'tls-weak-certificate',
    leg: 'tls',
    title: () => t('The certificate is too weak to be accepted.'),
    cause: () => t('An old inspecting box signs with a short key or with SHA-1.'),
    fix: () => t('Ask whoever runs the box to renew its certificate; exclude the gateway from inspection until then.'),
    signs: [
      sign(95, /EE certificate key too weak|CA signature digest algorithm too weak|EE_KEY_TOO_SMALL|CA_MD_TOO_WEAK/i),
    ],
    source: 'docs.openssl.org SSL_CTX_set_security_level',
  },
];
