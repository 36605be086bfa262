using RedisAi.Server.Connections;

namespace RedisAi.Server.Tests.Connections;

public sealed class ReceiveSpinTests : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(5);

    private readonly EndpointActivity _activity = new();
    private readonly FakeTransport _transport = new();
    private readonly byte[] _buffer = new byte[16];

    public void Dispose() => _transport.Dispose();

    [Fact]
    public void Quick_client_is_looked_for_and_one_that_does_not_come_is_not_for_long()
    {
        ReceiveSpin spin = new(_activity, s_longest);
        Assert.False(Looks(spin));
        Warm(spin);

        _transport.Comes = true;
        spin.Answered();
        Assert.True(spin.TryReceive(_transport, _buffer, out int received));
        Assert.Equal(1, received);

        _transport.Comes = false;
        spin.Answered();
        Assert.False(spin.TryReceive(_transport, _buffer, out _));
        Assert.True(_transport.Looks > 1);

        spin.Answered();
        Assert.False(Looks(spin));
    }

    [Fact]
    public void Thread_sleeps_after_some_looks_in_a_row_as_others_may_wait_for_it()
    {
        ReceiveSpin spin = new(_activity, s_longest);
        Warm(spin);
        _transport.Comes = true;

        Assert.Equal(16, FoundInARow(spin));
        spin.Answered();
        spin.Woken();
        Assert.Equal(16, FoundInARow(spin));
    }

    [Fact]
    public void Nobody_is_looked_for_while_others_are_active()
    {
        ReceiveSpin spin = new(_activity, s_longest);
        ReceiveSpin other = new(_activity, s_longest);
        Warm(spin);

        other.Answered();
        spin.Answered();

        Assert.False(Looks(spin));
    }

    [Fact]
    public void One_at_a_time_is_looked_for()
    {
        ReceiveSpin spin = new(_activity, s_longest);
        Warm(spin);
        spin.Answered();

        Assert.True(_activity.TryBeginSpin());
        Assert.False(Looks(spin));
        _activity.EndSpin();
        Assert.True(Looks(spin));
    }

    [Fact]
    public void Without_a_time_for_it_nobody_is_looked_for()
    {
        ReceiveSpin spin = new(_activity, TimeSpan.Zero);
        Warm(spin);
        spin.Answered();

        Assert.False(Looks(spin));
    }

    private static void Warm(ReceiveSpin spin)
    {
        for (int i = 0; i < 20; i++)
        {
            spin.Answered();
            spin.Woken();
        }
    }

    private int FoundInARow(ReceiveSpin spin)
    {
        int found = 0;
        do
        {
            spin.Answered();
        }
        while (spin.TryReceive(_transport, _buffer, out _) && ++found < 1000);

        return found;
    }

    private bool Looks(ReceiveSpin spin)
    {
        int before = _transport.Looks;
        spin.TryReceive(_transport, _buffer, out _);
        return _transport.Looks > before;
    }

    private sealed class FakeTransport : Transport
    {
        public bool Comes { get; set; }

        public int Looks { get; private set; }

        public override bool IsDirect => true;

        public override string RemoteAddress => "";

        public override string LocalAddress => "";

        public override bool TryReceive(Span<byte> buffer, out int received)
        {
            Looks++;
            received = Comes ? 1 : 0;
            return Comes;
        }

        public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask WaitAsync() => throw new NotSupportedException();

        public override int TrySend(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

        public override bool HasGone() => false;

        public override void StopReceiving()
        {
        }

        public override ValueTask FinishAsync() => default;

        public override void Dispose()
        {
        }
    }
}
