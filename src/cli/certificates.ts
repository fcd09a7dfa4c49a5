import { t } from '@vscode/l10n';
import { buildSubject, gatherProxySettings, makeReport, redactText, runDiagnosis } from '../diagnosis/doctor.ts';
import type { TlsEvidence } from '../diagnosis/evidence.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { certificateChains } from '../diagnosis/views/certificate-chains.ts';
import { chainPem, rootPem } from '../diagnosis/views/chain-pems.ts';
import type { CertificateChain, CertificateView } from '../diagnosis/views/table.ts';
import { customGateway } from '../gateways/catalogue/index.ts';
import { parseBaseUrl } from '../gateways/gateway.ts';
import { plainText } from '../path/network-failure.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { alignColumns } from './columns.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';

/** Longest time one settings command may take, in ms. */
const settingsLimitMs = 5_000;

/** Shows the certificates that arrive for a URL, by every path its clients take. */
export const certificates: Command = {
  name: 'certificates',
  synopsis: ['certificates URL [--pem | --root | --json]'],
  summary: () => t('Show the certificates that arrive for a URL, and who knows their root.'),
  options: {
    pem: { type: 'boolean', about: () => t('Print the chain of the first path as PEM, and nothing else.') },
    root: { type: 'boolean', about: () => t('Print the root of the first path as PEM, and nothing else.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('Handshakes are made with and without verification; nothing is sent on them, and no key is read.'),
    t('A root that came over the network proves nothing of itself. Compare its fingerprint before anything trusts it.'),
    t('Exit code 1 means that neither the public roots nor a store of this machine has the root.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, certificates.options);
    const forms = (['pem', 'root', 'json'] as const).filter((form) => parsed.has(form));
    if (forms.length > 1) throw new UsageError(t('Choose one of --pem, --root and --json.'));
    const [url, extra] = parsed.positionals;
    if (url === undefined) throw new UsageError(t('There is no URL to look at.'));
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(redactText(extra), 80)));
    const checked = parseBaseUrl(url);
    if ('problem' in checked) throw new UsageError(plainText(redactText(checked.problem), 400));
    if (!checked.baseUrl.startsWith('https:')) throw new UsageError(t('That URL is plain HTTP, where there are no certificates.'));
    const seen = await look(checked.baseUrl, terminal);
    const [first] = seen.chains;
    if (!first) {
      await terminal.note(`${t('No certificate was seen: {0}', seen.summary)}\n`);
      return exitCodes.couldNotTell;
    }
    const [form] = forms;
    if (form === 'json') await terminal.print(`${JSON.stringify(seen.chains, null, 2)}\n`);
    else if (form === undefined) await terminal.print(seen.chains.map((chain) => rendered(chain, terminal.width)).join('\n'));
    else {
      const pem = form === 'pem' ? chainPem(seen.evidence, first.path) : rootPem(seen.evidence, first.path);
      if (pem === undefined) {
        await terminal.note(`${t('The root is not at hand: it did not come along. Whoever runs the authority has it.')}\n`);
        return exitCodes.couldNotTell;
      }
      await terminal.print(pem);
    }
    return seen.accepted ? exitCodes.success : exitCodes.fault;
  },
};

interface Seen {
  chains: readonly CertificateChain[];
  evidence: TlsEvidence;
  summary: string;
  /** Some store here has the root of the first path, and name and dates fit. */
  accepted: boolean;
}

async function look(baseUrl: string, terminal: Terminal): Promise<Seen> {
  const { environment, platform, homeDirectory, signal } = terminal;
  const settings = await gatherProxySettings({ environment, platform, homeDirectory, signal, timeoutMs: settingsLimitMs });
  const subject = buildSubject({
    gateway: customGateway(baseUrl),
    context: 'terminal',
    contextLabel: t('terminal'),
    settings,
    spend: false,
  });
  const diagnosis = await runDiagnosis(subject, { signal, only: ['tls'] });
  const live = diagnosis.results.find(({ id }) => id === 'tls')?.evidence as TlsEvidence | null | undefined;
  // What is told is the report's, which is free of secrets; the certificates themselves are asked for by name.
  const probe = (await makeReport(diagnosis)).probes.find(({ id }) => id === 'tls');
  const shareable = probe?.evidence as TlsEvidence | null | undefined;
  const nothing: TlsEvidence = { applies: false, paths: [] };
  const evidence = live ?? nothing;
  const first = evidence.paths.find(({ observation }) => (observation?.chain.length ?? 0) > 0)?.observation;
  return {
    chains: certificateChains(shareable ?? nothing, diagnosis.facts),
    evidence,
    summary: plainText(probe?.summary ?? '', 400),
    accepted: first !== undefined && [first.trust.bundled, first.trust.extra, first.trust.system].includes(true),
  };
}

function rendered({ title, certificates: served, root, remarks }: CertificateChain, width: number): string {
  const lines = [
    title,
    ...remarks.flatMap((remark) => wrapText(remark, width, '  ')),
    ...served.flatMap((one, index) => ['', ...block(one, `${index}`, '')]),
    ...(root ? ['', ...block(root, '-', t('not sent by the server'))] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function block({ title, role, facts }: CertificateView, mark: string, remark: string): string[] {
  const plain = (text: string): string => plainText(text, 2_000);
  return [
    `  ${mark} ${plain(title)} (${[role, remark].filter((part) => part !== '').join(', ')})`,
    ...alignColumns(facts.map(({ label, value }) => [`    ${label}`, plain(value)])),
  ];
}
