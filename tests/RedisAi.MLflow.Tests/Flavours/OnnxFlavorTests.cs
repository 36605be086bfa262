using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Flavours;

public sealed class OnnxFlavorTests
{
    [Fact]
    public async Task Model_is_loaded_from_its_folder_with_what_the_folder_says()
    {
        using ModelFolder folder = ModelFolder.WithOnnx(
            "mlp",
            """
                onnx_session_options:
                  execution_mode: sequential
                  graph_optimization_level: 1
                  intra_op_num_threads: 2
                  extra_session_config:
                    session.set_denormal_as_zero: '1'

            """);

        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        ModelOptions options = opened.CreateOptions();
        await using RedisAiEngine ai = new(new OnnxBackend());
        ModelInfo info = await ai.Models.StoreAsync("m", opened.Source, options);

        Assert.Equal(("onnx", "ONNX", folder["model.onnx"]), (opened.Flavor, opened.Backend, opened.ModelPath));
        Assert.Equal(("ONNX", 2), (info.Backend, options.Threads));
        OnnxModelOptions onnx = ai.Models.GetOptions("m").GetBackendOptions<OnnxModelOptions>();
        Assert.Equal((OnnxGraphOptimization.Basic, 1), (onnx.GraphOptimization, onnx.InterOpThreads));
        Assert.Equal("1", Assert.Single(onnx.ConfigEntries).Value);
        Assert.Empty(opened.Warnings);
        Assert.Equal(PredictionForm.Named, opened.Contract.Predictions);
    }

    [Theory]
    [InlineData("execution_mode: parallel\n      inter_op_num_threads: 3", 3, null)]
    [InlineData("execution_mode: sequential\n      inter_op_num_threads: 3", 1, null)]
    [InlineData("inter_op_num_threads: 3", 1, null)]
    [InlineData("intra_op_num_threads: 0", 1, null)]
    [InlineData("intra_op_num_threads: 4", 1, 4)]
    public void Threads_are_those_that_the_runtime_would_use(string settings, int nodes, int? threads)
    {
        using ModelFolder folder = ModelFolder.WithOnnx("mlp", $"    onnx_session_options:\n      {settings}\n");

        ModelOptions options = MlflowModelFolder.Open(folder.Path).CreateOptions();

        Assert.Equal(nodes, options.GetBackendOptions<OnnxModelOptions>().InterOpThreads);
        Assert.Equal(threads, options.Threads);
    }

    [Fact]
    public void Nodes_run_side_by_side_as_many_as_there_are_cores_where_no_number_is_given()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("mlp", "    onnx_session_options: {execution_mode: parallel}\n");

        int nodes = MlflowModelFolder.Open(folder.Path).CreateOptions().GetBackendOptions<OnnxModelOptions>().InterOpThreads;

        Assert.Equal(Math.Max(2, Environment.ProcessorCount), nodes);
    }

    [Fact]
    public void Setting_that_a_registered_model_may_not_make_is_left_out_and_told()
    {
        using ModelFolder folder = ModelFolder.WithOnnx(
            "mlp",
            """
                onnx_session_options:
                  enable_profiling: true
                  extra_session_config:
                    session.model_external_initializers_file_folder_path: /etc
                    session.disable_prepacking: '1'
                    ep.context_file_path: /tmp/x

            """);

        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);

        Assert.Equal(["session.disable_prepacking"], opened.CreateOptions().GetBackendOptions<OnnxModelOptions>().ConfigEntries.Keys);
        Assert.Equal(3, opened.Warnings.Count);
        Assert.Contains(opened.Warnings, static warning => warning.Contains("'onnx_session_options.enable_profiling'", StringComparison.Ordinal));
        Assert.Contains(opened.Warnings, static warning => warning.Contains("session.model_external_initializers_file_folder_path', which a registered model may not set", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("graph_optimization_level: 7", "'flavors.onnx.onnx_session_options.graph_optimization_level' must be 0, 1, 2, 3 or 99; it is '7'.")]
    [InlineData("graph_optimization_level: all", "'flavors.onnx.onnx_session_options.graph_optimization_level' must be a whole number; it is 'all'.")]
    [InlineData("execution_mode: fast", "'flavors.onnx.onnx_session_options.execution_mode' must be sequential or parallel; it is 'fast'.")]
    [InlineData("intra_op_num_threads: -1", "'flavors.onnx.onnx_session_options.intra_op_num_threads' must be between 0 and 1024; it is '-1'.")]
    [InlineData("inter_op_num_threads: 99999999999999999999", "must be a whole number")]
    [InlineData("extra_session_config: [a]", "'flavors.onnx.onnx_session_options.extra_session_config' must be a map; it is a list.")]
    [InlineData("extra_session_config: {session.disable_prepacking: [1]}", "session.disable_prepacking' must be a text; it is a list.")]
    public void Setting_that_makes_no_sense_is_refused(string settings, string sentence)
    {
        using ModelFolder folder = ModelFolder.WithOnnx("mlp", $"    onnx_session_options:\n      {settings}\n");

        Assert.Contains(sentence, folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_in_a_file_of_their_own_are_found_and_loaded()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("external_data");
        folder.Copy("onnx/external_data.bin", "external_data.bin");

        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions());

        Assert.Equal([folder["external_data.bin"]], opened.WeightPaths);
        using AiTensor x = NpyFile.Load(TestData.Path("onnx", "external_data.in.x.npy"));
        using AiTensor y = NpyFile.Load(TestData.Path("onnx", "external_data.out.y.npy"));
        using ModelResult result = await ai.Models["m"].RunAsync([x]);
        Assert.Equal(y.ToArray<float>(), result.ToArray<float>(0));
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("external_data");

        MlflowException error = folder.Refused();

        Assert.Contains("needs the file 'external_data.bin', which is not there", error.Message, StringComparison.Ordinal);
        Assert.Equal(MlflowErrorCodes.ResourceDoesNotExist, error.ErrorCode);
    }

    [Theory]
    [InlineData("external_escape", "../secret.bin")]
    [InlineData("external_absolute", "/etc/hostname")]
    public void Weights_outside_the_folder_are_refused(string model, string name)
    {
        using ModelFolder folder = ModelFolder.WithOnnx(model);
        File.Copy(TestData.Path("secret.bin"), folder.Outside("secret.bin"));

        Assert.Contains($"names '{name}', which is not within it", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/etc/passwd")]
    public void Model_outside_the_folder_is_refused(string name)
    {
        using ModelFolder folder = new($"flavors: {{onnx: {{data: {name}}}}}");
        File.WriteAllText(folder.Outside("model.onnx"), "x");

        Assert.Contains($"names '{name}', which is not within it", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_model_is_named()
    {
        using ModelFolder folder = new("flavors: {onnx: {data: model.onnx}}");

        Assert.Contains("needs the file 'model.onnx', which is not there", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_that_cannot_be_read_to_its_end_is_refused()
    {
        using ModelFolder folder = new("flavors: {onnx: {data: model.onnx}}");
        folder.Copy("onnx/truncated_mlp.onnx", "model.onnx");
        using ModelFolder empty = new("flavors: {onnx: {data: model.onnx}}");
        empty.Write("model.onnx", "");

        Assert.Contains("It is not a sound ONNX model", folder.Refused().Message, StringComparison.Ordinal);
        Assert.Contains("is an empty file", empty.Refused().Message, StringComparison.Ordinal);
    }
}
