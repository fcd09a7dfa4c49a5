"""LiteLLM as a library. Usage: python litellm_client.py QUESTIONS-AS-JSON"""
import json
import os
import sys

# Its table of prices comes with it; without this it is fetched when it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
from asking import PICTURE, REPORT, SUNNY, TEXTS, WEATHER, ask_all

litellm.suppress_debug_info = True
litellm.telemetry = False


def ask(question):
    way, what = question["way"], question.get("what", "text")
    provider = "anthropic" if way == "messages" else "openai"
    common = {"model": provider + "/" + question["model"], "api_base": question["url"], "api_key": question["key"]}
    if way == "embeddings":
        answer = litellm.embedding(**common, input=["one", "two"])
        return {"numbers": [len(one["embedding"]) for one in answer.data]}
    if way == "responses":
        return responses(common, question, what)
    content = TEXTS[what]
    if what == "image":
        content = [{"type": "text", "text": content}, {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PICTURE}}]
    request = {**common, "messages": [{"role": "user", "content": content}]}
    if way == "messages":
        request["max_tokens"] = 4_000
    if what == "tools":
        function = {"name": WEATHER["name"], "description": WEATHER["description"], "parameters": WEATHER["schema"]}
        request["tools"] = [{"type": "function", "function": function}]
    if what == "reasoning":
        # The models' names are the user's own, so nothing tells it that they think.
        request.update({"thinking": {"type": "enabled", "budget_tokens": 1_024}, "allowed_openai_params": ["thinking"]} if way == "messages" else {"reasoning_effort": "low", "allowed_openai_params": ["reasoning_effort"]})
    if what == "structured":
        request["response_format"] = {"type": "json_schema", "json_schema": {"name": "report", "schema": REPORT, "strict": True}}
    first, turn = once(request, question["stream"])
    if what == "structured":
        return {**first, "parsed": json.loads(first["text"])}
    if what != "tools":
        return first
    result = {"role": "tool", "tool_call_id": first["calls"][0]["id"], "content": SUNNY}
    second, _ = once({**request, "messages": [*request["messages"], turn, result]}, question["stream"])
    return {**second, "calls": first["calls"]}


def once(request, stream):
    answer = litellm.completion(**request, stream=stream, **({"stream_options": {"include_usage": True}} if stream else {}))
    if stream:
        answer = litellm.stream_chunk_builder(list(answer))
    choice, usage = answer.choices[0], answer.usage
    message = choice.message
    seen = {
        "text": message.content or "",
        "thinking": getattr(message, "reasoning_content", None) or "",
        "finish": choice.finish_reason,
        "usage": [usage.prompt_tokens, usage.completion_tokens],
        "calls": [{"id": one.id, "name": one.function.name, "arguments": one.function.arguments} for one in message.tool_calls or []],
    }
    return seen, message.model_dump(exclude_none=True)


def responses(common, question, what):
    request = {**common, "input": TEXTS[what]}
    if not question["stream"]:
        return of_response(litellm.responses(**request))
    text, last = "", None
    for event in litellm.responses(**request, stream=True):
        if event.type == "response.output_text.delta":
            text += event.delta
        elif event.type in ("response.failed", "error"):
            raise RuntimeError(str(getattr(event, "response", event)))
        elif event.type == "response.completed":
            last = event.response
    return {**of_response(last), "text": text} if last else {"text": text, "finish": None, "usage": None, "calls": []}


def of_response(response):
    texts = [part.text for item in response.output if item.type == "message" for part in item.content]
    return {"text": "".join(texts), "thinking": "", "finish": response.status, "usage": [response.usage.input_tokens, response.usage.output_tokens], "calls": []}


ask_all(json.loads(sys.argv[1]), ask)
