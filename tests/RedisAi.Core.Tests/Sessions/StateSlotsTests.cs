using RedisAi.Sessions;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Sessions;

public sealed class StateSlotsTests
{
    private static readonly ModelSignature s_signature = Specs.Signature(
        [Specs.Floats("h", "batch", 2), Specs.Floats("open", "batch", -1), Specs.Of("text", TensorDataType.String, "batch")],
        Specs.Floats("hN", "batch", 2));

    [Fact]
    public void Session_starts_with_one_row_of_zeros_unless_it_is_told_otherwise()
    {
        using AiTensor given = AiTensor.Create<float>([1, 2], [3, 4]);

        StateSlot[] slots = Create(new ModelState("h", "hN"), new ModelState("open", "hN") { Initial = given });

        Assert.Equal([0, 0], slots[0].Initial.AsSpan<float>());
        Assert.Equal([3, 4], slots[1].Initial.AsSpan<float>());
        Assert.Equal((1, 0), (slots[1].Input, slots[1].Output));
        StateSlots.Release(slots);
    }

    [Fact]
    public void Initial_state_of_another_type_shape_or_number_of_rows_is_refused()
    {
        using AiTensor otherType = AiTensor.Create<int>([1, 2], [3, 4]);
        using AiTensor otherShape = AiTensor.Create<float>([1, 1], [3]);
        using AiTensor twoRows = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);

        foreach (AiTensor initial in (AiTensor[])[otherType, otherShape, twoRows])
        {
            ModelLoadException error = Assert.Throws<ModelLoadException>(() => Create(new ModelState("h", "hN") { Initial = initial }));
            Assert.Contains("The initial state 'h' of model 'm' is ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("open")]
    [InlineData("text")]
    public void State_whose_zeros_are_not_known_must_be_given(string input) =>
        Assert.Contains(
            "which does not tell what zeros a session starts with: set ModelState.Initial.",
            Assert.Throws<ModelLoadException>(() => Create(new ModelState(input, "hN"))).Message,
            StringComparison.Ordinal);

    // The first state is made by then: [assembly: LeakCheck] fails this if it is left behind.
    [Fact]
    public void Name_that_is_not_there_is_an_error_that_tells_the_others() =>
        Assert.Equal(
            "There is no 'absent'; there are 'hN'.",
            Assert.Throws<ModelLoadException>(() => Create(new ModelState("h", "hN"), new ModelState("h", "absent"))).Message);

    private static StateSlot[] Create(params ModelState[] states) => StateSlots.Create("m", states, s_signature);
}
