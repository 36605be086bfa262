#!/usr/bin/python3
"""Makes pictures.npy and labels.npy, 64 handwritten digits, and models of seven formats that tell them, each with what the library answers that fitted it: NAME.out.npy.

The digits are scikit-learn's. One convolution net is saved three times: as TorchScript, as torch.export writes it, and as TensorFlow Lite. LightGBM is not
installed: its file has the trees of scikit-learn's gradient boosting, which computes the same way. So lightgbm.out and onnx.out are scikit-learn's answers, and those of
the three convolution nets PyTorch's. XGBoost and TorchScript write their files themselves; skops, LightGBM, ONNX, pt2 and TensorFlow Lite are written by scripts of this repository. Running this again gives the same bytes.

    /usr/bin/python3 samples/Digits/model/make_models.py    # needs python3-sklearn, python3-xgboost, python3-torch, python3-onnx
"""

import os
import sys
import warnings
from pathlib import Path

# PyTorch saves the constants of a module in the order of a set of texts.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"})

import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import convolution_net
import lightgbm_text
import onnx_net
import skops_archive

HERE = Path(__file__).resolve().parent
SHOWN = 64


def save_answers(name, probabilities, truth):
    print(f"{name}: {(probabilities.argmax(axis=1) == truth).sum()} of {len(truth)} are right")
    np.save(HERE / f"{name}.out.npy", probabilities.astype(np.float32))


def main():
    x, y = load_digits(return_X_y=True)
    x = x.astype(np.float32)
    train, truth, shown, labels = x[:-SHOWN], y[:-SHOWN], x[-SHOWN:], y[-SHOWN:]
    np.save(HERE / "pictures.npy", shown.astype(np.uint8))
    np.save(HERE / "labels.npy", labels.astype(np.uint8))

    warnings.filterwarnings("ignore", message="Stochastic Optimizer")
    linear = Pipeline([("scale", StandardScaler()), ("classify", LogisticRegression(C=0.1, max_iter=1000))]).fit(train, truth)
    skops_archive.save(linear, HERE / "scikit-learn.skops")
    save_answers("scikit-learn", linear.predict_proba(shown), labels)

    boosting = GradientBoostingClassifier(n_estimators=6, max_depth=3, learning_rate=0.4, init="zero", random_state=3).fit(train, truth)
    lightgbm_text.save(boosting, HERE / "lightgbm.txt")
    save_answers("lightgbm", boosting.predict_proba(shown), labels)

    save_answers("xgboost", xgboost(train, truth, shown), labels)
    save_answers("onnx", onnx_net.make(HERE / "onnx.onnx", train / 16, truth, shown / 16), labels)

    for name, probabilities in convolution_net.make(HERE, train / 16, truth, shown / 16).items():
        save_answers(name, probabilities, labels)


def xgboost(train, truth, shown):
    from xgboost import XGBClassifier

    model = XGBClassifier(n_estimators=6, max_depth=3, learning_rate=0.5, tree_method="hist", n_jobs=1, random_state=3).fit(train, truth)
    model.save_model(HERE / "xgboost.ubj")
    return model.predict_proba(shown)


main()
