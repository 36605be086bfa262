using System.Text.Json;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>A folder of the fixtures: a model, inputs, and what it answers.</summary>
public sealed class FixtureCase
{
    private readonly string _folder;
    private readonly string[] _inputs;
    private readonly FixtureOutput[] _outputs;
    private readonly CsvColumns _columns;

    private FixtureCase(string folder, string model, JsonElement description)
    {
        _folder = folder;
        ModelPath = Path.Combine(folder, model);
        _columns = CsvColumns.LoadIfThere(Path.Combine(folder, "in.csv"));
        _inputs = [.. description.GetProperty("inputs").EnumerateObject().Select(static input => input.Name)];
        JsonProperty[] outputs = [.. description.GetProperty("outputs").EnumerateObject()];
        JsonProperty[] ofRuntime = [.. outputs.Where(static output => output.Name.StartsWith("onnx.", StringComparison.Ordinal))];
        CsvColumns texts = CsvColumns.LoadIfThere(Path.Combine(folder, "out.csv"));
        _outputs = [.. (ofRuntime.Length > 0 ? ofRuntime : outputs).Select(output => FixtureOutput.Load(folder, output, texts))];
    }

    public string ModelPath { get; }

    /// <summary>The folders that hold a file of that name.</summary>
    public static IEnumerable<string> NamesWith(string model) =>
        Root is { } root && Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Where(folder => File.Exists(Path.Combine(folder, model))).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
            : [];

    private static string? Root => Environment.GetEnvironmentVariable("REDISAI_FIXTURES") is { Length: > 0 } fixtures ? Path.Combine(fixtures, "models") : null;

    /// <summary>The folder of all cases; the test is skipped where there are none.</summary>
    public static string RequireRoot()
    {
        Assert.SkipWhen(Root is null || !Directory.Exists(Root), "REDISAI_FIXTURES names no folder of fixtures.");
        return Root!;
    }

    public static FixtureCase Load(string name, string model)
    {
        string folder = Path.Combine(Root!, name);
        using JsonDocument description = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        return new FixtureCase(folder, model, description.RootElement);
    }

    /// <summary>Runs the model, and again: optimizers change a network in its first runs. Each time it must give what is expected.</summary>
    /// <param name="model">The model of this case.</param>
    /// <param name="tolerance">By how much floats may differ, relative or absolute.</param>
    public async Task AssertAnswersAsync(IModel model, double tolerance)
    {
        AiTensor[] inputs = LoadInputs(model.Signature);
        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = await model.RunAsync(inputs);
            foreach ((FixtureOutput expected, AiTensor actual) in Match(result))
            {
                expected.AssertEquals(actual, tolerance);
            }
        }

        Array.ForEach(inputs, static input => input.Dispose());
    }

    /// <summary>The inputs in the order of the signature, as the model takes them.</summary>
    public AiTensor[] LoadInputs(ModelSignature signature)
    {
        Assert.InRange(_inputs.Length, signature.Inputs.Count(static input => !input.IsOptional), signature.Inputs.Count);
        bool byName = _inputs.All(name => signature.Inputs.Any(input => input.Name == name));
        return [.. signature.Inputs.Take(_inputs.Length).Select((input, index) => LoadInput(byName ? input.Name : _inputs[index], input))];
    }

    /// <summary>Finds for each expected output the one of the model.</summary>
    public IEnumerable<(FixtureOutput Expected, AiTensor Actual)> Match(ModelResult result)
    {
        List<AiTensor> left = [.. Enumerable.Range(0, result.Count).Select(index => result[index])];
        if (_outputs.All(expected => result.Outputs.Any(output => output.Name == expected.Name)))
        {
            return [.. _outputs.Select(expected => (expected, result[expected.Name]))];
        }

        return _outputs.Length == result.Count
            ? [.. _outputs.Select((expected, index) => (expected, result[index]))]
            : [.. _outputs.Select(expected => (expected, TakeOneLike(expected, left)))];
    }

    private static AiTensor TakeOneLike(FixtureOutput expected, List<AiTensor> left)
    {
        AiTensor found = left.Find(expected.CouldBe) ?? throw new InvalidOperationException($"No output of the model could be '{expected.Name}'.");
        left.Remove(found);
        return found;
    }

    private AiTensor LoadInput(string name, TensorSpec spec)
    {
        string path = Path.Combine(_folder, $"in.{name}.npy");
        using AiTensor loaded = File.Exists(path) ? NpyFile.Load(path) : _columns.ToTensor(name, spec.DataType);
        return Fit(loaded, spec.Shape);
    }

    /// <summary>A column is [n] for some libraries and [n,1] for others.</summary>
    private static AiTensor Fit(AiTensor tensor, ShapePattern shape)
    {
        long[] dimensions = tensor.Shape.Dimensions.ToArray();
        if (shape.IsRankKnown && shape.Rank == dimensions.Length + 1)
        {
            return tensor.Reshape([.. dimensions, 1]);
        }

        return shape.IsRankKnown && shape.Rank == dimensions.Length - 1 && dimensions[^1] == 1 ? tensor.Reshape(dimensions.AsSpan(0, dimensions.Length - 1)) : tensor.Share();
    }
}
