import type { CertificateFacts } from './certificate-facts.ts';

/** What kind of program re-signs; the remedy differs. */
export type InterceptorClass = 'corporate' | 'antivirus' | 'debug' | 'parental';

/** A product known by the names in the certificates it signs with. */
export interface Interceptor {
  product: string;
  class: InterceptorClass;
}

/**
 * Patterns on the common name and organisation of the issuer. Names as listed in Chromium's ssl_error_assistant
 * (chrome/browser/resources/ssl/ssl_error_assistant/ssl_error_assistant.asciipb) and as the products' own documents
 * and generated certificates show them. A name is a hint: a customer can choose another.
 */
const products: readonly { pattern: RegExp; product: string; class: InterceptorClass }[] = [
  { pattern: /\bzscaler\b/i, product: 'Zscaler', class: 'corporate' },
  { pattern: /\bnetskope\b|\bgoskope\b/i, product: 'Netskope', class: 'corporate' },
  { pattern: /\bpalo alto networks\b|^decrypt\./i, product: 'Palo Alto Networks', class: 'corporate' },
  { pattern: /\bfortigate\b|\bfortinet\b/i, product: 'Fortinet FortiGate', class: 'corporate' },
  { pattern: /\bforcepoint\b|\bwebsense\b/i, product: 'Forcepoint', class: 'corporate' },
  { pattern: /^cisco umbrella\b/i, product: 'Cisco Umbrella', class: 'corporate' },
  { pattern: /\bblue ?coat\b|\bproxysg\b/i, product: 'Blue Coat', class: 'corporate' },
  { pattern: /\bmcafee web gateway\b|\bskyhigh\b/i, product: 'McAfee (Skyhigh) Web Gateway', class: 'corporate' },
  { pattern: /\bsophos[ _]?(ssl|ca|utm|web)|sophos_ca_|sophosutm/i, product: 'Sophos', class: 'corporate' },
  { pattern: /\bsonicwall\b/i, product: 'SonicWall', class: 'corporate' },
  { pattern: /\bcyberoam\b/i, product: 'Cyberoam', class: 'corporate' },
  { pattern: /\bcontentkeeper\b/i, product: 'ContentKeeper', class: 'corporate' },
  { pattern: /\btrend micro\b|\biwss(\.trend)?\b/i, product: 'Trend Micro', class: 'corporate' },
  { pattern: /\bcheck point\b/i, product: 'Check Point', class: 'corporate' },
  { pattern: /\bbarracuda\b/i, product: 'Barracuda', class: 'corporate' },
  { pattern: /\bwatchguard\b/i, product: 'WatchGuard', class: 'corporate' },
  { pattern: /\bgateway ca - cloudflare managed\b|^cloudflare for teams ecc certificate authority$/i, product: 'Cloudflare Zero Trust (WARP)', class: 'corporate' },
  { pattern: /\biboss\b/i, product: 'iboss', class: 'corporate' },
  { pattern: /\bmenlo security\b/i, product: 'Menlo Security', class: 'corporate' },
  { pattern: /\bcato networks\b/i, product: 'Cato Networks', class: 'corporate' },
  { pattern: /\bkaspersky\b.*\b(root|anti-virus|personal)/i, product: 'Kaspersky', class: 'antivirus' },
  { pattern: /\beset ssl filter ca\b|^eset, spol\. s r\. ?o\./i, product: 'ESET', class: 'antivirus' },
  { pattern: /\bavast!? web\/mail shield|\bavg web\/mail shield|\bnorton web\/mail shield/i, product: 'Avast, AVG or Norton', class: 'antivirus' },
  { pattern: /\bbitdefender\b|ca\.net-defender/i, product: 'Bitdefender', class: 'antivirus' },
  { pattern: /\bdr\.?web\b/i, product: 'Dr.Web', class: 'antivirus' },
  { pattern: /\badguard\b.*\bca\b/i, product: 'AdGuard', class: 'antivirus' },
  { pattern: /^mitmproxy$/i, product: 'mitmproxy', class: 'debug' },
  { pattern: /\bdo_not_trust_fiddlerroot\b|\bfiddler\b/i, product: 'Fiddler', class: 'debug' },
  { pattern: /\bcharles proxy\b/i, product: 'Charles', class: 'debug' },
  { pattern: /\bproxyman\b/i, product: 'Proxyman', class: 'debug' },
  { pattern: /\bhttp toolkit ca\b/i, product: 'HTTP Toolkit', class: 'debug' },
  { pattern: /\bportswigger\b/i, product: 'Burp Suite', class: 'debug' },
  { pattern: /\bowasp (root|zed|zap)|\bzap root ca\b/i, product: 'ZAP', class: 'debug' },
  { pattern: /\bsurge generated ca\b/i, product: 'Surge', class: 'debug' },
  { pattern: /^whistle\b/i, product: 'whistle', class: 'debug' },
  { pattern: /\bdev proxy ca\b/i, product: 'Dev Proxy', class: 'debug' },
  { pattern: /\bnetspark\b/i, product: 'NetSpark', class: 'parental' },
  { pattern: /\bsmoothwall\b/i, product: 'Smoothwall', class: 'parental' },
  { pattern: /\bsecurly\b/i, product: 'Securly', class: 'parental' },
  { pattern: /\blightspeed\b/i, product: 'Lightspeed', class: 'parental' },
];

/** The product whose name stands in the issuer of the leaf or anywhere above it; undefined when none is known. */
export function namedInterceptor(chain: readonly CertificateFacts[]): Interceptor | undefined {
  const names = chain.flatMap((certificate) => [certificate.issuerOrganization, certificate.issuerCommonName]);
  for (const name of names) {
    const hit = products.find(({ pattern }) => pattern.test(name));
    if (hit) return { product: hit.product, class: hit.class };
  }
  return undefined;
}

/**
 * Authorities that server programs make for themselves and that sign for any name asked for: Caddy's `tls internal`,
 * Traefik, the ingress of Kubernetes, step-ca, mkcert. The server of a user's own gateway may well be one.
 */
const localAuthorities = /\bcaddy local authority\b|\btraefik default cert\b|\bkubernetes ingress controller fake\b|\bsmallstep\b|\bstep-?ca\b|^mkcert\b/i;

/** True when a server program's own authority signed. */
export function namedLocalAuthority(chain: readonly CertificateFacts[]): boolean {
  return chain.some(({ issuerOrganization, issuerCommonName }) => localAuthorities.test(issuerOrganization) || localAuthorities.test(issuerCommonName));
}
