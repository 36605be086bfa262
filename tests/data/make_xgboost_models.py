#!/usr/bin/python3
"""Makes the small models of XGBoost in tests/data/xgboost, with rows and what XGBoost itself answers on them.

Running this again gives the same bytes. Each case is a folder: the model as UBJSON, as JSON, or as both; `in.X.npy`; `out.NAME.npy` for
each output; and `case.json`, which says what Python's `predict` is called on. Rows have missing values, categories that training never
saw, and values exactly on thresholds.

    /usr/bin/python3 tests/data/make_xgboost_models.py
"""

import json
from pathlib import Path

import numpy as np
import xgboost as xgb

FOLDER = Path(__file__).with_name("xgboost")
FEATURES = 5
ROWS = 160


def training(seed, categorical=False):
    random = np.random.RandomState(seed)
    x = random.normal(size=(ROWS, FEATURES)).astype(np.float32).round(1)
    if categorical:
        x[:, 0] = random.randint(0, 12, ROWS)
        x[:, 1] = random.randint(0, 3, ROWS)
    x[random.uniform(size=x.shape) < 0.1] = np.nan
    signal = np.nan_to_num(x[:, 2]) + np.sin(3 * np.nan_to_num(x[:, 0])) - (np.nan_to_num(x[:, 1]) > 0.5)
    return x, signal


def rows_for(booster, x, categorical=False):
    """Some rows of the training, then rows made of thresholds, and of what was never seen."""
    random = np.random.RandomState(99)
    thresholds = {feature: [] for feature in range(FEATURES)}
    for tree in json.loads(booster.save_raw("json"))["learner"]["gradient_booster"].get("model", {}).get("trees", []):
        for left, feature, condition, kind in zip(tree["left_children"], tree["split_indices"], tree["split_conditions"], tree["split_type"]):
            if left != -1 and kind == 0:
                thresholds[feature].append(condition)
    edges = x[random.randint(0, len(x), 40)].copy()
    for feature, found in thresholds.items():
        if found:
            picked = random.choice(np.array(found, np.float32), len(edges))
            moved = random.randint(-1, 2, len(edges))
            edges[:, feature] = np.where(moved == 0, picked, np.nextafter(picked, np.float32(np.inf) * moved.astype(np.float32)))
    odd = x[:12].copy()
    if categorical:
        odd[:, 0] = [12, 13, 31, 32, 100, -1, -0.5, 0.5, 3.9, 16777216, 1e9, np.nan]
    odd[0] = np.nan
    return np.concatenate([x[:24], edges, odd])


def types_of(categorical):
    return ["c", "c", "q", "q", "q"] if categorical else None


def matrix(x, y=None, categorical=False, names=None):
    return xgb.DMatrix(x, label=y, feature_types=types_of(categorical), feature_names=names, enable_categorical=categorical)


def write(name, booster, x, answers, model_class, formats=("ubj",)):
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    for kind in formats:
        (folder / f"model.{kind}").write_bytes(bytes(booster.save_raw(kind)))
    np.save(folder / "in.X.npy", x)
    for output, values in answers.items():
        np.save(folder / f"out.{output}.npy", values)
    (folder / "case.json").write_text(json.dumps({"model_class": model_class, "outputs": list(answers)}) + "\n")


def booster_case(name, parameters, seed=1, rounds=5, categorical=False, label=None, output="prediction", formats=("ubj",), group=None, names=None):
    x, signal = training(seed, categorical)
    y = signal if label is None else label(signal)
    data = matrix(x, y, categorical, names)
    if group:
        data.set_group(group)
    booster = xgb.train({"max_depth": 4, "nthread": 1, "seed": seed, **parameters}, data, rounds)
    rows = rows_for(booster, x, categorical)
    write(name, booster, rows, {output: booster.predict(matrix(rows, None, categorical, names))}, "xgboost.core.Booster", formats)


def wrapper_case(name, estimator, model_class, seed=2, label=None, early=False, missing=None):
    x, signal = training(seed)
    if missing is not None:
        x[::2] = np.where(np.isnan(x[::2]), np.float32(missing), x[::2])
    y = signal if label is None else label(signal)
    if early:
        estimator.fit(x[:100], y[:100], eval_set=[(x[100:], y[100:])], verbose=False)
    else:
        estimator.fit(x, y)
    rows = rows_for(estimator.get_booster(), x)
    rows[-1, 3], rows[-2, 4] = np.inf, -np.inf
    answers = {"prediction": estimator.predict(rows)}
    if hasattr(estimator, "predict_proba"):
        answers = {"label": estimator.predict(rows).astype(np.int64), "probabilities": estimator.predict_proba(rows)}
    path = FOLDER / "saved.json"
    estimator.save_model(path)
    booster = xgb.Booster(model_file=path)
    path.unlink()
    write(name, booster, rows, answers, model_class, ("ubj", "json"))


def positive(signal):
    return np.exp(signal / 2)


def classes(signal):
    return np.digitize(signal, [-0.7, 0.2, 0.9])


def main():
    booster_case("squared-error", {"objective": "reg:squarederror", "base_score": 0.75}, formats=("ubj", "json"), names=["a b", "c", "d\"e", "é", "f\\g"])
    booster_case("logistic", {"objective": "binary:logistic", "base_score": 0.3}, label=lambda s: s > 0)
    booster_case("raw-logit", {"objective": "binary:logitraw", "base_score": 0.3}, label=lambda s: s > 0)
    booster_case("hinge", {"objective": "binary:hinge"}, label=lambda s: s > 0)
    booster_case("poisson", {"objective": "count:poisson"}, label=lambda s: positive(s).round())
    booster_case("gamma", {"objective": "reg:gamma", "base_score": 2}, label=positive)
    booster_case("tweedie", {"objective": "reg:tweedie", "tweedie_variance_power": 1.3}, label=positive)
    booster_case("cox", {"objective": "survival:cox"}, label=positive)
    booster_case("ranking", {"objective": "rank:pairwise"}, label=lambda s: (s > 0).astype(int) + (s > 1), group=[40] * 4)
    booster_case("multi-softprob", {"objective": "multi:softprob", "num_class": 4}, label=classes, output="probabilities")
    booster_case("multi-softmax", {"objective": "multi:softmax", "num_class": 4}, label=classes)
    booster_case("two-softprob", {"objective": "multi:softprob", "num_class": 2}, label=lambda s: s > 0, output="probabilities")
    booster_case("forest", {"objective": "reg:squarederror", "num_parallel_tree": 5, "subsample": 0.7, "eta": 1}, rounds=2)
    booster_case("pruned", {"objective": "reg:squarederror", "tree_method": "exact", "gamma": 2.0, "max_depth": 6})
    booster_case("leaf-wise", {"objective": "reg:squarederror", "tree_method": "hist", "grow_policy": "lossguide", "max_depth": 0, "max_leaves": 30})
    booster_case("dart", {"booster": "dart", "objective": "binary:logistic", "rate_drop": 0.3, "skip_drop": 0.2}, label=lambda s: s > 0, rounds=10, formats=("ubj", "json"))
    booster_case("dart-multi", {"booster": "dart", "objective": "multi:softprob", "num_class": 4, "rate_drop": 0.5}, label=classes, output="probabilities")
    booster_case("linear", {"booster": "gblinear", "objective": "reg:squarederror", "updater": "coord_descent"}, formats=("ubj", "json"))
    booster_case("linear-multi", {"booster": "gblinear", "objective": "multi:softprob", "num_class": 4, "updater": "coord_descent"}, label=classes, output="probabilities")
    for name, onehot in (("categories", 1), ("categories-one-hot", 100)):
        booster_case(name, {"objective": "reg:squarederror", "tree_method": "hist", "max_cat_to_onehot": onehot}, categorical=True, formats=("ubj", "json"))
    settings = {"n_estimators": 6, "max_depth": 3, "n_jobs": 1}
    wrapper_case("classifier-two", xgb.XGBClassifier(**settings), "xgboost.sklearn.XGBClassifier", label=lambda s: (s > 0).astype(int))
    wrapper_case("classifier-four", xgb.XGBClassifier(**settings), "xgboost.sklearn.XGBClassifier", label=classes)
    wrapper_case("classifier-early", xgb.XGBClassifier(**{**settings, "n_estimators": 60, "learning_rate": 0.9}, early_stopping_rounds=3), "xgboost.sklearn.XGBClassifier", label=classes, early=True)
    wrapper_case("classifier-dart", xgb.XGBClassifier(**settings, booster="dart", rate_drop=0.4), "xgboost.sklearn.XGBClassifier", label=classes)
    wrapper_case("regressor", xgb.XGBRegressor(**settings), "xgboost.sklearn.XGBRegressor")
    wrapper_case("regressor-missing", xgb.XGBRegressor(**settings, missing=-0.5), "xgboost.sklearn.XGBRegressor", missing=-0.5)
    wrapper_case("random-forest", xgb.XGBRFClassifier(**settings), "xgboost.sklearn.XGBRFClassifier", label=classes)
    x, signal = training(7)
    two = np.stack([signal > 0, signal > 1], axis=1).astype(int)
    estimator = xgb.XGBClassifier(**settings, tree_method="hist").fit(x, two)
    rows = rows_for(estimator.get_booster(), x)
    write("classifier-labels", estimator.get_booster(), rows, {"label": estimator.predict(rows).astype(np.int64), "probabilities": estimator.predict_proba(rows)}, "xgboost.sklearn.XGBClassifier")
    estimator = xgb.XGBRegressor(**settings, tree_method="hist").fit(x, np.stack([signal, -signal, signal**2], axis=1))
    write("regressor-targets", estimator.get_booster(), rows, {"prediction": estimator.predict(rows)}, "xgboost.sklearn.XGBRegressor")


main()
