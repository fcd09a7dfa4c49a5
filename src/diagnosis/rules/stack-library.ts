import { t } from '@vscode/l10n';
import type { StacksEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

/**
 * A library that proxies on top of the editor: axios up to 1.16.0 asks the proxy of the variables for the whole https
 * address in the clear (axios/axios#10858). Which extensions have it is not known from here; what it would do is.
 */
export function libraryFindings({ oldAxios, settings }: StacksEvidence, { host }: SubjectFacts): Finding[] {
  if (oldAxios?.outcome !== 'proxy' || oldAxios.mode !== 'absolute' || oldAxios.proxy === null) return [];
  return [
    {
      id: 'library-proxies-itself',
      leg: 'settings',
      severity: 'info',
      title: t('Extensions with axios up to 1.16.0 would send calls to {0} in the clear through the proxy.', host),
      detail: t('{0} names {1}, and such an extension asks it for the whole address in place of opening a tunnel, API key included, whatever http.proxySupport and http.noProxy say. Many proxies answer "400 The plain HTTP request was sent to HTTPS port", redirects without end, or nothing; the list of models is then empty. Whether an extension here does so is not known.', oldAxios.decidedBy, oldAxios.proxy),
      probes: ['stacks'],
      fixes: [
        {
          id: 'update-axios-extension',
          title: t('Update the extension that fails'),
          detail: t('From axios 1.16.1 on a tunnel is opened. If a key went through a proxy that you do not trust, replace the key.'),
        },
        {
          id: 'leave-proxying-to-editor',
          title: t('Leave proxying to the editor'),
          detail: settings.ownNoProxy
            ? t('Add {0} to NO_PROXY where the editor is started, and set http.proxy. The editor reads http.noProxy alone and opens the tunnel.', host)
            : t('Add {0} to NO_PROXY where the editor is started, set http.proxy, and put an entry such as localhost into http.noProxy: then the editor does not read NO_PROXY and opens the tunnel.', host),
        },
      ],
      confidence: 'medium',
    },
  ];
}
