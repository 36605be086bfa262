#!/usr/bin/python3
"""Makes skops/: models of scikit-learn as archives of skops, inputs, Python's own answers, and inputs that Python refuses.

Debian has scikit-learn 1.2 and no skops, so that the archives are written here, node by node, as skops 0.16 writes them.
Names of columns need pandas, which is not needed here: models are fitted to positions, and the names are written into the archive.
"""

import csv
import io
import json
import os
import shutil
import types
import warnings
import zipfile

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA, IncrementalPCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (ElasticNetCV, Lasso, LinearRegression, LogisticRegression, LogisticRegressionCV, Perceptron, PoissonRegressor, Ridge,
                                  RidgeClassifier, SGDClassifier, SGDRegressor, TweedieRegressor)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (Binarizer, FunctionTransformer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder, PolynomialFeatures,
                                   RobustScaler, StandardScaler)
from sklearn.svm import LinearSVC, LinearSVR
import sklearn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "skops")
NAN, INF = np.nan, np.inf
warnings.filterwarnings("ignore")


class Archive:
    """Writes an object as skops does."""

    def __init__(self):
        self.files, self.ids, self.kept = {}, {}, []

    def save(self, model, path):
        schema = self.node(model)
        schema.update(protocol=2, _skops_version="0.16.0")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**self.files, "schema.json": json.dumps(schema).encode()}.items():
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)

    def number(self, value):
        """The same object has the same number, as long as it lives; numbers do not change from run to run."""
        self.kept.append(value)
        return self.ids.setdefault(id(value), len(self.ids) + 1)

    def node(self, value):
        kind = type(value)
        result = {"__class__": kind.__name__, "__module__": kind.__module__}
        if value is None or isinstance(value, (bool, int, float, str)) and kind.__module__ == "builtins":
            result.update(__class__="str", __module__="builtins", __loader__="JsonNode", content=json.dumps(value), is_json=True)
        elif isinstance(value, dict):
            result.update(__loader__="DictNode", content={str(key): self.node(item) for key, item in value.items()}, key_types=self.node([type(key) for key in value]))
        elif isinstance(value, (list, tuple)):
            result.update(__loader__="ListNode" if isinstance(value, list) else "TupleNode", content=[self.node(item) for item in value])
        elif isinstance(value, slice):
            result.update(__loader__="SliceNode", content={"start": value.start, "stop": value.stop, "step": value.step})
        elif isinstance(value, np.dtype):
            result.update(__class__="dtype", __module__="numpy", __loader__="DTypeNode", content=self.node(np.empty(0, value)))
        elif isinstance(value, np.ndarray) and value.dtype == object:
            result.update(__loader__="NdArrayNode", type="json", content=[self.node(item) for item in value.tolist()], shape=self.node(value.shape))
        elif isinstance(value, (np.ndarray, np.generic)):
            data = io.BytesIO()
            np.save(data, value)
            result.update(__loader__="NdArrayNode", type="numpy", file=f"{self.number(value)}.npy")
            self.files[result["file"]] = data.getvalue()
        elif isinstance(value, type):
            result.update(__class__=value.__name__, __module__=value.__module__, __loader__="TypeNode")
        elif isinstance(value, np.ufunc):
            result.update(__class__="ufunc", __module__="numpy", __loader__="FunctionNode", content=value.__name__)
        elif isinstance(value, types.FunctionType):
            result.update(__class__="function", __loader__="FunctionNode", content={"module_path": value.__module__, "function": value.__name__})
        elif kind.__module__.startswith("sklearn.linear_model._sgd_fast"):
            result.update(__loader__="SGDNode", content=self.node({}), __reduce__={"args": self.node(())})
        else:
            state = value.__getstate__()
            result.update(__loader__="ObjectNode", content=self.node(state and dict(state, _sklearn_version=sklearn.__version__)))
        result["__id__"] = self.number(value)
        return result


def cell(value):
    return "" if value is None or value != value else value if isinstance(value, str) else repr(float(value)).replace("inf", "Infinity")


def write_csv(path, table, names):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([[cell(value) for value in row] for row in table])


def dense(value):
    return value.toarray() if hasattr(value, "toarray") else np.asarray(value)


def make(name, model, fit, test, y=None, refused=(), names=None, rename=None):
    """Fits a model, keeps what it answers to the test, and each row of `refused` if Python refuses it alone."""
    folder = os.path.join(FOLDER, name)
    os.makedirs(folder)
    model.fit(fit, y)
    outputs = {}
    if hasattr(model, "predict"):
        label = model.predict(test)
        outputs["label" if hasattr(model, "classes_") else "prediction"] = label.astype(str) if label.dtype == object else label
    for method, output in (("predict_proba", "probabilities"), ("decision_function", "scores"), ("transform", "transformed")):
        if hasattr(model, method):
            outputs[output] = dense(getattr(model, method)(test))
    for output, value in outputs.items():
        np.save(os.path.join(folder, f"out.{output}.npy"), value.astype(np.float64) if value.dtype == object else value)

    if isinstance(test, np.ndarray) and test.dtype == np.float32:
        np.save(os.path.join(folder, "in.X.npy"), test)
        if len(refused):
            np.save(os.path.join(folder, "refused.X.npy"), np.asarray(refused, np.float32))
    else:
        names = names or [f"x{i}" for i in range(test.shape[1])]
        write_csv(os.path.join(folder, "in.csv"), test, names)
        if len(refused):
            write_csv(os.path.join(folder, "refused.csv"), refused, names)
    for row in refused:
        one = np.asarray([row], test.dtype)
        try:
            (model.predict if hasattr(model, "predict") else model.transform)(one)
        except ValueError:
            continue
        raise AssertionError(f"{name}: Python takes {row}")
    if rename:
        rename(model)
    Archive().save(model, os.path.join(folder, "model.skops"))


RANDOM = np.random.RandomState(7)
X = np.round(RANDOM.normal(size=(60, 4)) * [1, 5, 0.2, 100] + [0, 3, -1, 1000], 3).astype(np.float32)
T = X[:12].copy()
HOLES = X.copy()
HOLES[RANDOM.rand(*X.shape) < 0.2] = NAN
TESTHOLES = HOLES[20:32].copy()
Y2 = (X[:, 0] + X[:, 1] / 5 + RANDOM.normal(size=60) * 0.5 > 0.6).astype(np.int64)
Y3 = np.digitize(X[:, 0] + RANDOM.normal(size=60) * 0.3, [-0.5, 0.5])
TARGET = (X @ np.array([1.0, 0.5, -2, 0.01]) + RANDOM.normal(size=60) * 0.1).astype(np.float64)
BAD = np.array([[INF, 0, 0, 0], [0, 0, 0, -INF]], np.float32)
WITHNAN = np.vstack([BAD, [[0, NAN, 0, 0]]]).astype(np.float32)

CITY = ["Bern", "Oslo", "Lima", "Rom", "Bern", "Oslo", "Bern", "Wien", "Zürich"]
COLOUR = ["red", "green", None, "blue", "red", "red", "green", "red", "red"]


def texts(*columns):
    return np.array(list(zip(*columns)), dtype=object)


def scalers():
    outside = np.vstack([TESTHOLES, X[:2] * 3, -X[:2]]).astype(np.float32)
    make("standard-scaler", StandardScaler(), HOLES, outside, refused=BAD)
    make("standard-scaler-centre-only", StandardScaler(with_std=False), X, T)
    make("standard-scaler-double", StandardScaler(), X.astype(np.float64), T)
    make("min-max-scaler-clip", MinMaxScaler(feature_range=(-1, 2), clip=True), HOLES, outside, refused=BAD)
    make("max-abs-scaler", MaxAbsScaler(), HOLES, outside, refused=BAD)
    make("robust-scaler", RobustScaler(quantile_range=(10, 80)), HOLES, outside, refused=BAD)
    tiny = np.vstack([T, np.zeros((1, 4)), np.full((1, 4), 1e-7), np.full((1, 4), 1e-5)]).astype(np.float32)
    for norm in ("l1", "l2", "max"):
        make(f"normalizer-{norm}", Normalizer(norm), X, tiny, refused=WITHNAN)
    edge = np.float32(0.2)
    around = np.array([[edge, np.nextafter(edge, np.float32(1)), np.nextafter(edge, np.float32(0)), -edge]], np.float32)
    make("binarizer", Binarizer(threshold=0.2), X, np.vstack([T, around]).astype(np.float32), refused=WITHNAN)
    make("polynomial-3", PolynomialFeatures(3), X, T, refused=WITHNAN)
    make("polynomial-interactions", PolynomialFeatures(3, interaction_only=True, include_bias=False), X, T)
    make("polynomial-2-to-3", PolynomialFeatures((2, 3)), X, T)
    make("pca-whiten", PCA(3, whiten=True), X, T, refused=WITHNAN)
    make("pca-double", PCA(2), X.astype(np.float64), T)
    make("incremental-pca", IncrementalPCA(2), X, T)
    make("truncated-svd", TruncatedSVD(2, random_state=0), X, T, refused=WITHNAN)
    make("log1p", FunctionTransformer(np.log1p), np.abs(X), np.abs(T))


def imputers():
    gap = HOLES.copy()
    gap[:, 2] = NAN
    make("imputer-mean-drops-empty", SimpleImputer(), gap, TESTHOLES, refused=BAD)
    make("imputer-keeps-empty", SimpleImputer(keep_empty_features=True), gap, TESTHOLES)
    make("imputer-indicator", SimpleImputer(strategy="median", add_indicator=True), HOLES, TESTHOLES)
    marked = np.where(np.isnan(HOLES), np.float32(-1), HOLES)
    make("imputer-minus-one", SimpleImputer(missing_values=-1, strategy="most_frequent"), marked, marked[20:32], refused=WITHNAN)
    make("imputer-constant", SimpleImputer(strategy="constant", fill_value=7), HOLES, TESTHOLES)
    table = texts(CITY, COLOUR)
    make("imputer-texts", make_pipeline(SimpleImputer(missing_values=None, strategy="most_frequent"), OneHotEncoder()), table, table, refused=texts(["Bern", "Paris"], ["pink", None]))
    make("imputer-constant-texts", make_pipeline(SimpleImputer(missing_values=None, strategy="constant", fill_value="?"), OrdinalEncoder()), table, table)
    mixed = np.column_stack([HOLES[:, 0], np.round(HOLES[:, 1])])
    make("impute-then-scale-then-classify", make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()), HOLES, TESTHOLES, Y2, refused=BAD)
    make("scale-then-classify", make_pipeline(StandardScaler(), LogisticRegression()), X, T, Y2, refused=WITHNAN)
    make("impute-whole", make_pipeline(SimpleImputer(strategy="most_frequent"), MinMaxScaler()), mixed.astype(np.float32), mixed[:20].astype(np.float32))


def encoders():
    table = texts(CITY, COLOUR)
    unseen = texts(["Paris", "Bern", ""], [None, "pink", "blue"])
    make("one-hot-ignore", OneHotEncoder(handle_unknown="ignore"), table, np.vstack([table, unseen]))
    make("one-hot-error", OneHotEncoder(), table, table, refused=texts(["Paris", "bern"], ["red", None]))
    make("one-hot-drop", OneHotEncoder(drop=["Lima", None], handle_unknown="ignore"), table, np.vstack([table, unseen]))
    make("one-hot-rare", OneHotEncoder(min_frequency=2, handle_unknown="infrequent_if_exist"), table, np.vstack([table, unseen]))
    make("one-hot-rare-drop", OneHotEncoder(max_categories=3, drop="first", handle_unknown="infrequent_if_exist"), table, np.vstack([table, unseen]))
    make("one-hot-binary", OneHotEncoder(drop="if_binary", dtype=np.float32), texts(CITY, ["a", "b", "a"] * 3), texts(CITY, ["b", "a", "a"] * 3))
    numbers = np.array([[1, 0.5], [2, NAN], [1, 0.25], [3, 0.5], [2, 0.5], [1, NAN]] * 2, np.float32)
    odd = np.array([[4, 0.5], [NAN, 0.75], [2, NAN]], np.float32)
    make("one-hot-numbers", OneHotEncoder(handle_unknown="ignore"), numbers, np.vstack([numbers, odd]).astype(np.float32))
    make("one-hot-numbers-error", OneHotEncoder(), numbers, numbers, refused=np.array([[4, 0.5], [NAN, 0.5], [1, 0.75], [INF, 0.5]], np.float32))
    make("one-hot-numbers-rare", OneHotEncoder(min_frequency=3, handle_unknown="infrequent_if_exist"), numbers, np.vstack([numbers, odd]).astype(np.float32))
    nans = table.copy()
    nans[nans == None] = NAN  # noqa: E711: element by element
    make("ordinal-missing", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), nans, np.vstack([nans, texts(["Paris"], ["pink"])]))
    make("ordinal-missing-then-ridge", make_pipeline(OrdinalEncoder(), Ridge()), nans[nans[:, 1] == nans[:, 1]], nans[:2], np.arange(8.0), refused=texts(["Paris"], ["red"]))
    make("ordinal-unknown", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2), table, np.vstack([table, unseen]))
    make("ordinal-error", OrdinalEncoder(), table, table, refused=texts(["Paris", "Bern"], ["red", "pink"]))
    make("ordinal-numbers", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=99), numbers, np.vstack([numbers, odd]).astype(np.float32))
    make("ordinal-unknown-nan", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=NAN, encoded_missing_value=-1), numbers, np.vstack([numbers, odd]).astype(np.float32))


def linear():
    words = np.array(["no", "yes"], dtype=object)[Y2]
    three = np.array(["a", "b", "c"])[Y3]
    scaled = np.clip((X - X.mean(0)) / X.std(0), -2, 2).astype(np.float32)
    test = np.vstack([scaled[:12], np.zeros((1, 4)), np.full((1, 4), 30)]).astype(np.float32)
    make("logistic-words", LogisticRegression(), scaled, test, words, refused=WITHNAN)
    make("logistic-three", LogisticRegression(), scaled, test, three)
    make("logistic-against-others", LogisticRegression(multi_class="ovr"), scaled, test, Y3)
    make("logistic-multinomial-two", LogisticRegression(multi_class="multinomial"), scaled, test, Y2)
    make("logistic-liblinear", LogisticRegression(solver="liblinear"), scaled, test, Y3)
    make("logistic-truths", LogisticRegression(fit_intercept=False), scaled, test, Y2 == 1)
    make("logistic-cv", LogisticRegressionCV(Cs=2, cv=2), scaled, test, Y3)
    make("discriminant-two", LinearDiscriminantAnalysis(), scaled, test, Y2)
    make("discriminant-three", LinearDiscriminantAnalysis(), scaled, test, Y3)
    make("sgd-hinge", SGDClassifier(random_state=0), scaled, test, Y3, refused=WITHNAN)
    make("sgd-log", SGDClassifier(loss="log_loss", random_state=0), scaled, test, Y3)
    make("sgd-huber-two", SGDClassifier(loss="modified_huber", random_state=0), scaled, test, Y2)
    none = np.vstack([test, scaled[:30] * -1]).astype(np.float32)
    make("sgd-huber-three", SGDClassifier(loss="modified_huber", random_state=3), scaled, none, Y3)
    make("perceptron", Perceptron(), scaled, test, Y2)
    make("linear-svc-two", LinearSVC(random_state=0), scaled, test, words, refused=WITHNAN)
    make("ridge-classifier-two", RidgeClassifier(), scaled, test, words, refused=WITHNAN)
    make("ridge-classifier-three", RidgeClassifier(), scaled, test, three)
    make("linear-two-targets", LinearRegression(), X, T, np.column_stack([TARGET, -TARGET]), refused=WITHNAN)
    make("linear-column-target", LinearRegression(), X, T, TARGET[:, None])
    make("ridge-no-intercept", Ridge(fit_intercept=False), X, T, TARGET)
    make("lasso-two-targets", Lasso(0.1), X, T, np.column_stack([TARGET, TARGET * 2]))
    make("elastic-net-cv", ElasticNetCV(cv=2, n_alphas=3), scaled, test, TARGET)
    make("sgd-regressor", SGDRegressor(random_state=0), scaled, test, TARGET)
    make("linear-svr", LinearSVR(random_state=0), scaled, test, TARGET)
    make("poisson", PoissonRegressor(), scaled, scaled[:12], np.abs(TARGET))
    make("tweedie", TweedieRegressor(power=1.5), scaled, scaled[:12], np.abs(TARGET))
    make("tweedie-normal", TweedieRegressor(power=0), scaled, scaled[:12], TARGET)


def compositions():
    make("union", FeatureUnion([("s", StandardScaler()), ("p", PCA(2)), ("same", "passthrough"), ("no", "drop")], transformer_weights={"p": 3, "same": 0.5}), X, T, refused=WITHNAN)
    nested = make_pipeline("passthrough", Pipeline([("a", StandardScaler()), ("b", make_pipeline(MinMaxScaler(), "passthrough"))]), Ridge())
    make("nested", nested, X, T, TARGET, refused=WITHNAN)
    mask = np.array([True, False, False, True])
    positions = ColumnTransformer([("last", StandardScaler(), [-1]), ("mask", MinMaxScaler(), mask), ("slice", MaxAbsScaler(), slice(-3, None, 2)), ("no", "drop", [2])],
                                  remainder="passthrough", transformer_weights={"mask": 2})
    make("columns-by-position", positions, X, T, refused=BAD, rename=without_indices)
    make("columns-rest-estimated", ColumnTransformer([("one", "passthrough", [1])], remainder=RobustScaler()), X, T)
    make("columns-chosen", ColumnTransformer([("all", make_pipeline(StandardScaler(), PCA(2)), lambda table: [0, 3])], remainder="drop"), X, T, rename=unnamed_function)
    with_hole = ColumnTransformer([("takes", SimpleImputer(), [0, 1]), ("not", Normalizer(), [2, 3])])
    make("columns-some-impute", with_hole, HOLES[~np.isnan(HOLES[:, 2:]).any(1)], np.vstack([T, [[NAN, NAN, 1, 1]]]).astype(np.float32), refused=[[0, 0, NAN, 0], [INF, 0, 0, 0]])

    age = np.array([30, 41, 52, None, 35, 28, 60, 33, 47], dtype=object)
    table = np.column_stack([age, np.array(COLOUR, object), np.array([1.5, 2, 3, 4, 5, 6, 7, 8, 9.25], object), np.array(CITY, object)])
    names = ["age", "colour", "rate", "city"]
    numbers = make_pipeline(SimpleImputer(missing_values=NAN), StandardScaler())
    table[3, 0] = NAN
    prepare = ColumnTransformer([("numbers", numbers, [0, 2]), ("colours", OneHotEncoder(handle_unknown="ignore"), [1]), ("cities", OneHotEncoder(), [3])])
    truth = np.array([0, 1, 0, 1, 1, 0, 1, 0, 1])
    refused = table[[0, 1, 2]].copy()
    refused[0, 3], refused[1, 3], refused[2, 2] = "Paris", None, INF
    make("table", Pipeline([("prepare", prepare), ("model", LogisticRegression())]), table, table, truth, refused=refused, names=names, rename=lambda model: named(model[0], names))
    some = ColumnTransformer([("s", StandardScaler(), [3, 0]), ("m", MinMaxScaler(), [1])])
    make("named-numbers", make_pipeline(some, Ridge()), X, T, TARGET, rename=lambda model: named(model[0], ["a", "b", "c", "d"]))
    few = ColumnTransformer([("s", StandardScaler(), [3, 0])])
    make("named-dropped", make_pipeline(few, Ridge()), X, T, TARGET, rename=lambda model: named(model[0], ["a", "b", "c", "d"]))
    words = texts(CITY, [colour or "grey" for colour in COLOUR])
    make("union-of-encoders", FeatureUnion([("o", OrdinalEncoder()), ("h", OneHotEncoder())]), words, words, refused=texts(["Paris"], ["red"]))
    make("one-hot-then-svd", make_pipeline(OneHotEncoder(handle_unknown="ignore"), TruncatedSVD(2, random_state=0), LogisticRegression()), words, np.vstack([words, texts(["Paris"], ["pink"])]), truth)
    make("one-hot-fixed-width", OneHotEncoder(), words.astype(str), words.astype(str))
    counted = np.array([[1, "a"], [2, "b"], [1, "b"], [30, "a"]], dtype=object)
    make("one-hot-objects", OneHotEncoder(handle_unknown="ignore"), counted, np.vstack([counted, np.array([[3, "c"]], dtype=object)]))
    make("one-hot-truths", OneHotEncoder(drop="if_binary"), X[:, :1] > 0, (T[:, :1] > 0).astype(np.float32))
    twice = make_pipeline(ColumnTransformer([("h", OneHotEncoder(), [1])], remainder="passthrough"), ColumnTransformer([("s", StandardScaler(), [-1])], remainder="passthrough"), Ridge())
    make("columns-twice", twice, counted, counted, np.arange(4.0), refused=np.array([[INF, "a"], [1, "c"]], dtype=object))
    unnamed = ColumnTransformer([("n", StandardScaler(), [0]), ("c", OrdinalEncoder(), [1])], remainder="drop")
    mixed = np.column_stack([np.arange(9).astype(object), np.array(CITY, object)])
    make("table-unnamed", unnamed, mixed, mixed)

    city = CITY.copy()
    city[6] = None
    dropped = np.column_stack([age, np.array(city, object), np.array([f"i{row}" for row in range(9)], object), np.array(["some", "words", "more"] * 3, object)])
    dropped[3, 0] = NAN
    cities = make_pipeline(SimpleImputer(missing_values=None, strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    within = ColumnTransformer([("cities", cities, [0])])
    outer = ColumnTransformer([("within", Pipeline([("columns", within)]), [1, 2]), ("numbers", numbers, [0])])
    refused = dropped[:1].copy()
    refused[0, 0] = INF
    names = ["age", "city", "id", "note"]
    make("table-dropped", make_pipeline(outer, LogisticRegression()), dropped, dropped, truth, refused=refused, names=names, rename=lambda model: named(model[0], names))


def far():
    """Values far from 0: the seconds of a month, a town's latitudes, days and prices. Python's answers to the rows as doubles are beside those to float32."""
    random = np.random.RandomState(11)
    table = np.column_stack([np.round(1.7e9 + random.rand(60) * 2.6e6), 47.37 + random.normal(size=60) * 0.02, np.round(random.rand(60) * 9), random.lognormal(3, 1, 60)])
    signal = (table[:, 0] - 1.7e9) / 1e6 + (table[:, 1] - 47.37) * 30 + table[:, 2] / 5 + random.normal(size=60) * 0.1
    two, three = (signal > np.median(signal)).astype(np.int64), np.digitize(signal, np.quantile(signal, [0.3, 0.6]))
    models = {
        "standard": (make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(C=100)), two),
        "robust": (make_pipeline(RobustScaler(), Ridge()), signal),
        "min-max": (MinMaxScaler(), None),
        "pca": (PCA(3), None),
        "bayes": (GaussianNB(), three),
        "neighbours": (make_pipeline(MinMaxScaler(feature_range=(-1, 1)), KNeighborsRegressor(3, weights="distance", algorithm="brute")), signal),
        "columns": (make_pipeline(ColumnTransformer([("scaled", StandardScaler(), [1, 0])], remainder="passthrough"), LinearSVC(random_state=0)), two),
    }
    for name, (model, y) in models.items():
        make(f"far-{name}", model, table, table[:20].astype(np.float32), y, rename=lambda model: save_doubles(f"far-{name}", model, table[:20]))


def save_doubles(name, model, rows):
    np.save(os.path.join(FOLDER, name, "double.X.npy"), rows)
    for method, output in (("predict_proba", "probabilities"), ("decision_function", "scores"), ("transform", "transformed"), ("predict", "prediction")):
        if hasattr(model, method) and (method != "predict" or not hasattr(model, "classes_")):
            np.save(os.path.join(FOLDER, name, f"double.{output}.npy"), getattr(model, method)(rows))


def unnamed_function(model):
    """skops keeps no lambda: what it chose is in the fitted transformers."""
    model.transformers = [(name, transformer, [0, 3]) for name, transformer, _ in model.transformers]


def without_indices(model):
    """Older versions do not keep which positions were meant."""
    del model._transformer_to_input_indices


def named(transformer, names):
    """What a fit to a table of pandas has instead of positions."""
    transformer.feature_names_in_ = np.array(names, dtype=object)
    transformer.transformers_ = [(name, inner, [names[column] for column in columns]) for name, inner, columns in transformer.transformers_]
    del transformer._transformer_to_input_indices


shutil.rmtree(FOLDER, ignore_errors=True)
os.makedirs(FOLDER)
for group in (scalers, imputers, encoders, linear, compositions, far):
    group()
