import { t } from '@vscode/l10n';
import { createAuthority } from '../certificates.ts';
import type { Scenario } from '../scenario.ts';
import { labNames } from '../lab-names.ts';

/** Nobody has the authority, and it is not sent along. */
export const tlsUntrusted: Scenario = {
  name: 'tls-untrusted',
  title: () => t('TLS: untrusted authority'),
  description: () => t('Over TLS, the certificate is signed by an authority that no trust store has.'),
  async leaf() {
    const stranger = await createAuthority({ name: { commonName: 'Stranger Root', organization: 'Stranger Inc.' } });
    return stranger.issue(labNames);
  },
};
