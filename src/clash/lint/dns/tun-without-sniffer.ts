import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, isTrue, section, topPlace } from '../settings.ts';

/** The sniffer reads the name out of a connection that came by address (Meta-Docs: sniff/index). */
export const tunWithoutSniffer: LintRule = {
  id: 'tun-without-sniffer',
  code: 'D3',
  severity: 'info',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    if (!isTrue(section(configuration, 'tun')['enable']) || isTrue(section(configuration, 'sniffer')['enable'])) return;
    const { top, text } = configuration;
    const { map } = nestedUnder(configuration, 'sniffer');
    const whole = { yaml: '{ enable: true, sniff: { TLS: { ports: [443, 8443] }, HTTP: { ports: [80] }, QUIC: { ports: [443] } } }' };
    const edit = map ? setKey(text, map, 'enable', true) : top && !top.entries.has('sniffer') ? setKey(text, top, 'sniffer', whole) : undefined;
    yield found(
      this,
      top?.entries.has('sniffer') ? innerPlace(configuration, 'sniffer', 'enable') : topPlace(configuration, 'tun'),
      t('tun is on and the sniffer is off. A program that resolves names by itself, as one with DNS over HTTPS does, reaches the core by address alone, and rows that name a gateway do not match. Set sniffer.enable to true.'),
      [fixOf(t('Switch the sniffer on'), [edit])],
    );
  },
};
