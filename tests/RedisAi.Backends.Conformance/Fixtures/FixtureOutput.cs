using System.Text.Json;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>An output as a file of a fixture has it: numbers or texts.</summary>
/// <param name="Name">What the model calls it, if the names are the model's.</param>
/// <param name="DataType">The type of its elements.</param>
/// <param name="Shape">Its lengths.</param>
/// <param name="Numbers">The elements; null for texts.</param>
/// <param name="Texts">The elements; null for numbers.</param>
public sealed record FixtureOutput(string Name, TensorDataType DataType, long[] Shape, double[]? Numbers, string[]? Texts)
{
    /// <summary>What files of numpy cannot hold is in one of another type, and the name says so.</summary>
    private const string InAnotherType = "bfloat16-as-float32";

    /// <param name="folder">The folder of the fixture.</param>
    /// <param name="output">Name, type and shape as case.json has them.</param>
    /// <param name="texts">The columns of texts.</param>
    public static FixtureOutput Load(string folder, JsonProperty output, CsvColumns texts)
    {
        string ownName = output.Name.StartsWith("onnx.", StringComparison.Ordinal) ? output.Name["onnx.".Length..] : output.Name;
        string path = Path.Combine(folder, $"out.{output.Name}.npy");
        using AiTensor tensor = File.Exists(path) ? NpyFile.Load(path) : texts.ToTensor(output.Name, TensorDataType.String);
        TensorDataType type = output.Name == InAnotherType ? TensorDataType.BFloat16 : Enum.Parse<TensorDataType>(output.Value[0].GetString()!, ignoreCase: true);
        long[] shape = [.. output.Value[1].EnumerateArray().Select(static length => length.GetInt64())];
        return tensor.DataType == TensorDataType.String
            ? new FixtureOutput(ownName, type, shape, null, tensor.AsStrings().ToArray())
            : new FixtureOutput(ownName, type, shape, TensorComparison.ToDoubles(tensor), null);
    }

    /// <summary>Whether an output has as many elements, of a kind that can be compared.</summary>
    public bool CouldBe(AiTensor tensor) =>
        tensor.ElementCount == (Numbers?.Length ?? Texts!.Length)
        && (tensor.DataType == TensorDataType.String) == (Texts is not null)
        && (!IsWhole(DataType) || Texts is not null || IsWhole(tensor.DataType));

    /// <summary>Same type and shape, and the same elements, but for the tolerance.</summary>
    /// <remarks>Other numbers may stand for doubles: a library for which all numbers are such has models exported that give singles, and labels that are whole.</remarks>
    public void AssertEquals(AiTensor actual, double tolerance)
    {
        TensorDataType type = DataType == TensorDataType.Float64 ? actual.DataType : DataType;
        Assert.Equal($"{type}[{string.Join(',', Shape)}]", actual.ToString());
        if (Texts is not null)
        {
            Assert.Equal(Texts, actual.AsStrings().ToArray());
        }
        else
        {
            TensorComparison.AssertClose(Numbers!, TensorComparison.ToDoubles(actual), IsWhole(DataType) || IsWhole(actual.DataType) ? 0 : tolerance);
        }
    }

    private static bool IsWhole(TensorDataType type) =>
        type is not (TensorDataType.Float32 or TensorDataType.Float64 or TensorDataType.Float16 or TensorDataType.BFloat16);
}
