"""Log-probabilities from llama-cpp-python's low-level calls: the independent reference. Shares no code with Premise."""

import ctypes
import hashlib
import importlib.metadata
import json
import math
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden"

SHA256 = {
    "gemma-3-270m": "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    "smollm2-135m-instruct": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
}


@dataclass(frozen=True)
class Settings:
    """How the context is made. Without flash attention and with a 32-bit cache, results hardly depend on how tokens are batched."""

    context_tokens: int = 2048
    micro_batch: int = 512
    threads: int = 2
    flash_attention: str = "off"
    cache_type: str = "f32"


def sha256_of(path):
    """Hex digest of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def parse_model_files(arguments):
    """`ID=PATH` arguments to {id: path}, each file checked against its known sha256."""
    files = {}
    for argument in arguments:
        model_id, _, path = argument.partition("=")
        if model_id not in SHA256 or not path:
            raise SystemExit(f"--model-file wants ID=PATH with ID one of {', '.join(SHA256)}; got {argument!r}")
        found = sha256_of(path)
        if found != SHA256[model_id]:
            raise SystemExit(f"{path} is not {model_id}: sha256 {found}, expected {SHA256[model_id]}")
        files[model_id] = path
    return files


def widened_file(model_id, path, folder):
    """The same weights as 32-bit floats, made once by llama.cpp: without 8-bit activations a result is the model's, not a kernel's."""
    wide = Path(folder) / f"{model_id}-{SHA256[model_id][:12]}-f32.gguf"
    if wide.exists():
        return wide
    params = llama_cpp.llama_model_quantize_default_params()
    params.nthread, params.ftype, params.allow_requantize = 2, llama_cpp.LLAMA_FTYPE_ALL_F32, True
    part = wide.with_suffix(".part")
    code = llama_cpp.llama_model_quantize(str(path).encode(), str(part).encode(), ctypes.byref(params))
    if code != 0:
        raise SystemExit(f"llama_model_quantize returned {code} for {path}")
    part.rename(wide)
    return wide


def weights_files(model_id, path, folder):
    """The file of each kind of weights: as published, and widened."""
    return {"file": path, "f32": widened_file(model_id, path, folder)}


def write_json(path, value, list_key=None):
    """JSON with one line an element of `list_key`, so that differences can be read."""
    long = value.get(list_key, []) if list_key else []
    head = {key: item for key, item in value.items() if key != list_key}
    text = json.dumps(head, ensure_ascii=False, indent=1)
    if list_key:
        lines = ",\n  ".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in long)
        text = f'{text[:-2]},\n "{list_key}": [\n  {lines}\n ]\n}}'
    Path(path).write_text(text + "\n", encoding="utf-8")


class ReferenceModel:
    """One GGUF file and one context. Every call starts from an empty memory."""

    def __init__(self, path, settings=Settings()):
        self.settings = settings
        llama_cpp.llama_backend_init()
        model_params = llama_cpp.llama_model_default_params()
        model_params.n_gpu_layers = 0
        self.model = llama_cpp.llama_model_load_from_file(str(path).encode(), model_params)
        if not self.model:
            raise SystemExit(f"llama.cpp could not open {path}")
        self.vocab = llama_cpp.llama_model_get_vocab(self.model)
        self.vocabulary_size = llama_cpp.llama_vocab_n_tokens(self.vocab)
        self.bos_token = llama_cpp.llama_vocab_bos(self.vocab)
        self.adds_bos = bool(llama_cpp.llama_vocab_get_add_bos(self.vocab))
        self.context = llama_cpp.llama_init_from_model(self.model, self._context_params())
        if not self.context:
            raise SystemExit("llama.cpp could not make a context")

    def _context_params(self):
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = self.settings.context_tokens
        params.n_batch = params.n_ubatch = self.settings.micro_batch
        params.n_threads = params.n_threads_batch = self.settings.threads
        params.flash_attn_type = {"auto": -1, "off": 0, "on": 1}[self.settings.flash_attention]
        params.type_k = params.type_v = {"f32": 0, "f16": 1}[self.settings.cache_type]
        return params

    def tokenize(self, text):
        """Ids of plain text: nothing added, control tokens' names stay text."""
        data = text.encode("utf-8")
        room = len(data) + 8
        ids = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.vocab, data, len(data), ids, room, False, False)
        if count < 0:
            raise RuntimeError("the tokenizer wants more room than bytes + 8")
        return list(ids[:count])

    def log_softmax_rows(self, tokens, first):
        """Yields (position, float64 log-probabilities of the token after it) for positions from `first` on."""
        if len(tokens) > self.settings.context_tokens:
            raise ValueError(f"{len(tokens)} tokens do not fit into {self.settings.context_tokens}")
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self.context), True)
        for start in range(0, len(tokens), self.settings.micro_batch):
            piece = tokens[start : start + self.settings.micro_batch]
            wanted = [start + index >= first for index in range(len(piece))]
            self._decode(piece, start, wanted)
            for index, is_wanted in enumerate(wanted):
                if is_wanted:
                    yield start + index, self._log_softmax(index)

    def _decode(self, piece, start, wanted):
        batch = llama_cpp.llama_batch_init(len(piece), 0, 1)
        batch.n_tokens = len(piece)
        for index, token in enumerate(piece):
            batch.token[index] = token
            batch.pos[index] = start + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = 0
            batch.logits[index] = wanted[index]
        code = llama_cpp.llama_decode(self.context, batch)
        llama_cpp.llama_batch_free(batch)
        if code != 0:
            raise RuntimeError(f"llama_decode returned {code}")

    def _log_softmax(self, index):
        pointer = llama_cpp.llama_get_logits_ith(self.context, index)
        logits = numpy.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,)).astype(numpy.float64)
        largest = logits.max()
        return logits - (largest + math.log(numpy.exp(logits - largest).sum()))

    def system_info(self):
        """The kernels that llama.cpp says it uses."""
        return llama_cpp.llama_print_system_info().decode().strip()

    def close(self):
        """Frees the context, then the model."""
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)


def made_with(model):
    """Versions and settings that a reference depends on."""
    return {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "llamaCppPython": importlib.metadata.version("llama-cpp-python"),
        "library": loaded_library(),
        "systemInfo": model.system_info(),
        "threads": model.settings.threads,
        "contextTokens": model.settings.context_tokens,
        "microBatch": model.settings.micro_batch,
        "flashAttention": model.settings.flash_attention,
        "cacheType": model.settings.cache_type,
    }


def loaded_library():
    """Versioned file names of the llama.cpp libraries in use, without their folder."""
    folder = Path(os.environ.get("LLAMA_CPP_LIB_PATH", Path(llama_cpp.__file__).parent / "lib"))
    return sorted(path.name for stem in ("llama", "ggml") for path in folder.glob(f"lib{stem}.so.*.*.*"))


def quiet_log():
    """Drops llama.cpp's talk; the callback must stay referenced while it is in use."""
    callback = llama_cpp.llama_log_callback(lambda level, text, user_data: None)
    llama_cpp.llama_log_set(callback, ctypes.c_void_p(0))
    return callback
