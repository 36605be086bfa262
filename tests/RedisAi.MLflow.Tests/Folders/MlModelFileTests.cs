using System.Text;

namespace RedisAi.MLflow.Tests.Folders;

/// <summary>The file MLmodel: what it says, and what hostile ones are answered with.</summary>
public sealed class MlModelFileTests
{
    private const string Full = """
        artifact_path: mlflow-artifacts:/1/models/m-1/artifacts
        auth_policy: null
        databricks_runtime: null
        env_vars: [A, B]
        flavors:
          onnx:
            code: null
            data: model.onnx
            onnx_session_options: null
            onnx_version: 1.23.2
            providers: [CUDAExecutionProvider, CPUExecutionProvider]
          python_function:
            data: model.onnx
            env: {conda: conda.yaml, virtualenv: python_env.yaml}
            loader_module: mlflow.onnx
            python_version: 3.11.7
        is_signature_from_type_hint: false
        metadata: &meta
          team: vision
          nested: {deep: [1, 2.5, true]}
        also: *meta
        mlflow_version: 3.17.2
        model_id: m-1
        model_size_bytes: 975
        model_uuid: u-1
        prompts: null
        resources: {api_version: '1'}
        run_id: r-1
        saved_input_example_info:
          artifact_path: input_example.json
          pandas_orient: split
          serving_input_path: serving_input_example.json
          type: dataframe
        signature:
          inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape":
            [-1, 64]}, "name": "x"}]'
          outputs: null
          params: null
        type_hint_from_example: false
        utc_time_created: '2026-11-22 10:51:59.608081'
        """;

    [Fact]
    public void Everything_that_is_known_is_read_and_the_rest_is_passed_over()
    {
        using ModelFolder folder = new(Full);
        folder.Copy("onnx/mlp.onnx", "model.onnx");

        MlflowModelDescription description = MlflowModelFolder.Open(folder.Path).Description;

        Assert.Equal(["onnx", "python_function"], description.Flavors);
        Assert.Equal(("m-1", "u-1", "r-1", "3.17.2"), (description.ModelId, description.ModelUuid, description.RunId, description.MlflowVersion));
        Assert.Equal(975, description.SizeBytes);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 10, 51, 59, TimeSpan.Zero).AddTicks(6080810), description.TimeCreated);
        Assert.Equal(new InputExample("input_example.json", "dataframe") { Orient = "split", ServingPath = "serving_input_example.json" }, description.InputExample);
        Assert.Equal("(x float32[-1,64]) -> ()", description.Signature!.ToString());
    }

    [Fact]
    public void Of_a_description_that_says_little_little_is_known()
    {
        using ModelFolder folder = new("flavors: {onnx: {data: model.onnx}, python_function: {env: conda.yaml}}\nmodel_id: null\nutc_time_created: yesterday");
        folder.Copy("onnx/mlp.onnx", "model.onnx");

        MlflowModelDescription description = MlflowModelFolder.Open(folder.Path).Description;

        Assert.Null(description.ModelId);
        Assert.Null(description.RunId);
        Assert.Null(description.Signature);
        Assert.Null(description.InputExample);
        Assert.Null(description.TimeCreated);
        Assert.Null(description.SizeBytes);
    }

    [Theory]
    [InlineData("flavors: [onnx]", "line 1: 'flavors' must be a map; it is a list.")]
    [InlineData("flavors: onnx", "line 1: 'flavors' must be a map; it is 'onnx'.")]
    [InlineData("run_id: a", "'flavors' must be a map of the model's flavours; it is not there.")]
    [InlineData("flavors: null", "line 1: 'flavors' must be a map of the model's flavours; it is a null.")]
    [InlineData("flavors: {onnx: null}", "'flavors.onnx' must be a map; it is a null.")]
    [InlineData("flavors: {onnx: [model.onnx]}", "'flavors.onnx' must be a map; it is a list.")]
    [InlineData("flavors: {onnx: {data: {a: 1}}}", "'flavors.onnx.data' must be a text; it is a map.")]
    [InlineData("flavors: {onnx: {}}", "'flavors.onnx.data' must be a text; it is not there.")]
    [InlineData("flavors: {onnx: {data: ''}}", "'flavors.onnx.data' must be a text; it is ''.")]
    [InlineData("flavors: {}\nrun_id: [a]", "line 2: 'run_id' must be a text; it is a list.")]
    [InlineData("flavors: {}\nmodel_size_bytes: many", "line 2: 'model_size_bytes' must be a whole number; it is 'many'.")]
    [InlineData("flavors: {}\nsignature: text", "line 2: 'signature' must be a map; it is 'text'.")]
    [InlineData("flavors: {}\nsignature: {inputs: [1]}", "'signature.inputs' must be a text; it is a list.")]
    [InlineData("flavors: {}\nsignature: {inputs: '{}'}", "the signature cannot be understood: Its inputs must be a JSON list; they are Object.")]
    [InlineData("flavors: {}\nsignature: {inputs: '[1'}", "the signature cannot be understood: Its inputs are no JSON")]
    [InlineData("flavors: {}\nsaved_input_example_info: a", "'saved_input_example_info' must be a map; it is 'a'.")]
    [InlineData("flavors: {}\nmetadata: {mlflow.model.isExternal: maybe}", "'metadata.mlflow.model.isExternal' must be true or false; it is 'maybe'.")]
    [InlineData("flavors: {}\nmetadata: {mlflow.model.isExternal: true}", "the model's files are elsewhere")]
    public void Value_of_the_wrong_kind_is_refused_with_its_key_what_is_expected_and_what_came(string description, string sentence)
    {
        using ModelFolder folder = new(description);

        MlflowException error = folder.Refused();

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder["MLmodel"], error.Message, StringComparison.Ordinal);
        Assert.Equal(MlflowErrorCodes.InvalidParameterValue, error.ErrorCode);
    }

    [Theory]
    [InlineData("", "must be a map; it is a null.")]
    [InlineData("# nothing", "must be a map; it is a null.")]
    [InlineData("- a", "must be a map; it is a list.")]
    [InlineData("just a text", "must be a map; it is a text.")]
    [InlineData("a: b: c", "line 1 is no YAML")]
    [InlineData("a: [1, 2", "is no YAML")]
    [InlineData("a: \"b", "is no YAML")]
    [InlineData("a: \tb: %", "is no YAML")]
    [InlineData("\0", "must be a map; it is a null.")]
    [InlineData("a: 1\na: 2", "line 2 has the key 'a' for a second time")]
    [InlineData("? [a]\n: b", "line 1 has a list where a key must be")]
    [InlineData("a: *b", "line 1 refers to '*b', which is not there before it")]
    [InlineData("a: &b [*b]", "line 1 refers to '*b', which is not there before it, or which it is a part of")]
    [InlineData("a: 1\n---\nb: 2", "line 2 begins a second document")]
    [InlineData("a: !!python/object/apply:os.system ['true']", "line 1 asks for an object of the type 'tag:yaml.org,2002:python/object/apply:os.system'")]
    [InlineData("a: !System.Diagnostics.Process {}", "line 1 asks for an object of the type '!System.Diagnostics.Process'")]
    public void File_that_is_no_map_in_plain_YAML_is_refused_with_the_line(string description, string sentence)
    {
        using ModelFolder folder = new(description);

        Assert.Contains(sentence, folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_of_aliases_take_neither_memory_nor_time()
    {
        StringBuilder bomb = new("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 30; i++)
        {
            string previous = $"*a{i - 1}";
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat(previous, 10))}]\n");
        }

        using ModelFolder folder = new($"{bomb}flavors: {{onnx: {{data: model.onnx}}}}\n");
        folder.Copy("onnx/mlp.onnx", "model.onnx");
        long before = GC.GetAllocatedBytesForCurrentThread();

        MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);

        Assert.Equal("onnx", opened.Flavor);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Aliases_do_not_get_around_the_limit_of_depth()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));
        using ModelFolder folder = new($"flavors: {{}}\na: {deep}");

        Assert.Contains("lists or maps more than 32 deep", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_without_end_are_refused()
    {
        using ModelFolder folder = new($"flavors: {{}}\na: [{string.Join(',', Enumerable.Repeat("1", 200_000))}]");

        Assert.Contains("has more than 100000 values", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_file_is_refused_unread()
    {
        using ModelFolder folder = new($"a: {new string('x', 5 << 20)}");

        Assert.Contains("4194304 are the limit", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_without_the_file_is_none_of_MLflows()
    {
        using ModelFolder folder = new();

        MlflowException error = folder.Refused();

        Assert.Contains($"There is no file '{folder["MLmodel"]}', so the folder is none of MLflow's.", error.Message, StringComparison.Ordinal);
        Assert.Equal(MlflowErrorCodes.ResourceDoesNotExist, error.ErrorCode);
        Assert.Equal(MlflowErrorCodes.ResourceDoesNotExist, Assert.Throws<MlflowException>(() => MlflowModelFolder.Open(folder.Outside("nothing"))).ErrorCode);
    }
}
