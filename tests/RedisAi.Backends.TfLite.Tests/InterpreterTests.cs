using RedisAi.Backends.TfLite.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Interpreters, which are for one combination of shapes and one thread at a time: how many there are, and that no call sees another's.</summary>
public sealed class InterpreterTests
{
    [Fact]
    public async Task A_number_of_rows_that_comes_again_finds_its_interpreter()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");
        Run(ai, all, 1, 2, 3);
        long alive = TfLiteHandle.Alive;

        for (int i = 0; i < 20; i++)
        {
            Run(ai, all, 1, 2, 3);
        }

        Assert.Equal(alive, TfLiteHandle.Alive);
    }

    [Fact]
    public async Task No_more_wait_than_are_to_be_kept()
    {
        long before = TfLiteHandle.Alive;
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits", new ModelOptions().ConfigureTfLite(static tflite => tflite.KeptInterpreters = 2));
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");

        Run(ai, all, [.. Enumerable.Range(1, 16)]);

        // The model, the two that wait, and the one that was used last.
        Assert.Equal(4, TfLiteHandle.Alive - before);
    }

    [Fact]
    public async Task None_need_be_kept()
    {
        long before = TfLiteHandle.Alive;
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits", new ModelOptions().ConfigureTfLite(static tflite => tflite.KeptInterpreters = 0));
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");

        Run(ai, all, 1, 2, 1, 16);

        // The model, and the one that was used last.
        Assert.Equal(2, TfLiteHandle.Alive - before);
    }

    [Fact]
    public async Task Many_threads_with_rows_of_their_own_get_their_own_answers()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");
        using AiTensor expected = TfLiteModels.Tensor("digits.out.probabilities");

        Threads.Run(4, thread =>
        {
            for (int i = 0; i < 100; i++)
            {
                int start = (thread + i) % 12;
                int rows = 1 + ((thread + (3 * i)) % 4);
                using AiTensor x = all.Slice(start, rows);
                using AiTensor answer = expected.Slice(start, rows);
                using ModelResult result = ai.Models["m"].Run([x]);
                TensorComparison.AssertClose(answer, result[0], 1e-5);
            }
        });
    }

    [Fact]
    public async Task What_a_model_keeps_in_variables_no_other_call_sees()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("counting");
        using AiTensor x = TfLiteModels.Filled(2, 1, 2);

        for (int i = 0; i < 3; i++)
        {
            using ModelResult result = ai.Models["m"].Run([x]);
            Assert.Equal([2f, 2f], result[0].ToArray<float>());
        }
    }

    [Fact]
    public async Task Shapes_that_the_operators_do_not_take_are_an_error_in_the_librarys_words()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("add_any");
        using AiTensor a = TfLiteModels.Filled(1, 2, 3);
        using AiTensor b = TfLiteModels.Filled(2, 2, 2);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([a, b]));
        using ModelResult result = ai.Models["m"].Run([a, a]);

        Assert.Equal("TFLITE", error.Backend);
        Assert.Contains("failed to prepare", error.NativeMessage, StringComparison.Ordinal);
        Assert.Equal(2, result[0].AsSpan<float>()[0]);
    }

    [Fact]
    public async Task No_rows_give_no_rows()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        using AiTensor x = TfLiteModels.Filled(0, 0, 8, 8, 1);

        using ModelResult nothing = ai.Models["m"].Run([x]);

        Assert.Equal("Float32[0,10]", nothing[0].ToString());
    }

    [Fact]
    public async Task Inputs_that_give_more_together_than_a_machine_has_are_refused()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("add_any");
        using AiTensor column = TfLiteModels.Filled(1, 100_000, 1);
        using AiTensor row = TfLiteModels.Filled(1, 1, 100_000);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([column, row]));

        Assert.Contains("A run on [100000,1], [1,100000] would have tensors of up to 10000000000 elements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_inputs_where_rows_are_not_the_reason_are_refused()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("add_any");
        using AiTensor x = TfLiteModels.Filled(1, 2, 0);

        BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([x, x]));

        Assert.Contains("An input is empty", error.Message, StringComparison.Ordinal);
    }

    private static void Run(RedisAiEngine ai, AiTensor all, params ReadOnlySpan<int> rows)
    {
        foreach (int count in rows)
        {
            using AiTensor x = all.Slice(0, count);
            using ModelResult result = ai.Models["m"].Run([x]);
            Assert.Equal(count, result[0].Shape[0]);
        }
    }
}
