using System.Runtime.CompilerServices;
using RedisAi.Server.Tests.Protocol;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

/// <summary>What the endpoint does in a process that may have no more than 256 MiB of managed memory. Each test runs in such a process, beside nothing else.</summary>
public sealed class SmallHeapTests
{
    private const string NoneLeft = "there is no memory for the command: the process has none left";

    [Fact]
    public Task Client_for_whose_argument_the_process_has_no_memory_is_told_and_takes_nothing_from_others() => SmallHeap.RunAsync(typeof(SmallHeapTests), async static () =>
    {
        await using TestServer server = new(static options =>
        {
            options.MaxBulkBytes = 300_000_000;
            (options.MaxPendingBytes, options.MaxPendingBytesPerClient, options.ReceiveAheadBytes) = (400_000_000, 400_000_000, 400_000_000);
        });
        using RespClient other = server.Connect();
        for (int i = 0; i < 5; i++)
        {
            using RespClient client = server.Connect();
            client.Send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$300000000\r\nvalue");

            Assert.Equal($"-ERR {NoneLeft}\r\n", client.ReadToEnd());

            // The next client's argument is allocated as a whole when none of another is, and the connection ends before that is given back.
            await Eventually.HoldsAsync(() => server.Endpoint.State.Ahead.Taken == 0, "what was received ahead was given back");
        }

        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back");
        Assert.Equal("+OK", other.Ask("SET", "k", new string('v', 100_000)));
    });

    [Fact]
    public Task Command_of_many_small_arguments_is_refused_when_the_process_has_no_memory_for_more() => SmallHeap.RunAsync(typeof(SmallHeapTests), static () =>
    {
        using ParserHarness parser = new(limits: ParserHarness.Limits with { MaxCommandBytes = 8 << 20 });
        byte[] command = RespClient.Encode([.. Enumerable.Repeat(new string('v', 15_000), 500)]);

        Assert.False(FeedWithoutMemory(parser, command));

        Assert.Equal(NoneLeft, parser.Error);
        return Task.CompletedTask;
    });

    // In a method of its own, so that what fills the heap is not on the stack afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool FeedWithoutMemory(ParserHarness parser, byte[] bytes)
    {
        IReadOnlyCollection<byte[]> filling = SmallHeap.Fill(1 << 20);
        bool isTaken = parser.Feed(bytes);
        GC.KeepAlive(filling);
        return isTaken;
    }
}
