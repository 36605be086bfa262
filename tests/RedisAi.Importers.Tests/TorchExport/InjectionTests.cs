namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Nothing that a file calls something can become code, and no operator reaches beyond the process.</summary>
public sealed class InjectionTests
{
    private const string Code = "x\\n    torch.save(1, 'f')\\n    y";

    [Theory]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten.relu(x); torch.save.default")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten." + Code + ".default")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten.relu.default.more")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten.relu")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten..default")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten.relü.default")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.prim.Print.default")]
    [InlineData("torch.ops.aten.relu.default", "_operator.__import__")]
    public async Task Target_of_a_node_that_is_no_operator_is_refused(string text, string other) =>
        Assert.Contains("which TorchScript here does not have", await RefusalTests.RefusedAsync(ExportFile.Replaced("mlp", ExportFile.Graph, text, other)), StringComparison.Ordinal);

    [Theory]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten.save.default", "'save'")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.aten.from_file.default", "'from_file'")]
    public async Task Operators_on_files_are_refused_by_the_backend(string text, string other, string reason)
    {
        string message = await RefusalTests.RefusedAsync(ExportFile.Replaced("mlp", ExportFile.Graph, text, other));

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("may reach beyond the process", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"quote")]
    [InlineData("a\", torch.save(1, \"f\"), \"")]
    [InlineData("back\\slash")]
    [InlineData("line\nend")]
    [InlineData("ümlaut")]
    public async Task Text_that_would_end_in_the_source_is_refused(string text)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(text);

        Assert.Contains(
            "is a text with quotes, backslashes or characters beyond ASCII",
            await RefusalTests.RefusedAsync(ExportFile.Replaced("arguments", ExportFile.Graph, "{\"as_string\": \"floor\"}", $"{{\"as_string\": {json}}}")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyword_that_is_no_identifier_is_refused() => Assert.Contains(
        "has a name that no argument has",
        await RefusalTests.RefusedAsync(ExportFile.Replaced("arguments", ExportFile.Graph, "\"name\": \"rounding_mode\"", $"\"name\": \"rounding_mode='floor'), {Code}=\"")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Values_and_inputs_with_code_as_names_get_others()
    {
        byte[] values = ExportFile.Replaced("mlp", ExportFile.Graph, "\"relu\"", $"\"{Code}\"");
        byte[] inputs = ExportFile.Replaced("mlp", ExportFile.Graph, "\"input\"", $"\"{Code}\"");
        await using RedisAiEngine ai = ExportEngine.Create();

        await ai.Models.StoreAsync("values", ModelSource.FromBytes(values));
        await ai.Models.StoreAsync("inputs", ModelSource.FromBytes(inputs));

        Assert.Equal("input", ai.Models["values"].Signature.Inputs[0].Name);
        Assert.Equal("value", ai.Models["inputs"].Signature.Inputs[0].Name);
    }

    [Fact]
    public async Task Outputs_with_code_as_names_keep_them_as_names_only()
    {
        const string Key = "y\\\\\\\\\\\\\\\": torch.save(1)";
        byte[] archive = ExportFile.Replaced("lstm", ExportFile.Graph, "[\\\\\\\"y\\\\\\\",", $"[\\\\\\\"{Key}\\\\\\\",");

        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromBytes(archive));

        Assert.Equal("y\": torch.save(1)", ai.Models["m"].Signature.Outputs[0].Name);
    }
}
