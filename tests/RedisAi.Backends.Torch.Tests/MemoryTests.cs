using System.Collections.Concurrent;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Whose memory is it: models that give back, keep or change what they get.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("identity")]
    [InlineData("alias_view")]
    [InlineData("alias_twice")]
    public async Task Output_that_shares_memory_outlives_the_input_and_the_next_run(string name)
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync(name);
        AiTensor input = TorchModels.Floats([4], 1, 2, 4, 8);
        ModelResult result = ai.Models["m"].Run([input]);
        float[][] expected = [.. Enumerable.Range(0, result.Count).Select(index => result[index].ToArray<float>())];
        AiTensor[] kept = [.. Enumerable.Range(0, result.Count).Select(index => result.Detach(index))];
        result.Dispose();
        input.Dispose();

        // What the pool hands out next would lie where the input was.
        for (int i = 0; i < 50; i++)
        {
            using AiTensor other = TorchModels.Filled(-1, 4);
            ai.Models["m"].Run([other]).Dispose();
        }

        for (int i = 0; i < kept.Length; i++)
        {
            Assert.Equal(expected[i], kept[i].ToArray<float>());
            kept[i].Dispose();
        }
    }

    [Fact]
    public async Task Output_that_is_the_modules_own_buffer_does_not_change_with_the_next_run()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("alias_buffer");
        using AiTensor ones = TorchModels.Filled(1, 4);

        using ModelResult first = ai.Models["m"].Run([ones]);
        using ModelResult second = ai.Models["m"].Run([ones]);

        Assert.Equal([1, 2, 3, 4], first[0].ToArray<float>());
        Assert.Equal([2, 3, 4, 5], second[0].ToArray<float>());
    }

    [Fact]
    public async Task Input_that_the_module_keeps_stays_its_own_after_the_caller_has_disposed_it()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("stash");
        IModel model = ai.Models["m"];
        for (int i = 1; i < 50; i++)
        {
            using (AiTensor input = TorchModels.Filled(i, 4))
            using (ModelResult result = model.Run([input]))
            {
                Assert.Equal([.. Enumerable.Repeat((float)(i - 1), 4)], result[0].ToArray<float>());
            }

            using AiTensor other = TorchModels.Filled(-1, 4);
            Assert.Equal(-1, other.AsSpan<float>()[0]);
        }
    }

    [Fact]
    public async Task Input_that_the_module_keeps_is_let_go_with_the_model()
    {
        int released = 0;
        await using (RedisAiEngine ai = await TorchModels.EngineWithAsync("stash"))
        {
            using (AiTensor input = AiTensor.Wrap<float>([4], new float[4], () => Interlocked.Increment(ref released)))
            {
                ai.Models["m"].Run([input]).Dispose();
            }

            Assert.Equal(0, released);
        }

        Assert.Equal(1, released);
    }

    [Theory]
    [InlineData("in_place")]
    [InlineData("dropout_in_place")]
    public async Task Model_that_changes_its_input_changes_a_copy(string name)
    {
        foreach (bool optimize in (bool[])[true, false])
        {
            await using RedisAiEngine ai = await TorchModels.EngineWithAsync(name, torch => torch.Optimize = optimize);
            using AiTensor input = TorchModels.Floats([4], 1, 2, 3, 4);
            ai.Tensors.Set("shared", input);

            using ModelResult result = ai.Models["m"].Run([input]);

            Assert.Equal([2, 3, 4, 5], result[0].ToArray<float>());
            Assert.Equal([1, 2, 3, 4], input.ToArray<float>());
        }
    }

    [Fact]
    public async Task Large_output_outlives_the_engine()
    {
        AiTensor output;
        await using (RedisAiEngine ai = await TorchModels.EngineWithAsync("add16"))
        {
            using AiTensor left = TorchModels.Filled(1, 100_000);
            using AiTensor right = TorchModels.Filled(2, 100_000);
            using ModelResult result = ai.Models["m"].Run([left, right]);
            output = result.Detach(0);
        }

        Assert.True(output.AsSpan<float>().IndexOfAnyExcept(3f) < 0);
        output.Dispose();
    }

    [Fact]
    public unsafe void Large_output_is_where_libtorch_has_made_it_and_a_small_one_is_copied()
    {
        foreach ((int length, bool copied) in ((int, bool)[])[(100_000, false), (16, true)])
        {
            using TorchModuleHandle module = TorchModuleHandle.FromFile(TorchModels.PathOf("add16"), new RaitLoadOptions { DeviceIndex = -1, Threads = 1 });
            using TorchRun run = new(module);
            TensorValue ones = TensorValue.Allocate(TensorDataType.Float32, TensorShape.Create([length]));
            new Span<float>((void*)ones.Pointer, length).Fill(1);

            ref readonly RaitTensor result = ref run.Run(function: 0, [ones, ones], [], [], host: null)[0];
            nint made = (nint)result.Data;
            TensorValue output = TorchOutputs.Take(run, 0, in result);
            run.End();

            Assert.Equal(copied, output.Pointer != made);
            Assert.Equal(2, output.AsSpan<float>()[length - 1]);
            output.Release();
            ones.Release();
        }
    }

    [Fact]
    public async Task Calls_of_a_model_with_a_state_take_turns()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("counter");
        IModel model = ai.Models["m"];
        using AiTensor zero = TorchModels.Filled(0, 1);
        List<float> seen = [];

        Testing.Threads.Run(4, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                using ModelResult result = model.Run([zero]);
                lock (seen)
                {
                    seen.Add(result.AsSpan<float>(0)[0]);
                }
            }
        });

        Assert.Equal(Enumerable.Range(1, 800).Select(static number => (float)number), seen.Order());
    }

    [Fact]
    public async Task Call_of_a_model_with_a_state_sees_the_state_as_its_own_run_left_it()
    {
        const int Threads = 4;
        const int Runs = 3_000;
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("large_buffer");
        IModel model = ai.Models["m"];
        using AiTensor one = TorchModels.Filled(1, 1);
        ConcurrentBag<float> seen = [];

        Testing.Threads.Run(Threads, _ =>
        {
            for (int i = 0; i < Runs; i++)
            {
                using ModelResult result = model.Run([one]);
                ReadOnlySpan<float> kept = result.AsSpan<float>(0);
                Assert.True(kept.IndexOfAnyExcept(kept[0]) < 0, "Half of one run's state, half of another's.");
                seen.Add(kept[0]);
            }
        });

        Assert.Equal(Enumerable.Range(1, Threads * Runs).Select(static number => (float)number), seen.Order());
    }

    [Fact]
    public async Task What_the_application_throws_when_libtorch_lets_its_memory_go_ends_nothing()
    {
        int released = 0;
        await using (RedisAiEngine ai = await TorchModels.EngineWithAsync("stash"))
        {
            for (int i = 0; i < 3; i++)
            {
                using AiTensor input = AiTensor.Wrap<float>([4], new float[4], () =>
                {
                    released++;
                    throw new InvalidOperationException("thrown on purpose");
                });
                ai.Models["m"].Run([input]).Dispose();
            }

            Assert.InRange(released, 1, 2);
        }

        Assert.Equal(3, released);
    }

    [Fact]
    public async Task Modules_that_keep_their_inputs_survive_many_threads()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("stash");
        IModel model = ai.Models["m"];

        Testing.Threads.Run(4, thread =>
        {
            for (int i = 0; i < 500; i++)
            {
                using AiTensor input = TorchModels.Filled((thread * 1_000) + i, 4);
                using ModelResult result = model.Run([input]);
                ReadOnlySpan<float> previous = result.AsSpan<float>(0);
                Assert.True(previous.IndexOfAnyExcept(previous[0]) < 0, "Half of one input, half of another.");
            }
        });
    }
}
