using RedisAi.Importers.Onnx;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Tests.Trees;

/// <summary>What is no tree is refused, with the place.</summary>
public sealed class TreeCheckTests
{
    [Theory]
    [InlineData(1, 99, "Tree 0, node 0: the child 99 of 5 nodes.")]
    [InlineData(-1, 1, "Tree 0, node 0: the child -1 of 5 nodes.")]
    [InlineData(0, 1, "Tree 0, node 0: the child 0 is the child of another node, too, or the root.")]
    [InlineData(1, 1, "Tree 0, node 0: the child 1 is the child of another node, too, or the root.")]
    [InlineData(1, 2, "Tree 0: 2 of 5 nodes are not reached from its root.")]
    public void A_wrong_child_is_named(int whenTrue, int whenFalse, string message)
    {
        TreeEnsemble trees = new(1);
        trees.BeginTree();
        int root = trees.Branch(0, TreeRule.LessThan, 1, false);
        trees.Leaf(0, 1);
        trees.Leaf(0, 2);
        int loop = trees.Branch(0, TreeRule.LessThan, 1, false);
        trees.Leaf(0, 3);
        trees.Connect(root, whenTrue, whenFalse);
        trees.Connect(loop, 4, 3);

        Assert.Equal(message, Assert.Throws<ModelLoadException>(() => trees.BeginTree()).Message);
    }

    [Fact]
    public void A_child_within_a_membership_is_refused()
    {
        TreeEnsemble trees = new(1);
        trees.BeginTree();
        int root = trees.Branch(0, TreeRule.LessThan, 1, false);
        int member = trees.Member(0, [1, 3, 5], false);
        trees.Connect(member, trees.Leaf(0, 1), trees.Leaf(0, 2));
        trees.Connect(root, member, member + 1);

        Assert.Throws<ModelLoadException>(() => trees.BeginTree());
    }

    [Fact]
    public void A_tree_that_is_too_deep_is_refused()
    {
        TreeEnsemble trees = new(1);
        trees.BeginTree();
        int last = trees.Branch(0, TreeRule.LessThan, 1, false);
        for (int i = 0; i < TreeEnsemble.MaxDepth; i++)
        {
            int next = trees.Branch(0, TreeRule.LessThan, 1, false);
            trees.Connect(last, trees.Leaf(0, 1), next);
            last = next;
        }

        trees.Connect(last, trees.Leaf(0, 1), trees.Leaf(0, 2));

        Assert.Equal("Tree 0 is deeper than 2000 nodes.", Assert.Throws<ModelLoadException>(() => trees.BeginTree()).Message);
    }

    [Fact]
    public void Values_and_places_that_are_not_there_are_refused()
    {
        TreeEnsemble trees = new(2);
        trees.BeginTree();

        Assert.Equal("Tree 0, node 0: the threshold is not a number.", Assert.Throws<ModelLoadException>(() => trees.Branch(0, TreeRule.LessThan, double.NaN, false)).Message);
        Assert.Equal("Tree 0, node 0: feature -1 does not exist.", Assert.Throws<ModelLoadException>(() => trees.Branch(-1, TreeRule.LessThan, 0, false)).Message);
        Assert.Equal("Tree 0, node 0: category -2 is not between 0 and 16777215.", Assert.Throws<ModelLoadException>(() => trees.Member(0, [-2], false)).Message);
        Assert.Equal("Tree 0, node 0: target 2 of 2.", Assert.Throws<ModelLoadException>(() => trees.Leaf(2, 1)).Message);
        Assert.Equal("Tree 0, node 0: 3 values of 2.", Assert.Throws<ModelLoadException>(() => trees.Leaf([1, 2, 3])).Message);
        Assert.Equal("Tree 0 has no nodes.", Assert.Throws<ModelLoadException>(() => trees.BeginTree()).Message);
        Assert.Equal("The model has no trees.", Assert.Throws<ModelLoadException>(() => new TreeEnsemble(1).AddTo(new OnnxGraph(), "X", TreeSum.Single, [])).Message);
    }
}
