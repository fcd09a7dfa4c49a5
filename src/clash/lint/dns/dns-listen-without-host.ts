import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nestedUnder } from '../nested.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { innerPlace, section } from '../settings.ts';

/** A bare number as dns.listen opens no port, and nothing says so (core: dns/server.go). */
export const dnsListenWithoutHost: LintRule = {
  id: 'dns-listen-without-host',
  code: 'D1',
  severity: 'warning',
  fixable: true,
  besideSchema: 'speaks',
  *check(configuration): Iterable<ClashProblem> {
    const listen = section(configuration, 'dns')['listen'];
    const port = String(listen ?? '').trim();
    if (!/^\d+$/.test(port)) return;
    const { map } = nestedUnder(configuration, 'dns');
    yield found(
      this,
      innerPlace(configuration, 'dns', 'listen'),
      t('dns.listen is "{0}", which is a port without a host: the core opens no DNS port, and programs that ask it for a gateway get no answer. Write "{1}".', port, `127.0.0.1:${port}`),
      [map ? fixOf(t('Change to "{0}"', `127.0.0.1:${port}`), [setKey(configuration.text, map, 'listen', `127.0.0.1:${port}`)]) : undefined],
    );
  },
};
