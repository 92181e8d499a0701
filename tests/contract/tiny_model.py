"""A translation package for LibreTranslate, made by hand in a second: `python tiny_model.py FOLDER`.

The real CTranslate2, SentencePiece and ONNX Runtime read it, and nothing of it is trained or downloaded.  The transformer's weights are set
so that each place of the output attends to the same place of the input, and writes the English for the piece that stands there: it
translates word by word, in the source's order, and copies what it does not know.  It runs in LibreTranslate's environment, with the package
onnx besides: see `make libretranslate`.
"""

# None of what it imports is in the project's own environment.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import ctranslate2
import numpy
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sentencepiece import sentencepiece_model_pb2

_PLACES, _PLACE_WIDTH = 512, 64
"""How many pieces a sentence may have, and how many dimensions tell their places apart."""
_SENTENCE_ENDS = "。！？!?"
_START, _END = "<s>", "</s>"
_SPACE = "▁"  # as SentencePiece writes one

_WORDS = {
    "人工智能": "▁artificial▁intelligence",
    "智能体": "▁agent",
    "模型": "▁model",
    "语言": "▁language",
    "公司": "▁company",
    "我们": "▁we",
    "他们": "▁they",
    "因为": "▁because",
    "如果": "▁if",
    "数据": "▁data",
    "算力": "▁compute",
    "软件": "▁software",
    "今天": "▁today",
    "没有": "▁no",
    "问题": "▁question",
    "时间": "▁time",
    "的": "▁of",
    "是": "▁is",
    "在": "▁in",
    "和": "▁and",
    "了": "▁has",
    "不": "▁not",
    "很": "▁very",
    "好": "▁good",
    "二": "▁two",
    "三": "▁three",
    "四": "▁four",
    "五": "▁five",
    "六": "▁six",
    "七": "▁seven",
    "八": "▁eight",
    "九": "▁nine",
    "十": "▁ten",
    "百": "▁hundred",
    "千": "▁thousand",
}
_MARKS = {"。": ".", "，": ",", "、": ",", "；": ";", "：": ":", "？": "?", "！": "!", "（": "▁(", "）": ")", "「": "▁“", "」": "”"}
# Enough of them that nothing seems to be said again and again.
_FILLING = """
    able above after again air also animal answer area arm away back ball base bear bed begin below best big bird black blue boat
    body book boy bread bring build busy buy call car card care cat chart child city clean clear close coast cold color cook corn
    cover dance dark day deep design dog door draw dream dress drink drive drop dry ear early earth east edge egg engine face fact
    farm fast field final fire fish flow flower food foot forest form free fresh friend front fruit game garden gas gift girl
    glass gold grass green ground grow guide
"""


def main(folder: Path) -> None:
    """Write packages into the folder where LibreTranslate looks for them; with fewer than two it would look on the network."""
    _write_package(folder, ("zh", "Chinese"), ("en", "English"), _english())
    _write_package(folder, ("en", "English"), ("zh", "Chinese"), {"model": "模型"})


def _write_package(folder: Path, source: tuple[str, str], target: tuple[str, str], words: Mapping[str, str]) -> None:
    package = folder / f"translate-{source[0]}_{target[0]}-0_1"
    if package.exists():
        shutil.rmtree(package)
    package.mkdir(parents=True)
    pieces = _write_pieces(words, package / "sentencepiece.model")
    _write_transformer(pieces, words, package / "model")
    _write_sentence_splitter(source[0], package / "minisbd" / "sbd.onnx")
    told = {"from_code": source[0], "from_name": source[1], "to_code": target[0], "to_name": target[1]}
    told |= {"package_version": "0.1", "argos_version": "1.9"}
    (package / "metadata.json").write_text(json.dumps(told), encoding="utf-8")


def _english() -> dict[str, str]:
    """What each word of Chinese becomes: words, marks, and for every other common character (the first level of GB 2312) some word."""
    words = _FILLING.split()
    common = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    filling = {sign: f"{_SPACE}{words[number * 7 % len(words)]}" for number, sign in enumerate(filter(None, common))}
    return {**filling, **_WORDS, **_MARKS}


def _write_pieces(words: Mapping[str, str], path: Path) -> list[str]:
    """A SentencePiece model that prefers the longest word it knows; returns its pieces, each at the place that is its number."""
    model = sentencepiece_model_pb2.ModelProto()
    model.trainer_spec.model_type = sentencepiece_model_pb2.TrainerSpec.UNIGRAM
    model.trainer_spec.unk_id, model.trainer_spec.bos_id, model.trainer_spec.eos_id, model.trainer_spec.pad_id = 0, 1, 2, -1
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.escape_whitespaces = True
    model.normalizer_spec.remove_extra_whitespaces = False
    kinds = sentencepiece_model_pb2.ModelProto.SentencePiece
    scores = {word: -1 / len(word) for word in words}
    scores[_SPACE] = -4.0
    for word in words.values():
        scores.setdefault(word, -60.0)  # for output alone
    pieces = [("<unk>", 0.0, kinds.UNKNOWN), (_START, 0.0, kinds.CONTROL), (_END, 0.0, kinds.CONTROL)]
    pieces += [(piece, score, kinds.NORMAL) for piece, score in scores.items()]
    for piece, score, kind in pieces:
        model.pieces.add(piece=piece, score=score, type=kind)
    path.write_bytes(model.SerializeToString())
    return [piece for piece, _, _ in pieces]


def _write_transformer(pieces: list[str], words: Mapping[str, str], folder: Path) -> None:
    """One layer each to read and to write, all of whose work is the writer's attention to the reader.

    The state has a dimension for each thing that can be written, and some for the place.
    """
    outputs = list(dict.fromkeys(words.get(piece, piece) for piece in pieces))
    numbers = {output: number for number, output in enumerate(outputs)}
    count = len(outputs)
    width = count + _PLACE_WIDTH
    width += -width % 8
    meaning = _zeros(len(pieces), width)
    for number, piece in enumerate(pieces):
        meaning[number, numbers[words.get(piece, piece)]] = 1
    places = _zeros(_PLACES, width)
    signs = numpy.random.default_rng(0).choice((-1.0, 1.0), (_PLACES, _PLACE_WIDTH))
    places[:, count : count + _PLACE_WIDTH] = signs / _PLACE_WIDTH**0.5
    of_place, of_meaning = _zeros(width, width), _zeros(width, width)
    of_place[count : count + _PLACE_WIDTH, count : count + _PLACE_WIDTH] = numpy.eye(_PLACE_WIDTH)
    of_meaning[:count, :count] = numpy.eye(count)

    spec = ctranslate2.specs.TransformerSpec.from_config(1, 1, pre_norm=True, no_final_norm=True)
    reader, writer = spec.encoder, spec.decoder
    reader.scale_embeddings = writer.scale_embeddings = False
    reader.embeddings[0].weight = meaning
    writer.embeddings.weight = _zeros(count, width)
    reader.position_encodings.encodings = writer.position_encodings.encodings = places
    for layer in (reader.layer[0], writer.layer[0]):
        _set_norm(layer.self_attention.layer_norm, width)
        _set_linear(layer.self_attention.linear[0], _zeros(3 * width, width))
        _set_linear(layer.self_attention.linear[1], _zeros(width, width))
        _set_norm(layer.ffn.layer_norm, width)
        _set_linear(layer.ffn.linear_0, _zeros(8, width))
        _set_linear(layer.ffn.linear_1, _zeros(width, 8))
    attention = writer.layer[0].attention
    _set_norm(attention.layer_norm, width)
    _set_linear(attention.linear[0], of_place * 60)  # it asks for its own place,
    _set_linear(attention.linear[1], numpy.concatenate([of_place, of_meaning]))  # and is given what stands there
    _set_linear(attention.linear[2], numpy.eye(width, dtype=numpy.float32))
    written = _zeros(count, width)
    written[:, :count] = numpy.eye(count) * 30
    _set_linear(writer.projection, written)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(outputs)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = _START
    spec.validate()
    spec.optimize(quantization="float32")
    folder.mkdir()
    spec.save(str(folder))


def _zeros(*shape: int) -> NDArray[numpy.float32]:
    return numpy.zeros(shape, numpy.float32)


def _set_norm(norm: ctranslate2.specs.common_spec.LayerNormSpec, width: int) -> None:
    norm.gamma, norm.beta = numpy.ones(width, numpy.float32), _zeros(width)


def _set_linear(
    linear: ctranslate2.specs.common_spec.LinearSpec, weight: NDArray[numpy.float32], bias: NDArray[numpy.float32] | None = None
) -> None:
    linear.weight, linear.bias = weight, _zeros(weight.shape[0]) if bias is None else bias


def _write_sentence_splitter(language: str, path: Path) -> None:
    """A model for MiniSBD that is a table: behind these signs a sentence ends."""
    units = ["<PAD>", "<UNK>", *_SENTENCE_ENDS]
    table = _zeros(len(units), 5)
    table[:, 1] = 1
    table[2:] = [0, 0, 1, 0, 0]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "units"], ["out"], axis=0)],
        "sentences",
        [
            helper.make_tensor_value_info("units", TensorProto.INT64, [None, None]),
            helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, None, None]),
        ],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [None, None, 5])],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    numbers = {unit: number for number, unit in enumerate(units)}
    config = {"max_seqlen": 1000, "batch_size": 1, "feat_funcs": ["space_before"], "use_dictionary": False, "num_dict_feat": 0}
    vocabulary = {"lang": language, "_id2unit": units, "_unit2id": numbers}
    told = {"lang_code": language, "config": json.dumps(config), "vocab": json.dumps(vocabulary), "lexicon": "null"}
    for key, value in told.items():
        model.metadata_props.add(key=key, value=value)
    path.parent.mkdir()
    path.write_bytes(model.SerializeToString())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
