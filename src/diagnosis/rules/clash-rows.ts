import { t } from '@vscode/l10n';
import type { Undecided } from '../../clash/rules/explanation.ts';
import type { ClashCoreSeen, ClashEvidence, ClashHostSeen } from '../clash/evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { chainWords, clashProbe, egressWords, isDirect, leafOf, nodeNamed, ownHost, ruleWords, severityFor } from './clash-words.ts';
import { listed } from './wording.ts';

const probes = [clashProbe];

/** More than this are not named in a sentence. */
const maxUndecided = 4;

/** What is wrong with the row that takes the gateway: its place, where it leads, what could not be decided. */
export function clashRowFindings(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const seen = ownHost(core, facts);
  if (!seen?.explanation) return [];
  return [
    ...rejected(seen, evidence, facts),
    ...resolvedFirst(seen, evidence, facts),
    ...caughtByMatch(seen, core, evidence, facts),
    ...udpElsewhere(seen),
    ...undecided(seen),
  ];
}

/** A row of its own, above all that could take the gateway before it. */
function generateRows(host: string): Fix {
  return {
    id: 'generate-clash-rows',
    title: t('Give the gateway a group and a row of its own, on top'),
    detail: t('Put a row for {0} above every row that looks at addresses and above MATCH, leading to a group that you choose for it. Gatehouse writes both, shows the difference first, and asks the core afterwards whether it took.', host),
    snippet: `DOMAIN-SUFFIX,${host},OPENROUTER-STABLE`,
    offer: 'generate-clash-rows',
  };
}

function rejected({ host, explanation }: ClashHostSeen, evidence: ClashEvidence, facts: SubjectFacts): Finding[] {
  const leaf = explanation && (leafOf(explanation) ?? explanation.policy);
  if (!explanation || (leaf !== 'REJECT' && leaf !== 'REJECT-DROP')) return [];
  const drops = leaf === 'REJECT-DROP' ? t('It does not even answer, so that calls wait until their own clock ends them.') : '';
  return [
    {
      id: 'clash-rejected',
      leg: 'proxy',
      severity: severityFor('error', evidence, facts),
      title: t('Clash refuses connections to {0}.', host),
      detail: [t('{0} leads to {1}.', explanation.rule ? ruleWords(explanation.rule) : explanation.mode, chainWords(explanation)), drops].filter(Boolean).join(' '),
      probes,
      fixes: [generateRows(host)],
    },
  ];
}

/**
 * A row by address above makes the core look the name up first, up to 5 s, at the resolver of this network: core
 * tunnel.go, `resolveMetadata` is called once, before the first such row.
 */
function resolvedFirst({ host, explanation, sources }: ClashHostSeen, evidence: ClashEvidence, facts: SubjectFacts): Finding[] {
  if (!explanation?.resolvedBy || isDirect(explanation)) return [];
  const { resolvedBy, rule } = explanation;
  const seen = sources.includes('watched') ? t('The core was also seen to do so.') : '';
  return [
    {
      id: 'clash-resolving-row-above',
      leg: 'proxy',
      severity: severityFor('warning', evidence, facts),
      title: t('Clash looks {0} up before it chooses a way for it.', host),
      detail: [
        t('{0} asks for an address and stands above {1}, so each new connection first waits for DNS, up to 5 s, and a forged answer decides where it goes.', ruleWords(resolvedBy), rule ? ruleWords(rule) : t('the row that takes it')),
        seen,
      ].filter(Boolean).join(' '),
      probes,
      fixes: [
        generateRows(host),
        {
          id: 'clash-no-resolve',
          title: t('Or let that row not look names up'),
          detail: t('Add no-resolve at the end of {0}, where it is meant for addresses alone.', ruleWords(resolvedBy)),
          snippet: `${resolvedBy.text},no-resolve`,
        },
      ],
    },
  ];
}

/** No row of its own: whatever the subscription's last line says. Worth a warning once what it leads to is not well. */
function caughtByMatch(seen: ClashHostSeen, core: ClashCoreSeen, evidence: ClashEvidence, facts: SubjectFacts): Finding[] {
  const { host, explanation } = seen;
  if (!explanation || explanation.mode !== 'rule') return [];
  const none = explanation.rule === undefined;
  if (!none && !/^MATCH\b/i.test(explanation.rule?.text ?? '')) return [];
  const unwell = nodeNamed(core, leafOf(explanation))?.alive === false;
  return [
    {
      id: 'clash-match-decides',
      leg: 'proxy',
      severity: unwell ? severityFor('warning', evidence, facts) : 'info',
      title: none ? t('No row of Clash takes {0}, so it goes direct.', host) : t('Clash has no row for {0}: what is left over (MATCH) decides.', host),
      detail: t('It leads to {0}, together with everything else. Another choice for other traffic moves the gateway along.', chainWords(explanation)),
      probes,
      fixes: [generateRows(host)],
    },
  ];
}

/** A row whose target carries no UDP is passed over for UDP (core: tunnel.go, `match`), so HTTP/3 may leave elsewhere. */
function udpElsewhere({ host, explanation, udp }: ClashHostSeen): Finding[] {
  if (!explanation || !udp || explanation.mode !== 'rule') return [];
  const skipped = udp.passedOver.find(({ why }) => why === 'udp');
  if (!skipped || udp.policy === explanation.policy) return [];
  // Refused, clients take HTTPS, which is what could be advised.
  if (['REJECT', 'REJECT-DROP'].includes(leafOf(udp) ?? udp.policy ?? '')) return [];
  return [
    {
      id: 'clash-udp-elsewhere',
      leg: 'proxy',
      severity: 'info',
      title: t('HTTP/3 to {0} would leave by another way than HTTPS.', host),
      detail: t('{0} is passed over for UDP, as what it leads to carries none; UDP goes by {1}, HTTPS by {2}. Programs that use HTTP/3 (browsers, some Go and Rust clients) then come from another address.', ruleWords(skipped.rule), egressWords(udp), egressWords(explanation)),
      probes,
      fixes: [
        {
          id: 'clash-refuse-quic',
          title: t('Refuse HTTP/3 for the gateway, so that clients take HTTPS'),
          detail: t('Put this row above the others, or choose nodes that carry UDP.'),
          snippet: `AND,((NETWORK,UDP),(DST-PORT,443),(DOMAIN-SUFFIX,${host})),REJECT`,
        },
      ],
    },
  ];
}

function undecided({ host, explanation }: ClashHostSeen): Finding[] {
  if (!explanation || explanation.complete || explanation.undecided.length === 0) return [];
  const rows = explanation.undecided.slice(0, maxUndecided).map(undecidedWords);
  const more = explanation.undecided.length - rows.length;
  return [
    {
      id: 'clash-undecided',
      leg: 'proxy',
      severity: 'info',
      title: t('Which way Clash sends {0} depends on something that is not known here.', host),
      detail: [
        t('As far as it is known: {0}.', chainWords(explanation)),
        ...rows,
        ...(more > 0 ? [t('{0} more rows could not be decided.', String(more))] : []),
      ].join(' '),
      probes,
      fixes: [],
      confidence: 'medium',
    },
  ];
}

/** One row that could not be decided, and what is missing. */
export function undecidedWords({ rule, missing, detail, policy }: Undecided): string {
  return t('{0} would lead to {1}; not known: {2}.', ruleWords(rule), policy, missingWords(missing, detail));
}

/** What is missing, in words. */
export function missingWords(missing: Undecided['missing'], detail: string): string {
  const of = (text: string): string => (detail === '' ? text : t('{0} ({1})', text, detail));
  switch (missing) {
    case 'address':
      return of(t('what the name resolves to in the core'));
    case 'process':
    case 'process-path':
      return of(t('which program calls'));
    case 'rule-set':
      return of(t('what the rule set holds'));
    case 'geosite':
    case 'geoip':
    case 'asn':
      return of(t("what the core's database says"));
    case 'source':
      return of(t('from which address the call comes'));
    case 'inbound':
      return of(t('by which listener the call comes'));
    case 'uid':
      return of(t('which user calls'));
    case 'dscp':
      return of(t('the DSCP mark of the packets'));
    case 'sniffed-name':
      return of(t('which name the sniffer finds'));
    case 'udp':
      return of(t('whether the node carries UDP'));
    case 'members':
      return of(t('which nodes the group holds'));
    case 'rule':
      return of(t('what the row means'));
  }
}

/** Names of what is missing, each once, for a line of a table. */
export function missingNames(some: readonly Undecided[]): string {
  return listed([...new Set(some.map(({ missing, detail }) => missingWords(missing, detail)))]);
}
