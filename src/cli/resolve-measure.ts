import { t } from '@vscode/l10n';
import { redactJson } from '../diagnosis/redact.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { measuredSentence } from '../diagnosis/rules/measured-words.ts';
import { chosenClients, measurableIds } from '../path/measured/find-clients.ts';
import { measureClients } from '../path/measured/measure.ts';
import type { MeasuredRoutes } from '../path/measured/measured-route.ts';
import { wayWords } from '../path/measured/outcome.ts';
import { plainText } from '../path/network-failure.ts';
import type { RouteQuestion } from '../path/route.ts';
import { UnknownClientError } from '../path/routes.ts';
import { UsageError } from './arguments.ts';
import { alignColumns } from './columns.ts';
import { exitCodes } from './command.ts';
import type { Terminal } from './output.ts';

/** Shape of `resolve --measure --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/**
 * `resolve --measure`: starts the clients that are installed here and prints what each was seen to do beside what was
 * predicted.
 *
 * @param clients dialect ids as given; none or "all" stand for every client that can be measured and is quick.
 * @returns the exit code: that a client differs is no fault of the machine's.
 */
export async function resolveMeasured(
  question: RouteQuestion,
  clients: readonly string[],
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const named = clients.includes('all') ? [] : clients;
  const versioned = named.find((one) => one.includes('@'));
  if (versioned !== undefined) {
    const shown = plainText(versioned, 60);
    throw new UsageError(t('"{0}": with --measure the version is that of the program on this machine.', shown));
  }
  checkClients(named, terminal.platform);
  const starting = t('Starting the clients of this machine for one request each; every request ends at a recorder here.');
  await terminal.note(`${starting}\n`);
  const result = await measureClients({
    question,
    machine: terminal.environment,
    homeDirectory: terminal.homeDirectory,
    signal: terminal.signal,
    ...(named.length > 0 && { clients: named }),
  });
  const shown = redactJson(result, { homeDirectories: [terminal.homeDirectory] });
  if (json) await terminal.print(`${JSON.stringify({ schemaVersion, ...shown }, null, 2)}\n`);
  else await terminal.print(renderMeasured(shown, terminal.width));
  return shown.routes.some(({ measured }) => measured) ? exitCodes.success : exitCodes.couldNotTell;
}

/** @throws UsageError for a client that can't be measured. */
function checkClients(named: readonly string[], platform: NodeJS.Platform): void {
  try {
    chosenClients(named, platform);
  } catch (error) {
    if (error instanceof UnknownClientError) throw new UsageError(error.message);
    throw error;
  }
}

function renderMeasured({ url, routes, absent }: MeasuredRoutes, width: number): string {
  const plain = (text: string): string => plainText(text, 300);
  const rows = alignColumns([
    [t('CLIENT'), t('PREDICTED'), t('MEASURED'), t('AGREE')],
    ...routes.map(({ client, version, predicted, measured, agrees }) => [
      `${client} ${version}`,
      plain(predicted.outcome === 'unknown' ? t('unknown') : wayWords({ ...predicted, outcome: predicted.outcome })),
      measured ? plain(wayWords(measured)) : t('not measured'),
      agrees === null ? '' : agrees ? t('yes') : t('NO'),
    ]),
  ]);
  const lines = [plain(url), '', rows[0] ?? ''];
  routes.forEach((route, index) => {
    lines.push(rows[index + 1] ?? '');
    for (const sentence of [measuredSentence(route), route.reason, ...route.remarks]) {
      if (sentence !== undefined && sentence !== '') lines.push(...wrapText(plain(sentence), width, '    '));
    }
  });
  const differing = routes.filter(({ agrees }) => agrees === false).length;
  const measured = routes.filter((route) => route.measured).length;
  const conclusion =
    measured === 0
      ? t('No client of this machine could be measured. Those that can be: {0}.', measurableIds.join(', '))
      : differing === 0
        ? t('Measured: {0}. All do what was predicted.', measured)
        : t('Measured: {0}. Not as predicted: {1}. What was measured is what they do.', measured, differing);
  lines.push('', ...wrapText(conclusion, width, ''));
  if (absent.length > 0) lines.push(...wrapText(t('Not on this machine: {0}.', absent.join(', ')), width, ''));
  return `${lines.join('\n')}\n`;
}
