using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>A session that begins just as its version is replaced.</summary>
public sealed class SessionArrivalTests
{
    [Fact]
    public async Task Session_that_comes_while_its_version_is_closed_goes_on_from_its_first_step()
    {
        FakeBackend backend = new(Sum)
        {
            Signature = new([Column("x"), Column("h")], [Column("y"), Column("next")]),
        };
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], new PausingTime());
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false, States = { new ModelState("h", "next") } });
        IModel model = ai.Models["m"];
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        model.Run([one, one]).Dispose();
        using ManualResetEventSlim goOn = new();
        using ManualResetEventSlim arrived = new();
        backend.ExecutionDisposing = session =>
        {
            // The version is being closed: now the call goes on that was given it before.
            if (session.Number == 1)
            {
                goOn.Set();
                Eventually.Comes(arrived);
            }
        };
        using ManualResetEventSlim isRouted = new();
        Task<float> first = Task.Factory.StartNew(
            () =>
            {
                PausingTime.PauseOnce(isRouted, goOn);
                float answer = Step(model, one);
                arrived.Set();
                return answer;
            },
            TaskCreationOptions.LongRunning);
        Eventually.Comes(isRouted);

        await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal(1, await first);
        Assert.Equal(2, Step(model, one));
    }

    private static float Step(IModel model, AiTensor x)
    {
        using ModelResult result = model.Run([x], new InferenceOptions { Session = "s" });
        return result.AsSpan<float>(0)[0];
    }

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));

    private static void Sum(FakeSession session, ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        outputs[0] = TensorValue.Allocate(TensorDataType.Float32, inputs[0].Shape);
        outputs[0].AsWritableSpan<float>()[0] = inputs[0].AsSpan<float>()[0] + inputs[1].AsSpan<float>()[0];
        outputs[1] = outputs[0].AddReference();
    }

    /// <summary>Has a thread wait where it looks at the time: a call does so when its version is chosen, and before that accepts it.</summary>
    private sealed class PausingTime : TimeProvider
    {
        [ThreadStatic]
        private static (ManualResetEventSlim Comes, ManualResetEventSlim GoesOn)? s_pause;

        public static void PauseOnce(ManualResetEventSlim comes, ManualResetEventSlim goesOn) => s_pause = (comes, goesOn);

        public override long GetTimestamp()
        {
            if (s_pause is var (comes, goesOn))
            {
                s_pause = null;
                comes.Set();
                Eventually.Comes(goesOn);
            }

            return base.GetTimestamp();
        }
    }
}
