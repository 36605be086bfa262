using Xunit;

namespace RedisAi.Conformance;

/// <summary>An output as a file of a fixture has it: numbers or texts.</summary>
/// <param name="Name">What the model calls it, if the names are the model's.</param>
/// <param name="Numbers">The elements; null for texts.</param>
/// <param name="Exact">Whether they are whole numbers by their type.</param>
/// <param name="Texts">The elements; null for numbers.</param>
public sealed record FixtureOutput(string Name, double[]? Numbers, bool Exact, string[]? Texts)
{
    public static FixtureOutput Load(string folder, string name, CsvColumns texts)
    {
        string ownName = name.StartsWith("onnx.", StringComparison.Ordinal) ? name["onnx.".Length..] : name;
        string path = Path.Combine(folder, $"out.{name}.npy");
        using AiTensor tensor = File.Exists(path) ? NpyFile.Load(path) : texts.ToTensor(name, TensorDataType.String);
        return tensor.DataType == TensorDataType.String
            ? new FixtureOutput(ownName, null, true, tensor.AsStrings().ToArray())
            : new FixtureOutput(ownName, TensorComparison.ToDoubles(tensor), IsWhole(tensor), null);
    }

    /// <summary>Whether an output has as many elements, of a kind that can be compared.</summary>
    public bool CouldBe(AiTensor tensor) =>
        tensor.ElementCount == (Numbers?.Length ?? Texts!.Length)
        && (tensor.DataType == TensorDataType.String) == (Texts is not null)
        && (!Exact || Texts is not null || IsWhole(tensor));

    public void AssertEquals(AiTensor actual, double tolerance)
    {
        if (Texts is not null)
        {
            Assert.Equal(Texts, actual.AsStrings().ToArray());
        }
        else
        {
            TensorComparison.AssertClose(Numbers!, TensorComparison.ToDoubles(actual), Exact || IsWhole(actual) ? 0 : tolerance);
        }
    }

    private static bool IsWhole(AiTensor tensor) =>
        tensor.DataType is not (TensorDataType.Float32 or TensorDataType.Float64 or TensorDataType.Float16 or TensorDataType.BFloat16);
}
