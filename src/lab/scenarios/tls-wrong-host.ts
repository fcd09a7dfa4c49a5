import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Right authority, valid, made out to someone else. */
export const tlsWrongHost: Scenario = {
  name: 'tls-wrong-host',
  title: () => t('TLS: wrong host name'),
  description: () => t('Over TLS, the certificate is valid, but for another host name.'),
  leaf: (lab) => lab.issue({ dns: ['gateway.other-host.example'] }),
};
