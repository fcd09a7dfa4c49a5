import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { fieldRules } from '../../../../../src/shim/endpoint/translate/fields.ts';
import { translation } from '../../../../../src/shim/endpoint/translate/index.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';
import { directions } from './made-up.ts';

/** Every field of a request: openai-node 7.59.0 and anthropic-sdk-typescript 1.14.0, `...CreateParamsBase`. */
const documented: Readonly<Record<SpokenProtocol, string>> = {
  'chat-completions':
    'messages audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options',
  responses:
    'access_programs background background_options context_management conversation image include input instructions max_output_tokens max_tool_calls metadata moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user',
  messages:
    'max_tokens messages cache_control container diagnostics inference_geo metadata output_config service_tier speed stop_sequences stream system temperature thinking tool_choice tools top_k top_p user_profile_id workspace_id',
};

const whole: Readonly<Record<SpokenProtocol, Json>> = {
  'chat-completions': { messages: [{ role: 'user', content: 'Hi' }] },
  responses: { input: 'Hi' },
  messages: { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
};

const fieldsOf = (field: string): string[] => field.split(', ').map((one) => one.split(/[.[: ]/)[0] ?? '');

describe('fields of a request', () => {
  for (const [from, to] of directions) {
    const rules = fieldRules.filter((rule) => rule.from === from && rule.to.includes(to));

    it(`${from} to ${to}: each that is documented has its fate`, () => {
      const known = new Set(rules.flatMap(({ field }) => fieldsOf(field)));
      assert.deepEqual(documented[from].split(' ').filter((field) => !known.has(field)), []);
    });

    it(`${from} to ${to}: none has two`, () => {
      const plain = rules.filter(({ field }) => !/[[.: ]/.test(field)).map(({ field }) => field);
      assert.deepEqual(plain.filter((field, at) => plain.indexOf(field) !== at), []);
    });

    for (const { field, fate, when } of rules.filter((rule) => !/[[.: ]/.test(rule.field))) {
      if (fate === 'translated') continue;
      it(`${from} to ${to}: ${field} is ${fate}`, () => {
        const values: unknown[] = [true, 'x', { a: 1 }, ['x'], 2, ['message.output_text.logprobs']];
        const value = fate === 'refused' ? values.find((one) => when?.(one) ?? true) : 'x';
        const result = translation(from, to).request({ ...whole[from], [field]: value }, 'm');
        if (fate === 'refused') assert.ok('impossible' in result && result.impossible.includes(`"${field}`), JSON.stringify(result));
        else {
          const without = translation(from, to).request(whole[from], 'm');
          assert.deepEqual(result, without);
        }
        const unsaid = translation(from, to).request({ ...whole[from], [field]: null }, 'm');
        assert.ok('body' in unsaid, 'null says nothing');
      });
    }
  }
});
