using System.Text.RegularExpressions;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>Holds pages to saying what their code needs at its head: nobody can paste it otherwise.</summary>
public sealed partial class UsingTests
{
    private static readonly (string Words, string Namespace)[] s_needed =
    [
        ("OnnxBackend|ConfigureOnnx", "RedisAi.Backends.Onnx"),
        ("TorchBackend|ConfigureTorch", "RedisAi.Backends.Torch"),
        ("TfLiteBackend|ConfigureTfLite", "RedisAi.Backends.TfLite"),
        ("TensorPrimitives|TensorSpan<|Tensor<float>", "System.Numerics.Tensors"),
        ("MemoryPool|IMemoryOwner", "System.Buffers"),
        ("RedisTensorStore|RedisStoreOptions|AddRedisStore", "RedisAi.Store.Redis"),
        ("FromKeyedServices|AddRedisAi", "Microsoft.Extensions.DependencyInjection"),
    ];

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(TestData.Root, "README.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(TestData.Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Append(Path.Combine(TestData.Root, "src", "PACKAGE.md"))
        .Where(static page => File.ReadAllText(page).Contains("```csharp", StringComparison.Ordinal))
        .Select(static page => Path.GetRelativePath(TestData.Root, page).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_with_code_names_the_namespace_of_the_library_before_the_first_block(string page)
    {
        string text = File.ReadAllText(Path.Combine(TestData.Root, page));

        Assert.Contains("using RedisAi;", text[..text.IndexOf("```csharp", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_names_the_namespaces_of_what_its_code_uses_beyond_that(string page)
    {
        string text = File.ReadAllText(Path.Combine(TestData.Root, page));
        string code = string.Concat(Block().Matches(text).Select(static block => block.Value));

        Assert.Empty(s_needed
            .Where(needed => needed.Words.Split('|').Any(word => code.Contains(word, StringComparison.Ordinal)) && !text.Contains($"using {needed.Namespace};", StringComparison.Ordinal))
            .Select(static needed => needed.Namespace));
    }

    [GeneratedRegex("^```csharp$.*?^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
