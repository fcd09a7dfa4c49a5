import { t } from '@vscode/l10n';
import { sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

/** Symptoms of the HTTP exchange: no headers, not an API, trouble with HTTP/2. */
export const httpSymptoms: readonly Symptom[] = [
  {
    id: 'not-an-api',
    leg: 'http',
    title: () => t('A web page came back instead of an API answer.'),
    cause: () =>
      t('The base URL points to a web site (often /v1 is missing), or a login portal, firewall or block page answered.'),
    tell: () => t('The content type is text/html, and the title of the page names who answered.'),
    fix: () =>
      t('Compare the base URL with the documentation of the gateway, then open it in a browser and sign in to the portal if there is one.'),
    signs: [
      sign(95, /unexpected token '?<'?.{0,60}(\bJSON\b|<!doctype|<html)/i),
      {
        all: [/unexpected token '?<'?/i],
        none: [/\(at [^\s()]{1,200}\.m?js\b|\b[\w./-]{1,80}\.[jt]sx?:\d/],
        weight: 76,
      },
      sign(95, /invalid character '<' looking for beginning of value/i),
      sign(84, /<!doctype\b/i, /\b[345]\d\d\b|\berror\b|blocked|denied|\bJSON\b|\bfail/i),
      sign(66, /<!doctype html/i),
      sign(88, /empty or malformed response \(HTTP \d{3}\)/i),
      sign(90, /\bCloudflare Ray ID\b|\bcf-error-\w|blocked_why_(detail|headline)|Attention Required! \| Cloudflare/i),
      sign(86, /MalformedJsonException|JsonSyntaxException|JsonParseException/, /<html|<!doctype|<head/i),
      sign(
        80,
        /\b(response|answer|body|server|endpoint|API|provider)\b.{0,24}\b(is|was|returns?|returned|sends?|sent) (an? )?HTML\b/i,
        /\bJSON\b|\berror\b/i,
      ),
      sign(58, /MalformedJsonException|JsonSyntaxException/, /line 1 column 1\b/),
      sign(84, /<html[\s>]/i, /\b[345]\d\d\b|error|blocked|denied/i),
      sign(62, /JSONDecodeError/, /line 1 column 1 \(char 0\)/),
      sign(
        60,
        /\btext\/html\b/i,
        /\b(expected|unexpected|instead|not)\b[^\n]{0,40}\bjson\b|\bjson\b[^\n]{0,40}\b(expected|error)\b/i,
      ),
    ],
    source: 'promptfoo/promptfoo #571; continuedev/continue #10286; microsoft/vscode-copilot-release #1977',
  },
  {
    id: 'long-prompts-fail',
    leg: 'http',
    title: () => t('Only long prompts fail.'),
    cause: () =>
      t('Something on the path refuses or drops large uploads: a body limit of a proxy, a filter that reads what is sent, or a packet size that does not get through. Or the answer to a long prompt takes longer than a clock on the path allows while nothing is sent.'),
    tell: () =>
      t('A short prompt with a long answer works; a long prompt fails at the same size or at the same second each time.'),
    fix: () =>
      t('Switch streaming on, so that bytes move while the model works. Raise the body limit of the proxy, or exempt the host from inspection; over a VPN, lower the packet size (MTU).'),
    signs: [
      sign(88, /\b413\b/, /(request )?(entity|payload|body|content) too large/i),
      sign(
        84,
        /\b(only|just)\b.{0,30}\b(long|large|big|huge)\b.{0,20}\b(prompt|request|context|message|file|input)s?\b/i,
        /\b(fail|error|reset|hang|timeout|time out|die|drop)/i,
      ),
      sign(82, /\b(short|small)\b.{0,20}\b(prompt|request|message)s? (work|are fine|succeed)/i),
      sign(80, /client_max_body_size|request body larger than|maximum request (body )?size/i),
    ],
    source: 'nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size; anthropics/claude-code #37077, #24614',
  },
  {
    id: 'headers-timeout',
    leg: 'http',
    title: () => t('No answer began within 300 seconds.'),
    cause: () =>
      t('The request was not streamed, or the model read a long prompt, and the HTTP library of Node stops waiting for headers after 300 seconds.'),
    tell: () => t('The request fails after 300 seconds, give or take two, whatever timeout the program has.'),
    fix: () => t('Turn streaming on, or raise headersTimeout of the dispatcher where the program lets you.'),
    signs: [
      sign(97, /\bUND_ERR_HEADERS_TIMEOUT\b|\bHeadersTimeoutError\b|\bHeaders Timeout Error\b/i),
      sign(
        80,
        /\bheadersTimeout\b/,
        /\b300(,000| ?s\b| seconds| ?000)|\b5[- ]?min|fetch failed|\babort(s|ed)?\b|\btime[sd]? out\b/i,
      ),
    ],
    source: 'ollama/ollama-js #72, #144; openclaw/openclaw #69390; vercel/ai #4224',
  },
  {
    id: 'client-timeout',
    leg: 'http',
    title: () => t('The client stopped waiting for the answer.'),
    cause: () => t('The timeout of the program is shorter than the answer took. The gateway may go on and bill it.'),
    fix: () => t('Raise the timeout of the client, and turn streaming on so that the answer begins early.'),
    signs: [
      sign(80, /\bAPI Error[:：]? ?The operation timed out/i),
      sign(84, /operation was aborted due to timeout|\bAPITimeoutError\b|httpx\.ReadTimeout/),
      sign(84, /httpcore\.ReadTimeout|ReadTimeoutError/),
      sign(76, /\bTimeoutError\b|request timed out|\boperation timed out\b|context deadline exceeded|curl: \(28\)/i),
    ],
    source: 'nodejs.org/api/globals.html (AbortSignal.timeout); python-httpx.org/advanced/timeouts',
  },
  {
    id: 'http2-trouble',
    leg: 'http',
    title: () => t('A stream over HTTP/2 was cut or hangs.'),
    cause: () => t('The client, or a box on the path, and the edge of the gateway do not get along with HTTP/2.'),
    tell: () => t('Compare curl --http2 with curl --http1.1: the second works.'),
    fix: () => t('Make the client use HTTP/1.1.'),
    signs: [
      sign(96, /HTTP\/2 stream \d{1,6} was not closed cleanly|Error in the HTTP\/2 framing layer|curl: \((16|92)\)/i),
      sign(94, /\bERR_HTTP2_[A-Z_]{3,40}\b|\bNGHTTP2_[A-Z_]{3,40}\b|ERR_HTTP2_PROTOCOL_ERROR/),
      sign(92, /stream error: stream ID \d{1,10}; [A-Z_]{3,30}|http2: server sent GOAWAY/i),
      sign(
        92,
        /http2 error: (stream|connection) error|\bStreamResetException\b|\bStreamReset stream_id\b|ConnectionTerminated error_code/i,
      ),
      sign(86, /\bhttp2: (server|client|response|stream|transport|frame|timeout|request|connection)\b/i),
      sign(
        82,
        /\b(h2|http\/?2)\b/i,
        /\bhangs?\b|\bstuck\b|\bstall(s|ed)?\b|\btime[sd]? ?out\b/i,
        /\bh1\b|http\/?1\.1|--http1\.1/i,
      ),
      sign(80, /HTTP\/?2(\.0)?/i, /HTTP\/?1\.1/i, /用不了|连不上|失败|卡住|断开|不可用/),
    ],
    source: 'lidge-jun/opencodex #1668; anthropics/claude-code #23081; curl/curl #3527, #16290',
  },
];
