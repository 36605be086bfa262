"""Two layers, trained by scikit-learn, as ONNX."""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper
from sklearn.neural_network import MLPClassifier


def make(path, x, y, shown):
    net = MLPClassifier((32,), max_iter=150, random_state=3).fit(x, y)
    constants, nodes, value = [], [], "x"
    for i, (w, b) in enumerate(zip(net.coefs_, net.intercepts_)):
        constants += [numpy_helper.from_array(w.astype(np.float32), f"w{i}"), numpy_helper.from_array(b.astype(np.float32), f"b{i}")]
        nodes.append(helper.make_node("Gemm", [value, f"w{i}", f"b{i}"], [f"y{i}"]))
        value = f"y{i}"
        if i == 0:
            nodes.append(helper.make_node("Relu", [value], ["h"]))
            value = "h"
    nodes.append(helper.make_node("Softmax", [value], ["probabilities"], axis=1))
    graph = helper.make_graph(
        nodes, "digits", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 64])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 10])], constants)
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_models")
    checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
    return net.predict_proba(shown)
