using Xunit;

namespace RedisAi.Tests.Models;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("CPU", DeviceType.Cpu, 0, "CPU")]
    [InlineData("cpu", DeviceType.Cpu, 0, "CPU")]
    [InlineData("CPU:1", DeviceType.Cpu, 1, "CPU:1")]
    [InlineData("GPU", DeviceType.Cuda, 0, "GPU:0")]
    [InlineData("gpu:3", DeviceType.Cuda, 3, "GPU:3")]
    [InlineData("CUDA:2", DeviceType.Cuda, 2, "GPU:2")]
    public void Notation_of_RedisAI_is_read(string text, DeviceType type, int index, string canonical)
    {
        Device device = Device.Parse(text);

        Assert.Equal(new Device(type, index), device);
        Assert.Equal(canonical, device.ToString());
        Assert.Equal(device, Device.Parse(device.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("TPU")]
    [InlineData("GPU:")]
    [InlineData("GPU:-1")]
    [InlineData("GPU: 1")]
    [InlineData("GPU:1:2")]
    [InlineData("GPU:99999999999")]
    public void Other_notation_is_refused(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => Device.Parse(text));

        Assert.Equal($"'{text}' is not a device; use CPU, GPU or GPU:0.", error.Message);
        Assert.False(Device.TryParse(text, out _));
    }

    [Fact]
    public void Default_is_the_processor()
    {
        Assert.Equal(Device.Cpu, default);
        Assert.False(Device.TryParse(null, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Device.Cuda(-1));
    }
}
