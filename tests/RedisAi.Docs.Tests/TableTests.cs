using System.Reflection;
using System.Text.RegularExpressions;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.Torch;
using RedisAi.Store.Redis;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>Holds the tables of the pages to the types that they list.</summary>
public sealed partial class TableTests
{
    [Theory]
    [InlineData(typeof(ModelOptions), "models.md")]
    [InlineData(typeof(OnnxModelOptions), "models.md")]
    [InlineData(typeof(TorchModelOptions), "torch.md")]
    [InlineData(typeof(TorchBackendOptions), "torch.md")]
    [InlineData(typeof(TfLiteModelOptions), "tflite.md")]
    [InlineData(typeof(TfLiteBackendOptions), "tflite.md")]
    [InlineData(typeof(ScriptOptions), "scripts.md")]
    [InlineData(typeof(RedisStoreOptions), "redis.md")]
    [InlineData(typeof(StreamWorkerOptions), "streams.md")]
    public void Options_are_all_listed(Type options, string page) =>
        Assert.Equal(PropertiesOf(options), RowsOf(page, $"| `{options.Name}` |"));

    [Fact]
    public void Errors_of_ours_are_all_listed()
    {
        IEnumerable<string> types = typeof(RedisAiException).Assembly.GetExportedTypes()
            .Where(static type => type.IsSubclassOf(typeof(RedisAiException)))
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal);

        Assert.Equal(types, RowsOf("models.md", "| what | when |").Where(name => typeof(RedisAiException).Assembly.GetType($"RedisAi.{name}") is not null));
    }

    [Fact]
    public void Element_types_are_all_listed() => Assert.Equal(
        Enum.GetNames<TensorDataType>().Where(static name => name != nameof(TensorDataType.Undefined)).Order(StringComparer.Ordinal),
        RowsOf("tensors.md", "| `TensorDataType` |"));

    [Fact]
    public void Words_of_the_glossary_are_in_order()
    {
        string[] words = [.. File.ReadLines(Path.Combine(TestData.Root, "docs", "glossary.md"))
            .Where(static line => line.StartsWith('|'))
            .Skip(2)
            .Select(static line => line.Split('|')[1].Trim())];

        Assert.NotEmpty(words);
        Assert.Equal(words.Order(StringComparer.OrdinalIgnoreCase), words);
    }

    private static IEnumerable<string> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static property => property.Name).Order(StringComparer.Ordinal);

    /// <summary>The names in the first column of the table with a header.</summary>
    private static IEnumerable<string> RowsOf(string page, string header) => File.ReadLines(Path.Combine(TestData.Root, "docs", page))
        .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(static line => line.StartsWith('|'))
        .SelectMany(static line => Name().Matches(line.Split('|')[1]))
        .Select(static name => name.Groups["name"].Value)
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("`(?<name>[A-Za-z0-9]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
