import { t } from '@vscode/l10n';
import type { Context, EnvironmentSnapshot, ProxySettings } from '../../path/proxy-settings.ts';
import { parseProxyValue, redactProxyUrl, type ProxyValue, type ProxyValueProblem } from '../../path/proxy-value.ts';
import type { ProxyEnvironmentEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { FixChange } from '../fixes/change.ts';
import { settingRemoval } from '../fixes/setting-removal.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { hiddenExclusions } from './hidden-exclusions.ts';
import { verificationOff } from './verification-off.ts';
import { contextName, listed, toolPlace } from './wording.ts';

const probes = ['proxy-environment'];

/** Variables whose value is a proxy, by lower-case name. */
const proxyVariableNames = ['http_proxy', 'https_proxy', 'all_proxy'];

/** One proxy value and the place it came from, in words. */
interface PlacedProxy {
  name: string;
  where: string;
  value: string;
  parsed: ProxyValue | ProxyValueProblem;
  /** What takes it away, where that can be done from here. */
  removal?: FixChange;
}

/** Judges the gathered settings: values nobody can use, places that disagree, checks that are switched off. */
export function judgeProxyEnvironment(evidence: ProxyEnvironmentEvidence, facts: SubjectFacts): Judgement {
  const settings = withoutDerived(evidence.settings);
  const placed = placedProxies(settings, facts);
  const findings: Finding[] = [
    ...malformed(placed, facts),
    ...credentials(placed),
    ...caseDisagreements(settings.environments, facts),
    ...contextDisagreements(settings, facts),
    ...toolDisagreements(settings, facts),
    ...hiddenExclusions(settings, facts),
    ...verificationOff(settings, facts),
    ...unreadable(settings),
  ];
  const worst = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass';
  const places = [...new Set(placed.map(({ where }) => where))];
  const summary =
    placed.length === 0
      ? t('No proxy is set in any place that was read.')
      : t('A proxy is set in: {0}.', listed(places));
  return { status: worst, summary, findings };
}

/** Contexts that are worked out from others and so say nothing of their own, until one is proved. */
const derivedContexts: readonly Context[] = ['task', 'debug-console', 'child-process'];

function withoutDerived(settings: ProxySettings): ProxySettings {
  const environments = settings.environments.filter(
    ({ context, obtained }) => obtained !== 'inferred' || !derivedContexts.includes(context),
  );
  return { ...settings, environments };
}

function placedProxies(settings: ProxySettings, facts: SubjectFacts): PlacedProxy[] {
  const place = (name: string, where: string, value: string, removal?: FixChange): PlacedProxy => ({
    name,
    where,
    value,
    parsed: parseProxyValue(value),
    ...(removal && { removal }),
  });
  const fromEnvironments = settings.environments.flatMap((snapshot) =>
    proxyVariables(snapshot).map(([name, value]) => place(name, contextName(snapshot.context, facts), value)),
  );
  const fromEditor = (settings.editor ?? []).flatMap(({ id, value, scope }) =>
    id === 'http.proxy' && typeof value === 'string' && value !== ''
      ? [place(id, t('editor settings ({0})', scope), value, settingRemoval(id, scope))]
      : [],
  );
  const fromTools = settings.tools
    .filter(({ name, value }) => isProxyEntry(name) && value !== '' && value !== 'null')
    .map((entry) => place(entry.name, toolPlace(entry), entry.value));
  const { system } = settings;
  const fromSystem = ([system.http, system.https, system.socks] as const).flatMap((value) =>
    value ? [place(t('system proxy'), t('system settings ({0})', system.store), value)] : [],
  );
  return [...fromEnvironments, ...fromEditor, ...fromTools, ...fromSystem];
}

function proxyVariables({ variables }: EnvironmentSnapshot): [string, string][] {
  return Object.entries(variables).filter(
    ([name, value]) => proxyVariableNames.includes(name.toLowerCase()) && value !== '',
  );
}

/** `http.proxy`, `https-proxy`, `global.proxy`, `http.https://host.proxy`, but not `noproxy` or `proxyAuthMethod`. */
function isProxyEntry(name: string): boolean {
  return /(^|[.\-_])proxy$/i.test(name) && !/no-?proxy$/i.test(name);
}

/** A value that decides nothing here still breaks the tool that reads it. */
function malformed(placed: readonly PlacedProxy[], facts: SubjectFacts): Finding[] {
  const deciding = new Set(facts.routes.filter(({ outcome }) => outcome === 'error').map(({ decidedBy }) => decidedBy));
  return placed.flatMap(({ name, where, parsed, removal }): Finding[] => {
    if (parsed.ok) return [];
    const breaks = deciding.has(name) && facts.routes.some(({ client, outcome }) => outcome === 'error' && isPrimary(client, facts));
    return [
      {
        id: 'proxy-value-malformed',
        leg: 'settings',
        severity: breaks ? 'error' : deciding.has(name) ? 'warning' : 'info',
        title: t('{0} in {1} is not a usable proxy address.', name, where),
        detail: t('The value is "{0}". {1}', parsed.redacted, parsed.problem),
        probes,
        fixes: [
          {
            id: 'correct-proxy-value',
            title: t('Correct the value'),
            detail: t('Write it as http://HOST:PORT, or remove {0} where it is set: {1}.', name, where),
          },
          ...(removal
            ? [
                {
                  id: 'remove-proxy-value',
                  title: t('Remove {0}', name),
                  detail: t('Without it, the variables of the environment and then the system settings decide.'),
                  changes: [removal],
                },
              ]
            : []),
        ],
      },
    ];
  });
}

function isPrimary(client: string, facts: SubjectFacts): boolean {
  const primary = facts.paths.find((path) => path.primary);
  return primary ? primary.clients.includes(client) : true;
}

function credentials(placed: readonly PlacedProxy[]): Finding[] {
  const holders = placed.filter(({ parsed }) => parsed.ok && parsed.hasCredentials);
  if (holders.length === 0) return [];
  const places = holders.map(({ name, where }) => t('{0} in {1}', name, where));
  return [
    {
      id: 'proxy-credentials-in-url',
      leg: 'settings',
      severity: 'info',
      title: t('A proxy address carries a user name or password.'),
      detail: t('Found in: {0}. Every program started from there can read it, and some print it in their logs.', listed(places)),
      probes,
      fixes: [],
    },
  ];
}

/** Lower case wins for some clients and upper case for others, so two values are two different networks. */
function caseDisagreements(environments: readonly EnvironmentSnapshot[], facts: SubjectFacts): Finding[] {
  return environments.flatMap(({ context, variables }) =>
    [...proxyVariableNames, 'no_proxy'].flatMap((lower): Finding[] => {
      const upper = lower.toUpperCase();
      const [small, large] = [variables[lower], variables[upper]];
      if (small === undefined || large === undefined || small === large) return [];
      return [
        {
          id: 'proxy-variable-case-disagrees',
          leg: 'settings',
          severity: 'info',
          title: t('{0} and {1} differ in the {2}.', lower, upper, contextName(context, facts)),
          detail: t(
            '{0} is "{1}" and {2} is "{3}". curl, Python and Node read the first, Go and npm the second.',
            lower,
            redactProxyUrl(small),
            upper,
            redactProxyUrl(large),
          ),
          probes,
          fixes: [
            {
              id: 'align-variable-case',
              title: t('Give both the same value'),
              detail: t('Set {0} and {1} to the same value where they are set.', lower, upper),
            },
          ],
        },
      ];
    }),
  );
}

/** The proxy a context has for https, as most clients pick it. */
export function httpsProxyOf({ variables }: EnvironmentSnapshot): { name: string; value: string } | undefined {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
    const value = variables[name];
    if (value) return { name, value };
  }
  return undefined;
}

/** In the editor http.proxy goes before the variables. */
function ownProxyOf(own: EnvironmentSnapshot, settings: ProxySettings): { name: string; value: string } | undefined {
  const value = settings.editor?.find(({ id }) => id === 'http.proxy')?.value;
  return typeof value === 'string' && value !== '' ? { name: 'http.proxy', value } : httpsProxyOf(own);
}

function contextDisagreements(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const { environments } = settings;
  const own = environments.find(({ context }) => context === 'this-process');
  if (!own) return [];
  const ownProxy = ownProxyOf(own, settings);
  return environments.flatMap((other): Finding[] => {
    if (other === own || other.obtained === 'unavailable') return [];
    const proxy = httpsProxyOf(other);
    if (normal(proxy?.value ?? '') === normal(ownProxy?.value ?? '')) return [];
    const here = contextName('this-process', facts);
    const there = contextName(other.context, facts);
    const say = (found: typeof proxy): string => (found ? `${found.name}=${redactProxyUrl(found.value)}` : t('no proxy'));
    return [
      {
        id: 'proxy-contexts-disagree',
        leg: 'settings',
        severity: 'info',
        title: t('The {0} and the {1} have different proxies.', here, there),
        detail: t('In the {0}: {1}. In the {2}: {3}.', here, say(ownProxy), there, say(proxy)),
        probes,
        fixes: [
          ...adoptedProxy(proxy, ownProxy, facts),
          {
            id: 'align-contexts',
            title: t('Give both the same proxy'),
            detail: t(
              'Set the variable where your desktop session starts, or start the editor from a terminal that has it. In the editor, the setting http.proxy does the same for extensions.',
            ),
          },
        ],
      },
    ];
  });
}

/** The other context's proxy as the editor's own setting; one with a password is left to the user. */
function adoptedProxy(
  theirs: { name: string; value: string } | undefined,
  own: { name: string; value: string } | undefined,
  facts: SubjectFacts,
): Fix[] {
  if (facts.context !== 'extension-host' || own || !theirs) return [];
  const parsed = parseProxyValue(theirs.value);
  if (!parsed.ok || parsed.hasCredentials || !/^https?:$/.test(parsed.url.protocol)) return [];
  const value = parsed.url.origin;
  return [
    {
      id: 'set-http-proxy',
      title: t('Give the editor the same proxy'),
      detail: t('Sets http.proxy to {0} in your user settings. The editor and its extensions use it from then on.', value),
      changes: [{ kind: 'setting', id: 'http.proxy', target: 'user', value }],
    },
  ];
}

function toolDisagreements(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const own = settings.environments.find(({ context }) => context === 'this-process');
  const inUse = own && httpsProxyOf(own)?.value;
  const differing = settings.tools.filter(
    ({ name, value }) => isProxyEntry(name) && value !== '' && value !== 'null' && normal(value) !== normal(inUse ?? ''),
  );
  return differing.map((entry) => ({
    id: 'tool-proxy-differs',
    leg: 'settings' as const,
    severity: 'info' as const,
    title: t('{0} has a proxy of its own.', entry.tool),
    detail: t(
      '{0} is "{1}" in {2}; in the {3} it is {4}.',
      entry.name,
      redactProxyUrl(entry.value),
      toolPlace(entry),
      contextName('this-process', facts),
      inUse ? `"${redactProxyUrl(inUse)}"` : t('not set'),
    ),
    probes,
    fixes: [],
  }));
}

/** `http://host:1` and `http://host:1/` are one proxy. */
function normal(value: string): string {
  const parsed = parseProxyValue(value);
  return parsed.ok ? parsed.url.href : value;
}

function unreadable({ unreadable: places }: ProxySettings): Finding[] {
  return places.map(({ where, reason }) => ({
    id: 'settings-unreadable',
    leg: 'settings' as const,
    severity: 'info' as const,
    title: t('{0} could not be read.', where),
    detail: t('{0} A proxy set there is not in this report.', reason),
    probes,
    fixes: [],
  }));
}
