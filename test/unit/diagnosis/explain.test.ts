import assert from 'node:assert/strict';
import { explain } from '../../../src/diagnosis/explain.ts';

/** Error texts as people pasted them in public threads (shortened), and the symptom each has to be recognised as. */
const cases: readonly { id: string; source: string; text: string }[] = [
  // 1
  {
    id: 'connection-reset',
    source: 'anthropics/claude-code #77516',
    text: '□ claude CLI\n✻ Unable to connect to API (ECONNRESET) · Retrying in 2s · attempt 3/10',
  },
  { id: 'connection-reset', source: 'anthropics/claude-code #83994', text: 'API Error: Connection to the API was lost (ECONNRESET)' },
  {
    id: 'connection-reset',
    source: 'anthropics/claude-code #56711',
    text: 'OAuth error: The socket connection was closed unexpectedly. For more information, pass `verbose: true` in the second argument to fetch()',
  },
  {
    id: 'connection-reset',
    source: 'measured with Node 20.20',
    text: 'TypeError: fetch failed\n  [cause]: SocketError: other side closed {\n  code: \'UND_ERR_SOCKET\'',
  },
  // 2
  {
    id: 'tls-untrusted',
    source: 'google-gemini/gemini-cli #2300',
    text: 'Failed to login. Message: request to https://oauth2.googleapis.com/token failed, reason: self-signed     │\n│ certificate in certificate chain  ',
  },
  {
    id: 'tls-untrusted',
    source: 'google-gemini/gemini-cli #1561',
    text: "Clearcut POST request error:  Error: unable to get local issuer certificate\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1679:34) {\n  code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'\n}",
  },
  {
    id: 'tls-untrusted',
    source: 'anomalyco/opencode #640',
    text: 'ERROR 2025-07-03T09:54:58 +1546ms service=default name=Error message=self signed certificate in certificate chain fatal',
  },
  {
    id: 'tls-untrusted',
    source: 'Aider-AI/aider #77',
    text: "aiohttp.client_exceptions.ClientConnectorCertificateError: Cannot connect to host api.openai.com:443 ssl:True [SSLCertVerificationError: (1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:992)')]",
  },
  // 3
  {
    id: 'loopback-through-proxy',
    source: 'anthropics/claude-code #39862',
    text: 'NO_PROXY completely ignored: API Error: 502 Bad Gateway. ANTHROPIC_BASE_URL=http://127.0.0.1:3456 HTTP_PROXY=http://127.0.0.1:7890 NO_PROXY=127.0.0.1,localhost',
  },
  {
    id: 'loopback-through-proxy',
    source: 'anomalyco/opencode #531, page of squid as in axios/axios #5078',
    text: '<title>ERROR: The requested URL could not be retrieved</title> Copyright (C) 1996-2020 The Squid Software Foundation. The following error was encountered while trying to retrieve the URL: http://127.0.0.1:4096/session',
  },
  {
    id: 'loopback-through-proxy',
    source: 'anthropics/claude-code #76295',
    text: '`NO_PROXY` is being ignored again. Traffic to a host that is listed in `NO_PROXY` is still routed through `HTTP_PROXY`/`HTTPS_PROXY`, causing connection failures / timeouts to that host',
  },
  // 4
  {
    id: 'body-timeout',
    source: 'cline/cline #10359',
    text: '{"message":"terminated","code":"UND_ERR_BODY_TIMEOUT","modelId":"MODEL_ID_GOES_HERE","providerId":"openai"}',
  },
  { id: 'body-timeout', source: 'QwenLM/qwen-code #4711', text: '[API Error: terminated (cause: Body Timeout Error)]' },
  {
    id: 'body-timeout',
    source: 'cline/cline #13464',
    text: 'terminated: BodyTimeoutError: Body Timeout Error (UND_ERR_BODY_TIMEOUT)',
  },
  // 5
  {
    id: 'headers-timeout',
    source: 'ollama/ollama-js #144',
    text: "Error generating article: TypeError: fetch failed\n    at node:internal/deps/undici/undici:13185:13 {\n  [cause]: HeadersTimeoutError: Headers Timeout Error\n    code: 'UND_ERR_HEADERS_TIMEOUT'",
  },
  { id: 'headers-timeout', source: 'openclaw/openclaw #69390', text: 'fetch failed | Headers Timeout Error' },
  // 6
  {
    id: 'responses-stream-closed',
    source: 'caidaoli/ccLoad #59',
    text: 'stream disconnected before completion: stream closed before response.completed',
  },
  {
    id: 'responses-stream-closed',
    source: 'openai/codex #41895',
    text: 'stream disconnected before completion: An error occurred while processing your request. You can retry your request, or contact us through our help center at help.openai.com if the error persists.',
  },
  // 7
  {
    id: 'stalled-stream',
    source: 'anthropics/claude-code #25979',
    text: 'Claude Code hangs indefinitely when API streaming connection stalls (no read timeout). Every prompt hangs indefinitely on spinner messages',
  },
  {
    id: 'stalled-stream',
    source: 'anomalyco/opencode #43519',
    text: 'aborts with the typed, retryable `APIError: SSE read timed out` (`ProviderResponseStreamError`)',
  },
  {
    id: 'stalled-stream',
    source: 'earendil-works/pi #5558',
    text: 'a brief upstream stall left an in-flight streaming call hung indefinitely with zero output',
  },
  // 8
  {
    id: 'stream-idle-timeout',
    source: 'anthropics/claude-code #50534',
    text: 'API Error: Stream idle timeout - partial response received',
  },
  {
    id: 'stream-idle-timeout',
    source: 'anthropics/claude-code #57637',
    text: '[{"error":"Error: Stream idle timeout - partial response received\\n    at _W4 (/$bunfs/root/src/entrypoints/cli.js:8975:14223)\\n    at processTicksAndRejections (native:7:39)","timestamp":"2026-05-08T14:05:29.029Z"}]',
  },
  {
    id: 'stream-idle-timeout',
    source: 'openai/codex, codex-rs/core/src/client.rs',
    text: 'stream disconnected before completion: idle timeout waiting for SSE',
  },
  // 9
  {
    id: 'empty-answer',
    source: 'earendil-works/pi #8511',
    text: 'data: {"id":"gen-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop","native_finish_reason":"network_error"}]}',
  },
  {
    id: 'empty-answer',
    source: 'cline/cline pull request 5432',
    text: 'Unexpected API Response: The language model did not provide any assistant messages. This may indicate an issue with the API or the model\'s output.',
  },
  {
    id: 'empty-answer',
    source: 'thedotmack/claude-mem #3569',
    text: '[SDK] Empty response from OpenRouter\nEmpty OpenRouter init response - session may lack context',
  },
  {
    id: 'empty-answer',
    source: '0xPlaygrounds/rig #1656',
    text: 'CompletionError: ResponseError: Response contained no message or tool call (empty)',
  },
  // 10
  {
    id: 'premature-close',
    source: 'VOICEVOX/kanalizer #23',
    text: "FetchError: Invalid response body while trying to fetch https://openrouter.ai/api/v1/chat/completions: Premature close\n  type: 'system',\n  errno: 'ERR_STREAM_PREMATURE_CLOSE'",
  },
  {
    id: 'premature-close',
    source: 'bytedance/deer-flow #1923',
    text: 'LLM request failed: peer closed connection without sending complete message body (incomplete chunked read)',
  },
  {
    id: 'premature-close',
    source: 'measured with Node 20.20',
    text: "TypeError: terminated\n    at Fetch.onAborted (node:internal/deps/undici/undici:11322:53)\n  [cause]: SocketError: other side closed\n    code: 'UND_ERR_SOCKET'",
  },
  // 11
  {
    id: 'tls-to-plain-port',
    source: 'UNICKCHENG/openai-proxy pull request 48',
    text: "- error TypeError: fetch failed\n  cause: [Error: 98CBF5449C7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:354:\n  ] {\n    code: 'ERR_SSL_WRONG_VERSION_NUMBER'",
  },
  {
    id: 'tls-to-plain-port',
    source: 'encode/httpx #1068',
    text: 'httpcore._exceptions.ConnectError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1108)',
  },
  // 12
  {
    id: 'connect-budget',
    source: 'nodejs/undici #2777',
    text: "TypeError: fetch failed\n  cause: AggregateError [ETIMEDOUT]:\n      at internalConnectMultiple (node:net:1114:18)\n    code: 'ETIMEDOUT',\n    [errors]: [ [Error], [Error] ]",
  },
  {
    id: 'connect-budget',
    source: 'anomalyco/opencode #45178',
    text: 'AggregateError: connect ETIMEDOUT 104.18.3.115:443; connect ENETUNREACH 2606:4700::6812:273:443 - Local (:::0)',
  },
  // 13
  {
    id: 'not-an-api',
    source: 'microsoft/vscode-copilot-release #1977',
    text: 'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
  },
  {
    id: 'not-an-api',
    source: 'Pathos14489/Pantella #3',
    text: 'HTTP Request: POST https://openrouter.ai/api/v1/completions "HTTP/1.1 404 Not Found"\n<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/>',
  },
  // 14
  {
    id: 'proxy-auth',
    source: 'microsoft/vscode #239033',
    text: 'Error: Proxy response (407) !== 200 when HTTP Tunneling\n    at ClientRequest.<anonymous>',
  },
  {
    id: 'proxy-auth',
    source: 'cubewise-code/tm1py #531',
    text: "OSError('Tunnel connection failed: 407 Proxy Authentication Required')",
  },
  // 15
  {
    id: 'editor-environment',
    source: 'microsoft/vscode #47684',
    text: 'Proxy environment variables not inherited in integrated terminal when VSCode is launched from Taskbar',
  },
  {
    id: 'editor-environment',
    source: 'microsoft/vscode #285153',
    text: 'Network proxy setting not inherit when start vscode from desktop launcher bar icon on Ubuntu.',
  },
  {
    id: 'editor-environment',
    source: 'microsoft/vscode #205545',
    text: 'The same request works in the terminal but the VS Code extension can not connect',
  },
  // 16
  {
    id: 'socks-unsupported',
    source: 'huggingface/tau #221',
    text: 'ValueError: Unknown scheme for proxy URL URL(\'socks://127.0.0.1:7891/\')',
  },
  {
    id: 'socks-unsupported',
    source: 'python-httpx.org, SOCKS support',
    text: "ImportError: Using SOCKS proxy, but the 'socksio' package is not installed. Make sure to install httpx using `pip install httpx[socks]`.",
  },
  {
    id: 'socks-unsupported',
    source: 'robusta-dev/krr #192',
    text: 'ERROR    Could not load cluster: Proxy URL had unsupported scheme socks5, should use http:// or https://',
  },
  // 17
  {
    id: 'bad-key',
    source: 'musistudio/claude-code-router #227',
    text: '{"error":{"message":"No auth credentials found","code":401}}',
  },
  {
    id: 'bad-key',
    source: 'NousResearch/hermes-agent #14637',
    text: "📝 Error: HTTP 401: User not found.\n📋 Details: {'message': 'User not found.', 'code': 401}",
  },
  {
    id: 'bad-key',
    source: 'kortix-ai/suna #1704',
    text: 'litellm.AuthenticationError: AnthropicException - b\'{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is required"},"request_id":"req_011"}\'',
  },
  // 18
  {
    id: 'no-endpoints',
    source: 'evalstate/fast-agent #122',
    text: "Error: Error code: 404 - {'error': {'message': 'No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing', 'code': 404}}",
  },
  {
    id: 'no-endpoints',
    source: 'zed-industries/zed #36094',
    text: 'Failed to connect to OpenRouter API: 404 Not Found {"error":{"message":"No endpoints found that support the provided \'tool_choice\' value. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing","code":404}',
  },
  {
    id: 'no-endpoints',
    source: 'Kilo-Org/kilocode #9006',
    text: '{"name":"APIError","data":{"statusCode":404,"responseBody":"{\\"error\\":{\\"message\\":\\"No endpoints found that support tool use.\\",\\"code\\":404}}"}}',
  },
  // 19
  {
    id: 'free-model-limits',
    source: 'Gitlawb/openclaude #936',
    text: '429 {"error":{"message":"Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day","code":429,"metadata":{"headers":{"X-RateLimit-Limit":"50","X-RateLimit-Remaining":"0"}}}}',
  },
  {
    id: 'free-model-limits',
    source: 'unslothai/unsloth #8518',
    text: 'google/gemma-4-31b-it:free\nInsufficient credits. Add more using https://openrouter.ai/settings/credits',
  },
  // 20
  {
    id: 'answer-in-one-lump',
    source: 'BerriAI/litellm pull request 29557',
    text: 'the reporter sees the whole SSE stream arrive in one buffered batch behind an nginx reverse proxy',
  },
  {
    id: 'answer-in-one-lump',
    source: 'Fyrd/caniuse pull request 2148',
    text: 'Event streaming data was blocked under the protection of antivirus. When I closed the connection by stopping server, I was able to see all the data at once.',
  },
  // 21
  {
    id: 'http2-trouble',
    source: 'curl/curl #3527',
    text: 'curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)',
  },
  {
    id: 'http2-trouble',
    source: 'nodejs.org/api/errors.html',
    text: "Error [ERR_HTTP2_STREAM_ERROR]: Stream closed with error code NGHTTP2_INTERNAL_ERROR\n  code: 'ERR_HTTP2_STREAM_ERROR'",
  },
  // 22
  {
    id: 'repeated-requests',
    source: 'anthropics/claude-code #4968',
    text: 'The same request is sent to the backend 3 times because the client times out, and every one of them is billed',
  },
  {
    id: 'repeated-requests',
    source: 'openai-node request log',
    text: "POST /v1/chat/completions { 'x-stainless-retry-count': '2', 'x-stainless-timeout': '600' }",
  },
  // 23
  {
    id: 'sse-comment-misread',
    source: 'pfrankov/obsidian-local-gpt #22',
    text: 'Could not JSON parse stream message : OPENROUTER PROCESSING SyntaxError: Unexpected token \':\', ": OPENROUT"... is not valid JSON',
  },
  {
    id: 'sse-comment-misread',
    source: 'deepnoodle-ai/dive pull request 206',
    text: "llm=openrouter: invalid character ':' looking for beginning of value",
  },
  {
    id: 'sse-comment-misread',
    source: 'Lambdua/openai4j #90',
    text: 'java.lang.RuntimeException: com.theokanning.openai.service.SSEFormatException: Invalid sse format! : OPENROUTER PROCESSING',
  },
  // 24
  {
    id: 'wrong-host',
    source: 'Node',
    text: 'TypeError: fetch failed\n  [cause]: Error: getaddrinfo ENOTFOUND api.openrouter.ai\n    code: \'ENOTFOUND\'',
  },
  { id: 'wrong-host', source: 'curl', text: 'curl: (6) Could not resolve host: api.openrouter.ai' },
];

/** Codes and words beside the 24: TLS codes, plain network errors, typed answers of gateways. */
const signatures: readonly [id: string, text: string][] = [
  ['tls-untrusted', 'Error: unable to verify the first certificate { code: \'UNABLE_TO_VERIFY_LEAF_SIGNATURE\' }'],
  ['tls-untrusted', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
  ['tls-untrusted', 'error sending request: invalid peer certificate: UnknownIssuer'],
  ['tls-python-strict', '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Basic Constraints of CA cert not marked critical (_ssl.c:1032)'],
  ['tls-self-signed', 'Error: self-signed certificate { code: \'DEPTH_ZERO_SELF_SIGNED_CERT\' }'],
  ['tls-expired', 'Error: certificate has expired { code: \'CERT_HAS_EXPIRED\' }'],
  ['tls-expired', 'CERT_NOT_YET_VALID'],
  ['tls-wrong-host', "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: openrouter.ai. is not in the cert's altnames: DNS:example.org"],
  ['tls-to-plain-port', 'Error: write EPROTO 140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number'],
  ['tls-to-plain-port', 'Post "https://127.0.0.1:8080": http: server gave HTTP response to HTTPS client'],
  ['tls-closed-in-handshake', 'Error: Client network socket disconnected before secure TLS connection was established { code: \'ECONNRESET\' }'],
  ['tls-name-rejected', 'Error: 40:error:0A000458:SSL routines:ssl3_read_bytes:tlsv1 unrecognized name { code: \'ERR_SSL_TLSV1_UNRECOGNIZED_NAME\' }'],
  ['tls-old-peer', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ['tls-weak-certificate', 'Error: EE certificate key too weak { code: \'UNSPECIFIED\' }'],
  ['name-not-found', 'Error: getaddrinfo ENOTFOUND gateway.example'],
  ['name-not-found', 'httpx.ConnectError: [Errno -3] Temporary failure in name resolution'],
  ['connection-refused', 'Error: connect ECONNREFUSED 127.0.0.1:8080'],
  ['proxy-unreachable', 'Error: connect ECONNREFUSED 127.0.0.1:7890'],
  ['proxy-unreachable', 'curl: (5) Could not resolve proxy: proxy.corp.example'],
  ['proxy-refuses', 'curl: (56) CONNECT tunnel failed, response 403'],
  ['connect-timeout', "cause: ConnectTimeoutError: Connect Timeout Error { code: 'UND_ERR_CONNECT_TIMEOUT' }"],
  ['client-timeout', 'DOMException [TimeoutError]: The operation was aborted due to timeout'],
  ['premature-close', 'reqwest::Error { kind: Decode, source: "error decoding response body" }'],
  ['blocked-port', 'TypeError: fetch failed { [cause]: Error: bad port }'],
  ['provider-overloaded', '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_01"}'],
  ['provider-error', 'data: {"id":"gen-1","provider":"Novita","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"Provider disconnected","metadata":{"provider_name":"Novita","error_type":"provider_unavailable"}}}'],
  ['no-credit', 'API Error: 402 {"error":{"message":"Insufficient credits. Add more using https://openrouter.ai/settings/credits","code":402}}'],
  ['model-not-found', '{"error":{"message":"openai/gpt-9 is not a valid model ID","code":400},"user_id":"user_1"}'],
  ['context-length', "Error code: 400 - {'error': {'message': \"This model's maximum context length is 8192 tokens.\", 'type': 'invalid_request_error', 'param': 'messages', 'code': 'context_length_exceeded'}}"],
  ['edge-timeout', 'HTTP/1.1 524 A timeout occurred'],
  ['gateway-unavailable', 'upstream said: status code 503'],
];

/** Texts a person could paste or select by mistake. */
const innocent: readonly string[] = [
  '',
  '   \n\t',
  'Hello, how are you today?',
  'Listening on http://127.0.0.1:8080',
  'HTTP/1.1 200 OK\ncontent-type: application/json',
  '{"id":"gen-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"total_tokens":9}}',
  'data: [DONE]',
  '{"name":"gatehouse","version":"0.1.0","scripts":{"test":"node test/run.js"}}',
  'function add(a, b) { return a + b; }',
  'export HTTPS_PROXY=http://127.0.0.1:7890',
  'commit 4f2a9e1 (HEAD -> main)\nAuthor: A <a@example.org>\n\n    Add the models list',
  'The quick brown fox jumps over the lazy dog 502 times.',
];

describe('explain', () => {
  for (const { id, source, text } of cases) {
    it(`knows ${id} as in ${source}`, () => {
      assert.equal(explain(text).matches[0]?.id, id, JSON.stringify(explain(text).matches.map((one) => one.id)));
    });
  }

  for (const [id, text] of signatures) {
    it(`knows ${id} from ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(explain(text).matches[0]?.id, id, JSON.stringify(explain(text).matches.map((one) => one.id)));
    });
  }

  for (const text of innocent) {
    it(`says nothing about ${JSON.stringify(text.slice(0, 50))}`, () => {
      assert.deepEqual(explain(text), { schemaVersion: 1, matches: [] });
    });
  }

  it('covers each of the 24 symptoms with at least two texts', () => {
    const counts = new Map<string, number>();
    for (const { id } of cases) counts.set(id, (counts.get(id) ?? 0) + 1);
    assert.equal(counts.size, 24);
    for (const [id, count] of counts) assert.ok(count >= 2, id);
  });

  it('gives at most five matches, in plain JSON, each with its words', () => {
    const everything = [...cases.map(({ text }) => text), ...signatures.map(([, text]) => text)].join('\n');
    const explanation = explain(everything);
    assert.equal(explanation.matches.length, 5);
    assert.deepEqual(JSON.parse(JSON.stringify(explanation)), explanation);
    for (const match of explanation.matches) {
      for (const word of [match.id, match.leg, match.title, match.cause, match.fix, match.source]) assert.notEqual(word, '');
    }
  });

  it('does not blame the comments of a stream that carries an error', () => {
    const error = { code: 502, message: 'Provider disconnected unexpectedly', metadata: { error_type: 'provider_unavailable' } };
    const choices = [{ index: 0, delta: { content: '' }, finish_reason: 'error', native_finish_reason: 'error' }];
    const stream = `: OPENROUTER PROCESSING\n\ndata: ${JSON.stringify({ id: 'gen-1', choices, error })}\n\n`;
    const ids = explain(stream).matches.map(({ id }) => id);
    assert.equal(ids[0], 'provider-error');
    assert.ok(!ids.includes('sse-comment-misread'));
    assert.deepEqual(explain(': OPENROUTER PROCESSING\n\ndata: {"choices":[]}\n').matches, []);
  });

  it('names one fault for one error body, not each of its parts', () => {
    const error = { message: 'x/y is not a valid model ID', code: 400, metadata: { error_type: 'invalid_request' } };
    assert.deepEqual(explain(JSON.stringify({ error })).matches.map(({ id }) => id), ['model-not-found']);
  });

  it('is sure of typed answers and less so of vague words', () => {
    assert.equal(explain('{"error":{"message":"No auth credentials found","code":401}}').matches[0]?.confidence, 'high');
    assert.equal(explain('TypeError: fetch failed').matches[0]?.confidence, 'low');
  });

  it('finds an error at either end of a text that is longer than what is looked at', () => {
    const filler = 'all is well\n'.repeat(40_000);
    assert.equal(explain(`${filler}Error: getaddrinfo ENOTFOUND gateway.example`).matches[0]?.id, 'name-not-found');
    assert.equal(explain(`Error: getaddrinfo ENOTFOUND gateway.example\n${filler}`).matches[0]?.id, 'name-not-found');
  });

  it('stays fast on hostile texts', () => {
    const units = ['{', '{"a":', "{'", '"', "'", '\\', '<', 'Error: ', ' works in ', 'model ', 'no endpoints ', 'a ', '\n', '(((', '{\\"', "{\\'", '\u001b[', '\u001b]', '│', `${'x'.repeat(60)}\na`, 'not ', 'every request ', '重复', 'nothing '];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const startedAt = performance.now();
      explain(text);
      assert.ok(performance.now() - startedAt < 3_000, `${JSON.stringify(unit)} took too long`);
    }
  });
});
