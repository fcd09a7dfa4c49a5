/**
 * Translation between the protocols that clients speak, for a target that speaks another one. Each protocol is read and
 * written once, by way of a conversation and an answer that are told in none.
 */
import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import type { Answer, AnswerEvent, AnswerReader, AnswerWriter } from './answer.ts';
import { answerContext, withCallersCalls, type AnswerContext } from './answer-context.ts';
import { readChatAnswer, writeChatAnswer } from './chat/answer.ts';
import { readChatRequest } from './chat/read-request.ts';
import { ChatStreamReader } from './chat/read-stream.ts';
import { writeChatRequest } from './chat/write-request.ts';
import { ChatStreamWriter } from './chat/write-stream.ts';
import type { Conversation } from './conversation.ts';
import { errorDocument, noAnswer, readError } from './error.ts';
import { Impossible, noRequest } from './impossible.ts';
import { record, saysSomething, type Json } from './json.ts';
import { readMessagesAnswer, writeMessagesAnswer } from './messages/answer.ts';
import { readMessagesRequest } from './messages/read-request.ts';
import { MessagesStreamReader } from './messages/read-stream.ts';
import { writeMessagesRequest } from './messages/write-request.ts';
import { MessagesStreamWriter } from './messages/write-stream.ts';
import { readResponsesAnswer, writeResponsesAnswer } from './responses/answer.ts';
import { readResponsesRequest } from './responses/read-request.ts';
import { ResponsesStreamReader } from './responses/read-stream.ts';
import { writeResponsesRequest } from './responses/write-request.ts';
import { ResponsesStreamWriter } from './responses/write-stream.ts';
import { TranslatedStream } from './stream.ts';
import type { Translation } from './translation.ts';

export { translateError } from './error.ts';
export { withoutForeignThoughts } from './foreign-thoughts.ts';

/** One protocol, both ways. */
interface Tongue {
  readRequest(body: Json, model: string, to: SpokenProtocol): Conversation;
  writeRequest(conversation: Conversation, from: SpokenProtocol): Json;
  readAnswer(document: unknown): Answer | undefined;
  writeAnswer(answer: Answer, context: AnswerContext): Json;
  streamReader(): AnswerReader;
  streamWriter(context: AnswerContext): AnswerWriter;
}

const tongues: Readonly<Record<SpokenProtocol, Tongue>> = {
  'chat-completions': {
    readRequest: readChatRequest,
    writeRequest: writeChatRequest,
    readAnswer: readChatAnswer,
    writeAnswer: writeChatAnswer,
    streamReader: () => new ChatStreamReader(),
    streamWriter: (context) => new ChatStreamWriter(context),
  },
  responses: {
    readRequest: readResponsesRequest,
    writeRequest: writeResponsesRequest,
    readAnswer: readResponsesAnswer,
    writeAnswer: writeResponsesAnswer,
    streamReader: () => new ResponsesStreamReader(),
    streamWriter: (context) => new ResponsesStreamWriter(context),
  },
  messages: {
    readRequest: readMessagesRequest,
    writeRequest: writeMessagesRequest,
    readAnswer: readMessagesAnswer,
    writeAnswer: writeMessagesAnswer,
    streamReader: () => new MessagesStreamReader(),
    streamWriter: () => new MessagesStreamWriter(),
  },
};

/**
 * @param from what the caller speaks.
 * @param to what the target speaks: another one.
 * @param createdS seconds since the epoch, told as the time of an answer whose protocol has none (Messages).
 */
export function translation(from: SpokenProtocol, to: SpokenProtocol, createdS = 0): Translation {
  const caller = tongues[from];
  const target = tongues[to];
  return {
    from,
    to,
    request(body, model) {
      try {
        const told = record(body);
        if (!told) throw noRequest('{}', from);
        return { body: target.writeRequest(caller.readRequest(told, model, to), from) };
      } catch (error) {
        if (error instanceof Impossible) return { impossible: error.message };
        throw error;
      }
    },
    whole(answer, request) {
      const context = answerContext(from, request, createdS);
      const read = target.readAnswer(answer);
      if (read) return caller.writeAnswer(withCallersCalls(read, context), context);
      return errorDocument(from, saysSomething(record(answer)?.['error']) ? readError(to, answer) : noAnswer(to));
    },
    stream(request) {
      const context = answerContext(from, request, createdS);
      return new TranslatedStream(target.streamReader(), caller.streamWriter(context), context);
    },
  };
}

/**
 * A whole answer as the stream that its caller asked for: some servers send a document to whoever asked for events, and
 * no SDK finds an answer in it. Pure.
 *
 * @param protocol of the document and of the stream.
 * @returns whole events, or undefined where the document is no answer.
 */
export function streamOf(protocol: SpokenProtocol, document: unknown): string | undefined {
  const tongue = tongues[protocol];
  const answer = tongue.readAnswer(document);
  if (!answer) return undefined;
  const writer = tongue.streamWriter({ tools: new Map(), includeUsage: true, freeform: protocol !== 'messages', createdS: answer.createdS ?? 0 });
  const { id, model, createdS, blocks, ending, usage } = answer;
  const events: AnswerEvent[] = [
    { type: 'start', id, model, ...(createdS !== undefined && { createdS }), ...(usage && { usage }) },
    ...blocks.flatMap((block, index): AnswerEvent[] => {
      const { text, ...what } = block;
      return [{ type: 'open', block: index, what }, ...(text === '' ? [] : [{ type: 'grow', block: index, text } as const]), { type: 'close', block: index }];
    }),
    { type: 'end', ending, ...(usage && { usage }) },
  ];
  return events.map((event) => writer.write(event)).join('');
}
