using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class NativeTensorTests
{
    [Fact]
    public void Native_object_that_two_threads_dispose_at_the_same_moment_is_released_once()
    {
        CountingNative[] natives = [.. Enumerable.Range(0, 50_000).Select(static _ => new CountingNative())];

        int steps = Threads.RunInStep(2, natives.Length, (_, step) => natives[step].Dispose());

        Assert.All(natives.Take(steps), static native => Assert.Equal(1, native.Releases));
    }
}
