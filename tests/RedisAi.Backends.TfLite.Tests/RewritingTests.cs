using RedisAi.Backends.TfLite.Format;
using RedisAi.Backends.TfLite.Rewriting;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Layers whose weights have a scale for each channel, which are given to the library as convolutions.</summary>
public sealed class RewritingTests
{
    [Fact]
    public void Layers_with_a_scale_for_each_channel_become_convolutions()
    {
        byte[]? rewritten = ChannelScales.Rewrite(TfLiteModels.Bytes("digits_int8_channels"));

        Assert.NotNull(rewritten);
        (_, Graph[] graphs) = GraphReader.ReadAll(rewritten);
        Assert.Equal([22, 3, 22, 22, 3, 22, 25], graphs[0].Operators.Select(static step => step.Code));
        Assert.Equal(GraphReader.Read(TfLiteModels.Bytes("digits_int8_channels")).Signature.ToString(), GraphReader.Read(rewritten).Signature.ToString());
    }

    [Fact]
    public void What_was_changed_needs_no_further_change() => Assert.Null(ChannelScales.Rewrite(ChannelScales.Rewrite(TfLiteModels.Bytes("digits_int8_channels"))));

    [Theory]
    [InlineData("digits")]
    [InlineData("digits_int8")]
    [InlineData("two_inputs")]
    public void Other_models_are_left_as_they_are(string name) => Assert.Null(ChannelScales.Rewrite(TfLiteModels.Bytes(name)));

    [Fact]
    public async Task Other_operators_with_such_weights_are_refused()
    {
        ModelLoadException error = await TfLiteModels.RefusedAsync(TfLiteModels.Source("channels_elsewhere"));

        Assert.Contains("weights with a scale for each channel, which TensorFlow Lite computes wrongly", error.Message, StringComparison.Ordinal);
    }
}
