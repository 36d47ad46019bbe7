"""Adapt the bundled encoder to minutes by contrastive training; writes what changed as an adapter.

    python -m training.adapt_encoder --corpus ../shared/corpus --out embeddings/adapter.safetensors

InfoNCE with in-batch negatives (van den Oord et al. 2018, arXiv:1807.03748), both ways, at temperature 0.02.
A batch holds several pairs of each meeting, so that many of its negatives are of the same matter. Word
embeddings stay as they are: other languages keep theirs, and the adapter stays small. Attention, written
out, trains faster on a CPU in bf16 than torch's fused form. The weights kept are those that find the dev
questions best, whose meetings are held out.
"""

import argparse
import itertools
import json
import logging
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from embeddings.adapter import save_adapter
from embeddings.bundled import unpack_bundled_model
from training.pairs import PASSAGE_CHARACTERS, Pair, held_out_meetings, make_pairs, read_meetings

logger = logging.getLogger("adapt_encoder")

_BATCH = 64
_PAIRS_PER_MEETING = 4
_TEMPERATURE = 0.02
_WARM_UP = 0.05
_QUERY_TOKENS, _PASSAGE_TOKENS = 72, 176
# Turns this near may answer the same query: no negatives.
_NEIGHBOURS = 3
_EVALUATE_EVERY = 100
_DISTRACTORS = 1200


class Trainee:
    """The encoder in training: BERT with mean pooling, as sentence-transformers runs it."""

    def __init__(self, folder: Path, device: str) -> None:
        self.device = device
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(
            folder, dtype=torch.float32, add_pooling_layer=False, attn_implementation="eager"
        ).to(device)
        self.model.embeddings.requires_grad_(requires_grad=False)
        for module in self.model.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    def encode(self, texts: Sequence[str], prompt: str, tokens: int) -> Tensor:
        """Vectors of L2 norm 1, float32, shape (len(texts), dimension)."""
        batch = self.tokenizer(
            [prompt + text for text in texts],
            padding=True,
            truncation=True,
            max_length=tokens,
            return_tensors="pt",
        ).to(self.device)
        mask = batch["attention_mask"].unsqueeze(-1)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            states = self.model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])
        hidden = states.last_hidden_state.float() * mask
        return nn.functional.normalize(hidden.sum(1) / mask.sum(1), dim=1)

    def encode_sorted(self, texts: Sequence[str], prompt: str, tokens: int) -> Tensor:
        """Like `encode`, in parts of like length, longest first."""
        halves: list[Tensor] = [torch.empty(0)] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for at in range(0, len(order), 16):
            part = order[at : at + 16]
            for i, row in zip(part, self.encode([texts[i] for i in part], prompt, tokens), strict=True):
                halves[i] = row
        return torch.stack(halves)


def batches(pairs: Sequence[Pair], chance: random.Random) -> Iterator[list[Pair]]:
    """One epoch of batches, each of several meetings with several pairs."""
    by_meeting: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_meeting[pair.meeting].append(pair)
    chunks: list[list[Pair]] = []
    for of_meeting in by_meeting.values():
        chance.shuffle(of_meeting)
        chunks += [
            of_meeting[at : at + _PAIRS_PER_MEETING] for at in range(0, len(of_meeting), _PAIRS_PER_MEETING)
        ]
    chance.shuffle(chunks)
    per_batch = _BATCH // _PAIRS_PER_MEETING
    for at in range(0, len(chunks) - per_batch + 1, per_batch):
        yield [pair for chunk in chunks[at : at + per_batch] for pair in chunk]


def contrastive_loss(trainee: Trainee, pairs: Sequence[Pair]) -> Tensor:
    """InfoNCE over a batch, query to passage and passage to query; near turns of a meeting are left out."""
    queries = trainee.encode([p.query for p in pairs], "query: ", _QUERY_TOKENS)
    passages = trainee.encode_sorted([p.passage for p in pairs], "passage: ", _PASSAGE_TOKENS)
    scores = queries @ passages.T / _TEMPERATURE
    near = torch.tensor(
        [
            [a is not b and a.meeting == b.meeting and abs(a.turn - b.turn) <= _NEIGHBOURS for b in pairs]
            for a in pairs
        ],
        device=scores.device,
    )
    scores = scores.masked_fill(near, -1e4)
    own = torch.arange(len(pairs), device=scores.device)
    return (nn.functional.cross_entropy(scores, own) + nn.functional.cross_entropy(scores.T, own)) / 2


class DevQuestions:
    """Questions with answers in held-out meetings, and a pool of passages to find them in."""

    def __init__(self, corpus: Path, held: frozenset[str], kinds: Sequence[str], seed: int = 1) -> None:
        with (corpus / "queries.dev.jsonl").open(encoding="utf-8") as lines:
            self.questions = [q for q in map(json.loads, lines) if q["kind"] in kinds]
        wanted = {(g["meeting_id"], t) for q in self.questions for g in q["gold"] for t in g["turns"][:4]}
        turns = [
            ((str(m["meeting_id"]), t["i"]), t["text"][:PASSAGE_CHARACTERS])
            for m in read_meetings(corpus / "shinagawa-dev.jsonl.zst")
            if m["meeting_id"] in held
            for t in m["turns"]
            if len(t["text"]) > 30
        ]
        others = [turn for turn in turns if turn[0] not in wanted]
        pool = [turn for turn in turns if turn[0] in wanted]
        pool += random.Random(seed).sample(others, min(_DISTRACTORS, len(others)))
        self.keys = [key for key, _ in pool]
        self.texts = [text for _, text in pool]

    def mean_reciprocal_rank(self, trainee: Trainee) -> dict[str, float]:
        """By kind of question and over all."""
        trainee.model.eval()
        with torch.no_grad():
            passages = torch.cat(
                [
                    trainee.encode_sorted(self.texts[at : at + 256], "passage: ", _PASSAGE_TOKENS)
                    for at in range(0, len(self.texts), 256)
                ]
            )
            queries = trainee.encode_sorted([q["query"] for q in self.questions], "query: ", 128)
        trainee.model.train()
        order = (queries @ passages.T).argsort(dim=1, descending=True).cpu().numpy()
        ranks: dict[str, list[float]] = defaultdict(list)
        for question, row in zip(self.questions, order, strict=True):
            reciprocal = _reciprocal_rank(question, [self.keys[i] for i in row])
            ranks[question["kind"]].append(reciprocal)
            ranks["all"].append(reciprocal)
        return {kind: round(float(np.mean(values)), 4) for kind, values in ranks.items()}


def _reciprocal_rank(question: dict[str, Any], ranked: Sequence[tuple[str, int]]) -> float:
    gold = {(g["meeting_id"], t) for g in question["gold"] for t in g["turns"]}
    left_out = {(g["meeting_id"], t) for g in question.get("exclude", []) for t in g["turns"]}
    rank = 0
    for key in ranked:
        if key in left_out:
            continue
        rank += 1
        if key in gold:
            return 1 / rank
    return 0.0


def train(corpus: Path, steps: int, learning_rate: float, seed: int) -> dict[str, Tensor]:
    """Train for a number of steps; the weights' differences at the step that finds the dev questions best.

    Args:
        corpus: The folder of the minutes and the dev questions.
        steps: Batches to train on; an epoch has about 500.
        learning_rate: At its highest, after warming up; it falls with a cosine.
        seed: Of the pairs and of their order.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    trainee = Trainee(unpack_bundled_model(adapter=None), "cuda" if torch.cuda.is_available() else "cpu")
    base = {name: weight.detach().cpu().clone() for name, weight in trainee.model.named_parameters()}
    held = held_out_meetings(corpus / "queries.dev.jsonl")
    dev = DevQuestions(corpus, held, ("paraphrase", "question_to_answer", "plenary_item"))
    meetings = _training_meetings(corpus, held)
    trained = [p for p in trainee.model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=learning_rate, weight_decay=0.01, fused=True)
    logger.info("%d passages in the pool; before: %s", len(dev.texts), dev.mean_reciprocal_rank(trainee))
    best, found = 0.0, dict[str, Tensor]()
    started = time.monotonic()
    for step, batch in enumerate(_batches_of_epochs(meetings, chance, seed, steps), start=1):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * _rate(step / steps)
        loss = contrastive_loss(trainee, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # in its own stubs
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        if step % 10 == 0:
            seconds = time.monotonic() - started
            logger.info("step %d of %d, %.0f s, loss %.3f", step, steps, seconds, loss.item())
        if step % _EVALUATE_EVERY == 0 or step == steps:
            ranks = dev.mean_reciprocal_rank(trainee)
            logger.info("step %d: %s", step, ranks)
            if ranks["all"] > best:
                best = ranks["all"]
                found = {
                    name: weight.detach().cpu() - base[name]
                    for name, weight in trainee.model.named_parameters()
                    if weight.requires_grad
                }
    return found


def _training_meetings(corpus: Path, held: frozenset[str]) -> list[dict[str, Any]]:
    assembly = [m for m in read_meetings(corpus / "shinagawa-dev.jsonl.zst") if m["meeting_id"] not in held]
    # Their ids may be those of the assembly's.
    diet = read_meetings(corpus / "diet-train.jsonl.zst")
    return assembly + [{**m, "meeting_id": f"diet-{m['meeting_id']}"} for m in diet]


def _batches_of_epochs(
    meetings: Sequence[dict[str, Any]], chance: random.Random, seed: int, steps: int
) -> Iterator[list[Pair]]:
    """So many batches; each epoch cuts other windows and leaves out other sentences."""
    epochs = (batches(make_pairs(meetings, seed=seed + epoch), chance) for epoch in itertools.count())
    return itertools.islice(itertools.chain.from_iterable(epochs), steps)


def _rate(progress: float) -> float:
    """The share of the learning rate at a point of the training: up to 1, then down with a cosine."""
    return min(1.0, progress / _WARM_UP) * (0.05 + 0.95 * (1 + math.cos(math.pi * progress)) / 2)


def main() -> None:
    """Read the command line, train, and write the adapter."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the minutes and dev questions")
    parser.add_argument("--out", type=Path, required=True, help="the adapter to write")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="of the difference to keep (Wortsman et al. 2022, arXiv:2109.01903); less forgets less",
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    deltas = train(options.corpus, options.steps, options.learning_rate, options.seed)
    description = (
        f"{options.steps} steps at {options.learning_rate}, seed {options.seed}, share {options.share}"
    )
    shares = {name: delta.numpy() * options.share for name, delta in deltas.items()}
    save_adapter(options.out, shares, description)


if __name__ == "__main__":
    main()
