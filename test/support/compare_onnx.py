"""Runs NAME.onnx and its rewritings NAME.*.new of a folder in onnxruntime with the same random inputs and compares all outputs bit for bit."""

import pathlib
import sys

import numpy
import onnxruntime

TYPES = {"tensor(float)": numpy.float32, "tensor(float16)": numpy.float16, "tensor(int64)": numpy.int64, "tensor(bool)": numpy.bool_}


def outputs(path, feed):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Otherwise the runtime finds the copies out as common subexpressions and removes them.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    if feed is None:
        random = numpy.random.default_rng(1)
        feed = {}
        for given in session.get_inputs():
            shape = [length if isinstance(length, int) else 2 for length in given.shape]
            feed[given.name] = numpy.asarray(random.integers(0, 10, shape)).astype(TYPES[given.type])
    return [given.name for given in session.get_outputs()], session.run(None, feed), feed


for model in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    names, before, feed = outputs(model, None)
    rewritten = sorted(model.parent.glob(f"{model.stem}.*.new"))
    for path in rewritten:
        other_names, after, _ = outputs(path, feed)
        assert names == other_names, path
        assert all(x.tobytes() == y.tobytes() for x, y in zip(before, after)), path
    print(f"{model.stem}: {len(rewritten)} rewritten models give the same")
