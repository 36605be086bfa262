using System.IO.Compression;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>What is not imported is refused with what it is, and a hint where there is one.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("\"major\": 8", "\"major\": 9", "its schema has the version 9, and was written by PyTorch 2.13.0+cpu; version 8 is known")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.mylib.relu.default", "the node 'relu' calls 'torch.ops.mylib.relu.default', which TorchScript here does not have")]
    [InlineData("torch.ops.aten.relu.default", "torch.ops.higher_order.while_loop", "is 'torch.ops.higher_order.while_loop', which is not supported")]
    [InlineData("torch.ops.aten.relu.default", "os.system", "calls 'os.system'")]
    [InlineData("\"outputs\": [{\"as_tensor\": {\"name\": \"linear\"}}]", "\"outputs\": [{\"as_tensor\": {\"name\": \"other\"}}]", "'linear', and nothing before it gives a value of that name")]
    [InlineData("\"outputs\": [{\"as_tensor\": {\"name\": \"relu\"}}]", "\"outputs\": [{\"as_tensor\": {\"name\": \"linear\"}}]", "'linear', and there is a value of that name already")]
    [InlineData("\"parameter_name\": \"0.weight\"", "\"parameter_name\": \"1.weight\"", "the graph uses the weight '1.weight', which the archive does not have")]
    [InlineData("{\"user_output\": ", "{\"loss_output\": ", "is an output of the kind 'loss_output', which is not supported")]
    [InlineData("{\"user_input\": {\"arg\": {\"as_tensor\"", "{\"custom_obj\": {\"arg\": {\"as_tensor\"", "is an input of the kind 'custom_obj', which is not supported")]
    [InlineData("{\"as_float\": 0.1}", "{\"as_complex\": {\"real\": 1.0, \"imag\": 2.0}}", "is an argument of the kind 'as_complex', which is not supported")]
    [InlineData("\"dtype\": 7", "\"dtype\": 28", "is the type uint16, which TorchScript here does not have")]
    [InlineData("\"dtype\": 7", "\"dtype\": 10", "'input' is of complex numbers, which tensors here do not have")]
    [InlineData("{\"as_bool\": false}", "{\"as_bool\": 0}", "is neither true nor false")]
    [InlineData("\"nodes\"", "\"edges\"", "graph_module.graph has no 'nodes'")]
    public async Task Graph_with_something_else_in_it_is_refused_with_what_it_is(string text, string other, string reason) =>
        Assert.Contains(reason, await RefusedAsync(ExportFile.Replaced("mlp", ExportFile.Graph, text, other)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"use_pickle\": false", "\"use_pickle\": true", "the weight '0.weight' is a Python pickle, which is not read")]
    [InlineData("\"layout\": 7", "\"layout\": 1", "the weight '0.weight' has the layout 1; only dense tensors are read")]
    [InlineData("\"dtype\": 7", "\"dtype\": 29", "is the type float8_e4m3fn")]
    [InlineData("\"dtype\": 7", "\"dtype\": 99", "is 99, which is the number of no type of elements")]
    [InlineData("\"storage_offset\": {\"as_int\": 8}", "\"storage_offset\": {\"as_int\": 320}", "the weight '0.weight' of [8,12] reaches beyond the 400 elements of 'data/weights/weight_0'")]
    [InlineData("\"storage_offset\": {\"as_int\": 8}", "\"storage_offset\": {\"as_int\": -1}", "is negative")]
    [InlineData("{\"as_int\": 12}", "{\"as_int\": 9223372036854775807}", "reaches beyond the 400 elements")]
    [InlineData("{\"as_int\": 12}", "{\"as_int\": 92233720368547758070}", "is no integer of 64 bits")]
    [InlineData("\"strides\": [{\"as_int\": 1}, {\"as_int\": 8}]", "\"strides\": [{\"as_int\": 1}]", "has 2 lengths and 1 strides")]
    [InlineData("\"path_name\": \"weight_0\"", "\"path_name\": \"../../models/model.json\"", "the entry 'data/weights/../../models/model.json' is missing")]
    public async Task Weights_that_are_no_dense_tensors_in_their_files_are_refused(string text, string other, string reason) =>
        Assert.Contains(reason, await RefusedAsync(ExportFile.Replaced("mlp", ExportFile.Weights, text, other)), StringComparison.Ordinal);

    [Theory]
    [InlineData("archive_format", "pt3", "it does not say that it is a PT2 archive")]
    [InlineData("archive_version", "1", "it is a PT2 archive of version '1'; version 0 is known")]
    [InlineData("byteorder", "big", "its byte order is 'big'; little is needed")]
    [InlineData("models/model.json", "{", "'models/model.json' is no JSON")]
    [InlineData("models/model.json", "[]", "models/model.json is no object")]
    [InlineData("models/other.json", "{}", "it has 2 models, 'model', 'other'; one is needed")]
    public async Task Archive_with_another_file_is_refused(string file, string content, string reason) =>
        Assert.Contains(reason, await RefusedAsync(ExportFile.Edited("mlp", entries => entries[file] = Encoding.UTF8.GetBytes(content))), StringComparison.Ordinal);

    [Theory]
    [InlineData("archive_format", "", "it does not say that it is a PT2 archive")]
    [InlineData("models/model.json", "", "it has no graph, 'models/NAME.json'")]
    [InlineData("models/model.json", "data/aotinductor/model/abc.so", "AOTInductor has compiled to machine code")]
    [InlineData("data/weights/model_weights_config.json", "", "the entry 'data/weights/model_weights_config.json' is missing")]
    [InlineData("data/weights/model_weights_config.json", "data/weights/model.pt", "its weights are a Python pickle ('data/weights/model.pt'), as PyTorch 2.8 wrote them")]
    [InlineData("data/weights/weight_0", "", "the entry 'data/weights/weight_0' is missing")]
    public async Task Archive_that_lacks_a_file_is_refused(string file, string instead, string reason) => Assert.Contains(
        reason,
        await RefusedAsync(ExportFile.Edited("mlp", entries =>
        {
            Assert.True(entries.Remove(file));
            if (instead.Length > 0)
            {
                entries.Add(instead, [1]);
            }
        })),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"stride\", \"arg\": {\"as_ints\": [2, 2]}", "\"stride\", \"arg\": {\"as_ints\": [2, 0]}", "gives 'stride' of conv2d a number below 1")]
    [InlineData("\"kernel_size\", \"arg\": {\"as_ints\": [2, 2]}", "\"kernel_size\", \"arg\": {\"as_ints\": [0, 2]}", "gives 'kernel_size' of max_pool2d a number below 1")]
    public async Task Divisor_of_0_is_refused_that_would_end_the_process(string text, string other, string reason) =>
        Assert.Contains(reason, await RefusedAsync(ExportFile.Replaced("conv", ExportFile.Graph, text, other)), StringComparison.Ordinal);

    [Fact]
    public async Task Archive_of_an_older_PyTorch_is_refused_with_a_hint()
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("serialized_exported_program.json", CompressionLevel.NoCompression).Open();
            entry.Write("{}"u8);
        }

        string reason = await RefusedAsync(bytes.ToArray());

        Assert.Contains("it was written by PyTorch 2.1 to 2.7", reason, StringComparison.Ordinal);
        Assert.Contains("Save it again with torch.export.save of PyTorch 2.9 or later", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_archive_is_refused() =>
        Assert.Contains("is compressed", await RefusedAsync(ExportFile.Edited("mlp", static _ => { }, CompressionLevel.Optimal)), StringComparison.Ordinal);

    [Fact]
    public async Task Changed_weight_is_found_by_its_checksum()
    {
        byte[] archive = await File.ReadAllBytesAsync(ExportFile.PathOf("mlp"));
        archive[200] ^= 1;

        Assert.Contains("the checksum of the entry 'data/weights/weight_0' is another one", await RefusedAsync(archive), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_that_libtorch_lacks_is_named_with_its_node_when_the_model_is_stored()
    {
        string reason = await RefusedAsync(ExportFile.Replaced("mlp", ExportFile.Graph, "torch.ops.aten.relu.default", "torch.ops.aten.of_another_time.default"));

        Assert.Contains("aten::of_another_time", reason, StringComparison.Ordinal);
        Assert.Contains("relu = torch.of_another_time(linear)", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, "is in more than 8 graphs within each other")]
    [InlineData(40, "'models/model.json' is no JSON: The maximum configured depth of 128 has been exceeded")]
    public async Task Graphs_deep_within_each_other_are_refused(int depth, string reason)
    {
        string nodes = "";
        for (int i = 0; i < depth; i++)
        {
            nodes = $$$$$$"""
                {"target": "torch.ops.higher_order.wrap_with_set_grad_enabled", "outputs": [], "inputs": [
                    {"name": "", "arg": {"as_bool": false}}, {"name": "", "arg": {"as_graph": {"name": "g", "graph": {"inputs": [], "outputs": [], "nodes": [{{{{{{nodes}}}}}}]}}}}]}
                """;
        }

        Assert.Contains(reason, await RefusedAsync(ExportFile.Replaced("mlp", ExportFile.Graph, "\"nodes\": [", $"\"nodes\": [{nodes}, ")), StringComparison.Ordinal);
    }

    internal static async Task<string> RefusedAsync(byte[] archive)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["m.pt2"], archive);
        await using RedisAiEngine ai = ExportEngine.Create();
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder["m.pt2"])));
        Assert.False(ai.Models.TryGet("m", out _));
        Assert.Contains("m.pt2", error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
