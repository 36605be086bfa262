using System.Text.Json;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Reads files that numpy wrote, and files with a fault.</summary>
public sealed class NpyDataTests
{
    public static TheoryData<string> GoodFiles => NamesIn("expected.json");

    public static TheoryData<string> BadFiles => NamesIn("bad", "faults.json");

    [Theory]
    [MemberData(nameof(GoodFiles))]
    public void Good_file_gives_the_array_that_was_put_into_it(string name)
    {
        using AiTensor tensor = NpyFile.Load(TestData.Path("npy", name));

        Assert.Equal(Describe(Parse("expected.json").GetProperty(name)), Contents.Describe(tensor));
    }

    [Theory]
    [MemberData(nameof(GoodFiles))]
    public void Good_file_is_read_from_a_stream_that_cannot_seek(string name)
    {
        using TrickleStream stream = new(File.ReadAllBytes(TestData.Path("npy", name)));

        using AiTensor tensor = NpyFile.Read(stream);

        Assert.Equal(Describe(Parse("expected.json").GetProperty(name)), Contents.Describe(tensor));
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Bad_file_is_refused_with_a_sentence_that_names_it(string name)
    {
        string path = TestData.Path("npy", "bad", name);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => NpyFile.Load(path));

        Assert.StartsWith($"The file '{path}' cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Bad_file_is_refused_from_a_stream_that_cannot_seek(string name)
    {
        using TrickleStream stream = new(File.ReadAllBytes(TestData.Path("npy", "bad", name)));

        Assert.Throws<InvalidDataException>(() => NpyFile.Read(stream));
    }

    [Theory]
    [InlineData("object", "its elements are of the type '|O': pickled Python objects, and unpickling runs code that comes with the file.")]
    [InlineData("structured", "its elements are records, which no tensor here can hold.")]
    [InlineData("complex64", "complex numbers")]
    [InlineData("shape_huge", "its elements take 4398046511104 bytes; there are 8.")]
    [InlineData("data_cut_off", "its elements take 8 bytes; there are 7.")]
    [InlineData("extra_key", "its header has 'extra', which is not part of the format.")]
    [InlineData("version_4", "version 4.0")]
    [InlineData("string_surrogate", "the code point D800")]
    public void Reason_says_what_was_expected_and_what_was_found(string name, string reason)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => NpyFile.Load(TestData.Path("npy", "bad", name + ".npy")));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Describe(JsonElement array)
    {
        string type = array.GetProperty("dtype").GetString()!;
        string shape = $"[{string.Join(',', array.GetProperty("shape").EnumerateArray().Select(static length => length.GetInt64()))}]";
        if (type == "str")
        {
            using AiTensor strings = AiTensor.CreateStrings(
                [.. array.GetProperty("shape").EnumerateArray().Select(static length => length.GetInt64())],
                [.. array.GetProperty("strings").EnumerateArray().Select(static text => text.GetString()!)]);
            return Contents.Describe(strings);
        }

        // numpy's names are ours in lower case.
        return $"{Enum.Parse<TensorDataType>(type, ignoreCase: true)}{shape} {array.GetProperty("data").GetString()}";
    }

    private static JsonElement Parse(params string[] parts)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(TestData.Path(["npy", .. parts])));
        return document.RootElement.Clone();
    }

    private static TheoryData<string> NamesIn(params string[] parts) =>
        new(Parse(parts).EnumerateObject().Select(static member => member.Name));
}
