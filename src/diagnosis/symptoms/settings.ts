import { t } from '@vscode/l10n';
import { modelTalk, sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

const editor = /\bVS ?Code\b|\bIDE\b|\bextension\b|\beditor\b|\bCursor\b|\bJetBrains\b/i;
const worksInShell = /\b(works?|working|fine|ok|succeeds?)\b.{0,40}\b(in|from|on|via) .{0,16}\b(terminal|shell)\b/i;
const worksWithTool = /\b(works?|working|fine|ok|succeeds?)\b.{0,40}\b(command line|cmd|iTerm|curl)\b/i;
const environmentWord = /_proxy\b|\bproxy (setting|variable|env)\w{0,8}|\benv(-?variables?|s)?\b|\benvironment\b|环境变量/i;
/** A variable that does not come through to the program that needs it. */
const notHandedOn =
  /(\bnot|\bcannot|n't|\bnever|\bunable to) (being |be |been |seem to )?(inherit(ed|ing)?|pass(ed)?|propagated?|forward(ed)?|picked up|extend)\b|n't (read|see|have|get|pick up) the (inherited|shell|env\w{0,12}|proxy)\b|没有继承|不继承|无法继承/i;
const paidFor =
  /\b(billed|billing|charged|over-?bill\w{0,6}|cost(s|ly)?|token usage|tokens|credits|re-?executed)\b|计费|扣费/i;
const sentAgain =
  /\bretr(y|ies|ied|ying)\b|\brepeat(s|ed|edly|ing)?\b|\bre-?(sen[dt]|submi\w{1,8})\b|\bduplicate[ds]?\b|\bbackoff\b|\btwice\b|重复|重发/i;
const severalRequests =
  /\b(multiple|several|many|same|identical|duplicate|every|each|all|two|three|four|five|\d{1,5})\b.{0,30}\b(requests?|calls?|submissions?|generations?|completions?)\b|重复.{0,12}(请求|调用|completion)|重发.{0,12}请求/i;
const repeated = /\b(same|identical|duplicate|every|each) (request|prompt|call)s?\b/i;

/** Symptoms of settings: a wrong address, an environment that is not there, retries on top of retries. */
export const settingsSymptoms: readonly Symptom[] = [
  {
    id: 'wrong-host',
    leg: 'settings',
    title: () => t('The host api.openrouter.ai does not exist.'),
    cause: () => t('OpenRouter has no such host. The address is often copied from an example that never worked.'),
    fix: () => t('Use the base URL https://openrouter.ai/api/v1.'),
    signs: [sign(99, /\bapi\.openrouter\.ai\b/i)],
    source: 'OpenRouterTeam/docs openapi/openapi.yaml (servers)',
  },
  {
    id: 'editor-environment',
    leg: 'settings',
    title: () => t('The editor and the terminal run with different settings.'),
    cause: () =>
      t('An editor started from the dock, the start menu or a launcher does not see what the shell exports, and its own proxy settings do not reach every child process.'),
    tell: () => t('Compare the proxy variables in the integrated terminal with those in a terminal outside.'),
    fix: () =>
      t('Start the editor from a shell, or set http.proxy in its settings and the proxy variables where the desktop session reads them.'),
    signs: [
      sign(78, environmentWord, notHandedOn),
      sign(80, worksInShell, editor),
      sign(80, worksWithTool, editor),
      sign(
        78,
        /\b(launch|start|open)(ed|ing)?\b[^]{0,60}\b(dock|finder|taskbar|start menu|desktop (launcher|icon)|launcher|spotlight)\b/i,
        /\bproxy\b|_proxy\b|\benv\b|environment/i,
      ),
    ],
    source: 'microsoft/vscode #205545, #47684, #285153; chrmarti/vscode-network-proxy-test #11',
  },
  {
    id: 'repeated-requests',
    leg: 'settings',
    title: () => t('One request is sent several times.'),
    cause: () =>
      t('The client gives up before the gateway answers and asks again, while the first request still runs and is billed. Retries of the library, the agent and a relay multiply.'),
    tell: () => t('The same body shows up again in the log of the gateway, with X-Stainless-Retry-Count above 0.'),
    fix: () => t('Raise the timeout of the client above the longest answer, and keep retries in one layer only.'),
    signs: [
      sign(88, /x-stainless-retry-count["']?\s?[:=,]\s?["']?[1-9]/i),
      sign(
        82,
        repeated,
        /\b(billed|charged|cost|tokens|duplicate[ds]?|re-?sent|repeat(s|ed)?|re-?executed)\b/i,
        /\b(\d|two|three|four|five|several|multiple|many) ?(times|x|retries|attempts)\b|\btwice\b|\bretr(y|ies)\b/i,
      ),
      sign(81, paidFor, sentAgain, severalRequests),
      sign(80, /\b(duplicate|identical) requests?\b/i, /\btime[sd]?[ -]?outs?\b|\bretr(y|ies|ied)\b/i, modelTalk),
    ],
    source: 'anthropics/claude-code #4968, #1999, #38569',
  },
  {
    id: 'blocked-port',
    leg: 'settings',
    title: () => t('The port of the address is one that fetch refuses.'),
    cause: () => t('Web standards forbid a list of ports such as 1, 22 and 6000; fetch obeys it and never connects.'),
    fix: () => t('Let the service listen on another port, and use that one in the base URL.'),
    signs: [sign(90, /\bfetch failed\b/i, /\bbad port\b/i), sign(60, /\bError: bad port\b/i)],
    source: 'fetch.spec.whatwg.org, port blocking',
  },
];
