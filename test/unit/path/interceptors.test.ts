import assert from 'node:assert/strict';
import { namedInterceptor, namedLocalAuthority } from '../../../src/path/interceptors.ts';
import type { CertificateFacts } from '../../../src/path/tls.ts';

function certificate(issuerCommonName: string, issuerOrganization = ''): CertificateFacts {
  return {
    subject: 'CN=openrouter.ai',
    issuer: `O=${issuerOrganization}, CN=${issuerCommonName}`,
    subjectCommonName: 'openrouter.ai',
    issuerCommonName,
    issuerOrganization,
    alternativeNames: 'DNS:openrouter.ai',
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
    fingerprint256: 'AA',
    selfSigned: false,
    transparency: false,
    authorityAccess: false,
  };
}

describe('interceptors known by name', () => {
  const known: readonly [string, string, string, string][] = [
    ['Zscaler Intermediate Root CA (zscalerthree.net)', 'Zscaler Inc.', 'Zscaler', 'corporate'],
    ['ca.acme.goskope.com', 'Acme', 'Netskope', 'corporate'],
    ['certadmin@netskope.com', 'Netskope Inc', 'Netskope', 'corporate'],
    ['Palo Alto Networks CA', '', 'Palo Alto Networks', 'corporate'],
    ['decrypt.acme.example', '', 'Palo Alto Networks', 'corporate'],
    ['FG100D3G15805020', 'Fortinet', 'Fortinet FortiGate', 'corporate'],
    ['FortiGate CA', '', 'Fortinet FortiGate', 'corporate'],
    ['Forcepoint Cloud CA', '', 'Forcepoint', 'corporate'],
    ['Cisco Umbrella Root CA', 'Cisco', 'Cisco Umbrella', 'corporate'],
    ['Blue Coat ProxySG', '', 'Blue Coat', 'corporate'],
    ['McAfee Web Gateway', '', 'McAfee (Skyhigh) Web Gateway', 'corporate'],
    ['Sophos SSL CA_C01001ABC', 'Sophos', 'Sophos', 'corporate'],
    ['Gateway CA - Cloudflare Managed G1 abc', 'Cloudflare, Inc.', 'Cloudflare Zero Trust (WARP)', 'corporate'],
    ['Kaspersky Anti-Virus Personal Root Certificate', 'AO Kaspersky Lab', 'Kaspersky', 'antivirus'],
    ['ESET SSL Filter CA', 'ESET, spol. s r. o.', 'ESET', 'antivirus'],
    ['Avast Web/Mail Shield Root', 'Avast Web/Mail Shield', 'Avast, AVG or Norton', 'antivirus'],
    ['AVG Web/Mail Shield Root', '', 'Avast, AVG or Norton', 'antivirus'],
    ['Bitdefender Personal CA.Net-Defender', 'Bitdefender', 'Bitdefender', 'antivirus'],
    ['ca.netskope.com', 'Netskope Inc', 'Netskope', 'corporate'],
    ['*.goskope.com', '', 'Netskope', 'corporate'],
    ['decrypt.acme.example', '', 'Palo Alto Networks', 'corporate'],
    ['iboss Root CA', 'iboss', 'iboss', 'corporate'],
    ['Menlo Security Intermediate CA', 'Menlo Security Inc', 'Menlo Security', 'corporate'],
    ['Cato Networks Root CA', 'Cato Networks', 'Cato Networks', 'corporate'],
    ['Sophos_CA_0123', '', 'Sophos', 'corporate'],
    ['Norton Web/Mail Shield Root', '', 'Avast, AVG or Norton', 'antivirus'],
    ['Dr.Web TLS Root', 'Doctor Web', 'Dr.Web', 'antivirus'],
    ['AdGuard Personal CA', 'AdGuard', 'AdGuard', 'antivirus'],
    ['whistle.1712', '', 'whistle', 'debug'],
    ['Dev Proxy CA', '', 'Dev Proxy', 'debug'],
    ['Securly', 'Securly Inc', 'Securly', 'parental'],
    ['mitmproxy', 'mitmproxy', 'mitmproxy', 'debug'],
    ['DO_NOT_TRUST_FiddlerRoot', 'DO_NOT_TRUST', 'Fiddler', 'debug'],
    ['Charles Proxy CA (1 Jan 2026, laptop)', 'XK72 Ltd', 'Charles', 'debug'],
    ['PortSwigger CA', 'PortSwigger', 'Burp Suite', 'debug'],
    ['OWASP Zed Attack Proxy Root CA', 'OWASP Root CA', 'ZAP', 'debug'],
    ['Surge Generated CA 0A1B', '', 'Surge', 'debug'],
    ['Proxyman CA (1 Jan 2026, laptop)', 'Proxyman LLC', 'Proxyman', 'debug'],
    ['HTTP Toolkit CA', '', 'HTTP Toolkit', 'debug'],
    ['NetSpark', 'NetSpark Ltd', 'NetSpark', 'parental'],
    ['Smoothwall-default-root-certificate-authority', '', 'Smoothwall', 'parental'],
  ];
  for (const [commonName, organization, product, kind] of known) {
    it(`${commonName} is ${product}`, () => {
      assert.deepEqual(namedInterceptor([certificate(commonName, organization)]), { product, class: kind });
    });
  }

  it('looks up the chain, and takes the lowest name there is', () => {
    const chain = [certificate('Inspection 3', 'Acme'), certificate('Zscaler Root CA', 'Zscaler Inc.')];
    assert.equal(namedInterceptor(chain)?.product, 'Zscaler');
  });

  it('knows none in public authorities, in private ones and in nothing', () => {
    const honest = ['WE1', 'R11', 'DigiCert Global G2 TLS RSA SHA256 2020 CA1', 'Amazon RSA 2048 M03', 'GTS Root R4', 'Cloudflare TLS Issuing ECC CA 1', 'Acme Internal CA', 'Gatehouse practice root', 'my-mitmproxy-free-zone', ''];
    for (const name of honest) assert.equal(namedInterceptor([certificate(name, name)]), undefined, name);
    assert.equal(namedInterceptor([]), undefined);
  });

  it('knows what server programs sign with themselves, and takes no interceptor for it', () => {
    const own = ['Caddy Local Authority - ECC Intermediate', 'TRAEFIK DEFAULT CERT', 'Kubernetes Ingress Controller Fake Certificate', 'Smallstep Intermediate CA', 'mkcert ada@laptop'];
    for (const name of own) {
      assert.equal(namedLocalAuthority([certificate(name, '')]), true, name);
      assert.equal(namedInterceptor([certificate(name, '')]), undefined, name);
    }
    for (const name of ['WE1', 'Zscaler Root CA', 'not mkcert', '']) assert.equal(namedLocalAuthority([certificate(name, '')]), false, name);
  });
});
