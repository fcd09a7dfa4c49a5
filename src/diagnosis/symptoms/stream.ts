import { t } from '@vscode/l10n';
import { modelTalk, outerSign, sign } from './symptom.ts';
import type { Symptom } from './symptom.ts';

/** The comment inside other words; on a line of its own it is a stream as it should be. */
const misreadComment = /[^\s:][^\n]{0,80}: OPENROUTER PR|": OPENROUT"|['"(]: OPENROUTER\b/;
const streaming = /\bstream(s|ed|ing)?\b|\bSSE\b|event-stream|\btokens?\b|\bchunks?\b/i;

/** The clock of Node's HTTP library, in the words of those who found it. */
const defaultClock = /\b300(,000| ?s\b| seconds| ?000)|\b5[- ]?min|fetch failed|\babort(s|ed)?\b|\btime[sd]? out\b/i;
const stopped = /\b(hung|hangs?|stuck(ed)?|stall(s|ed)?|freezes?|frozen)\b/i;
const allAtOnce =
  /\ball (the \w{1,20} |of it )?at once\b|\b(full|whole|entire|complete) (answer|response|reply|output)( \w{1,12})? at once\b|\bin one (lump|batch|go|chunk|burst|buffered batch)\b|\bsingle (lump|batch|burst)\b/i;
/** What tells a stream of an answer from one of pictures or files. */
const answerWords =
  /\b(SSE|answers?|repl(y|ies)|responses?|events?|tokens?|chat|completions?|generation|LLM|antivirus|proxy)\b|event-stream/i;

/** Symptoms of the stream: it stalls, is cut, comes in one lump, or is misread. */
export const streamSymptoms: readonly Symptom[] = [
  {
    id: 'sse-comment-misread',
    leg: 'stream',
    title: () => t('The client takes a keep-alive comment for data.'),
    cause: () =>
      t('While a model works, OpenRouter sends comment lines (": OPENROUTER PROCESSING"). A parser that does not know comments fails on them.'),
    tell: () =>
      t('The text that could not be read begins with a colon; a curl of the same request shows the comment lines.'),
    fix: () =>
      t('Update the client, or the relay between it and the gateway, to one whose event stream parser skips lines that begin with a colon.'),
    signs: [
      sign(98, misreadComment, /json|parse|invalid|syntax|unexpected|format|decode/i),
      sign(94, /unexpected token '?:'?,/i),
      sign(92, /invalid character ':' looking for beginning of value/i),
      sign(70, misreadComment),
      sign(
        84,
        /\bSSE\b|event[- ]stream|\bstream\b/i,
        /\b(keep-?alive|SSE)\b.{0,20}\bcomments?\b|\bcomments?\b.{0,20}\b(keep-?alive|SSE)\b|\bcomment lines?\b/i,
        /\bJSON\b|\bpars(e|er|ers|ing)\b/i,
        /\b(breaks?|crash(es)?|errors?|fail(s|ed)?|invalid|throws?|unexpected)\b/i,
      ),
    ],
    source: 'openai/openai-go #227; pfrankov/obsidian-local-gpt #22; OpenRouterTeam/docs api_reference/streaming.mdx',
  },
  {
    id: 'body-timeout',
    leg: 'stream',
    title: () => t('The stream was silent for 300 seconds and the client gave up.'),
    cause: () =>
      t('The HTTP library of Node ends a body after 300 seconds without a byte. Slow and local models are silent that long.'),
    tell: () => t('The request dies 300 seconds after the last byte, give or take two.'),
    fix: () =>
      t('Raise bodyTimeout of the dispatcher where the program lets you, update the program, or let the server send keep-alive comments.'),
    signs: [
      sign(97, /\bUND_ERR_BODY_TIMEOUT\b|\bBodyTimeoutError\b|\bBody Timeout Error\b/i),
      sign(80, /\bbodyTimeout\b/, defaultClock),
    ],
    source: 'QwenLM/qwen-code #4711, #4604; cline/cline #10359, #13371, #13464; earendil-works/pi #3715',
  },
  {
    id: 'stream-idle-timeout',
    leg: 'stream',
    title: () => t('The stream stopped in the middle, and the client gave up waiting.'),
    cause: () => t('The model stalled, or something on the path cuts connections that are quiet for a while.'),
    tell: () => t('When the silence before the cut is the same each time, it is a clock on the path.'),
    fix: () =>
      t('Send the request again. When it keeps happening, use a steadier exit of the proxy and look at the status page of the gateway.'),
    signs: [
      sign(97, /\bstream idle timeout\b|idle timeout waiting for SSE/i),
      sign(86, /no data from provider for \d{1,6} ?s|stream idle for|idle timeout after/i),
      sign(
        86,
        /\b(LLM|SSE|stream|chunk|model|response)( read)? idle[- ]?time-?out\b|\bidle[- ]?time-?out\b.{0,40}\b(no (response|data|chunks?|events?)|waiting for)\b/i,
      ),
    ],
    source: 'anthropics/claude-code #47841, #46955, #48501, #50534, #57637',
  },
  {
    id: 'responses-stream-closed',
    leg: 'stream',
    title: () => t('The stream ended before the answer was complete.'),
    cause: () =>
      t('The gateway does not stream the Responses API fully, hides an error event, or the connection was cut while it was quiet.'),
    tell: () => t('Look for an event response.completed or an event error at the end of the stream.'),
    fix: () =>
      t('Use an endpoint that serves the Responses API with streaming, and raise stream_idle_timeout_ms of the client.'),
    signs: [
      sign(96, /stream closed before response\.completed/i),
      outerSign(93, /stream disconnected before completion/i),
      sign(
        80,
        /\bresponse\.completed\b/,
        /\b(never|missing|without|not received|before)\b|(没|未|尚未|还没).{0,12}(收到|完成)|连接已经?(关闭|断开)/i,
      ),
    ],
    source: 'openai/codex #3229, #1597, #41895, #43140; caidaoli/ccLoad #59',
  },
  {
    id: 'premature-close',
    leg: 'stream',
    title: () => t('The connection was closed in the middle of the answer.'),
    cause: () => t('The provider or a proxy on the path ended the connection before the answer was complete.'),
    tell: () => t('Compare the same request direct and through the proxy, and without compression.'),
    fix: () =>
      t('Send the request again; use a steadier exit of the proxy; update the runtime of the client when it is an old one.'),
    signs: [
      sign(94, /\bERR_STREAM_PREMATURE_CLOSE\b|\bPremature close\b/i),
      sign(94, /incomplete chunked read|peer closed connection without sending complete message body/i),
      sign(90, /Response payload is not completed|\bIncompleteRead\b|ERR_INCOMPLETE_CHUNKED_ENCODING|curl: \(18\)/),
      sign(88, /unexpected EOF during chunk|unexpected end of stream|\bChunkedEncodingError\b|\bInvalidChunkLength\b/i),
      sign(86, /error decoding response body|connection closed before message completed|\bIncompleteMessage\b/i),
      sign(80, /\bunexpected EOF\b/i, /\bstream(s|ed|ing)?\b|\bresponse body\b|\bchunks?\b/i),
      sign(84, /\bterminated\b/, /\bother side closed\b|\bUND_ERR_SOCKET\b|\bECONNRESET\b/),
      sign(78, /TypeError:? terminated\b/),
      sign(76, /\baborted\b/, /\bECONNRESET\b/),
      // Python and curl say of a reset only that it came; these are the places in which a body is read.
      sign(84, /Connection reset by peer|\bConnectionResetError\b/, /\b_receive_response_body\b|\biter_raw\b|\biter_content\b/),
      sign(84, /curl: \(56\) Recv failure/, /^HTTP\/[\d.]{1,3} 2\d\d/m),
    ],
    source:
      'openai/openai-node #294; node-fetch/node-fetch #1219, #1576; ' +
      'openai/openai-python #2065, #2356; VOICEVOX/kanalizer #23',
  },
  {
    id: 'truncated',
    leg: 'stream',
    title: () => t('The answer ended cleanly, but it is not complete.'),
    cause: () =>
      t('The connection ended in order before the JSON document or the stream was complete, and no HTTP library calls that an error. A provider that died, or a proxy that closes early, does it.'),
    tell: () => t('The status is 200 and the text breaks off in the middle; a stream has no [DONE] and no finish_reason.'),
    fix: () =>
      t('Send the request again. When it keeps happening, use another provider of the model, and compare direct and through the proxy.'),
    signs: [
      sign(82, /unterminated string (in JSON|starting) at/i),
      sign(72, /unexpected end of JSON input|\bEOF while parsing an? (string|object|value|list)\b/i),
      sign(84, /\b(without|no|missing)\b.{0,20}\[DONE\]/i, streaming),
    ],
    source: 'measured with the OpenAI and Anthropic SDKs for Node and Python; nodejs/undici fetch',
  },
  {
    id: 'stalled-stream',
    leg: 'stream',
    title: () => t('The stream is open but nothing more arrives.'),
    cause: () =>
      t('The model stalled while comments keep the connection warm, so a clock that counts bytes never runs out.'),
    tell: () => t('Bytes still flow, but no event with data comes.'),
    fix: () =>
      t('Set a timeout that counts events with data, for example chunkTimeout in opencode or CLAUDE_STREAM_IDLE_TIMEOUT_MS in Claude Code, and send the request again.'),
    signs: [
      sign(88, /\bSSE read timed out\b|\bchunkTimeout\b/i),
      sign(80, /\bhang(s|ing)?\b[^\n]{0,30}\b(indefinitely|forever)\b|\bhung indefinitely\b/i, streaming),
      sign(
        72,
        /\bspinner\b|\bspinning\b|\bspins\b/i,
        /\b(forever|indefinitely|hangs?|stuck|no error|never)\b/i,
        modelTalk,
      ),
      sign(
        74,
        stopped,
        /\b(0|no|zero) tokens?\b|\btoken (count|counter|usage)\b|\bmid-?(stream|session|response)\b|\bno (error|timeout|response|output)\b|\bindefinitely\b|\bforever\b/i,
        modelTalk,
      ),
      sign(66, /\bhang(s|ing)?\b.{0,30}\bstuck\b|\b(gets?|getting|got) stuck\b|\bkeeps? hanging\b/i, modelTalk),
      sign(
        74,
        /卡(住|主|死|在)|一直(在)?(转圈|加载)|假死/,
        /没(有)?(响应|反应|返回|输出)|无响应|不报错|长时间|转圈/,
        /codex|claude|agent|working|模型|流式|请求|API/i,
      ),
      sign(64, /\bhang(s|ing)?\b[^\n]{0,30}\b(indefinitely|forever)\b/i, /\bAPI\b|\bmodel\b|\brequest\b/i),
    ],
    source: 'anthropics/claude-code #25979, #18028, #49716; anomalyco/opencode #43519, #21173; earendil-works/pi #5558',
  },
  {
    id: 'answer-in-one-lump',
    leg: 'stream',
    title: () => t('The answer arrives all at once instead of word by word.'),
    cause: () =>
      t('A proxy, an antivirus program or a tunnel collects the stream and hands it on when it is complete.'),
    tell: () => t('The first event comes almost as late as the last one.'),
    fix: () =>
      t('Exempt the host of the gateway from scanning, let the server send X-Accel-Buffering: no, use HTTPS in place of HTTP, and compare HTTP/1.1 with HTTP/2.'),
    signs: [
      sign(84, allAtOnce, streaming, answerWords),
      sign(
        82,
        /\b(nothing|no (bytes|tokens?|events?|chunks?|data))\b.{0,40}\buntil\b.{0,40}\b(finish|complete|done|end|entire|whole|clos)/i,
        streaming,
      ),
      sign(
        78,
        /\bbuffer(s|ed|ing)?\b/i,
        /\bSSE\b|event-stream|\bstreaming\b/i,
        /\bproxy\b|\bnginx\b|\bantivirus\b|\bcloudflare\b|\btunnel\b/i,
      ),
      sign(80, /缓冲|buffering|一次性(返回|输出|显示|出来)|一下子全/i, /\bSSE\b|流式|逐字/i),
      sign(74, /\b(response|answer|reply|output|tokens?) (is|are|was|were|gets?) buffered\b/i, streaming),
    ],
    source:
      'cloudflare/cloudflared #1496; amir20/dozzle #1802; Fyrd/caniuse pull request 2148; anomalyco/opencode #39357',
  },
];
