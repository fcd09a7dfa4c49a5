"""anthropic for Python. Usage: python anthropic_sdk.py QUESTIONS-AS-JSON"""
import json
import sys

from anthropic import Anthropic
from asking import PICTURE, REPORT, SUNNY, TEXTS, WEATHER, ask_all
from pydantic import BaseModel, ConfigDict


class Report(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    count: int


def ask(question):
    way, model, what = question["way"], question["model"], question.get("what", "text")
    key = {"auth_token": question["key"]} if question.get("keyIn") == "bearer" else {"api_key": question["key"]}
    client = Anthropic(base_url=question["url"], **key)
    if way == "models":
        return {"models": [one.id for one in client.models.list()]}
    if way == "model":
        return {"models": [client.models.retrieve(model).id]}
    content = TEXTS[what]
    if what == "image":
        content = [{"type": "text", "text": content}, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PICTURE}}]
    messages = [{"role": "user", "content": content}]
    if way == "count":
        return {"tokens": client.messages.count_tokens(model=model, messages=messages).input_tokens}
    request = {"model": model, "max_tokens": 4_000, "messages": messages}
    if what == "tools":
        request["tools"] = [{"name": WEATHER["name"], "description": WEATHER["description"], "input_schema": WEATHER["schema"]}]
    if what == "reasoning":
        request["thinking"] = {"type": "enabled", "budget_tokens": 1_024}
    how = (question["stream"], question.get("helper", False), what)
    first, turn = once(client, request, *how)
    if what != "tools":
        return first
    result = {"type": "tool_result", "tool_use_id": first["calls"][0]["id"], "content": SUNNY}
    turns = [*messages, {"role": "assistant", "content": turn}, {"role": "user", "content": [result]}]
    second, _ = once(client, {**request, "messages": turns}, *how)
    return {**second, "calls": first["calls"]}


def once(client, request, stream, helper, what):
    structured = what == "structured"
    if helper:
        extra = {"output_format": Report} if structured else {}
        with client.messages.stream(**request, **extra) as events:
            return of_message(events.get_final_message())
    if not stream:
        if structured:
            return of_message(client.messages.parse(**request, output_format=Report))
        return of_message(client.messages.create(**request))
    if structured:
        request = {**request, "output_config": {"format": {"type": "json_schema", "schema": REPORT}}}
    blocks, usage, finish = [], [0, 0], None
    for event in client.messages.create(**request, stream=True):
        if event.type == "message_start":
            usage[0] = event.message.usage.input_tokens
        elif event.type == "content_block_start":
            blocks.append(event.content_block.model_dump(exclude_unset=True))
            if blocks[-1]["type"] == "tool_use":
                blocks[-1]["input"] = ""
        elif event.type == "content_block_delta":
            block, delta = blocks[event.index], event.delta
            if delta.type == "text_delta":
                block["text"] += delta.text
            elif delta.type == "thinking_delta":
                block["thinking"] += delta.thinking
            elif delta.type == "signature_delta":
                block["signature"] = delta.signature
            elif delta.type == "input_json_delta":
                block["input"] += delta.partial_json
        elif event.type == "message_delta":
            finish = event.delta.stop_reason
            usage[1] = event.usage.output_tokens
            # Whoever translates an answer knows this only at its end.
            usage[0] = event.usage.input_tokens or usage[0]
    for block in blocks:
        if block["type"] == "tool_use":
            block["input"] = json.loads(block["input"])
    return seen_of(blocks, finish, usage), blocks


def of_message(message):
    blocks = [block.model_dump(exclude_unset=True, exclude={"parsed_output"}) for block in message.content]
    seen = seen_of(blocks, message.stop_reason, [message.usage.input_tokens, message.usage.output_tokens])
    parsed = getattr(message, "parsed_output", None)
    if parsed is not None:
        seen["parsed"] = parsed.model_dump()
    return seen, blocks


def seen_of(blocks, finish, usage):
    return {
        "text": "".join(block["text"] for block in blocks if block["type"] == "text"),
        "thinking": "".join(block["thinking"] for block in blocks if block["type"] == "thinking"),
        "finish": finish,
        "usage": usage,
        "calls": [{"id": block["id"], "name": block["name"], "arguments": json.dumps(block["input"])} for block in blocks if block["type"] == "tool_use"],
    }


ask_all(json.loads(sys.argv[1]), ask)
