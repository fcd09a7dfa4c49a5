import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isTrue, section, topPlace, topValue } from '../settings.ts';

/** IPv6 is on by default, dns.ipv6 is not (core: config/config.go). */
export const ipv6WithoutFakeRange: LintRule = {
  id: 'ipv6-without-fake-range',
  code: 'D3',
  severity: 'info',
  fixable: false,
  *check(configuration): Iterable<ClashProblem> {
    const dns = section(configuration, 'dns');
    if (!isTrue(topValue(configuration, 'ipv6')) || !isTrue(section(configuration, 'tun')['enable'])) return;
    if (!isTrue(dns['enable']) || dns['enhanced-mode'] !== 'fake-ip' || isTrue(dns['ipv6']) || dns['fake-ip-range6'] !== undefined) return;
    yield found(
      this,
      topPlace(configuration, 'ipv6'),
      t('ipv6 is on, and the core gives out IPv4 names only (dns.ipv6 is off, fake-ip-range6 is not set). A program that gets an IPv6 address elsewhere reaches a gateway by address, past the rows that name it. Set dns.ipv6 and fake-ip-range6, or switch ipv6 off.'),
    );
  },
};
