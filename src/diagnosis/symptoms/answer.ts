import { t } from '@vscode/l10n';
import { sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

const freeModel = /:free\b|\bfree[- ](tier )?models?\b|\bfree-models-per-/i;
const noCredit = /insufficient credits|more credits|enough credits?\b|\bcan only afford\b|negative balance|\b402\b/i;

/** Symptoms in what the gateway answers: the account, the request, the provider behind it. */
export const answerSymptoms: readonly Symptom[] = [
  {
    id: 'free-model-limits',
    leg: 'account',
    title: () => t('The gateway refuses a free model to this account.'),
    cause: () =>
      t('Free models of OpenRouter have limits: 20 requests in a minute, and 50 a day until 10 dollars of credit have been bought in total, then 1000 a day. A negative balance blocks them altogether.'),
    tell: () => t('The X-RateLimit headers name the limit; the key endpoint of the gateway shows what is left.'),
    fix: () => t('Wait for the limit to renew, bring the balance above zero, or use a paid model.'),
    signs: [
      sign(97, /free-models-per-(day|min)/i),
      sign(93, freeModel, noCredit),
      sign(90, freeModel, /\b429\b|rate[- ]?limit/i),
    ],
    source: 'OpenRouterTeam/docs api_reference/limits.mdx; cline/cline #5301; unslothai/unsloth #8518',
  },
  {
    id: 'no-endpoints',
    leg: 'request',
    title: () => t('The gateway has no provider that may serve this request.'),
    cause: () =>
      t('The model does not support tools or another parameter of the request, a privacy filter excludes its providers, or its free variant has ended.'),
    tell: () => t('The error names what is missing; in newer answers availability.code and excluded_by do.'),
    fix: () =>
      t('Drop the parameter, relax the filter in the request or in the privacy settings of the account, or use another model.'),
    signs: [
      sign(97, /no endpoints (found|available)/i),
      sign(88, /no endpoint (for this model|matched|matches|meets|found|available)/i),
      sign(95, /no allowed providers are available|all providers have been ignored/i),
    ],
    source:
      'OpenRouterTeam/docs errors-and-debugging.mdx; evalstate/fast-agent #122; ' +
      'zed-industries/zed #36094; MerlinStacks/overseek #29',
  },
  {
    id: 'bad-key',
    leg: 'account',
    title: () => t('The gateway does not accept the API key.'),
    cause: () =>
      t('The key is sent in a header the gateway does not read, the variable is empty or set too late, a saved login wins over it, or the key belongs to another gateway.'),
    tell: () => t('The prefix of a key tells whose it is; the key endpoint of the gateway tells whether it is good.'),
    fix: () =>
      t('Set the key again. In Claude Code use ANTHROPIC_AUTH_TOKEN for a gateway with ANTHROPIC_API_KEY left blank, and run /logout first.'),
    signs: [
      sign(
        95,
        /no (cookie )?auth credentials found|missing authentication header|could not resolve authentication method/i,
      ),
      sign(94, /incorrect api key provided|invalid (x-)?api[- ]key|api key not valid|x-api-key header is required/i),
      sign(90, /\bauthentication_error\b|\binvalid_api_key\b|\bAuthenticationError\b/),
      sign(86, /\b401\b/, /user not found|unauthorized|invalid token|auth/i),
    ],
    source:
      'OpenRouterTeam/docs cookbook/coding-agents/claude-code-integration.mdx; ' +
      'musistudio/claude-code-router #227; RooCodeInc/Roo-Code #2445',
  },
  {
    id: 'empty-answer',
    leg: 'provider',
    title: () => t('The answer is empty although the request counted as a success.'),
    cause: () =>
      t('The provider failed inside the stream, after the status 200 was sent, and the client does not read the error there; or a filter removed the answer.'),
    tell: () =>
      t('Look for finish_reason "error", an error object, or native_finish_reason "network_error" in the last events.'),
    fix: () =>
      t('Send the request again, since nothing was answered; use another provider of the model, and update the client.'),
    signs: [
      sign(94, /native_finish_reason["']?\s{0,4}[:=]\s{0,4}["']?network_error/i),
      sign(92, /did not provide any assistant messages|response contained no (message|choices|content|output)/i),
      sign(92, /\bEmptyModelOutputError\b|\bcompletion has no usable output\b/i),
      sign(82, /finish_?reason["']?\s{0,4}[:=]\s{0,4}["']?error/i),
      sign(
        80,
        /\b(empty|blank) (assistant )?(response|message|completion|answer|content|repl)(y|ies|s)?\b/i,
        /\bmodels?\b|\bAPI\b|\bLLM\b|OpenRouter|finish_reason|200/i,
      ),
      sign(
        80,
        /["']choices["']\s{0,4}:\s{0,4}\[\s{0,8}\]/,
        /\bempty\b|\bno\b.{0,3}\b(content|answer|output|finish_?reason|response)\b/i,
      ),
      sign(80, /finish_?reason.{0,12}\bstop\b.{0,60}\b(no|without) (content|text|output)\b/i),
      // An answer that counts as one and has neither a word nor a token in it.
      sign(
        82,
        /\bcontent["']?\s{0,4}[:=]\s{0,4}(""|''|None\b|null\b)/,
        /\b(completion_tokens|output_tokens)["']?\s{0,4}[:=]\s{0,4}0\b/,
      ),
    ],
    source:
      'cline/cline pull request 5432; diegosouzapw/OmniRoute pull request 8210; ' +
      'earendil-works/pi #8511; gethouston/houston pull request 1211',
  },
];
