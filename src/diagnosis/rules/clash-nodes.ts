import { t } from '@vscode/l10n';
import { nodeRegion } from '../../clash/controller/node-region.ts';
import type { ClashConnectionSeen, ClashCoreSeen, ClashEvidence, ClashNodeSeen } from '../clash/evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { chainWords, clashProbe, leafOf, nodeNamed, ownHost, severityFor } from './clash-words.ts';
import { duration, listed } from './wording.ts';

const probes = [clashProbe];

/** A connection on which nothing came for this long has stalled, or its model thinks without a word. */
const stalledMs = 30_000;

/** What is wrong with the nodes that carry the gateway, now and between two calls. */
export function clashNodeFindings(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  return [
    ...deadNode(evidence, core, facts),
    ...onDeadNodes(evidence, core, facts),
    ...onNodesOfBefore(core),
    ...changedNode(evidence, core, facts),
    ...stalled(core, facts),
  ];
}

function deadNode(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const explanation = ownHost(core, facts)?.explanation;
  const node = explanation && nodeNamed(core, leafOf(explanation));
  if (!explanation || node?.alive !== false) return [];
  const group = core.groups.findLast(({ name }) => explanation.chain.includes(name));
  return [
    {
      id: 'clash-node-dead',
      leg: 'proxy',
      severity: severityFor('error', evidence, facts),
      title: t('The node that carries {0} does not pass its test: {1}.', facts.host, node.name),
      detail: [
        t('The way is {0}.', chainWords(explanation)),
        testWords(node),
        group?.testUrl === undefined ? '' : t('Tested with {0}.', group.testUrl),
        t('One failed test marks a node as dead, so that it may be well again by the next.'),
      ].filter(Boolean).join(' '),
      probes,
      fixes: [
        {
          id: 'clash-choose-node',
          title: t('Choose another node in {0}', group?.name ?? explanation.policy),
          detail: t('In the Clash app, choose a node of {0} that passes its test, or test the group again. New connections take it at once; those that are open stay where they are.', group?.name ?? explanation.policy),
        },
      ],
      // The test URL is not the gateway.
      confidence: 'medium',
    },
  ];
}

function testWords({ delaysMs }: ClashNodeSeen): string {
  const answered = delaysMs.filter((ms) => ms > 0);
  if (delaysMs.length === 0) return '';
  if (delaysMs.length === 1) return answered.length === 1 ? t('Its one test so far was answered.') : t('Its one test so far was not answered.');
  return t('Of its last {0} tests {1} were answered.', String(delaysMs.length), String(answered.length));
}

/** The core never moves what is open (its maintainers: expected), so a kept-alive socket stays with a node that died. */
function onDeadNodes(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const hung = core.connections.filter(({ live, left }) => live && left?.why === 'dead');
  if (hung.length === 0) return [];
  const nodes = [...new Set(hung.map(({ node }) => node))];
  return [
    {
      id: 'clash-connections-on-dead-node',
      leg: 'proxy',
      severity: severityFor('warning', evidence, facts),
      title: t('{0} open connections to the gateway are left on a dead node.', String(hung.length)),
      detail: t('Node: {0}. Host: {1}. Clash does not move or close what is open when a group changes its node, so the next request on such a connection hangs while a new one works.', listed(nodes), listed([...new Set(hung.map(({ host }) => host))])),
      probes,
      fixes: [closeThem()],
    },
  ];
}

/** As above, where the node lives and the group has chosen another: an exit that nobody looks at any more. */
function onNodesOfBefore(core: ClashCoreSeen): Finding[] {
  const kept = core.connections.filter(({ live, left }) => live && left?.why === 'deselected');
  if (kept.length === 0) return [];
  const ways = [...new Set(kept.map(({ node, left }) => `${node} -> ${left?.now ?? '?'}`))];
  return [
    {
      id: 'clash-connections-on-other-node',
      leg: 'proxy',
      severity: 'info',
      title: t('{0} open connections to the gateway are left on a node that is not chosen any more.', String(kept.length)),
      detail: t('Their node, and the one that a new connection gets: {0}. The next request on such a connection leaves by the old exit, and the gateway sees two addresses.', listed(ways)),
      probes,
      fixes: [closeThem()],
    },
  ];
}

function closeThem(): Fix {
  return {
    id: 'close-clash-connections',
    title: t('Close exactly these connections'),
    detail: t('Gatehouse lists them and asks before it closes them; nothing else is touched. Restarting the program that calls does the same.'),
    offer: 'close-clash-connections',
  };
}

/** The exits of one host in the order in which they were taken. */
function exitsOf(connections: readonly ClashConnectionSeen[], host: string): { node: string; policy: string }[] {
  const inTime = connections.filter((one) => one.host === host && one.network === 'tcp').toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  return inTime.map(({ node, policy }) => ({ node, policy }));
}

function changedNode(evidence: ClashEvidence, core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const exits = exitsOf(core.connections, facts.host);
  const changes = exits.filter((one, index) => index > 0 && one.node !== exits[index - 1]?.node);
  const nodes = [...new Set(exits.map(({ node }) => node))];
  if (changes.length === 0) return [];
  const policies = [...new Set(exits.map(({ policy }) => policy))];
  const regions = [...new Set(nodes.flatMap((node) => nodeRegion(node) ?? []))];
  const byRegion = regions.length > 1 ? t('By their names they stand in {0}.', listed(regions)) : '';
  const byRule = policies.length > 1 ? t('The policy differs too ({0}): programs or networks meet different rows.', listed(policies)) : '';
  return [
    {
      id: 'clash-node-changed',
      leg: 'proxy',
      severity: severityFor('warning', evidence, facts),
      title: t('Calls to {0} left by different nodes.', facts.host),
      detail: [
        t('In order: {0}.', exits.slice(-8).map(({ node }) => node).join(' -> ')),
        t('{0} connections, {1} nodes. A session that is bound to an address or a country breaks then; a stream that runs is not moved.', String(exits.length), String(nodes.length)),
        byRegion,
        byRule,
      ].filter(Boolean).join(' '),
      probes,
      fixes: [
        {
          id: 'clash-pin-group',
          title: t('Give the gateway a group that stays'),
          detail: t('Lead it to a group of the type select or fallback with two to four nodes, or raise the tolerance of its url-test group to 100 or more.'),
          offer: 'generate-clash-rows',
        },
      ],
    },
  ];
}

function stalled(core: ClashCoreSeen, facts: SubjectFacts): Finding[] {
  const silent = core.connections.filter(({ live, silentMs, host }) => live && host === facts.host && silentMs !== null && silentMs >= stalledMs);
  if (silent.length === 0) return [];
  const longest = Math.max(...silent.map(({ silentMs }) => silentMs ?? 0));
  return [
    {
      id: 'clash-stalled',
      leg: 'stream',
      severity: 'info',
      title: t('On {0} connections to {1} nothing comes any more.', String(silent.length), facts.host),
      detail: t('The longest silence is {0} (node {1}). A kept-alive connection is silent by nature, and so is a model that thinks; one that should be streaming has stalled.', duration(longest), listed([...new Set(silent.map(({ node }) => node))])),
      probes,
      fixes: [],
    },
  ];
}
