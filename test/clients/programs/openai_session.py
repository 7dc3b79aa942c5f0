"""What the openai package for Python gets from a gateway, as one line of JSON: openai_session.py BASE_URL BASE_MODEL CHAT_MODEL TEXT"""

import asyncio
import json
import sys

import openai

base_url, base, chat, text = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key="none", max_retries=0)
greedy = {"model": base, "max_tokens": 12, "temperature": 0}
messages = [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": "What colour is the sky?"}]


def score():
    raw = client.completions.with_raw_response.create(model=base, prompt=text, echo=True, max_tokens=0, logprobs=2)
    answer = raw.parse()
    logprobs = answer.choices[0].logprobs
    return {
        "header": raw.headers.get("ai-disclosure"),
        "text": answer.choices[0].text,
        "logprobs": logprobs.token_logprobs,
        "tokens": logprobs.tokens,
        "offsets": logprobs.text_offset,
        "usage": answer.usage.model_dump(),
        "premise": answer.model_extra["premise"],
    }


def batch():
    """Two prompts of token ids with two samples each."""
    answer = client.completions.create(model=base, prompt=[[2, 818], [2, 818, 7023, 563]], n=2, seed=7, max_tokens=5)
    return {"indexes": [choice.index for choice in answer.choices], "texts": [choice.text for choice in answer.choices], "usage": answer.usage.model_dump()}


def complete():
    return client.completions.create(prompt=text, **greedy).choices[0].text


def stream():
    chunks = list(client.completions.create(prompt=text, stream=True, stream_options={"include_usage": True}, **greedy))
    return {
        "text": "".join(choice.text for chunk in chunks for choice in chunk.choices),
        "count": len(chunks),
        "reasons": [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason],
        "usage": chunks[-1].usage.model_dump(),
        "premise": (chunks[0].model_extra or {}).get("premise"),
    }


def stop(whole):
    word = whole.split()[1]
    answer = client.completions.create(prompt=text, stop=[word], **greedy)
    return {"word": word, "text": answer.choices[0].text, "reason": answer.choices[0].finish_reason}


def talk():
    request = {"model": chat, "messages": messages, "max_tokens": 12, "temperature": 0}
    answer = client.chat.completions.create(logprobs=True, top_logprobs=2, **request)
    chunks = list(client.chat.completions.create(stream=True, stream_options={"include_usage": True}, **request))
    return {
        "text": answer.choices[0].message.content,
        "premise": answer.model_extra["premise"],
        "usage": answer.usage.model_dump(),
        "logprobs": [[each.token, each.logprob, [top.logprob for top in each.top_logprobs]] for each in answer.choices[0].logprobs.content],
        "streamed": "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices),
        "streamedPremise": [(chunk.model_extra or {}).get("premise") for chunk in chunks],
        "streamedUsage": chunks[-1].usage.model_dump(),
    }


def fail(call):
    try:
        call()
    except openai.APIStatusError as error:
        return {"class": type(error).__name__, "status": error.status_code, "code": error.code, "param": error.param, "message": error.message}
    return None


async def together():
    """Eight at once, as an evaluation sends them."""
    fast = openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
    answers = await asyncio.gather(*(fast.completions.create(model=base, prompt=text, echo=True, max_tokens=0, logprobs=0) for _ in range(8)))
    await fast.close()
    return [answer.choices[0].logprobs.token_logprobs for answer in answers]


whole = complete()
print(json.dumps({
    "models": [model.id for model in client.models.list()],
    "score": score(),
    "batch": [batch(), batch()],
    "whole": whole,
    "stream": stream(),
    "stop": stop(whole),
    "talk": talk(),
    "together": asyncio.run(together()),
    "errors": {
        "unknown": fail(lambda: client.completions.create(model="nobody", prompt="a")),
        "long": fail(lambda: client.completions.create(model=base, prompt=[[2] + [818] * 40_000], max_tokens=1)),
        "wrong": fail(lambda: client.completions.create(model=base, prompt="a", temperature=-1)),
        "unsupported": fail(lambda: client.completions.create(model=base, prompt="a", presence_penalty=1)),
    },
}))
