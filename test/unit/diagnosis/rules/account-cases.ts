/** The key, the account, the model and the providers behind it, as the http probe sees them. */
import type { HttpEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeHttp } from '../../../../src/diagnosis/rules/http.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import type { AccountState } from '../../../../src/gateways/account.ts';
import type { Endpoint, ModelEndpoints } from '../../../../src/gateways/endpoints.ts';
import { legOfFault } from '../../../../src/gateways/fault.ts';
import type { KeyRemarkId } from '../../../../src/gateways/key-form.ts';
import type { ModelCheck } from '../../../../src/gateways/model-check.ts';
import { exchangeOf, factsOf, here, httpOf, own, type RuleCase } from '../samples.ts';

const answered = { models: exchangeOf(200) };
const accepted = { ...answered, key: exchangeOf(200, { keyed: true }) };
const refused = {
  ...answered,
  key: exchangeOf(401, { keyed: true, fault: { kind: 'bad-key' as const, leg: legOfFault('bad-key'), retryable: false, said: 'User not found.' } }),
};

const judge = (path: Partial<HttpEvidence['paths'][number]>, more: Partial<HttpEvidence>, facts: Partial<SubjectFacts> = {}) => () =>
  judgeHttp(httpOf(path, more), factsOf(facts));

const remark = (id: KeyRemarkId, blocks: boolean): NonNullable<HttpEvidence['keyForm']> => [
  { id, blocks, ...(id === 'other-gateway' && { owner: { title: 'Groq', variable: 'GROQ_API_KEY' } }) },
];

const keyCases: readonly RuleCase[] = [
  { what: 'a masked key that is refused', judge: judge(refused, { keyUsed: 'user', keyForm: remark('masked', true) }), status: 'fail', findings: ['error account key-form', 'error account bad-key'], says: /its middle is missing.*likely why/s },
  { what: 'a quoted key that nobody was asked about', judge: judge(answered, { keyUsed: 'user', keyForm: remark('quoted', true) }), status: 'warn', findings: ['warning account key-form'], says: /by the form of the key alone/ },
  { what: 'an unusual key that is refused', judge: judge(refused, { keyUsed: 'user', keyForm: remark('unusual-prefix', false) }), status: 'fail', findings: ['warning account key-form', 'error account bad-key'], says: /usually start with sk-or-v1-/ },
  { what: 'an unusual key that is accepted', judge: judge(accepted, { keyUsed: 'user', keyForm: remark('unusual-prefix', false) }), status: 'pass', findings: [] },
  { what: 'an unusual key that nobody was asked about', judge: judge(answered, { keyUsed: 'user', keyForm: remark('too-short', false) }), status: 'pass', findings: ['info account key-form'] },
  { what: 'a key with a line break behind it, accepted without', judge: judge(accepted, { keyUsed: 'user', keyForm: remark('whitespace-around', false) }), status: 'warn', findings: ['warning account key-has-whitespace'], says: /left out here/ },
  { what: 'a key of another gateway', judge: judge(answered, { keyForm: remark('other-gateway', true), keyWithheld: 'other-gateway' }), status: 'fail', findings: ['error account key-of-other-gateway'], says: /OpenRouter is one of Groq.*not sent.*GROQ_API_KEY/s },
  { what: 'an odd key beside a practice gateway', judge: judge(accepted, { practice: true, keyUsed: 'practice', keyForm: remark('masked', true) }, here), status: 'pass', findings: [] },
  { what: 'a key in another variable', judge: judge(answered, { keyElsewhere: 'OPENAI_API_KEY' }), status: 'pass', findings: ['info settings key-in-other-variable'], says: /OPENROUTER_API_KEY is not set, and OPENAI_API_KEY holds/ },
  { what: 'a key in another variable for a gateway of one\'s own', judge: judge(answered, { keyElsewhere: 'OPENAI_API_KEY' }, own), status: 'pass', findings: [] },
];

const account = (more: Partial<AccountState>, evidence: Partial<HttpEvidence> = {}, model?: string) =>
  judge(
    accepted,
    { keyUsed: 'user', account: { limit: 10, limitRemaining: 5, isFreeTier: false, isManagementKey: false, expiresAt: null, ...more }, ...evidence },
    model === undefined ? {} : { model },
  );
const free = (remaining: number) => ({ freeRequests: { used: 50 - remaining, limit: 50, remaining } });

const accountCases: readonly RuleCase[] = [
  { what: 'a cap that is nearly used', judge: account({ limitRemaining: 0.2, limitReset: 'daily' }), status: 'pass', findings: ['info account cap-nearly-used'], says: /0\.20 of 10 credits.*2026-08-21/s },
  { what: 'a negative balance', judge: account({ isManagementKey: true }, { credits: { bought: 10, used: 12 } }), status: 'fail', findings: ['error account management-key', 'error account balance-negative'], says: /free ones too/ },
  { what: 'an empty balance', judge: account({ isManagementKey: true }, { credits: { bought: 10, used: 10 } }), status: 'fail', findings: ['error account management-key', 'error account balance-empty'] },
  { what: 'a free model', judge: account(free(12), {}, 'a/b:free'), status: 'pass', findings: ['info account free-model-limits'], says: /12 are left today/ },
  { what: 'a free model whose day is used up', judge: account(free(0), {}, 'a/b:free:nitro'), status: 'warn', findings: ['warning account free-requests-used-up'], says: /50 of 50/ },
  { what: 'a paid model whatever is left of the free ones', judge: account(free(0), {}, 'a/b'), status: 'pass', findings: [] },
  {
    what: 'a refusal that tells its limit',
    judge: judge({ models: exchangeOf(429, { fault: { kind: 'rate-limited', leg: 'account', retryable: true, said: 'Slow down' }, rateLimits: [{ of: 'requests', scope: 'day', limit: 50, remaining: 0, resetsAtMs: 1_787_270_400_000 }, { of: 'tokens', scope: null, limit: null, remaining: 9, resetsAtMs: null }] }) }, {}),
    status: 'fail',
    findings: ['error account rate-limited'],
    says: /Limit of requests per day: 50, left 0; it starts anew at 2026-08-21 00:00:00 UTC\. Limit of tokens: \?, left 9\./,
  },
];

const listedAs = (more: Partial<ModelCheck>): ModelCheck => ({ id: 'a/b', found: true, didYouMean: [], ...more });
const model = (check: ModelCheck, more: Partial<HttpEvidence> = {}, facts: Partial<SubjectFacts> = {}) => judge(answered, { model: check, ...more }, { model: check.id, ...facts });

const modelCases: readonly RuleCase[] = [
  { what: 'another case', judge: model(listedAs({ id: 'A/B', found: false, why: 'case', didYouMean: ['a/b'] })), status: 'fail', findings: ['error request model-not-listed'], says: /Upper and lower case count.*Did you mean a\/b\?/s },
  { what: 'a router that is not listed', judge: model(listedAs({ id: 'openrouter/fusion', found: false, stands: 'router' })), status: 'pass', findings: [] },
  { what: 'a router at another gateway', judge: model(listedAs({ id: 'openrouter/auto', found: false, stands: 'router' }), {}, own), status: 'fail', findings: ['error request model-not-listed'] },
  { what: 'a model past its date', judge: model(listedAs({ expiresAt: '2026-08-20' })), status: 'warn', findings: ['warning request model-expired'], says: /was to go on 2026-08-20/ },
  { what: 'a model that goes soon', judge: model(listedAs({ expiresAt: '2026-09-01' })), status: 'pass', findings: ['info request model-expires-soon'] },
  { what: 'a model that goes some day', judge: model(listedAs({ expiresAt: '2027-09-01' })), status: 'pass', findings: [] },
  { what: 'a suffix on its way out', judge: model(listedAs({ id: 'a/b:online', suffixes: ['online'] })), status: 'pass', findings: ['info request model-suffix-deprecated'], says: /openrouter:web_search.*without it: a\/b\./s },
  { what: 'a suffix that stays', judge: model(listedAs({ id: 'a/b:nitro', suffixes: ['nitro'] })), status: 'pass', findings: [] },
  { what: 'a fallback that is not listed', judge: model(listedAs({}), { fallbacks: [listedAs({ id: 'c/d', found: false, didYouMean: ['c/e'] })] }), status: 'warn', findings: ['warning request fallback-not-listed'] },
  { what: 'a fallback past its date', judge: model(listedAs({}), { fallbacks: [listedAs({ id: 'c/d', expiresAt: '2025-01-01' })] }), status: 'warn', findings: ['warning request model-expired'], says: /c\/d.*no fallback/s },
];

const endpoint = (provider: string, more: Partial<Endpoint> = {}): Endpoint => ({
  provider,
  tag: null,
  status: 0,
  uptime5m: 99.5,
  uptime30m: 99.5,
  uptime1d: 99.5,
  latencyMs: null,
  throughput: null,
  contextLength: null,
  promptUsd: null,
  completionUsd: null,
  ...more,
});
const behind = (id: string, ...endpoints: readonly Endpoint[]): ModelEndpoints => ({ model: id, endpoints, truncated: false });
const endpoints = (list: readonly ModelEndpoints[], more: Partial<HttpEvidence> = {}) => judge(answered, { endpoints: list, ...more }, { model: 'a/b' });
const two = [endpoint('X'), endpoint('Y')] as const;

const endpointCases: readonly RuleCase[] = [
  { what: 'two providers that are well', judge: endpoints([behind('a/b', ...two)]), status: 'pass', findings: [] },
  { what: 'one that is not, beside one that is', judge: endpoints([behind('a/b', endpoint('X', { uptime5m: 3 }), endpoint('Y'))]), status: 'pass', findings: [] },
  { what: 'two that are degraded', judge: endpoints([behind('a/b', endpoint('X', { uptime5m: 94.96 }), endpoint('Y', { uptime30m: 20 }))]), status: 'warn', findings: ['warning provider provider-uptime-low'], says: /a\/b is degraded.*X 94\.9 % in 5 min.*Y 99\.5 % in 5 min, 20 % in 30 min/s },
  { what: 'two that fail often', judge: endpoints([behind('a/b', endpoint('X', { uptime5m: 50 }), endpoint('Y', { uptime5m: 79.9 }))]), status: 'warn', findings: ['warning provider provider-uptime-low'], says: /fails often/ },
  { what: 'two that were taken back', judge: endpoints([behind('a/b', endpoint('X', { status: -2 }), endpoint('Y', { status: -5 }))]), status: 'warn', findings: ['warning provider provider-uptime-low'], says: /X deranked \(-2\)/ },
  { what: 'two of which too little is known', judge: endpoints([behind('a/b', ...['X', 'Y'].map((one) => endpoint(one, { uptime5m: null, uptime30m: null })))]), status: 'pass', findings: [] },
  { what: 'one provider alone', judge: endpoints([behind('a/b', endpoint('X'))]), status: 'pass', findings: ['info provider provider-single'] },
  { what: 'no provider', judge: endpoints([behind('a/b')]), status: 'warn', findings: ['warning provider provider-none'] },
  { what: 'no provider of a model that is not listed', judge: endpoints([behind('a/b')], { model: listedAs({ found: false }) }), status: 'fail', findings: ['error request model-not-listed'] },
  { what: 'fallbacks that lead elsewhere', judge: endpoints([behind('a/b', ...two), behind('c/d', endpoint('Z'))]), status: 'pass', findings: [] },
  { what: 'fallbacks that do not', judge: endpoints([behind('a/b', ...two), behind('c/d', endpoint('Y')), behind('a/b:nitro', ...two)]), status: 'warn', findings: ['warning provider fallbacks-share-providers'], says: /c\/d is served by Y.*a\/b:nitro is the same model as a\/b.*Behind every model of the list: Y/s },
  { what: 'one fallback of two that does not', judge: endpoints([behind('a/b', ...two), behind('c/d', endpoint('Y')), behind('e/f', endpoint('Z'))]), status: 'pass', findings: ['info provider fallbacks-share-providers'], says: /Some fallbacks.*c\/d/ },
  { what: 'a fallback whose providers are not known', judge: endpoints([behind('a/b', ...two), behind('c/d')]), status: 'pass', findings: [] },
];

export const accountAndModelCases: readonly RuleCase[] = [...keyCases, ...accountCases, ...modelCases, ...endpointCases];
