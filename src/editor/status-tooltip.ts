import { t } from '@vscode/l10n';
import { markdownText } from './markdown-text.ts';
import { historyLine, historyWords } from './monitor/history-line.ts';
import { lineHours, type Standing } from '../gateways/health/standing.ts';
import { plainText } from '../path/network-failure.ts';
import type { StatusText } from './status-text.ts';
import { agoWords, durationWords } from './time-words.ts';
import { feedWord, healthWord, partyWord } from '../gateways/health/state-words.ts';

/** A vendor's title can be a paragraph. */
const maxIncidentChars = 120;

/** Commands that the tooltip links to, by id. */
export interface TooltipCommands {
  diagnose: string;
  showInspector: string;
  showRequests: string;
}

/** What stands in the tooltip beside the gateway's state. */
export interface TooltipNews {
  /** When an agent's request failed, within the hour. */
  failedRequestAtMs?: number;
}

/**
 * The tooltip as Markdown: a table of the watched gateways where there are any, what is known of the chosen one, and
 * links. Every word is escaped; links are commands of ours and https pages of the catalogue or the user. Pure.
 */
export function statusTooltip(shown: StatusText, standings: readonly Standing[], chosenId: string | undefined, nowMs: number, commands: TooltipCommands, { failedRequestAtMs }: TooltipNews = {}): string {
  const own = chosen(standings.find(({ id }) => id === chosenId));
  return [...healthTable(standings, nowMs), ...own, ...statusPages(standings, nowMs), ...factTable(shown), ...failedLine(failedRequestAtMs, nowMs, commands), links(commands)].join('\n');
}

function healthTable(standings: readonly Standing[], nowMs: number): string[] {
  if (standings.length === 0) return [];
  // Five columns fit the width that the editor gives a hover; what is longer has lines of its own below.
  const head = [t('Gateway'), t('State'), t('Whose fault'), t('Latency'), t('Last good answer')];
  return [row(head), row(head.map(() => ':--'), false), ...standings.map((standing) => row(healthCells(standing, nowMs))), ''];
}

function healthCells({ title, health }: Standing, nowMs: number): string[] {
  return [
    title,
    healthWord(health.state),
    health.fault === null ? t('nobody') : partyWord(health.fault),
    health.latencyMs === null ? t('none') : durationWords(health.latencyMs),
    health.lastGoodAtMs === null ? t('none') : agoWords(nowMs - health.lastGoodAtMs),
  ];
}

/** A line for each gateway that has a page: a link to it, what it says, how old that is, and the open incident. */
function statusPages(standings: readonly Standing[], nowMs: number): string[] {
  return standings.flatMap(({ title, feed }) => {
    if (feed === null) return [];
    const name = markdownText(t('Status page of {0}', title));
    const url = pageLink(feed.pageUrl);
    return [t('{0}: {1}', url ? `[$(link-external) ${name}](${url})` : name, markdownText(feedWords(feed, nowMs))), ''];
  });
}

/** The page's word, how old it is, and its open incident; a page that can't be read has neither of these. */
function feedWords({ state, readAtMs, thirdParty, incidents }: NonNullable<Standing['feed']>, nowMs: number): string {
  const word = thirdParty ? t('{0} (third party)', feedWord(state)) : feedWord(state);
  if (readAtMs === null) return word;
  const open = incidents.find(({ resolvedAt }) => resolvedAt === null);
  const incident = open ? t('open incident: {0}', plainText(open.title, maxIncidentChars)) : t('no open incident');
  return [t('{0}, read {1}', word, agoWords(nowMs - readAtMs)), incident].join(t(', '));
}

function chosen(standing: Standing | undefined): string[] {
  if (!standing) return [];
  const { health, line, wellShare } = standing;
  return [
    markdownText(health.sentence),
    ...(health.nextStep === '' ? [] : ['', markdownText(health.nextStep)]),
    '',
    `${historyLine(line)} ${markdownText(historyWords(wellShare, lineHours))}`,
    '',
  ];
}

function factTable({ rows }: StatusText): string[] {
  return ['| | |', '| :-- | :-- |', ...rows.map(([name, value]) => row([name, value])), ''];
}

function failedLine(atMs: number | undefined, nowMs: number, { showRequests }: TooltipCommands): string[] {
  if (atMs === undefined) return [];
  return [`[${markdownText(t('A request of an agent failed {0}', agoWords(nowMs - atMs)))}](command:${showRequests})`, ''];
}

function links({ diagnose, showInspector }: TooltipCommands): string {
  return [
    `[$(play) ${markdownText(t('Diagnose'))}](command:${diagnose})`,
    `[$(list-tree) ${markdownText(t('Show inspector'))}](command:${showInspector})`,
  ].join(' &nbsp; ');
}

/** Only an https URL, without anything that could end the link early. */
function pageLink(pageUrl: string): string | undefined {
  if (!URL.canParse(pageUrl)) return undefined;
  const url = new URL(pageUrl);
  return url.protocol === 'https:' ? url.href.replace(/[()[\]\\<>]/g, (one) => `%${one.charCodeAt(0).toString(16)}`) : undefined;
}

/** A row; names don't break at their spaces. */
function row(cells: readonly string[], escaped = true): string {
  const text = (cell: string, index: number): string => (index === 0 ? markdownText(cell).replaceAll(' ', '&nbsp;') : markdownText(cell));
  return `| ${cells.map((cell, index) => (escaped ? text(cell, index) : cell)).join(' | ')} |`;
}
