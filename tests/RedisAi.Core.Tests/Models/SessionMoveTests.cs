using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>A session goes to another version, and the application writes to its states while the first call there is under way.</summary>
public sealed class SessionMoveTests
{
    [Theory]
    [InlineData(SessionPromotion.Restart, 10)]
    [InlineData(SessionPromotion.Migrate, 1011)]
    public async Task Session_whose_states_were_not_written_has_not_moved(SessionPromotion promotion, float expectedB)
    {
        Counters model = new();
        await using RedisAiEngine ai = await model.StoreTwoVersionsAsync(promotion);

        // The next states are dropped, as one was set meanwhile; the other one is still the first version's.
        model.Running = () => Set(ai, "a", 500);
        await StepAsync(ai);
        model.Running = null;
        (float a, float b) = await StepAsync(ai);

        Assert.Equal(promotion == SessionPromotion.Restart ? 10 : 1510, a);
        Assert.Equal(expectedB, b);
    }

    [Fact]
    public async Task States_that_the_application_has_set_while_a_call_was_under_way_are_those_of_the_version_that_ran_it()
    {
        Counters model = new();
        await using RedisAiEngine ai = await model.StoreTwoVersionsAsync(SessionPromotion.Restart);

        model.Running = () =>
        {
            Set(ai, "a", 500);
            Set(ai, "b", 600);
        };
        await StepAsync(ai);
        model.Running = null;

        Assert.Equal((510, 610), await StepAsync(ai));
    }

    private static async Task<(float A, float B)> StepAsync(RedisAiEngine ai)
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [0]);
        using ModelResult result = await ai.Models["m"].RunAsync([x], new InferenceOptions { Session = "s" });
        return (result.AsSpan<float>("aN")[0], result.AsSpan<float>("bN")[0]);
    }

    private static void Set(RedisAiEngine ai, string input, float value)
    {
        using AiTensor state = AiTensor.Create<float>([1, 1], [value]);
        ai.Tensors.Set(ai.Models["m"].GetStateKey("s", input), state);
    }

    /// <summary>A model of two states, to each of which a version adds a number of its own.</summary>
    private sealed class Counters
    {
        public Action? Running { get; set; }

        /// <summary>The first version adds 1 and has run once; the one that serves adds 10.</summary>
        public async Task<RedisAiEngine> StoreTwoVersionsAsync(SessionPromotion promotion)
        {
            RedisAiEngine ai = new();
            await ai.Models.StoreAsync("m", Version(1), Options(promotion));
            await StepAsync(ai);
            await ai.Models.StoreAsync("m", Version(10), Options(promotion));
            return ai;
        }

        private static ModelOptions Options(SessionPromotion promotion) => new()
        {
            WarmUp = false,
            States = { new ModelState("a", "aN"), new ModelState("b", "bN") },
            Routing =
            {
                Promotion = promotion,
                Migration = promotion == SessionPromotion.Migrate ? static (_, state) => AiTensor.Create<float>([1, 1], [1000 + state.AsSpan<float>()[0]]) : null,
            },
        };

        private ModelSource Version(float step) => ModelSource.FromFunction(
            new ModelSignature([Column("x"), Column("a"), Column("b")], [Column("aN"), Column("bN")]),
            inputs =>
            {
                Running?.Invoke();
                return [Next(inputs[1], step), Next(inputs[2], step)];
            });

        private static AiTensor Next(AiTensor state, float step) => AiTensor.Create<float>([1, 1], [state.AsSpan<float>()[0] + step]);

        private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));
    }
}
