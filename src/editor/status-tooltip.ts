import { t } from '@vscode/l10n';
import { markdownText } from './markdown-text.ts';
import { historyLine, historyWords } from './monitor/history-line.ts';
import { lineHours, type Standing } from '../gateways/health/standing.ts';
import type { StatusText } from './status-text.ts';
import { agoWords, durationWords } from './time-words.ts';
import { feedWord, healthWord, partyWord } from '../gateways/health/state-words.ts';

/** Commands that the tooltip links to, by id. */
export interface TooltipCommands {
  diagnose: string;
  showInspector: string;
}

/**
 * The tooltip as Markdown: a table of the watched gateways where there are any, what is known of the chosen one, and
 * links. Every word is escaped; links are commands of ours and https pages of the catalogue or the user. Pure.
 */
export function statusTooltip(shown: StatusText, standings: readonly Standing[], chosenId: string | undefined, nowMs: number, commands: TooltipCommands): string {
  return [...healthTable(standings, nowMs), ...chosen(standings.find(({ id }) => id === chosenId)), ...factTable(shown), links(standings, commands)].join('\n');
}

function healthTable(standings: readonly Standing[], nowMs: number): string[] {
  if (standings.length === 0) return [];
  const head = [t('Gateway'), t('State'), t('Whose fault'), t('Latency'), t('Last good answer'), t('Official status page'), t('Open incident')];
  return [row(head), row(head.map(() => ':--'), false), ...standings.map((standing) => row(healthCells(standing, nowMs))), ''];
}

function healthCells({ title, health, feed }: Standing, nowMs: number): string[] {
  const open = feed?.incidents.find(({ resolvedAt }) => resolvedAt === null);
  return [
    title,
    healthWord(health.state),
    health.fault === null ? t('nobody') : partyWord(health.fault),
    health.latencyMs === null ? t('none') : durationWords(health.latencyMs),
    health.lastGoodAtMs === null ? t('none') : agoWords(nowMs - health.lastGoodAtMs),
    feed === null ? t('none') : feedCell(feed, nowMs),
    open?.title ?? t('none'),
  ];
}

/** The page's word and how old it is; a page that can't be read has no word. */
function feedCell({ state, readAtMs, thirdParty }: NonNullable<Standing['feed']>, nowMs: number): string {
  const word = thirdParty ? t('{0} (third party)', feedWord(state)) : feedWord(state);
  return readAtMs === null ? word : t('{0}, read {1}', word, agoWords(nowMs - readAtMs));
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

function links(standings: readonly Standing[], { diagnose, showInspector }: TooltipCommands): string {
  const pages = standings.flatMap(({ title, feed }) => {
    const url = feed && pageLink(feed.pageUrl);
    return url ? [`[$(link-external) ${markdownText(t('Status page of {0}', title))}](${url})`] : [];
  });
  return [
    `[$(play) ${markdownText(t('Diagnose'))}](command:${diagnose})`,
    `[$(list-tree) ${markdownText(t('Show inspector'))}](command:${showInspector})`,
    ...pages,
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
