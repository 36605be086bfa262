using RedisAi.Testing;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Names, free lengths, numbers, state and branches of exported programs.</summary>
public sealed class StructureTests
{
    [Theory]
    [InlineData("mlp", "input Float32[s0,12] -> output Float32[s0,8]")]
    [InlineData("conv", "image Float32[s0,3,8,8] -> output Float32[s0,2]")]
    [InlineData("gru_step", "token Int64[s0], h Float32[s0,8] -> output_0 Float32[s0,10], output_1 Float32[s0,8]")]
    [InlineData("lstm", "x Float32[s0,s1,3] -> y Float32[s0,s1,4], state.0 Float32[1,s0,4], state.1 Float32[1,s0,4]")]
    [InlineData("named_tuple", "a Float32[s0,3], b Float32[s0,3], unused Float32[2] -> difference Float32[s0,3], product Float32[s0,3]")]
    [InlineData("records", "x Float32[s0,3] -> value Float32[s0,3], waves.0 Float32[s0,3], waves.1 Float32[s0,3]")]
    [InlineData("numbers_in_and_out", "x Float32[s0,4], n Int64[] -> output_0 Float32[s0,3], output_1 Float32[s0,4], output_2 Int64[], output_3 Int64[]")]
    [InlineData("types", "x Float32[s0,3], mask Bool[s0], index Int32[2] -> output_0 Float16[s0,3], output_1 BFloat16[s0,3], output_2 Int64[s0,3], output_3 Bool[s0,3], output_4 Float32[s0,2], output_5 UInt8[s0,3]")]
    public async Task Signature_is_the_programs_own(string name, string expected)
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source(name));
        ModelSignature signature = ai.Models["m"].Signature;

        Assert.Equal(expected, $"{string.Join(", ", signature.Inputs)} -> {string.Join(", ", signature.Outputs)}");
        Assert.Equal("TORCH", ai.Models.GetInfo("m").Backend);
    }

    [Fact]
    public async Task Names_that_mean_something_in_source_get_a_number()
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source("names_that_are_words"));

        Assert.Equal(["lambda_1", "torch_1", "self_1", "ops_1", "max_1", "value", "w0", "value_1"], ai.Models["m"].Signature.Inputs.Select(static input => input.Name));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("conv")]
    [InlineData("gru_step")]
    [InlineData("transformer")]
    public async Task Rows_are_what_they_are_alone_however_many_there_are(string name)
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source(name));
        IModel model = ai.Models["m"];
        const int Rows = 9;
        AiTensor[] inputs = [.. model.Signature.Inputs.Select(static (spec, index) => RandomTensor.Create(spec, Rows, index))];
        using ModelResult all = await model.RunAsync(inputs);

        for (int row = 0; row < Rows; row++)
        {
            AiTensor[] one = [.. inputs.Select(input => input.Slice(row, 1))];
            using ModelResult alone = await model.RunAsync(one);
            for (int i = 0; i < all.Count; i++)
            {
                using AiTensor expected = all[i].Slice(row, 1);
                ExportEngine.AssertClose(expected, alone[i]);
            }

            Array.ForEach(one, static input => input.Dispose());
        }

        Array.ForEach(inputs, static input => input.Dispose());
    }

    [Theory]
    [InlineData("[1, {")]
    [InlineData("[]")]
    [InlineData("[1, {\\\"type\\\": \\\"builtins.dict\\\", \\\"context\\\": \\\"[\\\\\\\"y\\\\\\\"]\\\", \\\"children_spec\\\": [{\\\"type\\\": null}]}]")]
    public async Task Outputs_have_numbers_where_their_structure_cannot_be_read(string structure)
    {
        byte[] archive = ExportFile.Edited("lstm", entries =>
        {
            string graph = System.Text.Encoding.UTF8.GetString(entries[ExportFile.Graph]);
            int start = graph.IndexOf("\"out_spec\": \"", StringComparison.Ordinal) + "\"out_spec\": \"".Length;
            int end = graph.IndexOf("\", \"forward_arg_names\"", start, StringComparison.Ordinal);
            entries[ExportFile.Graph] = System.Text.Encoding.UTF8.GetBytes(graph[..start] + structure + graph[end..]);
        });

        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromBytes(archive));

        Assert.Equal(["output_0", "output_1", "output_2"], ai.Models["m"].Signature.Outputs.Select(static output => output.Name));
    }

    [Fact]
    public async Task Number_among_the_inputs_may_be_another_one()
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source("numbers_in_and_out"), new ModelOptions { WarmUp = false });
        using AiTensor x = AiTensor.Create<float>([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]);
        using AiTensor n = AiTensor.Scalar(2L);

        using ModelResult result = await ai.Models["m"].RunAsync([x, n]);

        // Of its first n columns, times n, and rows plus n; the shape was that of an n of 3.
        Assert.Equal([1f, 2, 5, 6], result[0].AsSpan<float>().ToArray());
        Assert.Equal([2f, 4, 6, 8, 10, 12, 14, 16], result[1].AsSpan<float>().ToArray());
        Assert.Equal([2L, 4L], [result[2].AsSpan<long>()[0], result[3].AsSpan<long>()[0]]);
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("counter_in_place")]
    [InlineData("counter_of_a_view")]
    public async Task Buffer_that_the_program_changes_is_one_state_for_all_calls_and_counts_no_others(string name)
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source(name));
        using AiTensor x = AiTensor.Create<float>([1, 3], static span => span.Clear());

        for (int call = 1; call <= 4; call++)
        {
            using ModelResult result = await ai.Models["m"].RunAsync([x]);
            Assert.Equal([call, call, call], result[0].AsSpan<float>().ToArray());
        }
    }

    [Theory]
    [InlineData(1f, 2f, 1f)]
    [InlineData(-1f, 0f, -0.84147098f)]
    [InlineData(-200f, -199f, 0.8732973f)]
    public async Task Branch_is_taken_by_the_numbers_at_hand(float value, float first, float second)
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source("condition"), new ModelOptions { WarmUp = false, Batching = { Mode = BatchingMode.Off } });
        using AiTensor x = AiTensor.Create<float, float>([2, 3], value, static (span, element) => span.Fill(element));

        using ModelResult result = await ai.Models["m"].RunAsync([x]);

        Assert.All(result[0].AsSpan<float>().ToArray(), element => Assert.Equal(first, element, 1e-5f));
        Assert.All(result[1].AsSpan<float>().ToArray(), element => Assert.Equal(second, element, 1e-5f));
    }

    [Fact]
    public async Task Remainder_by_a_length_of_0_is_an_error_of_the_call()
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source("sizes"));
        using AiTensor empty = AiTensor.Create<float>([5, 0], static span => span.Clear());

        BackendException error = await Assert.ThrowsAsync<BackendException>(async () => (await ai.Models["m"].RunAsync([empty])).Dispose());

        Assert.Contains("division by 0", error.NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shapes_that_the_program_has_fixed_are_checked_before_it_runs()
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ExportFile.Source("mlp"));
        using AiTensor wrong = RandomTensor.Create(new TensorSpec("x", TensorDataType.Float32, new ShapePattern([5, 11])), 1, 1);

        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(async () => (await ai.Models["m"].RunAsync([wrong])).Dispose());

        Assert.Contains("input", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_is_recognized_by_its_bytes_and_whatever_its_name()
    {
        using TemporaryFolder folder = new();
        File.Copy(ExportFile.PathOf("mlp"), folder["model.pt"]);
        await using RedisAiEngine ai = ExportEngine.Create();

        await ai.Models.StoreAsync("bytes", ModelSource.FromBytes(await File.ReadAllBytesAsync(ExportFile.PathOf("mlp"))));
        await ai.Models.StoreAsync("named", ModelSource.FromFile(folder["model.pt"]));

        Assert.Equal(["input", "input"], [ai.Models["bytes"].Signature.Inputs[0].Name, ai.Models["named"].Signature.Inputs[0].Name]);
    }

    [Fact]
    public async Task TorchScript_archives_are_left_to_the_backend()
    {
        await using RedisAiEngine ai = await ExportEngine.WithAsync(ModelSource.FromFile(TestData.Path("torch", "mlp.pt")));

        Assert.False(ai.Models["m"].Signature.Inputs[0].Shape.IsRankKnown);
    }
}
