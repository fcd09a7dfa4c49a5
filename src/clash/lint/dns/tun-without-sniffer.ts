import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, isTrue, section, topPlace } from '../settings.ts';

const protocols = '{ TLS: { ports: [443, 8443] }, HTTP: { ports: [80] }, QUIC: { ports: [443] } }';

/**
 * The sniffer reads the name out of a connection that came by address (Meta-Docs: sniff/index). One that is on and has no
 * protocols looks at none (core: config/config.go, parseSniffer).
 */
export const tunWithoutSniffer: LintRule = {
  id: 'tun-without-sniffer',
  code: 'D3',
  severity: 'info',
  fixable: true,
  besideSchema: 'speaks',
  *check(configuration): Iterable<ClashProblem> {
    if (!isTrue(section(configuration, 'tun')['enable'])) return;
    const { enable, sniff, sniffing } = section(configuration, 'sniffer');
    const hasProtocols = isFilled(sniff) || isFilled(sniffing);
    if (isTrue(enable) && hasProtocols) return;
    const { top, text } = configuration;
    const { map } = nestedUnder(configuration, 'sniffer');
    const inside = map && [...(isTrue(enable) ? [] : [setKey(text, map, 'enable', true)]), ...(hasProtocols ? [] : [setKey(text, map, 'sniff', { yaml: protocols })])];
    const whole = top && !top.entries.has('sniffer') ? [setKey(text, top, 'sniffer', { yaml: `{ enable: true, sniff: ${protocols} }` })] : undefined;
    yield found(
      this,
      top?.entries.has('sniffer') ? innerPlace(configuration, 'sniffer', 'enable') : topPlace(configuration, 'tun'),
      isTrue(enable)
        ? t('tun and the sniffer are on, and the sniffer has no protocols to look at: it reads no name. A program that resolves names by itself, as one with DNS over HTTPS does, reaches the core by address alone, and rows that name a gateway do not match. List TLS, HTTP and QUIC under sniffer.sniff.')
        : t('tun is on and the sniffer is off. A program that resolves names by itself, as one with DNS over HTTPS does, reaches the core by address alone, and rows that name a gateway do not match. Set sniffer.enable to true.'),
      [fixOf(t('Switch the sniffer on'), inside ?? whole)],
    );
  },
};

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
