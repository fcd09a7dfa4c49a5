import { t } from '@vscode/l10n';
import type { ProxySettings, ToolSetting } from '../../path/proxy-settings.ts';
import type { Finding } from '../finding.ts';
import type { FixChange } from '../fixes/change.ts';
import { settingRemoval } from '../fixes/setting-removal.ts';
import type { SubjectFacts } from '../subject.ts';
import { contextName, listed, toolPlace } from './wording.ts';

/** Verification that is off hides every TLS fault there is, and the next attacker. */
export function verificationOff(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const entries = [...settings.tools, ...(settings.agents ?? [])];
  const places = [
    ...settings.environments.flatMap(({ context, variables }) => [
      ...(variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
        ? [t('{0} in {1}', 'NODE_TLS_REJECT_UNAUTHORIZED=0', contextName(context, facts))]
        : []),
      // Any value counts, 0 as well (measured with git 2.39).
      ...((variables['GIT_SSL_NO_VERIFY'] ?? '') !== '' ? [t('{0} in {1}', 'GIT_SSL_NO_VERIFY', contextName(context, facts))] : []),
    ]),
    ...(settings.editor ?? []).flatMap(({ id, value, scope }) =>
      id === 'http.proxyStrictSSL' && value === false
        ? [t('{0} in {1}', 'http.proxyStrictSSL: false', t('editor settings ({0})', scope))]
        : [],
    ),
    ...entries.flatMap((entry) =>
      switchesVerificationOff(entry) ? [t('{0} in {1}', `${entry.name}=${entry.value}`, toolPlace(entry))] : [],
    ),
  ];
  if (places.length === 0) return [];
  const changes = [
    ...(settings.editor ?? []).flatMap(({ id, value, scope }) =>
      id === 'http.proxyStrictSSL' && value === false ? [settingRemoval(id, scope)] : [],
    ),
    ...entries.map((entry) => (switchesVerificationOff(entry) ? lineRemoval(entry) : undefined)),
  ].filter((change) => change !== undefined);
  return [
    {
      id: 'verification-off',
      leg: 'settings',
      severity: 'warning',
      title: t('Certificate checks are switched off.'),
      detail: t('Found: {0}. Anyone on the path can read and change these calls, API keys included.', listed([...new Set(places)])),
      probes: ['proxy-environment'],
      fixes: [
        {
          id: 'verification-on',
          title: t('Switch the checks on again'),
          detail: t('Remove it there. If a company proxy re-signs TLS, add its root certificate to the trust of the program instead.'),
          ...(changes.length > 0 && { changes }),
        },
      ],
    },
  ];
}

/** Takes the line out of a tool's file. git's own files have sections, where a line alone is not the whole setting. */
function lineRemoval({ tool, name, file, line, meaning, removable }: ToolSetting): FixChange | undefined {
  if (line === undefined || tool === 'git' || (meaning !== undefined && removable !== true)) return undefined;
  return { kind: 'file-line', file, line, mentions: [name.split('.').at(-1) ?? name] };
}

function switchesVerificationOff({ name, value, meaning }: ToolSetting): boolean {
  if (meaning === 'verification') return /NO_VERIFY$/i.test(name) ? value !== '' : /^(0|false|no|off)$/i.test(value);
  if (/(sslverify|strict-ssl)$/i.test(name)) return /^(0|false|no|off)$/i.test(value);
  return name === 'insecure' && !/^(0|false|no|off)$/i.test(value);
}
