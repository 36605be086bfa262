using RedisAi.Backends.Onnx;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Tests.Trees;

/// <summary>Ensembles that are several operators sum up to what one would give.</summary>
public sealed class LargeEnsembleTests
{
    private const int Features = 3;
    private const int Rows = 40;
    private const int Trees = 150;
    private const int BranchesOfTree = 299;

    [Theory]
    [InlineData(1, TreeSum.Single, true, false)]
    [InlineData(1, TreeSum.Double, true, false)]
    [InlineData(1, TreeSum.Single, false, false)]
    [InlineData(3, TreeSum.Single, true, false)]
    [InlineData(3, TreeSum.Double, true, false)]
    [InlineData(3, TreeSum.Double, false, false)]
    [InlineData(1, TreeSum.Single, true, true)]
    [InlineData(3, TreeSum.Double, true, true)]
    internal async Task Parts_of_an_ensemble_are_added_up(int targets, TreeSum sum, bool allowsNewTrees, bool hasMembers)
    {
        Random random = new(targets);
        float[] rows = [.. Enumerable.Range(0, Rows * Features).Select(_ => random.Next(8) == 0 ? float.NaN : random.Next(-8, 8) / 4f)];
        double[] expected = new double[Rows * targets];
        double[] baseValues = [.. Enumerable.Range(0, targets).Select(static target => target + 0.5)];
        TreeEnsemble trees = Build(random, targets, hasMembers, rows, expected);
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] += baseValues[i % targets];
        }

        OnnxGraph graph = new() { AllowsNewTrees = allowsNewTrees };
        string x = graph.Input("X", OnnxElementType.Float, -1, Features);
        graph.Output("sums", trees.AddTo(graph, x, sum, baseValues), OnnxElementType.Float, -1, targets);
        float[] actual = await RunAsync(graph, rows, "sums");

        Assert.Equal(allowsNewTrees && !hasMembers, graph.HasNewTrees);
        Assert.All(expected.Zip(actual), static pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public async Task A_classifier_of_several_parts_gives_labels_and_probabilities()
    {
        Random random = new(3);
        float[] rows = [.. Enumerable.Range(0, Rows * Features).Select(_ => random.Next(-8, 8) / 4f)];
        double[] sums = new double[Rows * 3];
        TreeEnsemble trees = Build(random, 3, hasMembers: false, rows, sums);
        OnnxGraph graph = new() { AllowsNewTrees = true };
        (string label, string probabilities) = trees.AddClassifierTo(graph, graph.Input("X", OnnxElementType.Float, -1, Features), TreeSum.Single);
        graph.Output("label", graph.Node("Cast", [label], OnnxAttribute.Of("to", (long)OnnxElementType.Float)), OnnxElementType.Float, -1);
        graph.Output("probabilities", probabilities, OnnxElementType.Float, -1, 3);

        float[] labels = await RunAsync(graph, rows, "label");
        float[] answers = await RunAsync(graph, rows, "probabilities");

        for (int row = 0; row < Rows; row++)
        {
            double[] exponentials = Array.ConvertAll(sums[(row * 3)..((row + 1) * 3)], Math.Exp);
            Assert.Equal(Array.IndexOf(exponentials, exponentials.Max()), labels[row]);
            Assert.All(exponentials.Zip(answers[(row * 3)..((row + 1) * 3)]), pair => Assert.Equal(pair.First / exponentials.Sum(), pair.Second, 1e-5));
        }
    }

    /// <summary>Builds trees of chance, and adds up what each row comes to. Every tenth is a leaf alone.</summary>
    private static TreeEnsemble Build(Random random, int targets, bool hasMembers, float[] rows, double[] sums)
    {
        TreeEnsemble trees = new(targets);
        for (int tree = 0; tree < Trees; tree++)
        {
            trees.BeginTree();
            int target = random.Next(targets);
            Func<int, double> answer = Grow(trees, random, target, tree % 10 == 0 ? 0 : BranchesOfTree, hasMembers && tree == 77, rows);
            for (int row = 0; row < Rows; row++)
            {
                sums[(row * targets) + target] += answer(row);
            }
        }

        return trees;
    }

    private static Func<int, double> Grow(TreeEnsemble trees, Random random, int target, int branches, bool isMember, float[] rows) => Grow(trees, random, target, branches, isMember, rows, out _);

    private static Func<int, double> Grow(TreeEnsemble trees, Random random, int target, int branches, bool isMember, float[] rows, out int node)
    {
        if (branches == 0)
        {
            double value = (random.NextDouble() * 2) - 1;
            node = trees.Leaf(target, value);
            return _ => value;
        }

        int feature = random.Next(Features);
        double threshold = random.Next(-8, 8) / 4.0;
        bool missing = random.Next(2) == 0;
        node = isMember ? trees.Member(feature, [0, 2], missing) : trees.Branch(feature, TreeRule.LessThan, threshold, missing);
        int whenTrueBranches = random.Next(branches);
        Func<int, double> whenTrue = Grow(trees, random, target, whenTrueBranches, false, rows, out int trueNode);
        Func<int, double> whenFalse = Grow(trees, random, target, branches - 1 - whenTrueBranches, false, rows, out int falseNode);
        trees.Connect(node, trueNode, falseNode);
        return row => rows[(row * Features) + feature] is var value && float.IsNaN(value) ? (missing ? whenTrue : whenFalse)(row)
            : (isMember ? value is (>= 0 and < 1) or (>= 2 and < 3) : value < threshold) ? whenTrue(row) : whenFalse(row);
    }

    private static async Task<float[]> RunAsync(OnnxGraph graph, float[] rows, string output)
    {
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(graph.Write("a test")));
        using AiTensor input = AiTensor.Create<float>([Rows, Features], rows);
        using ModelResult result = ai.Models["m"].Run([input]);
        return result[output].ToArray<float>();
    }
}
