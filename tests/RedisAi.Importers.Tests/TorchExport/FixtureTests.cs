using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Programs that today's PyTorch has exported, against its own answers and against the same nets as TorchScript.</summary>
public sealed class FixtureTests
{
    private const string File = "model.pt2";

    public static TheoryData<string> Cases => [.. FixtureCase.NamesWith(File).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Exported_net_gives_the_answers_of_the_library_it_came_from(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES names no folder of fixtures.");
        FixtureCase fixture = FixtureCase.Load(name, File);
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromFile(fixture.ModelPath));
        IModel model = ai.Models["m"];
        AiTensor[] inputs = fixture.LoadInputs(model.Signature);

        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = await model.RunAsync(inputs);
            foreach ((FixtureOutput expected, AiTensor actual) in fixture.Match(result))
            {
                Assert.Equal($"{expected.DataType}[{string.Join(',', expected.Shape)}]", actual.ToString());
                ExportEngine.AssertClose(expected.Numbers!, TensorComparison.ToDoubles(actual));
            }
        }

        Array.ForEach(inputs, static input => input.Dispose());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Exported_net_answers_as_the_same_net_does_as_script_at_any_length_that_is_free(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES names no folder of fixtures.");
        FixtureCase fixture = FixtureCase.Load(name, File);
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromFile(fixture.ModelPath));
        await ai.Models.StoreAsync("script", ModelSource.FromFile(Path.Combine(Path.GetDirectoryName(fixture.ModelPath)!, "scripted.pt")));
        IReadOnlyList<TensorSpec> specs = ai.Models["m"].Signature.Inputs;
        Assert.Contains(specs, static spec => spec.Shape.Dimensions.Contains(ShapePattern.AnyLength));

        foreach (int length in (int[])[1, 2, 3, 17, 64])
        {
            AiTensor[] inputs = [.. specs.Select((spec, index) => RandomTensor.Create(spec, length, seed: index))];
            using ModelResult expected = await ai.Models["script"].RunAsync(inputs);
            using ModelResult actual = await ai.Models["m"].RunAsync(inputs);
            Assert.Equal(expected.Count, actual.Count);
            for (int i = 0; i < expected.Count; i++)
            {
                ExportEngine.AssertClose(expected[i], actual[i]);
            }

            Array.ForEach(inputs, static input => input.Dispose());
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Signature_has_types_shapes_and_names_of_the_program(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES names no folder of fixtures.");
        FixtureCase fixture = FixtureCase.Load(name, File);
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromFile(fixture.ModelPath));
        ModelSignature signature = ai.Models["m"].Signature;

        Assert.All(signature.Inputs.Concat(signature.Outputs), static spec => Assert.True(spec.DataType != TensorDataType.Undefined && spec.Shape.IsRankKnown, spec.ToString()));
        string expected = name switch
        {
            "torch-mlp" => "input Float32[s31,64] -> output Float32[s31,10]",
            "torch-digits-cnn" => "x Float32[s77,1,8,8] -> output Float32[s77,10]",
            "torch-gru-step" => "token Int64[s11], h Float32[s11,64] -> output_0 Float32[s11,64], output_1 Float32[s11,64]",
            "torch-transformer-block" => "x Float32[s77,s27,32] -> output Float32[s77,s27,32]",
            _ => $"{string.Join(", ", signature.Inputs)} -> {string.Join(", ", signature.Outputs)}",
        };
        Assert.Equal(expected, $"{string.Join(", ", signature.Inputs)} -> {string.Join(", ", signature.Outputs)}");
    }

    [Theory]
    [InlineData("mlflow/models/mlp-torch-pt2/data/model.pt2")]
    [InlineData("models/torch-digits-cnn/mlflow-pt2/data/model.pt2")]
    public async Task Program_that_MLflow_has_logged_runs_with_one_row_and_with_many(string path)
    {
        string file = Path.Combine(FixtureCase.RequireRoot(), "..", path);
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromFile(file));
        TensorSpec spec = ai.Models["m"].Signature.Inputs[0];
        using AiTensor many = RandomTensor.Create(spec, length: 5, seed: 1);
        using ModelResult all = await ai.Models["m"].RunAsync([many]);

        for (int row = 0; row < 5; row++)
        {
            using AiTensor one = many.Slice(row, 1);
            using ModelResult single = await ai.Models["m"].RunAsync([one]);
            using AiTensor expected = all[0].Slice(row, 1);
            ExportEngine.AssertClose(expected, single[0]);
        }
    }
}
