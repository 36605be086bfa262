namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>The text of models of one or two trees that can be followed by eye.</summary>
internal static class SmallLightGbm
{
    /// <summary>A node that compares feature 0 with a threshold: 1 on its left, 2 on its right.</summary>
    public static string Stump(string threshold, int decision, string objective = "regression") =>
        Text(objective, 1, Tree(0, $"num_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold={threshold}\ndecision_type={decision}\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"));

    /// <summary>A node that asks whether feature 0 is in a set: 1 on its left, 2 on its right.</summary>
    public static string Set(string words) =>
        Text("regression", 1, Tree(0, $"num_leaves=2\nnum_cat=1\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\nright_child=-2\nleaf_value=1 2\ncat_boundaries=0 {words.Split(' ').Length}\ncat_threshold={words}\n"));

    /// <summary>A tree that is a leaf.</summary>
    public static string Leaf(int number, string value) => Tree(number, $"num_leaves=1\nnum_cat=0\nsplit_feature=\nthreshold=\ndecision_type=\nleft_child=\nright_child=\nleaf_value={value}\n");

    public static string Tree(int number, string body) => $"Tree={number}\n{body}is_linear=0\nshrinkage=1\n\n\n";

    public static string Text(string objective, int targets, params string[] trees) =>
        $"tree\nversion=v4\nnum_class={targets}\nnum_tree_per_iteration={targets}\nlabel_index=0\nmax_feature_idx=1\nobjective={objective}\nfeature_names=age=years größe\nfeature_infos=[0:1] [0:1]\n"
        + $"tree_sizes={string.Join(' ', trees.Select(static tree => tree.Length))}\n\n{string.Concat(trees)}end of trees\n\nfeature_importances:\n\nparameters:\n[boosting: gbdt]\nend of parameters\n\npandas_categorical:null\n";
}
