import { readFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import {
  buildSubject,
  compareReports,
  findClientsInUse,
  gatherProxySettings,
  makeReport,
  maxFallbacks,
  offeredSymptoms,
  probeIds,
  readReport,
  redactText,
  renderComparison,
  renderHtml,
  renderJson,
  renderMarkdown,
  renderTerminal,
  runDiagnosis,
  symptomIds,
  terminalStacks,
  type Report,
  type SubjectRequest,
} from '../diagnosis/doctor.ts';
import { surroundingNames } from '../diagnosis/rules/surroundings-words.ts';
import { listed } from '../diagnosis/rules/wording.ts';
import { gateways } from '../gateways/catalogue/index.ts';
import type { Gateway } from '../gateways/gateway.ts';
import { keyInOtherVariable } from '../gateways/key-form.ts';
import { deepestMessage, plainText } from '../path/network-failure.ts';
import { Secret } from '../path/secret.ts';
import type { Surroundings } from '../path/surroundings.ts';
import { nearest, parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { alignColumns } from './columns.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';
import { chosenGateway } from './gateway-option.ts';
import { startProgress } from './progress.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';

/** Longest time one settings command may take, in ms. */
const settingsLimitMs = 5_000;

/** Diagnoses one gateway from this terminal. */
export const doctor: Command = {
  name: 'doctor',
  synopsis: [
    'doctor [--gateway ID | --base-url URL] [--model ID [--fallback ID]...] [--probe ID]...',
    '       [--symptom ID] [--deep] [--spend]',
    '       [--idle-rung SECONDS] [--public-dns]',
    '       [--json | --markdown | --html] [--report FILE] [--compare FILE]',
    '       [--quiet]',
  ],
  summary: () => t('Find out why calls to a gateway fail here.'),
  options: {
    gateway: { type: 'string', value: 'ID', about: () => t('A known gateway; "--gateway list" lists them.') },
    'base-url': { type: 'string', value: 'URL', about: () => t('A gateway by its base URL, such as https://host/v1.') },
    model: { type: 'string', value: 'ID', about: () => t('Check that this model can be used.') },
    fallback: {
      type: 'string',
      value: 'ID',
      about: () => t('A model that is fallen back to; may be given up to five times. Needs --model.'),
    },
    probe: { type: 'string', value: 'ID', about: () => t('Run only this probe; may be given several times.') },
    symptom: {
      type: 'string',
      value: 'ID',
      about: () => t('Look for the causes of what you see first; "--symptom list" lists what there is.'),
    },
    deep: { type: 'boolean', about: () => t('Also run the probes that take minutes, such as the idle ladder.') },
    'idle-rung': {
      type: 'string',
      value: 'SECONDS',
      about: () => t('How long the idle ladder waits at most: 15 to 350 s.'),
    },
    'public-dns': { type: 'boolean', about: () => t('Let a deep run also ask public resolvers for the name.') },
    spend: { type: 'boolean', about: () => t('Allow a short completion, which the gateway may bill: two at most, with --deep four.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
    markdown: { type: 'boolean', about: () => t('Print Markdown.') },
    html: { type: 'boolean', about: () => t('Print one HTML page that needs nothing else.') },
    report: { type: 'string', value: 'FILE', about: () => t('Also write the report to a file (.md, .html or .json).') },
    compare: { type: 'string', value: 'FILE', about: () => t('Compare with an earlier report that was saved as JSON.') },
    quiet: { type: 'boolean', about: () => t('Show no progress.') },
  },
  notes: () => [
    t('Probes: {0}.', probeIds.join(', ')),
    t('The key is taken from the environment only, from the variable that "--gateway list" names; with --base-url from GATEHOUSE_API_KEY.'),
    t('Reports are redacted: keys, passwords and home folders are left out.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, doctor.options);
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(redactText(extra), 80)));
    const forms = (['json', 'markdown', 'html'] as const).filter((form) => parsed.has(form));
    if (forms.length > 1) throw new UsageError(t('Choose one of --json, --markdown and --html.'));
    const form = forms[0];
    if (parsed.value('symptom') === 'list') return await listSymptoms(terminal);
    if (parsed.value('gateway') === 'list') return await listGateways(terminal);
    checkSymptom(parsed.value('symptom'));
    const gateway = chosenGateway(parsed);
    const probes = chosenProbes(parsed);
    const fallbackModels = chosenFallbacks(parsed);
    const reportFile = parsed.value('report');
    if (reportFile !== undefined) await checkReportFile(reportFile);

    const earlier = await earlierReport(parsed.value('compare'));
    const report = await diagnose(parsed, gateway, { probes, fallbackModels }, terminal);
    const comparison = earlier && compareReports(earlier, report);
    if (comparison && form === 'json') await terminal.print(`${JSON.stringify({ ...report, comparison }, null, 2)}\n`);
    else if (form) await terminal.print(renderers[form](report));
    else await terminal.print(renderTerminal(report, { color: terminal.color, width: terminal.width }));
    if (comparison && !form) await terminal.print(`\n${renderComparison(comparison)}`);
    if (reportFile !== undefined) {
      await writeReportFile(reportFile, renderers[form ?? formOfFile(reportFile)](report));
      if (!parsed.has('quiet')) await terminal.note(`${t('Report written to {0}.', reportFile)}\n`);
    }
    return exitCodeOf(report);
  },
};

async function listSymptoms(terminal: Terminal): Promise<number> {
  const rows = alignColumns([[t('SYMPTOM'), t('WHAT IT IS')], ...offeredSymptoms().map(({ id, title }) => [id, title])]);
  await terminal.print(`${rows.join('\n')}\n`);
  return exitCodes.success;
}

async function listGateways(terminal: Terminal): Promise<number> {
  const rows = gateways.map(({ id, baseUrl, keyVariable }) => [id, baseUrl, keyVariable]);
  await terminal.print(`${alignColumns([[t('GATEWAY'), t('BASE URL'), t('VARIABLE OF ITS KEY')], ...rows]).join('\n')}\n`);
  return exitCodes.success;
}

/** @throws UsageError when there is no such symptom. */
function checkSymptom(id: string | undefined): void {
  if (id === undefined || symptomIds.includes(id)) return;
  const near = nearest(id, symptomIds);
  const shown = plainText(redactText(id), 60);
  throw new UsageError(
    near === undefined
      ? t('There is no symptom "{0}". "--symptom list" lists what there is.', shown)
      : t('There is no symptom "{0}". Did you mean "{1}"?', shown, near),
  );
}

/** @throws UsageError when the file can't be read or holds no report. */
async function earlierReport(file: string | undefined): Promise<Report | undefined> {
  if (file === undefined) return undefined;
  try {
    return readReport(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(t('{0} can not be compared with. {1}', plainText(redactText(file), 200), deepestMessage(error)));
  }
}

const renderers = { json: renderJson, markdown: renderMarkdown, html: (report: Report) => renderHtml(report) } as const;

function formOfFile(file: string): keyof typeof renderers {
  if (/\.json$/i.test(file)) return 'json';
  return /\.html?$/i.test(file) ? 'html' : 'markdown';
}

/** Where the terminal is, for people. */
function terminalPlace(surroundings: Surroundings = {}): string {
  const inside = listed(surroundingNames(surroundings));
  return inside ? t('terminal ({0})', inside) : t('terminal');
}

/** What the environment tells of the Clash core: where its controller is, and its secret. */
function clashOf(environment: Terminal['environment']): Partial<Pick<SubjectRequest, 'clash'>> {
  const controller = environment['GATEHOUSE_CLASH_CONTROLLER'];
  const secret = environment['GATEHOUSE_CLASH_SECRET'];
  if (!controller && !secret) return {};
  return { clash: { ...(controller && { controller }), ...(secret && { secret: new Secret(secret) }) } };
}

async function diagnose(
  parsed: ParsedArguments,
  gateway: Gateway,
  { probes, fallbackModels }: { probes: readonly string[] | undefined; fallbackModels: readonly string[] },
  terminal: Terminal,
): Promise<Report> {
  const { environment, platform, homeDirectory, signal } = terminal;
  const machine = { environment, platform, homeDirectory, signal };
  const [settings, clientsInUse] = await Promise.all([
    gatherProxySettings({ ...machine, timeoutMs: settingsLimitMs, folders: [process.cwd()] }),
    findClientsInUse({ environment, platform, inEditor: false, extensions: [] }),
  ]);
  const key = environment[gateway.keyVariable];
  const keyElsewhere = keyInOtherVariable(environment, gateway);
  const model = parsed.value('model');
  const subject = buildSubject({
    gateway,
    ...(model === undefined ? {} : { model }),
    ...(fallbackModels.length > 0 && { fallbackModels }),
    ...(key?.trim() ? { key: new Secret(key) } : {}),
    ...(keyElsewhere !== undefined && { keyElsewhere }),
    context: 'terminal',
    contextLabel: terminalPlace(settings.surroundings),
    settings,
    clientsInUse,
    // Here the other probes judge each way already, and a program of several stacks is started for it.
    stacks: parsed.has('deep') || probes?.includes('stacks') ? terminalStacks() : [],
    ...clashOf(environment),
    spend: parsed.has('spend'),
    ...(parsed.has('deep') && { depth: 'deep' as const }),
    ...(parsed.has('public-dns') && { thirdParty: true }),
    ...idleLimit(parsed),
  });
  askNamesOnce();
  const symptom = parsed.value('symptom');
  const progress = parsed.has('quiet') ? undefined : startProgress(terminal);
  try {
    const diagnosis = await runDiagnosis(subject, {
      signal,
      ...(probes ? { only: probes } : {}),
      ...(symptom === undefined ? {} : { symptom }),
      ...(progress ? { onEvent: (event) => progress.show(event) } : {}),
    });
    return await makeReport(diagnosis);
  } finally {
    await progress?.end();
  }
}

/** @throws UsageError when it is no number of seconds that a ladder can have. */
function idleLimit(parsed: ParsedArguments): { limits?: { idleRungMs: number } } {
  const text = parsed.value('idle-rung');
  if (text === undefined) return {};
  const seconds = Number(text);
  if (!(seconds >= 15 && seconds <= 350)) throw new UsageError(t('--idle-rung needs a number of seconds from 15 to 350.'));
  return { limits: { idleRungMs: seconds * 1_000 } };
}

/** @throws UsageError when there is no model to fall back from, or too much to fall back to. */
function chosenFallbacks(parsed: ParsedArguments): readonly string[] {
  const fallbacks = parsed.values('fallback');
  if (fallbacks.length > 0 && parsed.value('model') === undefined) throw new UsageError(t('--fallback needs --model: what is fallen back from.'));
  if (fallbacks.length > maxFallbacks) throw new UsageError(t('--fallback can be given {0} times at most.', maxFallbacks));
  return fallbacks;
}

function chosenProbes(parsed: ParsedArguments): readonly string[] | undefined {
  const chosen = parsed.values('probe');
  for (const id of chosen) {
    if (!probeIds.includes(id)) {
      throw new UsageError(t('There is no probe "{0}". Known probes: {1}.', plainText(id, 80), probeIds.join(', ')));
    }
  }
  return chosen.length > 0 ? chosen : undefined;
}

function exitCodeOf({ verdict }: Report): number {
  switch (verdict.state) {
    case 'healthy':
      return exitCodes.success;
    case 'degraded':
    case 'down':
      return exitCodes.fault;
    case 'unknown':
      return exitCodes.couldNotTell;
  }
}

/**
 * Has glibc ask dead DNS servers once instead of twice (resolv.conf(5), `attempts` and RES_OPTIONS). A lookup can't be
 * cancelled, and the process does not end before it: the second round would only delay the end by 5 s and more.
 */
function askNamesOnce(): void {
  const own = process.env['RES_OPTIONS'];
  if (!own?.includes('attempts:')) process.env['RES_OPTIONS'] = own ? `${own} attempts:1` : 'attempts:1';
}
