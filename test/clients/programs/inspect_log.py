"""What inspect_ai reads in a log of its own format, as one line of JSON: inspect_log.py LOG.json COPY.json"""

import json
import sys

from inspect_ai.log import read_eval_log, read_eval_log_sample, write_eval_log

path, copy = sys.argv[1:]
log = read_eval_log(path)
header = read_eval_log(path, header_only=True)
write_eval_log(log, copy)
again = read_eval_log(copy)
[sample] = log.samples


def plain(value):
    """Numbers that JSON has not, as texts."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, (list, tuple)) else value


def show_score(score):
    return {"value": score.as_float(), "reason": score.reason, "explanation": score.explanation, "metadata": score.metadata}


def show_event(event):
    shown = {"event": event.event, "uuid": event.uuid, "time": event.timestamp.isoformat(), "working": event.working_start, "step": (event.metadata or {}).get("step"), "parent": (event.metadata or {}).get("parent")}
    if event.event == "model":
        [choice] = event.output.choices
        shown |= {
            "text": event.output.completion, "given": [message.text for message in event.input], "stop": choice.stop_reason, "usage": None if event.output.usage is None else event.output.usage.model_dump(exclude_none=True),
            "metadata": event.output.metadata, "message": choice.message.metadata, "logprobs": None if choice.logprobs is None else [each.logprob for each in choice.logprobs.content],
        }
    if event.event == "tool":
        shown |= {"function": event.function, "arguments": event.arguments, "result": event.result}
    if event.event == "info":
        shown |= {"data": event.data}
    if event.event == "score":
        shown |= {"scorer": event.scorer, "intermediate": event.intermediate, "score": show_score(event.score)}
    return shown


print(json.dumps(plain({
    "version": log.version,
    "status": log.status,
    "headerStatus": header.status,
    "eval": {"id": log.eval.eval_id, "task": log.eval.task, "model": log.eval.model, "created": log.eval.created, "dataset": log.eval.dataset.model_dump(exclude_none=True), "packages": log.eval.packages},
    "metadata": log.metadata,
    "usage": {model: usage.model_dump(exclude_none=True) for model, usage in log.stats.model_usage.items()},
    "results": [[score.name, score.scored_samples, score.unscored_samples, {name: metric.value for name, metric in score.metrics.items()}] for score in log.results.scores],
    "error": None if log.error is None else log.error.message,
    "sample": {"id": sample.id, "input": sample.input, "choices": sample.choices, "completion": sample.output.completion, "answers": [choice.message.text for choice in sample.output.choices], "working": sample.working_time},
    "messages": [[message.role, message.text] for message in sample.messages],
    "scores": {name: show_score(score) for name, score in (sample.scores or {}).items()},
    "events": [show_event(event) for event in sample.events],
    "sameAgain": repr(again.samples[0].model_dump()) == repr(sample.model_dump()),
    "bySample": read_eval_log_sample(path, id=sample.id).id,
}), allow_nan=False))
