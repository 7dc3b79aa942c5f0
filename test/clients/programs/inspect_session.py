"""What inspect_ai gets from a gateway, as one line of JSON: inspect_session.py BASE_URL BASE_MODEL CHAT_MODEL TEXT TOKEN_IDS LOG_FOLDER"""

import asyncio
import json
import os
import sys

base_url, base, chat, text, token_ids, log_folder = sys.argv[1:]
os.environ.update(PREMISE_BASE_URL=f"{base_url}/v1", PREMISE_API_KEY="none", INSPECT_DISPLAY="none")

from inspect_ai import Task, eval  # noqa: E402
from inspect_ai.dataset import Sample  # noqa: E402
from inspect_ai.log import read_eval_log  # noqa: E402
from inspect_ai.model import ChatMessageUser, GenerateConfig, get_model  # noqa: E402
from inspect_ai.scorer import perplexity  # noqa: E402
from inspect_ai.solver import generate  # noqa: E402


def show(content):
    return [[each.token, each.logprob, [[top.token, top.logprob] for top in each.top_logprobs or []]] for each in content.content]


async def talk():
    raw = get_model(f"openai-api-completions/premise/{base}", config=GenerateConfig(prompt_logprobs=2, max_tokens=4, logprobs=True, top_logprobs=3))
    whole = await raw.generate(text)
    ids = await raw.generate([ChatMessageUser(content="", metadata={"prompt_token_ids": json.loads(token_ids)})])
    samples = await raw.generate(text, config=GenerateConfig(num_choices=3, seed=5, temperature=1.0, max_tokens=5))
    talker = get_model(f"openai-api/premise/{chat}", config=GenerateConfig(max_tokens=8, temperature=0, logprobs=True, top_logprobs=2))
    streamer = get_model(f"openai-api/premise/{chat}", stream=True, memoize=False, config=GenerateConfig(max_tokens=8, temperature=0))
    spoken, streamed = await talker.generate("Name a fruit."), await streamer.generate("Name a fruit.")
    too_long = await talker.generate("word " * 40_000)
    return {
        "prompt": show(whole.choices[0].prompt_logprobs),
        "promptIds": show(ids.choices[0].prompt_logprobs),
        "logprobs": show(whole.choices[0].logprobs),
        "text": whole.completion,
        "usage": whole.usage.model_dump(),
        "samples": [choice.message.text for choice in samples.choices],
        "chat": spoken.completion,
        "chatLogprobs": show(spoken.choices[0].logprobs),
        "chatUsage": spoken.usage.model_dump(),
        "streamed": streamed.completion,
        "streamedUsage": streamed.usage.model_dump(),
        "tooLong": too_long.choices[0].stop_reason,
    }


def measure():
    """Its own perplexity task, written to its log and read back."""
    task = Task(dataset=[Sample(input=text), Sample(input="A second text of other words.")], solver=generate(), scorer=perplexity(), config=GenerateConfig(prompt_logprobs=1, max_tokens=1))
    [log] = eval(task, model=f"openai-api-completions/premise/{base}", log_dir=log_folder, log_format="json")
    read = read_eval_log(log.location)
    return {"status": read.status, "error": str(read.error), "scores": [sample.scores["perplexity"].metadata for sample in read.samples]}


print(json.dumps({**asyncio.run(talk()), "task": measure()}))
