namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Outputs are written into memory of ours where their shape is known beforehand; it must never show.</summary>
public sealed class OutputShapeTests
{
    [Fact]
    public async Task Shapes_may_change_with_every_run()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        Random random = new(1);

        // More combinations than there are plans, some of them again and again, and some of more than what is copied.
        for (int run = 0; run < 600; run++)
        {
            long[] shape = [random.Next(1, 40), random.Next(1, 40)];
            using AiTensor a = OnnxModels.Filled(run, shape);
            using AiTensor b = OnnxModels.Filled(0.5f, shape);

            using ModelResult result = ai.Models["m"].Run([a, b]);

            Assert.Equal(shape, result[0].Shape.Dimensions.ToArray());
            Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(run + 0.5f) < 0);
        }
    }

    [Fact]
    public async Task Size_that_depends_on_values_changes_while_the_inputs_shape_does_not()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("nonzero");
        Random random = new(2);

        for (int run = 0; run < 200; run++)
        {
            float[] values = [.. Enumerable.Range(0, 8).Select(_ => (float)random.Next(2))];
            long[] places = [.. values.Index().Where(static value => value.Item != 0).Select(static value => (long)value.Index)];
            using AiTensor x = OnnxModels.Floats([8], values);

            using ModelResult result = ai.Models["m"].Run([x]);

            Assert.Equal($"Int64[1,{places.Length}]", result[0].ToString());
            Assert.Equal(places, result.AsSpan<long>(0).ToArray());
        }
    }

    [Fact]
    public async Task Declared_shape_that_is_wrong_does_not_matter()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("wrong_declared_shape");

        // With one row the declaration happens to be right, and is planned for.
        foreach (int rows in (int[])[1, 6, 1, 6, 600, 1, 0, 1])
        {
            using AiTensor x = OnnxModels.Floats([rows, 2], [.. Enumerable.Range(0, rows).SelectMany(static _ => new float[] { 1, 2 })]);

            using ModelResult result = ai.Models["m"].Run([x]);

            Assert.Equal([.. Enumerable.Repeat(1L, rows)], result.AsSpan<long>(0).ToArray());
        }
    }

    [Theory]
    [InlineData(1L << 62, 8)]
    [InlineData(1L << 62, 1L << 62)]
    [InlineData(2, 1L << 62)]
    public async Task Declared_shape_that_no_tensor_has_does_not_matter(long rows, long columns)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(ModelSource.FromBytes(HandmadeModel.Declaring(rows, columns)));
        using AiTensor x = OnnxModels.Floats([2, 1], -1, 2);

        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = ai.Models["m"].Run([x]);

            Assert.Equal("Float32[2,1]", result[0].ToString());
            Assert.Equal([1, 2], result.AsSpan<float>(0).ToArray());
        }
    }

    [Fact]
    public async Task Plan_that_turns_out_wrong_is_given_up()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("wrong_symbol");
        using AiTensor all = OnnxModels.Filled(1, 4);
        using AiTensor some = OnnxModels.Floats([4], 0, 5, 0, 6);
        using AiTensor none = OnnxModels.Filled(0, 4);

        foreach (AiTensor x in (AiTensor[])[all, all, some, none, all, some])
        {
            using ModelResult result = ai.Models["m"].Run([x]);

            Assert.Equal(x == all ? [0, 1, 2, 3] : x == some ? [1, 3] : (long[])[], result.AsSpan<long>(0).ToArray());
        }

        Assert.Equal((6, 0), (ai.Models.GetInfo("m").Statistics.Calls, ai.Models.GetInfo("m").Statistics.Errors));
    }

    [Fact]
    public async Task Any_shape_is_taken_where_none_is_declared()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("unknown_rank");

        foreach (long[] shape in (long[][])[[3], [2, 3], [], [1, 1, 4, 1], [0, 7], [3]])
        {
            using AiTensor x = OnnxModels.Filled(2, shape);

            using ModelResult result = ai.Models["m"].Run([x]);

            Assert.Equal(shape, result[0].Shape.Dimensions.ToArray());
            Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(-2f) < 0);
        }
    }
}
