"""Writes the trees of scikit-learn's gradient boosting, without a first guess, as LightGBM writes its own: both add up leaves for each class, and take the softmax."""


def block(number, tree, rate):
    """Inner nodes have numbers from 0, leaves from -1 down; in scikit-learn they share their numbers."""
    inner = [i for i in range(tree.node_count) if tree.children_left[i] >= 0]
    leaves = [i for i in range(tree.node_count) if tree.children_left[i] < 0]
    numbers = {node: place for place, node in enumerate(inner)} | {node: ~place for place, node in enumerate(leaves)}
    value = tree.value[:, 0, 0] * rate

    def line(name, values):
        return f"{name}={' '.join(str(v) for v in values)}\n"

    return (
        f"Tree={number}\nnum_leaves={len(leaves)}\nnum_cat=0\n"
        + line("split_feature", (int(tree.feature[i]) for i in inner))
        + line("split_gain", (1 for _ in inner))
        + line("threshold", (repr(float(tree.threshold[i])) for i in inner))
        + line("decision_type", (2 for _ in inner))
        + line("left_child", (numbers[tree.children_left[i]] for i in inner))
        + line("right_child", (numbers[tree.children_right[i]] for i in inner))
        + line("leaf_value", (repr(float(value[i])) for i in leaves))
        + line("leaf_weight", (int(tree.n_node_samples[i]) for i in leaves))
        + line("leaf_count", (int(tree.n_node_samples[i]) for i in leaves))
        + line("internal_value", (0 for _ in inner))
        + line("internal_weight", (int(tree.n_node_samples[i]) for i in inner))
        + line("internal_count", (int(tree.n_node_samples[i]) for i in inner))
        + "is_linear=0\nshrinkage=1\n\n\n")


def save(model, path):
    rounds, classes = model.estimators_.shape
    blocks = [block(i * classes + k, model.estimators_[i, k].tree_, model.learning_rate) for i in range(rounds) for k in range(classes)]
    names = [f"Column_{i}" for i in range(model.n_features_in_)]
    header = (
        f"tree\nversion=v4\nnum_class={classes}\nnum_tree_per_iteration={classes}\nlabel_index=0\nmax_feature_idx={len(names) - 1}\n"
        f"objective=multiclass num_class:{classes}\nfeature_names={' '.join(names)}\nfeature_infos={' '.join('[0:16]' for _ in names)}\n"
        f"tree_sizes={' '.join(str(len(text)) for text in blocks)}\n\n")
    path.write_text(
        header + "".join(blocks)
        + f"end of trees\n\nfeature_importances:\n\nparameters:\n[boosting: gbdt]\n[objective: multiclass]\n[num_class: {classes}]\n\nend of parameters\n\npandas_categorical:null\n")
