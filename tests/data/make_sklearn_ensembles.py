#!/usr/bin/python3
"""Makes sklearn_ensembles/: fitted estimators of scikit-learn 1.2 as skops archives, with rows and what the library answers on them.

Debian has no skops, so the archives are written here, in the same layout. Rows are some that the estimator was fitted on, rows far away (for logarithms of probabilities
very far ones), and for trees rows with values exactly on thresholds and one step of float32 beside them. Running it again gives the same bytes.
"""
import io
import json
import pathlib
import zipfile

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, ExtraTreesClassifier, ExtraTreesRegressor,
                              GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier, HistGradientBoostingRegressor,
                              IsolationForest, RandomForestClassifier, RandomForestRegressor, StackingClassifier, StackingRegressor, VotingClassifier,
                              VotingRegressor)
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVC, SVR, NuSVC, NuSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

FOLDER = pathlib.Path(__file__).parent / "sklearn_ensembles"
LEFT_OUT = {"_bin_mapper.bin_thresholds_", "train_score_", "oob_improvement_", "_rng", "_random_state", "_optimizer", "loss_curve_", "_tree", "labels_", "ms", "vs",
            "_feature_subsample_rng", "_random_seed", "_scorer", "random_state", "_raw_predictions", "_y_original"}


class Archive:
    """Writes one object as skops does: a tree of nodes, arrays beside it."""

    def __init__(self):
        self.files = {}
        self.next = 1
        self.seen = {}
        self.kept = []

    def node(self, value):
        if value is None or isinstance(value, (bool, int, float, str)):
            return self.head("builtins", "str", "JsonNode", content=json.dumps(value), is_json=True)
        if id(value) in self.seen:
            module, name, loader, number = self.seen[id(value)]
            repeated = dict(self.again[number])
            return repeated
        self.kept.append(value)
        made = self.make(value)
        self.seen[id(value)] = (made["__module__"], made["__class__"], made["__loader__"], made["__id__"])
        self.again[made["__id__"]] = made
        return made

    again = {}

    def head(self, module, name, loader, **rest):
        self.next += 1
        return {"__class__": name, "__module__": module, "__loader__": loader, **rest, "__id__": self.next}

    def make(self, value):
        if isinstance(value, (np.ndarray, np.generic)):
            return self.array(value)
        if isinstance(value, dict):
            keys = self.head("builtins", "list", "ListNode", content=[self.head("builtins", type(key).__name__, "TypeNode") for key in value])
            return self.head("builtins", "dict", "DictNode", content={str(key): self.node(item) for key, item in value.items()}, key_types=keys)
        if isinstance(value, (list, tuple)):
            return self.head("builtins", type(value).__name__, "ListNode" if isinstance(value, list) else "TupleNode", content=[self.node(item) for item in value])
        if isinstance(value, type):
            return self.head(value.__module__, value.__name__, "TypeNode")
        return self.instance(value)

    def array(self, value):
        module, name = ("numpy", "ndarray") if isinstance(value, np.ndarray) else ("numpy", type(value).__name__)
        if value.dtype == object:
            shape = self.node(tuple(int(length) for length in value.shape))
            content = [self.node(item) for item in value.ravel()] if value.ndim == 1 else [self.node(list(row)) for row in value]
            return self.head(module, name, "NdArrayNode", content=content, type="json", shape=shape)
        buffer = io.BytesIO()
        np.save(buffer, value)
        made = self.head(module, name, "NdArrayNode", type="numpy")
        made["file"] = f"{made['__id__']}.npy"
        self.files[made["file"]] = buffer.getvalue()
        return made

    def instance(self, value):
        kind = type(value)
        if kind.__name__ == "Tree" and kind.__module__ == "sklearn.tree._tree":
            state = value.__getstate__()
            content = self.node({key: state[key] for key in ("max_depth", "node_count", "nodes", "values")})
            return self.head(kind.__module__, kind.__name__, "TreeNode", content=content)
        if kind.__module__.startswith("numpy.random"):
            return self.head("builtins", "str", "JsonNode", content="null", is_json=True)
        state = getattr(value, "__dict__", {})
        kept = {key: item for key, item in state.items() if key not in LEFT_OUT and not callable(item)}
        return self.head(kind.__module__, kind.__name__, "ObjectNode", content=self.node(kept) if kept else self.node(None))

    def write(self, path, value):
        Archive.again = {}
        schema = self.node(value)
        schema.update(protocol=2, _skops_version="0.16.0")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in [*self.files.items(), ("schema.json", json.dumps(schema).encode())]:
                archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def with_version(value, seen):
    """scikit-learn adds its version when it is pickled; skops takes that state."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if hasattr(value, "get_params") and hasattr(value, "__dict__"):
        value.__dict__["_sklearn_version"] = "1.2.1"
    items = value.__dict__.values() if hasattr(value, "__dict__") else value if isinstance(value, (list, tuple)) else value.values() if isinstance(value, dict) \
        else value.ravel() if isinstance(value, np.ndarray) and value.dtype == object else ()
    for item in list(items):
        with_version(item, seen)


def thresholds_of(model, features):
    """Pairs of a feature and a threshold, of the trees directly below an estimator."""
    found = []
    members = getattr(model, "estimators_", [model])
    for tree in members.ravel() if isinstance(members, np.ndarray) else members:
        if hasattr(tree, "tree_") and tree.n_features_in_ == features:
            found += [(node["feature"], node["threshold"]) for node in tree.tree_.__getstate__()["nodes"] if node["left_child"] != -1]
    for row in getattr(model, "_predictors", []):
        for predictor in row:
            found += [(node["feature_idx"], node["num_threshold"]) for node in predictor.nodes if not node["is_leaf"] and not node["is_categorical"]]
    return [pair for pair in found if np.isfinite(pair[1])]


def rows_for(model, data, missing):
    rows = [data[::max(1, len(data) // 16)][:16], data[:2] * np.float32(10), data[2:4] - np.float32(20)]
    edges = thresholds_of(model, data.shape[1])
    if edges:
        edge = np.repeat(data[5:6], 9, axis=0)
        for i, (feature, threshold) in enumerate(edges[:: max(1, len(edges) // 3)][:3]):
            on = np.float32(threshold)
            edge[3 * i: 3 * i + 3, feature] = [on, np.nextafter(on, np.float32(-np.inf)), np.nextafter(on, np.float32(np.inf))]
        rows.append(edge)
    x = np.vstack(rows).astype(np.float32)
    if missing:
        holes = x[:12].copy()
        holes[np.arange(12), np.arange(12) % x.shape[1]] = np.nan
        holes[0] = np.nan
        holes[1, 0], holes[2, 0], holes[3, 0] = np.inf, -np.inf, 300
        x = np.vstack([x, holes])
    return x


def save(name, model, data, kind, missing=False, far=False):
    x = rows_for(model, data, missing)
    if far:
        x = np.vstack([x, data[:6] * np.float32(1000), data[6:12] * np.float32(100)])
    if isinstance(model, (MultinomialNB, ComplementNB)):
        x = np.abs(x)
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    out = {}
    if kind == "classifier":
        out["label"] = model.predict(x)
        if hasattr(model, "predict_proba"):
            out["probabilities"] = model.predict_proba(x)
        if far:
            with np.errstate(divide="ignore"):
                out["log_probabilities"] = model.predict_log_proba(x)
                if hasattr(model, "predict_joint_log_proba"):
                    out["joint_log_probabilities"] = model.predict_joint_log_proba(x)
        if hasattr(model, "decision_function"):
            out["scores"] = model.decision_function(x)
    elif kind == "regressor":
        out["prediction"] = model.predict(x)
    elif kind == "outliers":
        out["label"], out["scores"], out["sample_scores"] = model.predict(x), model.decision_function(x), model.score_samples(x)
    else:
        # This version takes what is not of the type of its centres for an error.
        same = x.astype(model.cluster_centers_.dtype)
        out["label"], out["distances"] = model.predict(same), model.transform(same)
    with_version(model, set())
    Archive().write(folder / "model.skops", model)
    np.save(folder / "in.X.npy", x)
    for key, value in out.items():
        if value.dtype.kind in "OU":
            (folder / f"out.{key}.json").write_text(json.dumps([str(item) for item in value]) + "\n")
        else:
            np.save(folder / f"out.{key}.npy", value)


def main():
    wine = load_wine()
    w = ((wine.data - wine.data.mean(0)) / wine.data.std(0)).astype(np.float32)[:, :6]
    names = np.array(["barbera", "grignolino", "nebbiolo"])[wine.target]
    two = np.array(["no", "yes"], dtype=object)[(wine.target > 0).astype(int)]
    iris = load_iris()
    i = iris.data.astype(np.float32)
    diabetes = load_diabetes()
    d = (diabetes.data * 10).astype(np.float32)[:160, :5]
    t = diabetes.target[:160] / 10
    tt = np.stack([t, np.sin(t)], 1)
    small = dict(max_depth=3, random_state=0)

    save("tree_classifier", DecisionTreeClassifier(max_depth=4, random_state=0, class_weight="balanced").fit(w, names), w, "classifier")
    save("tree_regressor", DecisionTreeRegressor(**small).fit(d, tt), d, "regressor")
    save("tree_stump", DecisionTreeClassifier(max_depth=1).fit(w[:59], wine.target[:59]), w, "classifier")
    save("forest_classifier", RandomForestClassifier(n_estimators=5, **small).fit(w, two), w, "classifier")
    save("forest_regressor", RandomForestRegressor(n_estimators=4, **small).fit(d, tt), d, "regressor")
    save("extra_classifier", ExtraTreesClassifier(n_estimators=4, **small).fit(w, wine.target + 5), w, "classifier")
    save("extra_regressor", ExtraTreesRegressor(n_estimators=4, **small).fit(d, t), d, "regressor")
    save("boosting_exponential", GradientBoostingClassifier(loss="exponential", n_estimators=5, **small).fit(w, two), w, "classifier")
    save("boosting_binary", GradientBoostingClassifier(n_estimators=5, learning_rate=0.4, **small).fit(w, wine.target > 0), w, "classifier")
    save("boosting_classes", GradientBoostingClassifier(n_estimators=3, **small).fit(w, names), w, "classifier")
    save("boosting_zero", GradientBoostingClassifier(n_estimators=3, init="zero", **small).fit(w, wine.target), w, "classifier")
    save("boosting_huber", GradientBoostingRegressor(loss="huber", n_estimators=4, **small).fit(d, t), d, "regressor")
    save("boosting_quantile", GradientBoostingRegressor(loss="quantile", init=LinearRegression(), n_estimators=4, **small).fit(d, t), d, "regressor")
    holes = w.copy()
    holes[::7, 1] = np.nan
    holes[::5, 2] = np.nan
    kinds = np.hstack([(np.abs(w[:, :1] * 4) % 6).round(), (np.abs(w[:, 1:2] * 9) % 11).round() * 3, holes[:, 2:]]).astype(np.float32)
    kinds[3::11, 0] = np.nan
    hist = dict(max_iter=4, max_depth=3, random_state=0, max_bins=40, min_samples_leaf=5)
    save("hist_binary", HistGradientBoostingClassifier(**hist).fit(holes, two), holes, "classifier", missing=True)
    save("hist_categories", HistGradientBoostingClassifier(categorical_features=[0, 1], **hist).fit(kinds, names), kinds, "classifier", missing=True)
    save("hist_poisson", HistGradientBoostingRegressor(loss="poisson", **hist).fit(d, t), d, "regressor", missing=True)
    save("hist_absolute", HistGradientBoostingRegressor(loss="absolute_error", categorical_features=[1], **hist).fit(np.hstack([d[:, :1], kinds[:160, 1:2], d[:, 2:]]), t),
         np.hstack([d[:, :1], kinds[:160, 1:2], d[:, 2:]]), "regressor", missing=True)
    seconds = np.column_stack([1.7e9 + np.round(np.random.RandomState(5).rand(160) * 4000), d[:, :2]])
    late = HistGradientBoostingRegressor(**hist).fit(seconds, t)
    save("hist_far", late, seconds, "regressor", missing=True)
    np.save(FOLDER / "hist_far" / "double.X.npy", seconds[:60])
    np.save(FOLDER / "hist_far" / "double.prediction.npy", late.predict(seconds[:60]))
    save("ada_real", AdaBoostClassifier(n_estimators=4, random_state=0).fit(w, names), w, "classifier")
    save("ada_real_binary", AdaBoostClassifier(n_estimators=4, random_state=0).fit(w, two), w, "classifier")
    save("ada_discrete", AdaBoostClassifier(n_estimators=4, algorithm="SAMME", random_state=0).fit(w, wine.target), w, "classifier")
    save("ada_discrete_binary", AdaBoostClassifier(n_estimators=5, algorithm="SAMME", random_state=0).fit(w, two), w, "classifier")
    save("ada_bayes", AdaBoostClassifier(estimator=GaussianNB(), n_estimators=3, random_state=0).fit(w, names), w, "classifier")
    save("ada_regressor", AdaBoostRegressor(n_estimators=6, loss="square", random_state=0).fit(d, t), d, "regressor")
    save("isolation", IsolationForest(n_estimators=5, max_samples=40, max_features=0.5, contamination=0.2, random_state=0).fit(w), w, "outliers")

    svm = w[::2]
    y = names[::2]
    save("svc_probability", SVC(probability=True, random_state=0).fit(svm, y), w, "classifier")
    save("svc_probability_binary", SVC(probability=True, kernel="sigmoid", gamma=0.1, coef0=0.5, random_state=0).fit(svm, two[::2]), w, "classifier")
    save("svc_ties", SVC(break_ties=True, kernel="poly", coef0=1.5, gamma="auto").fit(svm, y), w, "classifier")
    save("svc_ovo", SVC(kernel="linear", decision_function_shape="ovo").fit(i[::3], (iris.target[::3] + (i[::3, 0] > 6) * 3)), i, "classifier")
    save("nu_svc", NuSVC(nu=0.3).fit(svm, two[::2]), w, "classifier")
    save("svr_poly", SVR(kernel="poly", degree=4, coef0=1, C=3).fit(d[:60], t[:60]), d, "regressor")
    save("nu_svr", NuSVR(C=5).fit(d[:60], t[:60]), d, "regressor")

    save("bayes_gaussian", GaussianNB(priors=[0.2, 0.3, 0.5]).fit(w.astype(float), names), w, "classifier")
    save("bayes_bernoulli", BernoulliNB(alpha=0.5, binarize=None).fit((w > 0).astype(float), two), (w > 0).astype(np.float32), "classifier")
    save("bayes_multinomial", MultinomialNB().fit(i, iris.target), i, "classifier")
    save("bayes_complement", ComplementNB().fit(i, iris.target), i, "classifier")
    save("neighbours_manhattan", KNeighborsClassifier(7, weights="distance", p=1).fit(w[::2], names[::2]), w, "classifier")
    save("neighbours_binary", KNeighborsClassifier(4, algorithm="brute").fit(w[::2], two[::2]), w, "classifier")
    save("neighbours_chebyshev", KNeighborsClassifier(3, metric="chebyshev").fit(w[::2], wine.target[::2]), w, "classifier")
    save("neighbours_cosine", KNeighborsRegressor(5, metric="cosine", weights="distance").fit(d[:100], t[:100]), d, "regressor")
    save("neighbours_cubic", KNeighborsRegressor(4, p=3, weights="distance", algorithm="ball_tree").fit(d[::2], tt[::2]), d, "regressor")
    save("neighbours_regressor", KNeighborsRegressor(3, weights="distance").fit(d[::2], t[::2]), d, "regressor")
    net = dict(max_iter=40, random_state=0, hidden_layer_sizes=(5, 4))
    save("net_binary", MLPClassifier(activation="tanh", **net).fit(w, two), w, "classifier")
    save("net_classes", MLPClassifier(activation="logistic", **net).fit(w.astype(float), names), w, "classifier")
    save("net_regressor", MLPRegressor(activation="identity", **net).fit(d, tt), d, "regressor")
    save("means", KMeans(4, n_init=1, random_state=0).fit(w.astype(float)), w, "clusters")
    save("means_batches", MiniBatchKMeans(3, n_init=1, random_state=0).fit(w), w, "clusters")

    log = dict(kind="classifier", far=True)
    doubles = w.astype(float)
    save("log_bayes", GaussianNB().fit(doubles, names), w, **log)
    save("log_bayes_counts", MultinomialNB().fit(i, iris.target), i, **log)
    save("log_logistic", LogisticRegression().fit(doubles, names), w, **log)
    save("log_logistic_binary", LogisticRegression().fit(doubles, two), w, **log)
    save("log_logistic_each", LogisticRegression(multi_class="ovr").fit(doubles, names), w, **log)
    save("log_logistic_pair", LogisticRegression(multi_class="multinomial").fit(doubles, two), w, **log)
    save("log_descent", SGDClassifier(loss="log_loss", random_state=0).fit(doubles, names), w, **log)
    save("log_descent_binary", SGDClassifier(loss="log_loss", random_state=0).fit(doubles, two), w, **log)
    save("log_bagging_lines", BaggingClassifier(LogisticRegression(), 3, random_state=0).fit(doubles, two), w, **log)
    save("log_discriminant", LinearDiscriminantAnalysis().fit(doubles, names), w, **log)
    save("log_discriminant_binary", LinearDiscriminantAnalysis().fit(doubles, two), w, **log)
    save("log_boosting", GradientBoostingClassifier(n_estimators=40, learning_rate=2.0, **small).fit(doubles, two), w, **log)
    save("log_bagging", BaggingClassifier(GaussianNB(), 3, max_samples=0.5, random_state=3).fit(doubles, names), w, **log)
    save("log_bagging_some", BaggingClassifier(MLPClassifier(**net), 3, max_samples=0.03, random_state=4).fit(doubles, names), w, **log)
    save("log_net", MLPClassifier(**net).fit(doubles, names), w, **log)
    save("log_net_binary", MLPClassifier(**net).fit(doubles, two), w, **log)

    two_kinds = [("line", LogisticRegression()), ("gone", "drop"), ("bayes", GaussianNB()), ("tree", DecisionTreeClassifier(**small))]
    save("voting_hard", VotingClassifier(two_kinds, weights=[1, 5, 2, 1]).fit(w, names), w, "classifier")
    save("voting_soft", VotingClassifier(two_kinds, voting="soft", weights=[1, 5, 2, 1]).fit(w, two), w, "classifier")
    lines = [("line", LinearRegression()), ("tree", DecisionTreeRegressor(**small))]
    save("voting_regressor", VotingRegressor(lines, weights=[1, 3]).fit(d, t), d, "regressor")
    save("stacking", StackingClassifier(two_kinds[:1] + two_kinds[2:], passthrough=True, cv=3).fit(w, names), w, "classifier")
    save("stacking_binary", StackingClassifier(two_kinds, cv=3).fit(w, two), w, "classifier")
    save("stacking_regressor", StackingRegressor(lines, cv=3).fit(d, t), d, "regressor")
    save("bagging", BaggingClassifier(DecisionTreeClassifier(**small), 3, max_features=0.5, random_state=0).fit(w, names), w, "classifier")
    save("bagging_vectors", BaggingClassifier(SVC(), 3, max_samples=0.3, random_state=0).fit(w, names), w, "classifier")
    save("bagging_regressor", BaggingRegressor(DecisionTreeRegressor(**small), 3, random_state=0).fit(d, t), d, "regressor")
    save("calibrated", CalibratedClassifierCV(GaussianNB(), cv=2).fit(w, names), w, "classifier")
    save("calibrated_steps", CalibratedClassifierCV(GaussianNB(), cv=2, method="isotonic").fit(w, two), w, "classifier")


if __name__ == "__main__":
    main()
