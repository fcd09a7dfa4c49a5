import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { readConfiguration } from '../clash/configuration/read.ts';
import { parseControllerAddress, printControllerAddress } from '../clash/controller/address.ts';
import { explainConnection } from '../clash/rules/evaluate.ts';
import type { ClashExplanation } from '../clash/rules/explanation.ts';
import type { ClashCoreSeen, ClashHostSeen, ClashNodeSeen, ClashPlace, ClashSource } from '../diagnosis/clash/evidence.ts';
import { knowledgeOf } from '../diagnosis/clash/knowledge.ts';
import { lookAtCore } from '../diagnosis/clash/look.ts';
import { readGeosite } from '../clash/geosite-beside.ts';
import { readRuleSets } from '../clash/rule-set-files.ts';
import { redactText } from '../diagnosis/redact.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { undecidedWords } from '../diagnosis/rules/clash-rows.ts';
import { chainWords, leafOf, ruleWords } from '../diagnosis/rules/clash-words.ts';
import { listed } from '../diagnosis/rules/wording.ts';
import { sourceWord, unlikeRows } from '../diagnosis/views/clash-tables.ts';
import { deepestMessage, plainText } from '../path/network-failure.ts';
import { Secret } from '../path/secret.ts';
import { parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';

/** Shape of `clash explain --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;
/** A configuration with 100,000 rows is some 5 MB. */
const maxBytes = 64 * 1024 * 1024;

/** The variable that holds the controller's secret, where no other is named. */
const secretVariable = 'GATEHOUSE_CLASH_SECRET';

/** The call that is asked about. */
interface Asked {
  host: string;
  port: number;
  network: 'tcp' | 'udp';
  process?: string;
}

/** What came of it, from whichever source. */
interface Answer {
  explanation: ClashExplanation;
  /** The file, or the core with its place. */
  from: string;
  sources: readonly ClashSource[];
  node?: ClashNodeSeen;
  /** What the newest connection took, where that was another policy than the rows say. */
  otherwise?: NonNullable<ClashHostSeen['otherwise']>;
  /** The file that names the core and is not what it runs. */
  otherFile?: NonNullable<ClashCoreSeen['otherFile']>;
}

/** Says which row, policy and node a call takes, and everything that is not known about it. */
export const clashExplain: Command = {
  name: 'clash explain',
  synopsis: ['clash explain HOST [--config FILE | --controller URL] [--port N] [--network tcp|udp] [--process NAME]', ' [--secret-env NAME] [--json]'],
  summary: () => t('Say which row, policy and node of Clash a host takes.'),
  options: {
    config: { type: 'string', value: 'FILE', about: () => t('Evaluate this configuration; no core is asked.') },
    controller: { type: 'string', value: 'URL', about: () => t('Ask the core whose controller is there; without it and --config, one is looked for on this machine.') },
    'secret-env': { type: 'string', value: 'NAME', about: () => t('The variable that holds the secret of the controller; {0} without.', secretVariable) },
    port: { type: 'string', value: 'N', about: () => t('The port that is called; 443 without.') },
    network: { type: 'string', value: 'tcp|udp', about: () => t('UDP is what HTTP/3 uses; tcp without.') },
    process: { type: 'string', value: 'NAME', about: () => t('The program that calls, as the core sees it: curl, node.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('Nothing is changed, and no request goes through the core.'),
    t('Exit code 1 means that the call is refused (REJECT), 3 that it depends on something that is not known, or that no core was found.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, clashExplain.options);
    const asked = askedOf(parsed);
    if (parsed.value('config') !== undefined && parsed.value('controller') !== undefined) throw new UsageError(t('Choose one of --config and --controller.'));
    const file = parsed.value('config');
    const answer = file === undefined ? await byCore(asked, parsed, terminal) : await byFile(asked, file);
    if ('tried' in answer) {
      if (parsed.has('json')) await terminal.print(`${JSON.stringify({ schemaVersion, ...asked, found: false, tried: answer.tried }, null, 2)}\n`);
      else await terminal.print(renderTried(answer.tried, terminal.width));
      return exitCodes.couldNotTell;
    }
    const { explanation } = answer;
    if (parsed.has('json')) await terminal.print(`${redactText(JSON.stringify(documentOf(asked, answer), null, 2))}\n`);
    else await terminal.print(redactText(render(asked, answer, terminal.width)));
    if (!explanation.complete) return exitCodes.couldNotTell;
    return (leafOf(explanation) ?? explanation.policy).startsWith('REJECT') ? exitCodes.fault : exitCodes.success;
  },
};

function askedOf(parsed: ParsedArguments): Asked {
  const [text, ...more] = parsed.positionals;
  if (text === undefined || more.length > 0) throw new UsageError(t('Give one host, such as openrouter.ai.'));
  const port = Number(parsed.value('port') ?? 443);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(t('--port needs a number from 1 to 65535.'));
  const network = parsed.value('network') ?? 'tcp';
  if (network !== 'tcp' && network !== 'udp') throw new UsageError(t('--network is tcp or udp.'));
  const process = parsed.value('process');
  return { host: hostOf(text), port, network, ...(process !== undefined && { process }) };
}

/** A host as people paste it: alone, with a port, or as a URL. */
function hostOf(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(url) || new URL(url).hostname === '') throw new UsageError(t('"{0}" is no host.', plainText(redactText(text), 80)));
  return new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

async function byFile(asked: Asked, file: string): Promise<Answer> {
  let text: string;
  try {
    const { size } = await fs.stat(file);
    if (size > maxBytes) throw new UsageError(t('The input is larger than {0} bytes.', maxBytes));
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(t('{0} can not be read. {1}', plainText(redactText(file), 200), deepestMessage(error)));
  }
  const configuration = readConfiguration(text, { path: file });
  const [fault] = configuration.faults;
  if (fault && configuration.rules.length === 0) {
    throw new UsageError(
      fault.kind === 'encrypted'
        ? t('{0} is encrypted. Decrypt it first.', plainText(redactText(file), 200))
        : t('{0} is no Clash configuration that can be read. {1}', plainText(redactText(file), 200), plainText(redactText(fault.detail), 300)),
    );
  }
  const folder = path.dirname(path.resolve(file));
  const ruleSets = await readRuleSets(configuration, folder);
  const geosite = await readGeosite(configuration, ruleSets, folder);
  const knowledge = knowledgeOf({ ruleSets, ...(geosite && { geosite }) });
  return { explanation: explainConnection(configuration, connectionOf(asked), knowledge), from: file, sources: ['evaluated'] };
}

/** What is asked, as a connection. Who calls is only known where it was said. */
export function connectionOf({ host, port, network, process }: Asked): Parameters<typeof explainConnection>[1] {
  return { host, network, destinationPort: port, ...(process !== undefined && { process }) };
}

async function byCore(asked: Asked, parsed: ParsedArguments, terminal: Terminal): Promise<Answer | { tried: readonly ClashPlace[] }> {
  const written = parsed.value('controller') ?? (terminal.environment['GATEHOUSE_CLASH_CONTROLLER'] || undefined);
  const address = written === undefined ? undefined : parseControllerAddress(written);
  if (written !== undefined && !address) throw new UsageError(t('"{0}" is no address of a controller. Give one such as http://127.0.0.1:9090 or unix:/path.', plainText(redactText(written), 80)));
  const named = parsed.value('secret-env');
  const value = terminal.environment[named ?? secretVariable];
  if (named !== undefined && (value ?? '') === '') throw new UsageError(t('The variable {0} is not set.', plainText(named, 80)));
  const look = await lookAtCore(
    {
      hosts: [{ id: asked.host, host: asked.host, port: asked.port }],
      ...(address && { controller: printControllerAddress(address) }),
      ...(value && { secret: new Secret(value) }),
      ...(asked.process !== undefined && { process: asked.process }),
      environment: terminal.environment,
      platform: terminal.platform,
      homeDirectory: terminal.homeDirectory,
      paths: [],
      namedLists: true,
    },
    terminal.signal,
  );
  const { core, tried } = look;
  const [seen] = core?.hosts ?? [];
  const explanation = asked.network === 'udp' ? seen?.udp : seen?.explanation;
  if (!core || !seen || !explanation) return { tried };
  const node = core.nodes.find(({ name }) => name === leafOf(explanation));
  return { explanation, from: t('{0} at {1}', core.title, core.place.place), sources: seen.sources, ...(node && { node }), ...(seen.otherwise && asked.network === 'tcp' && { otherwise: seen.otherwise }), ...(core.otherFile && { otherFile: core.otherFile }) };
}

function documentOf(asked: Asked, { explanation, from, sources, node, otherwise, otherFile }: Answer): object {
  const { rule, resolvedBy, ...rest } = explanation;
  return { schemaVersion, ...asked, found: true, from, sources, rule: rule ?? null, resolvedBy: resolvedBy ?? null, ...rest, node: node ?? null, otherwise: otherwise ?? null, otherFile: otherFile ?? null };
}

function render({ host, port, network }: Asked, { explanation, from, sources, node, otherwise, otherFile }: Answer, width: number): string {
  const lines: string[] = [];
  const say = (text: string, indent = 0): void => {
    lines.push(...wrapText(plainText(text, 4_000), width, ' '.repeat(indent)));
  };
  const { complete, mode, rule, resolvedBy, undecided, passedOver } = explanation;
  say(t('{0}, {1} {2}, by {3}:', host, network.toUpperCase(), String(port), from));
  const by = rule ? ruleWords(rule) : mode === 'rule' ? t('no row') : t('mode {0}', mode);
  say(t('{0}: {1}', by, chainWords(explanation)), 2);
  if (node) {
    const last = node.delaysMs.at(-1) ?? 0;
    say(node.alive === null ? t('The node {0} was not tested.', node.name) : node.alive ? t('The node {0} passes its test ({1} ms).', node.name, String(last)) : t('The node {0} does not pass its test.', node.name), 2);
  }
  if (!explanation.chainComplete) say(t('Where the chain goes on depends on the choice of a group, which only the running core knows.'), 2);
  if (resolvedBy) say(t('The core looks the name up first, because of {0}.', ruleWords(resolvedBy)), 2);
  for (const sentence of unlikeRows([{ host, ...(otherwise && { otherwise }) }], otherFile)) say(sentence, 2);
  for (const one of passedOver) say(one.why === 'udp' ? t('Passed over, as it carries no UDP: {0}.', ruleWords(one.rule)) : t('Passed over: {0}.', ruleWords(one.rule)), 2);
  if (!complete) {
    lines.push('');
    say(t('That holds only if none of these rows matches:'));
    for (const one of undecided) say(undecidedWords(one), 2);
  }
  lines.push('');
  say(t('Known from {0}.', listed(sources.map(sourceWord))));
  return `${lines.join('\n')}\n`;
}

function renderTried(tried: readonly ClashPlace[], width: number): string {
  const locked = tried.find(({ outcome }) => outcome === 'secret-wanted');
  const sentence = locked
    ? t('A Clash core answers at {0} and asks for its secret. Put it into the variable {1}.', locked.place, secretVariable)
    : t('No Clash core was found. Name its controller with --controller, or its configuration with --config.');
  const places = tried.map(({ place, outcome }) => `  ${plainText(place, 200)}: ${outcome}`);
  return `${[...wrapText(sentence, width, ''), ...places].join('\n')}\n`;
}
