"""openai for Python. Usage: python openai_sdk.py QUESTIONS-AS-JSON"""
import json
import sys

from asking import PICTURE, REPORT, SUNNY, TEXTS, WEATHER, ask_all
from openai import OpenAI
from pydantic import BaseModel, ConfigDict


class Report(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    count: int


def ask(question):
    client = OpenAI(api_key=question["key"], base_url=question["url"])
    way, model = question["way"], question["model"]
    if way == "models":
        return {"models": [one.id for one in client.models.list()]}
    if way == "model":
        return {"models": [client.models.retrieve(model).id]}
    if way == "embeddings":
        answer = client.embeddings.create(model=model, input=["one", "two"])
        return {"numbers": [len(one.embedding) for one in answer.data]}
    return chat(client, question) if way == "chat" else responses(client, question)


def chat(client, question):
    what = question["what"]
    content = TEXTS[what]
    if what == "image":
        content = [{"type": "text", "text": content}, {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PICTURE}}]
    request = {"model": question["model"], "messages": [{"role": "user", "content": content}]}
    if what == "tools":
        function = {"name": WEATHER["name"], "description": WEATHER["description"], "parameters": WEATHER["schema"]}
        request["tools"] = [{"type": "function", "function": function}]
    if what == "reasoning":
        request["reasoning_effort"] = "low"
    how = (question["stream"], question.get("helper", False), what)
    first, turn = chat_once(client, request, *how)
    if what != "tools":
        return first
    result = {"role": "tool", "tool_call_id": first["calls"][0]["id"], "content": SUNNY}
    second, _ = chat_once(client, {**request, "messages": [*request["messages"], turn, result]}, *how)
    return {**second, "calls": first["calls"]}


def chat_once(client, request, stream, helper, what):
    structured = what == "structured"
    if helper:
        extra = {"response_format": Report} if structured else {}
        with client.chat.completions.stream(**request, **extra, stream_options={"include_usage": True}) as events:
            for _ in events:
                pass
            return of_completion(events.get_final_completion())
    if not stream:
        if structured:
            return of_completion(client.chat.completions.parse(**request, response_format=Report))
        return of_completion(client.chat.completions.create(**request))
    if structured:
        request = {**request, "response_format": {"type": "json_schema", "json_schema": {"name": "report", "schema": REPORT, "strict": True}}}
    text, thinking, finish, usage, calls = "", "", None, None, []
    for chunk in client.chat.completions.create(**request, stream=True, stream_options={"include_usage": True}):
        if chunk.usage:
            usage = [chunk.usage.prompt_tokens, chunk.usage.completion_tokens]
        for choice in chunk.choices:
            text += choice.delta.content or ""
            thinking += thought_of(choice.delta)
            finish = choice.finish_reason or finish
            for call in choice.delta.tool_calls or []:
                while len(calls) <= call.index:
                    calls.append({"id": "", "name": "", "arguments": ""})
                one = calls[call.index]
                one["id"] = call.id or one["id"]
                one["name"] += call.function.name or ""
                one["arguments"] += call.function.arguments or ""
    turn = {"role": "assistant", "content": text or None}
    if calls:
        turn["tool_calls"] = [{"id": one["id"], "type": "function", "function": {"name": one["name"], "arguments": one["arguments"]}} for one in calls]
    return {"text": text, "thinking": thinking, "finish": finish, "usage": usage, "calls": calls}, turn


def thought_of(message):
    return getattr(message, "reasoning", None) or getattr(message, "reasoning_content", None) or ""


def of_completion(completion):
    choice = completion.choices[0]
    message, usage = choice.message, completion.usage
    calls = [{"id": one.id, "name": one.function.name, "arguments": one.function.arguments} for one in message.tool_calls or []]
    seen = {
        "text": message.content or "",
        "thinking": thought_of(message),
        "finish": choice.finish_reason,
        "usage": [usage.prompt_tokens, usage.completion_tokens] if usage else None,
        "calls": calls,
    }
    parsed = getattr(message, "parsed", None)
    if parsed is not None:
        seen["parsed"] = parsed.model_dump()
    return seen, message.model_dump(exclude_unset=True, exclude={"parsed"})


def responses(client, question):
    what = question["what"]
    content = TEXTS[what]
    if what == "image":
        image = {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64," + PICTURE}
        content = [{"type": "input_text", "text": content}, image]
    request = {"model": question["model"], "input": [{"role": "user", "content": content}]}
    if what == "tools":
        request["tools"] = [{"type": "function", "name": WEATHER["name"], "description": WEATHER["description"], "parameters": WEATHER["schema"], "strict": True}]
    if what == "reasoning":
        request["reasoning"] = {"effort": "low", "summary": "auto"}
    how = (question["stream"], question.get("helper", False), what)
    first, turn = responses_once(client, request, *how)
    if what != "tools":
        return first
    result = {"type": "function_call_output", "call_id": first["calls"][0]["id"], "output": SUNNY}
    second, _ = responses_once(client, {**request, "input": [*request["input"], *turn, result]}, *how)
    return {**second, "calls": first["calls"]}


def responses_once(client, request, stream, helper, what):
    structured = what == "structured"
    if helper:
        extra = {"text_format": Report} if structured else {}
        with client.responses.stream(**request, **extra) as events:
            for _ in events:
                pass
            return of_response(events.get_final_response())
    if not stream:
        if structured:
            return of_response(client.responses.parse(**request, text_format=Report))
        return of_response(client.responses.create(**request))
    if structured:
        request = {**request, "text": {"format": {"type": "json_schema", "name": "report", "schema": REPORT, "strict": True}}}
    text, thinking, last = "", "", None
    for event in client.responses.create(**request, stream=True):
        if event.type == "response.output_text.delta":
            text += event.delta
        elif event.type in ("response.reasoning_summary_text.delta", "response.reasoning_text.delta"):
            thinking += event.delta
        elif event.type in ("response.completed", "response.incomplete", "response.failed"):
            last = event.response
    # A program that goes by the last event alone.
    if last is None:
        return {"text": text, "thinking": thinking, "finish": None, "usage": None, "calls": []}, []
    seen, turn = of_response(last)
    return {**seen, "text": text, "thinking": thinking}, turn


def of_response(response):
    # The helper returns then, and says it by the status.
    if response.status == "failed":
        raise RuntimeError(response.error.message)
    thoughts = [part.text for item in response.output if item.type == "reasoning" for part in [*(item.summary or []), *(item.content or [])]]
    usage = response.usage
    seen = {
        "text": response.output_text,
        "thinking": "".join(thoughts),
        "finish": response.status,
        "usage": [usage.input_tokens, usage.output_tokens] if usage else None,
        "calls": [{"id": one.call_id, "name": one.name, "arguments": one.arguments} for one in response.output if one.type == "function_call"],
    }
    parsed = getattr(response, "output_parsed", None)
    if parsed is not None:
        seen["parsed"] = parsed.model_dump()
    return seen, [item.model_dump(exclude_unset=True, exclude={"parsed_arguments"}) for item in response.output]


ask_all(json.loads(sys.argv[1]), ask)
