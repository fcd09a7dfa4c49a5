import { t } from '@vscode/l10n';
import { labNames } from '../lab-names.ts';
import type { Scenario } from '../scenario.ts';

/** Right authority, right names, past its time. */
export const tlsExpired: Scenario = {
  name: 'tls-expired',
  title: () => t('TLS: expired certificate'),
  description: () => t('Over TLS, the certificate expired two days ago.'),
  leaf: (lab) => lab.issue({ ...labNames, validity: 'expired' }),
};
