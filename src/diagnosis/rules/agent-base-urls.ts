import { t } from '@vscode/l10n';
import { findGateway } from '../../gateways/catalogue/index.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { atHost, gatewayAtHost, meantBaseUrl } from '../../gateways/wrong-base-url.ts';
import type { Finding } from '../finding.ts';
import { shownBaseUrl } from '../redaction/base-urls.ts';
import type { SubjectFacts } from '../subject.ts';
import { entriesByTool, isReference, type AgentEntry } from './effective-entries.ts';
import { toolTitle } from './tool-titles.ts';
import { clauses, toolPlace } from './wording.ts';

const probes = ['proxy-environment'];

/** Base URLs in agents' files: those that can't work, and those of another gateway than the diagnosed one. */
export function baseUrlFindings(entries: readonly AgentEntry[], facts: SubjectFacts): Finding[] {
  return entriesByTool(entries).flatMap((ofTool) => {
    const known = ofTool.flatMap((entry) => {
      const url = entry.meaning === 'base-url' && !isReference(entry.value) ? webUrl(entry.value) : undefined;
      return url ? [{ entry, url, right: rightUrl(entry, url) }] : [];
    });
    const wrong = known.flatMap(({ entry, right }) => (right === undefined ? [] : [wrongBaseUrl(entry, right)]));
    // A local Ollama stands beside a gateway, not in its place.
    const others = known.filter(({ right, entry }) => right === undefined && !/ollama/i.test(entry.name));
    return [...wrong, ...otherGateway(others, facts)];
  });
}

function webUrl(value: string): URL | undefined {
  const text = value.trim();
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}

/** What was meant by a base URL that can't work; undefined for one that can. */
function rightUrl({ name }: AgentEntry, url: URL): string | undefined {
  const path = url.pathname.replace(/\/+$/, '');
  // Anthropic's SDKs put /v1/messages behind their base URL, the others only the last part.
  const ownVersion = /anthropic_base_url$/i.test(name);
  const meant = meantBaseUrl(url.href);
  if (meant?.wrong === 'host') {
    const messages = findGateway(meant.gatewayId ?? '')?.messagesBaseUrl;
    return ownVersion ? (messages ?? withoutVersion(meant.baseUrl)) : meant.baseUrl;
  }
  const gateway = gatewayAtHost(url);
  if (gateway) {
    const roots = rootsFor(gateway, ownVersion);
    const [right] = roots;
    if (right === undefined) return undefined;
    const below = roots.some((root) => isBelow(path, new URL(root).pathname.replace(/\/+$/, '')));
    if (!below || isEndpoint(path) || (ownVersion && path.endsWith('/v1'))) return atHost(right, url.host);
    return undefined;
  }
  const origin = `${url.origin}`;
  if (isEndpoint(path)) return shownBaseUrl(`${origin}${path.replace(endpoint, '')}`);
  return ownVersion && path.endsWith('/v1') ? shownBaseUrl(`${origin}${withoutVersion(path)}`) : undefined;
}

/** What a gateway's clients can be pointed at, the usual one first; none where nothing is known of it. */
function rootsFor({ baseUrl, messagesBaseUrl, otherRoots = [] }: Gateway, messages: boolean): string[] {
  if (messages) return messagesBaseUrl === undefined ? [] : [messagesBaseUrl];
  return [baseUrl, ...otherRoots.map((root) => `${new URL(baseUrl).origin}${root}`)];
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

/** What clients put behind a base URL themselves. */
const endpoint = /(?:\/v1)?\/(?:messages|responses)$|\/(?:chat\/)?completions$/;

function isEndpoint(path: string): boolean {
  return endpoint.test(path);
}

function withoutVersion(url: string): string {
  return url.replace(/\/v1$/, '');
}

function wrongBaseUrl(entry: AgentEntry, right: string): Finding {
  const tool = toolTitle(entry.tool);
  return {
    id: 'agent-base-url-wrong',
    leg: 'settings',
    severity: 'warning',
    title: t('{0} has a base URL that does not work: {1}.', tool, entry.name),
    detail: t('{0} is "{1}" in {2}. It should be {3}.', entry.name, shownBaseUrl(entry.value), toolPlace(entry), right),
    probes,
    fixes: [
      {
        id: 'correct-agent-base-url',
        title: t('Correct the base URL'),
        detail: t('Write {0} there.', right),
        snippet: right,
      },
    ],
  };
}

/** Nothing is said where one of several providers of an agent is the gateway that is diagnosed. */
function otherGateway(known: readonly { entry: AgentEntry; url: URL }[], facts: SubjectFacts): Finding[] {
  const here = new URL(facts.gateway.baseUrl).host;
  const [first] = known;
  if (!first || known.some(({ url }) => url.host === here)) return [];
  const shown = shownBaseUrl(first.entry.value);
  const tool = toolTitle(first.entry.tool);
  const places = known.map(({ entry }) =>
    t('{0} is "{1}" in {2}', entry.name, shownBaseUrl(entry.value), toolPlace(entry)),
  );
  return [
    {
      id: 'agent-base-url-differs',
      leg: 'settings',
      severity: 'info',
      title: t('{0} sends its calls somewhere else.', tool),
      detail: t(
        '{0}. This diagnosis is about {1}, so it says nothing about those calls.',
        clauses(places),
        facts.gateway.baseUrl,
      ),
      probes,
      fixes: [
        {
          id: 'diagnose-agent-gateway',
          title: t('Diagnose that gateway too'),
          detail: t('Set it as the custom gateway in the editor, or name it in a terminal.'),
          ...(/^[\w:/.~-]+$/.test(shown) && { snippet: `gatehouse doctor --base-url ${shown}` }),
        },
      ],
    },
  ];
}
