using System.Text.Json;
using RedisAi.Tensors.Formats;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Reads files that this project did not write, good ones and ones with a fault.</summary>
public sealed class SafetensorsDataTests
{
    public static TheoryData<string> GoodFiles => NamesIn("expected.json");

    public static TheoryData<string> BadFiles => NamesIn("bad", "faults.json");

    [Theory]
    [MemberData(nameof(GoodFiles))]
    public async Task Good_file_gives_the_tensors_that_were_put_into_it(string name)
    {
        JsonElement expected = Parse("expected.json").GetProperty(name).GetProperty("tensors");

        IReadOnlyList<StoredTensor> tensors = await TensorSnapshotFile.ReadAsync(
            TestData.Path("safetensors", name), TestContext.Current.CancellationToken);

        Assert.Equal(expected.EnumerateArray().Select(Describe).Order(), tensors.Select(Describe).Order());
        Assert.All(tensors, static stored => Assert.Null(stored.ExpiresAt));
        Contents.DisposeAll(tensors);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task Bad_file_is_refused_with_a_sentence_that_names_it(string name)
    {
        string path = TestData.Path("safetensors", "bad", name);

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => TensorSnapshotFile.ReadAsync(path, TestContext.Current.CancellationToken));

        Assert.StartsWith($"The file '{path}' cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_dtype", "the tensor 'x' has no dtype.")]
    [InlineData("no_shape", "the tensor 'x' has no shape.")]
    [InlineData("no_offsets", "the tensor 'x' has no data_offsets.")]
    [InlineData("duplicate_member", "the tensor 'x' has shape twice.")]
    [InlineData("shape_not_array", "the shape of the tensor 'x' is not a JSON array.")]
    [InlineData("negative_offset", "the data_offsets of the tensor 'x' holds something other than whole numbers from 0 to 2^63 - 1.")]
    [InlineData("one_offset", "the data_offsets of the tensor 'x' are [8], not a start and an end.")]
    [InlineData("three_offsets", "the data_offsets of the tensor 'x' has more than 2 numbers.")]
    [InlineData("offsets_reversed", "the data_offsets of the tensor 'x' are [8,0], not a start and an end.")]
    [InlineData("unknown_dtype", "the tensor 'x' has the dtype 'F31', which no tensor here can hold.")]
    [InlineData("size_mismatch", "the tensor 'x' has 8 bytes, from 0 to 8; Float32[3] takes 12.")]
    [InlineData("hole_between", "the data of 'b' starts at byte 12; what comes before it ends at 8.")]
    [InlineData("trailing_bytes", "its tensors take 8 bytes; there are 9 after the header.")]
    [InlineData("duplicate_name", "its header has the name 'x' twice.")]
    [InlineData("byte_size_overflow", "the tensor 'x' has the shape [4611686018427387906], whose size does not fit into 64 bits.")]
    [InlineData("header_2_to_64", "its header is said to have 18446744073709551615 bytes;")]
    public async Task Reason_says_what_was_expected_and_what_was_found(string name, string reason)
    {
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => TensorSnapshotFile.ReadAsync(
            TestData.Path("safetensors", "bad", name + ".safetensors"), TestContext.Current.CancellationToken));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Describe(JsonElement tensor)
    {
        Assert.True(SafetensorsType.TryParse(tensor.GetProperty("dtype").GetString()!, out TensorDataType type));
        string shape = tensor.GetProperty("shape").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        return $"{tensor.GetProperty("name").GetString()}: {type}{shape} {tensor.GetProperty("data").GetString()}";
    }

    private static string Describe(StoredTensor stored) => $"{stored.Key}: {Contents.Describe(stored.Tensor)}";

    private static JsonElement Parse(params string[] parts)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(TestData.Path(["safetensors", .. parts])));
        return document.RootElement.Clone();
    }

    private static TheoryData<string> NamesIn(params string[] parts) =>
        new(Parse(parts).EnumerateObject().Select(static member => member.Name));
}
