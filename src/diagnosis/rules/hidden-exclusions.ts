import { t } from '@vscode/l10n';
import { shownEntry } from '../../path/dialects/decisions.ts';
import { vscodeExthostHttp } from '../../path/dialects/vscode-exthost-http.ts';
import { readEntries } from '../../path/no-proxy/entry.ts';
import { entryGroups } from '../../path/no-proxy/groups.ts';
import type { ProxySettings } from '../../path/proxy-settings.ts';
import type { Finding } from '../finding.ts';
import { settingTarget } from '../fixes/setting-removal.ts';
import type { SubjectFacts } from '../subject.ts';
import { listed } from './wording.ts';

/** True when the editor leaves out what an entry means by what is listed already, in whatever spelling. */
function saidAlready(entry: string, listedHere: readonly string[], platform: NodeJS.Platform): boolean {
  const urls = entryGroups(readEntries(entry), [], 'https').flatMap(({ urls: played }) => played);
  // Any proxy will do: what counts is whether it would be used.
  const editorSettings = { 'http.proxy': 'http://192.0.2.1:3128', 'http.noProxy': [...listedHere] };
  const meant = urls.filter(({ of }) => of !== 'look-alike');
  return (
    meant.length > 0 &&
    meant.every(({ url }) => {
      const question = { url, platform, environment: {}, editorSettings };
      return vscodeExthostHttp.versions[0].resolve(question).outcome === 'direct';
    })
  );
}

/** The editor reads NO_PROXY only while http.noProxy is empty (microsoft/vscode-proxy-agent src/index.ts). */
export function hiddenExclusions(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const setting = settings.editor?.find(({ id }) => id === 'http.noProxy');
  const listedHere = Array.isArray(setting?.value) ? setting.value.filter((one): one is string => typeof one === 'string') : [];
  const own = settings.environments.find(({ context }) => context === 'this-process')?.variables ?? {};
  const variable = ['no_proxy', 'NO_PROXY'].find((name) => (own[name] ?? '') !== '');
  if (!setting || listedHere.length === 0 || variable === undefined) return [];
  const has = new Set(listedHere.map((entry) => entry.trim().toLowerCase()));
  const hidden = (own[variable] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !has.has(entry.toLowerCase()) && !saidAlready(entry, listedHere, settings.platform));
  if (hidden.length === 0) return [];
  const target = settingTarget(setting.scope);
  return [
    {
      id: 'no-proxy-setting-hides-variable',
      leg: 'settings',
      severity: 'info',
      title: t('http.noProxy switches {0} off for the editor and its extensions.', variable),
      detail: t(
        'The editor reads {0} only while http.noProxy is empty. These entries have no effect in the {1}: {2}.',
        variable,
        facts.contextLabel,
        listed(hidden.map(shownEntry)),
      ),
      probes: ['proxy-environment'],
      fixes: [
        {
          id: 'merge-no-proxy',
          title: t('Add the entries of {0} to http.noProxy', variable),
          detail: t('Both lists then mean the same hosts. What http.noProxy has stays.'),
          ...(target && !hidden.some((entry) => entry.includes('@')) && {
            changes: [{ kind: 'setting-items' as const, id: 'http.noProxy', target, add: hidden }],
          }),
        },
      ],
    },
  ];
}
