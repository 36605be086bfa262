using Xunit;

namespace RedisAi.Tests.Models;

public sealed class NamedTensorsTests
{
    [Fact]
    public void Tensors_are_found_by_their_names()
    {
        using AiTensor a = AiTensor.Scalar(1);
        using AiTensor b = AiTensor.Scalar(2);
        NamedTensors tensors = new() { ["a"] = a };
        tensors.Add("b", b);

        Assert.Same(a, tensors["a"]);
        Assert.True(tensors.TryGet("b", out AiTensor? found));
        Assert.Same(b, found);
        Assert.Equal(["a", "b"], tensors.Select(static tensor => tensor.Key));
    }

    [Fact]
    public void Setting_a_name_again_replaces_and_adding_it_is_refused()
    {
        using AiTensor a = AiTensor.Scalar(1);
        using AiTensor b = AiTensor.Scalar(2);
        NamedTensors tensors = new() { ["a"] = a };

        tensors["a"] = b;

        Assert.Single(tensors);
        Assert.Same(b, tensors["a"]);
        Assert.Throws<ArgumentException>(() => tensors.Add("a", a));
    }

    [Fact]
    public void Missing_names_and_tensors_are_refused()
    {
        using AiTensor a = AiTensor.Scalar(1);
        NamedTensors tensors = [];

        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => tensors["z"]);

        Assert.Equal("There is no tensor named 'z'.", error.Message);
        Assert.Throws<ArgumentNullException>(() => tensors["a"] = null!);
        Assert.Throws<ArgumentNullException>(() => tensors[null!] = a);
        Assert.False(tensors.TryGet("z", out _));
    }
}
