using RedisAi.Sessions;
using RedisAi.Store;
using RedisAi.Tensors;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Sessions;

public sealed class SessionStatesTests
{
    /// <summary>A caller may choose a version and come when that is closed: without this, it freed memory that was somebody else's by then.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Version_that_was_closed_lends_no_initial_state(int rows)
    {
        await using RedisAiEngine ai = new();
        TensorValue initial = TensorRows.Zeros(TensorDataType.Int64, TensorShape.Create([1, 1]));
        StateSlot[] slots = [new StateSlot(0, 0, Specs.Of("h", TensorDataType.Int64, "batch", 1), 0, initial, null)];
        SessionStates states = new("m", (IStateStore)ai.Tensors, slots, new RoutingOptions());
        TensorValue[] inputs = new TensorValue[1];
        StateSlots.Release(slots);

        StateReading reading = states.Read(states.KeysOf("s"), rows, isForeign: false, inputs, new long[1]);

        Assert.Equal(StateReading.Absent, reading);
        Assert.True(inputs[0].IsEmpty);
    }
}
